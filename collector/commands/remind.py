"""`isoloir-collector remind`: e-mails to partners whose return is late, for a daily timer."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from collector.activity.mail import Mailer, read_mail_settings
from collector.activity.reminders import reminders_due, send_reminders
from collector.commands.parts import as_json, open_database, read_settings, say_json, settings
from collector.instance import clock_of
from collector.store.audit import COMMAND_LINE
from collector.texts import load_texts
from shared.problems import OperationProblem


@click.command()
@click.option("--dry-run", is_flag=True, help="Say who would be reminded; send nothing.")
@as_json
@settings
def remind(dry_run: bool, as_json: bool, config_file: Path | None, data_dir: Path | None) -> None:
    """Remind partners of last month's activity return: from the 6th, and again from the 15th.

    Run it every day; nobody is reminded twice of the same. Exit code 1 when a message could not be
    sent: it is tried again.
    """
    config = read_settings(config_file, data_dir)
    database, now = open_database(config), clock_of(config)
    if dry_run:
        with database.read() as transaction:
            due = reminders_due(transaction, now().date())
        if as_json:
            say_json([{**asdict(each), "period": str(each.period)} for each in due])
        for each in () if as_json else due:
            click.echo(f"{each.point}: {each.period}, {each.email or 'no address'}")
        return
    if config.mail_file is None:
        raise OperationProblem("mail-unset")
    mailer = Mailer(read_mail_settings(config.mail_file))
    done = send_reminders(database, mailer, load_texts()["fr"], now, COMMAND_LINE)
    if as_json:
        say_json(asdict(done))
    else:
        click.echo(
            f"{done.sent} reminders sent, {done.unreachable} not taken, {done.unsure} perhaps"
            f" taken, {done.no_address} without an address."
        )
    if done.unreachable or done.unsure:
        raise click.exceptions.Exit(1)
