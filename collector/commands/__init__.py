"""The commands of `isoloir-collector`, one module each, imported when they are called."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "account": "collector.commands.account:account",
    "backup": "collector.commands.backup:backup",
    "alert": "collector.commands.alert:alert",
    "device": "collector.commands.device:device",
    "doctor": "collector.commands.doctor:doctor",
    "enrol": "collector.commands.enrol:enrol",
    "init": "collector.commands.init:init",
    "keys": "collector.commands.keys:keys",
    "ledger": "collector.commands.ledger:ledger",
    "phone": "collector.commands.phone:phone",
    "points": "collector.commands.points:points",
    "receive": "collector.commands.receive:receive",
    "remind": "collector.commands.remind:remind",
    "report": "collector.commands.report:report",
    "reconcile": "collector.commands.backup:reconcile",
    "restore": "collector.commands.backup:restore",
    "serve": "collector.commands.serve:serve",
    "survey": "collector.commands.survey:survey",
    "tally": "collector.commands.tally:tally",
    "token": "collector.commands.token:token",
}
"""Each command's name and where it is."""
