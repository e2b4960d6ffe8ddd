"""A collector in which somebody of every role and scope has something to act upon."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import insert

from collector.app import create_app
from collector.auth.passwords import token_digest
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.news.model import KeptMessage, KeptNotice, NoticePlace
from collector.signing_key import create_signing_key
from collector.store.access import add_token
from collector.store.comment_schema import comment
from collector.store.desk import add_message, add_notice
from collector.store.engine import Database
from shared.declaration import Category
from tests.support.accounts import add_people
from tests.support.databases import SqliteDatabases
from tests.support.matrix import CAF, NOTICE, READERS, TOKENS, WORDS, email_of
from tests.support.sign_on import write_settings
from tests.support.town import DIEPPE, LILLE, ROUEN, Town, found_town


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Flask]]:
    """A collector with somebody of every role and scope, and something for each to act upon."""
    directory = tmp_path_factory.mktemp("matrix")
    database = Database(SqliteDatabases(directory).empty())
    town = found_town(database, directory / "collector")
    config = replace(
        town.collector.config, single_sign_on_file=write_settings(directory, "http://127.0.0.1:9")
    )
    create_signing_key(config.signing_key_file, os.urandom)
    add_people(town, {email_of(role, scope): (role, scope) for role, scope in READERS})
    add_people(town, {"colleague@caf.example": (Role.ANALYST, CAF)})
    _fill(town)
    yield town, create_app(replace(town.collector, config=config))
    database.close()


def _fill(town: Town) -> None:
    day = date(2026, 10, 1)
    waiting = {"quarter": "2026-Q3", "themes": [], "caf": "761", "point_id": ROUEN}
    rows = [
        {"id": b"\x05" * 16, "text": "Attend", "state": "waiting", **waiting},
        {"id": b"\x06" * 16, "text": WORDS[ROUEN], "state": "released", **waiting},
        {"id": b"\x07" * 16, "text": WORDS[DIEPPE], "state": "released"}
        | waiting | {"point_id": DIEPPE},
        {"id": b"\x08" * 16, "text": WORDS[LILLE], "state": "released"}
        | waiting | {"point_id": LILLE, "caf": "591"},
    ]  # fmt: skip
    with town.database.begin() as transaction:
        transaction.execute(insert(comment), [{**waiting, **row} for row in rows])
        add_message(
            transaction, KeptMessage(b"m" * 16, ROUEN, Category.TRAINING, "?", "2026-10-01")
        )
        add_notice(
            transaction, KeptNotice(NOTICE, "761", NoticePlace.DESK, day, day, {"fr": "Fermé"})
        )
        for scope, secret in TOKENS.items():
            add_token(transaction, scope, token_digest(secret), Scope.parse(scope))
        add_token(transaction, "of the Caf", token_digest("x"), Scope.parse(CAF))
