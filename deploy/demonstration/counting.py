"""Sends, tallies and fetches the figures, by the commands and the API that anybody would use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from deploy.demonstration.failure import Failure
from deploy.demonstration.programs import Collector, Kiosk

TIME_ZONE: Final = ZoneInfo("Europe/Paris")
"""Where months begin and end, unless a collector is told otherwise."""

_SECONDS: Final = 20.0


def send(kiosks: Iterable[Kiosk]) -> int:
    """Have every kiosk send all it has; return how many items went.

    Raises:
        Failure: one could not, or the collector refused something.
    """
    return sum(int(kiosk.ask("send")["items"]) for kiosk in kiosks)


def tally(collector: Collector) -> Mapping[str, Any]:
    """Tally the month that is still open; return the command's answer.

    Raises:
        Failure: it failed, or an item is missing.
    """
    period = f"{datetime.now(TIME_ZONE):%Y-%m}"
    answer: Mapping[str, Any] = collector.ask("tally", "--period", period)
    return answer


def balance_lines(answer: Mapping[str, Any]) -> list[str]:
    """The account of everything ever received, one line for each kind of item."""
    lines = answer["reconciliation"]["lines"]
    return [
        _balance(kind, [line for line in lines if line["kind"] == kind])
        for kind in sorted({line["kind"] for line in lines}, reverse=True)
    ]


def _balance(kind: str, lines: list[Mapping[str, Any]]) -> str:
    received, tallied, waiting = (
        sum(line[fate] for line in lines) for fate in ("received", "tallied", "waiting")
    )
    aside = sum(sum(line["set_aside"].values()) for line in lines)
    return (
        f"{kind + 's':<11}{received} received = {tallied} tallied + {aside} set aside"
        f" + {waiting} waiting"
    )


class Figures:
    """Fetches released figures from the API, in English. Its methods raise Failure."""

    def __init__(self, collector: Collector, token: str) -> None:
        self._address = collector.address
        self._token = token

    def of_point(self, point: str, question: str) -> Mapping[str, Any]:
        """A Point's answers to a question."""
        return self._table("site", point=point, question=question)

    def crossing(self, caf: str, outcome: str, given: str) -> Mapping[str, Any]:
        """A Caf's answers to `outcome` among those who gave each answer to `given`."""
        return self._table("crossing", caf=caf, question=f"{outcome}:{given}")

    def _table(self, table: str, **query: str) -> Mapping[str, Any]:
        where = f"/api/v1/tables/{table}?{urlencode({**query, 'lang': 'en'})}"
        return _get(self._address, where, self._token)


def _get(address: str, where: str, token: str) -> Mapping[str, Any]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=_SECONDS)
    try:
        connection.request("GET", where, headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        body = response.read()
        document: Mapping[str, Any] = json.loads(body)
    except (OSError, HTTPException, ValueError) as error:
        raise Failure(f"The collector gave no figures at {where} ({error!r}).") from None
    finally:
        connection.close()
    if response.status != 200:
        raise Failure(f"The collector gave no figures at {where}: {document.get('title')}")
    return document
