"""The collector's database: PostgreSQL on the same machine, a role for each part, no password.

Who may connect as whom is told by the system's own users (`peer`), through a socket. The tally's
role owns the tables; what each of the others may do with which table, the program itself grants
whenever it makes or changes them (`collector/store/privileges.py`).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Final

from deploy.installing.machine import Machine

PASSPHRASE: Final = "/etc/isoloir/keys/passphrase"  # noqa: S105 - where it is, not what

ROLES: Final = (
    "isoloir-tally", "isoloir-intake", "isoloir-dashboard", "isoloir-backup", "isoloir-remind",
    "isoloir-alert",
)  # fmt: skip
"""The first owns the tables."""

SQL: Final = """
REVOKE ALL ON DATABASE isoloir FROM PUBLIC;
GRANT CONNECT ON DATABASE isoloir TO {everybody};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO "isoloir-tally";
GRANT USAGE ON SCHEMA public TO {everybody};
""".format(everybody=", ".join(f'"{name}"' for name in ROLES[1:]))


def prepare(machine: Machine) -> None:
    """Make the roles and the empty database, or leave them as they are."""
    there = _ask(machine, "SELECT rolname FROM pg_roles").splitlines()
    for name in ROLES:
        if name not in there:
            machine.do(*_AS_POSTGRES, "createuser", "--no-superuser", name)
    if not _ask(machine, "SELECT 1 FROM pg_database WHERE datname = 'isoloir'"):
        owner = ["--owner", "isoloir-tally", "--encoding", "UTF8", "--template", "template0"]
        machine.do(*_AS_POSTGRES, "createdb", *owner, "isoloir")
    machine.feed(SQL, *_AS_POSTGRES, *_PSQL, "--dbname", "isoloir")


def make_passphrase(machine: Machine, random_bytes: Callable[[int], bytes] = os.urandom) -> bool:
    """Draw the passphrase of the keys, unless there is one; whether it was drawn."""
    path = machine.path(PASSPHRASE)
    if path.exists():
        return False
    path.touch(0o600)
    path.write_text(base64.b32encode(random_bytes(20)).decode() + "\n", encoding="ascii")
    return True


_AS_POSTGRES: Final = ("runuser", "-u", "postgres", "--")
_PSQL: Final = ("psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1")


def _ask(machine: Machine, query: str) -> str:
    psql = (*_PSQL, "--tuples-only", "--no-align", "--command", query)
    return machine.do(*_AS_POSTGRES, *psql).strip()
