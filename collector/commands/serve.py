"""`isoloir-collector serve`: intake, API and pages in one process. It opens no private key."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path

import click

from collector.commands.parts import open_here, settings


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0: a free one.")
@click.option(
    "--part",
    type=click.Choice(["all", "intake", "dashboard"]),
    default="all",
    show_default=True,
    help="What to serve: addresses of devices (`/v1`), those of people, or both.",
)
@settings
def serve(
    host: str | None, port: int | None, part: str, config_file: Path | None, data_dir: Path | None
) -> None:
    """Take in batches, and show figures."""
    _set_up_logging()
    collector = open_here(config_file, data_dir, host=host, port=port)
    from collector.app import Part, create_app
    from collector.server import address_of, listen, settle

    server = listen(create_app(collector, Part(part)), collector.config)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = address_of(server, collector.config)
    click.echo(f"Isoloir collector: http://{address}/ (Ctrl-C stops it)")
    settle()
    server.run()


def _set_up_logging() -> None:
    """Log what an administrator should know, and nothing of any request, time included."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    # It would count the requests that wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
