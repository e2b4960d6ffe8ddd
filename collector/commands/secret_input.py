"""Passwords given to a command by a file, so that none stands on a command line."""

from __future__ import annotations

from pathlib import Path

import click

password_file = click.option(
    "--password-file",
    "password_from",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Takes the password from a file's first line (-: standard input) instead of making one.",
)
"""Add `--password-file`."""


def read_password(path: Path | None) -> str:
    """The first line of the file, or an empty text without one.

    Raises:
        OSError: it cannot be read.
    """
    if path is None:
        return ""
    with click.open_file(str(path), encoding="utf-8") as stream:
        return str(stream.readline()).rstrip("\r\n")
