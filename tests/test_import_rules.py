"""The rooms keep their distance (DESIGN.md, section 4), and the reading of that bites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.import_rules import MAX_LINES, ROOMS, violations

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    file.relative_to(ROOT).as_posix() for room in ROOMS for file in (ROOT / room).rglob("*.py")
)


@pytest.mark.parametrize("path", SOURCES)
def test_every_source_keeps_the_rules(path: str) -> None:
    assert violations(path, (ROOT / path).read_text(encoding="utf-8")) == []


def test_every_room_is_read() -> None:
    assert {path.split("/")[0] for path in SOURCES} == set(ROOMS)


@pytest.mark.parametrize(
    ("path", "source", "reason"),
    [
        ("kiosk/spool.py", "import collector.intake", "knows only itself and shared"),
        ("collector/app.py", "from kiosk import spool", "knows only itself and shared"),
        ("shared/batch.py", "from kiosk.spool import Spool", "knows only itself and shared"),
        ("kiosk/config.py", "import deploy.bootstrap", "knows only itself and shared"),
        ("kiosk/pages/touch.py", "from . import desk", "write the whole name"),
        ("shared/batch.py", "import os", "only computes"),
        ("shared/batch.py", "from pathlib import Path", "only computes"),
        ("shared/batch.py", "import secrets", "only computes"),
        ("shared/batch.py", "import time", "only computes"),
        ("shared/batch.py", "import urllib.request", "only computes"),
        ("shared/batch.py", "def f():\n    import random", "only computes"),
        ("shared/batch.py", "text = open('x').read()", "only computes"),
        (
            "shared/periods.py",
            "from datetime import datetime\ndatetime.now()",
            "is given clock",
        ),
        ("shared/periods.py", "import datetime\ndatetime.date.today()", "is given clock"),
        ("shared/periods.py", "def f(clock=datetime.utcnow): ...", "is given clock"),
        ("shared/signing.py", "key = Ed25519PrivateKey.generate()", "is given clock"),
        ("kiosk/submit.py", "import flask", "the web stays"),
        ("kiosk/submit.py", "from flask_htmx import HTMX", "the web stays"),
        ("collector/intake/accept.py", "from werkzeug.exceptions import NotFound", "the web stays"),
        ("collector/registry/points.py", "import sqlalchemy.orm", "the database stays"),
        ("collector/app.py", "from alembic import command", "the database stays"),
        ("kiosk/spool.py", "import psycopg", "the database stays"),
        ("kiosk/submit.py", "from cryptography.x import X25519PrivateKey", "opening stays"),
        ("collector/intake/accept.py", "key = mlkem.MLKEM768PrivateKey", "opening stays"),
        ("collector/app.py", "def f(key: x25519.X25519PrivateKey): ...", "opening stays"),
        ("shared/sealing.py", "suite.decrypt(item, key)", "opening stays"),
        ("kiosk/enrol.py", "Ed25519PrivateKey", "signing stays"),
        ("collector/dashboard/pages/point.py", "import collector.tally.fold", "through collector/"),
        ("collector/reports/letter.py", "from collector.store import cells", "through collector/"),
        ("collector/pages/point.py", "from collector import keys", "through collector/tables"),
        ("collector/api/routes.py", "import collector.store", "through collector/tables"),
        ("kiosk/submit.py", "x = 1\n" * (MAX_LINES + 1), f"at most {MAX_LINES}"),
    ],
)
def test_a_broken_rule_is_found(path: str, source: str, reason: str) -> None:
    found = violations(path, source)
    assert len(found) >= 1
    assert any(reason in line for line in found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("kiosk/app.py", "from flask import Flask\nimport shared.batch\nfrom kiosk import spool"),
        ("kiosk/pages/touch.py", "from flask import Blueprint"),
        ("collector/errors.py", "import werkzeug.exceptions"),
        ("collector/intake/routes.py", "import flask"),
        ("collector/api/table_routes.py", "import flask\nfrom collector.tables import query"),
        ("collector/store/schema.py", "import sqlalchemy"),
        (
            "collector/tally/open.py",
            "from cryptography.x import MLKEM768PrivateKey as K\nx.decrypt()",
        ),
        ("collector/keys.py", "import x25519\nx25519.X25519PrivateKey"),
        ("shared/signing.py", "from cryptography.x import Ed25519PrivateKey"),
        ("shared/hours.py", "from datetime import time\nimport opening_hours\nimport urllib.parse"),
        ("kiosk/submit.py", "x = 1\n" * MAX_LINES),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert violations(path, source) == []
