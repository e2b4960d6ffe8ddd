"""`isoloir-collector alert`: an e-mail about devices that need somebody, for a daily timer."""

from __future__ import annotations

import smtplib
from pathlib import Path

import click

from collector.activity.mail import Mailer, NotTaken, checked_address, read_mail_settings
from collector.auth.scope import Scope
from collector.commands.parts import open_here, settings
from collector.fleet.alerts import compose, read_told, write_told
from collector.fleet.fleet import fleet_of
from collector.texts import load_texts
from shared.problems import OperationProblem


@click.command()
@click.option("--to", required=True, metavar="ADDRESS", help="Who looks after the devices.")
@click.option("--scope", default="national", help="Whose devices: national or caf:CODE.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@settings
def alert(
    to: str, scope: str, dry_run: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Send one e-mail about devices of concern, if there is anything new to say.

    Run it every morning: a concern is told once, again each week while it lasts, and once when it
    is over; nothing at the weekend or on public holidays.
    """
    collector = open_here(config_file, data_dir)
    now, address = collector.now(), checked_address(to)
    lines = fleet_of(collector.database, Scope.parse(scope), now)
    directory = collector.config.data_dir
    message = compose(lines, read_told(directory), now.date(), load_texts()["fr"])
    if dry_run or not message.text:
        click.echo(message.text or "Nothing new to say.")
        return
    if collector.config.mail_file is None:
        raise OperationProblem("mail-unset")
    try:
        mailer = Mailer(read_mail_settings(collector.config.mail_file))
        mailer.send(address, message.subject, message.text, now)
    except (NotTaken, OSError, smtplib.SMTPException) as error:
        raise click.ClickException(
            f"The message was not sent ({error}). Nothing was noted: the next run says it again."
        ) from error
    write_told(directory, message.told)
    click.echo("One message was sent.")
