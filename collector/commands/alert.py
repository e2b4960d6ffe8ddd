"""`isoloir-collector alert`: an e-mail about devices that need somebody, for a daily timer."""

from __future__ import annotations

import smtplib
from pathlib import Path

import click

from collector.activity.mail import Mailer, NotTaken, checked_address, read_mail_settings
from collector.auth.scope import Scope
from collector.commands.parts import open_database, read_settings, settings
from collector.fleet.alerts import DIRECTORY, compose, read_told, write_told
from collector.fleet.fleet import fleet_of
from collector.instance import clock_of
from collector.texts import load_texts
from shared.problems import OperationProblem


@click.command()
@click.option(
    "--to",
    metavar="ADDRESS",
    help="Who looks after the devices; alerts_to of the mail file unless given.",
)
@click.option("--scope", default="national", help="Whose devices: national or caf:CODE.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent; send nothing.")
@settings
def alert(
    to: str | None, scope: str, dry_run: bool, config_file: Path | None, data_dir: Path | None
) -> None:
    """Send one e-mail about devices of concern, if there is anything new to say.

    Run it every morning: a concern is told once, again each week while it lasts, and once when it
    is over; nothing at the weekend or on public holidays.
    """
    config = read_settings(config_file, data_dir)
    database, now = open_database(config), clock_of(config)()
    mail = read_mail_settings(config.mail_file) if config.mail_file else None
    whom = to or (mail.alerts_to if mail else "")
    if not whom and mail:
        click.echo("Nobody is to be told: name somebody with --to, or alerts_to in the mail file.")
        return
    if not whom:
        raise OperationProblem("mail-unset")
    address = checked_address(whom)
    lines = fleet_of(database, Scope.parse(scope), now)
    directory, kept_as = config.data_dir / DIRECTORY, f"{address} {scope}"
    message = compose(lines, read_told(directory, kept_as), now.date(), load_texts()["fr"])
    if dry_run or not message.text:
        click.echo(message.text or "Nothing new to say.")
        return
    if mail is None:
        raise OperationProblem("mail-unset")
    try:
        Mailer(mail).send(address, message.subject, message.text, now)
    except (NotTaken, OSError, smtplib.SMTPException) as error:
        raise click.ClickException(
            f"The message was not sent ({error}). Nothing was noted: the next run says it again."
        ) from error
    write_told(directory, kept_as, message.told)
    click.echo("One message was sent.")
