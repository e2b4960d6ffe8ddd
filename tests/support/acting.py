"""Whose work is being done: on an installed collector each part and command is a user's own."""

from __future__ import annotations

import re
from functools import cache

import click
from flask import has_request_context, request

from collector.store.privileges import DASHBOARD, INTAKE
from deploy.bootstrap import ROOT

WRAPPER = ROOT / "deploy/collector/files/usr/local/bin/isoloir-collector"


def acting_user() -> str | None:
    """The user of the request that is being answered or the command that runs, if one does."""
    if has_request_context():
        return INTAKE if request.path.startswith("/v1/") else DASHBOARD
    command = click.get_current_context(silent=True)
    while command is not None and command.parent is not None:
        if command.parent.parent is None:
            users = users_of_commands()
            return users.get(command.info_name or "", users["*"])
        command = command.parent
    return None


@cache
def users_of_commands() -> dict[str, str]:
    """By command, as the shipped command line chooses; `*` is for all others."""
    found = re.findall(r"^(\S.*)\)\n\s+user=(\S+)$", WRAPPER.read_text(), re.MULTILINE)
    return {name: user.replace("$1", name) for names, user in found for name in names.split(" | ")}
