"""A reader's session: a signed cookie that names the account, and the token of its forms."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from flask import Flask, session

from collector.auth.reader import Gate, Reader
from shared.problems import AccessProblem

SESSION_HOURS: Final = 10
"""A working day: whoever opens a page in the morning reads on until the evening."""

CSRF_BYTES: Final = 16

HALF_WAY_MINUTES: Final = 5
"""From the password to the code of an app: long enough to look for the phone."""

_EMAIL, _STAMP, _END, _CSRF = "email", "stamp", "end", "csrf"
_HALF_EMAIL, _HALF_STAMP, _HALF_END = "half-email", "half-stamp", "half-end"


class Sessions:
    """Begins, reads and ends sessions.

    Args:
        gate: knows the accounts. An account that was closed, or whose password changed, has no
            session any more, whatever its cookie says.
        now: the clock.
        random_bytes: makes form tokens.
    """

    def __init__(
        self, gate: Gate, now: Callable[[], datetime], random_bytes: Callable[[int], bytes]
    ) -> None:
        self._gate = gate
        self._now = now
        self._random_bytes = random_bytes

    def reader(self) -> Reader | None:
        """Who is signed in."""
        return self._read(_EMAIL, _STAMP, _END)

    def half_way(self) -> Reader | None:
        """Who has given a password, and owes a code yet."""
        return self._read(_HALF_EMAIL, _HALF_STAMP, _HALF_END)

    def _read(self, *names: str) -> Reader | None:
        email, stamp, end = (session.get(name) for name in names)
        if not (isinstance(email, str) and isinstance(stamp, str) and isinstance(end, int)):
            return None
        if self._now().timestamp() >= end:
            return None
        reader = self._gate.find_reader(email)
        return reader if reader and hmac.compare_digest(reader.stamp, stamp) else None

    def begin(self, reader: Reader) -> None:
        """Sign a reader in; nothing of the session before is kept."""
        self._write(reader, timedelta(hours=SESSION_HOURS), _EMAIL, _STAMP, _END)

    def renew(self, email: str) -> None:
        """Let the session go on of whoever has just changed how their own account signs in."""
        reader = self._gate.find_reader(email)
        if reader is not None:
            self.begin(reader)

    def begin_half_way(self, reader: Reader) -> None:
        """Keep who gave a password until the code is there; it opens nothing yet."""
        span = timedelta(minutes=HALF_WAY_MINUTES)
        self._write(reader, span, _HALF_EMAIL, _HALF_STAMP, _HALF_END)

    def _write(self, reader: Reader, span: timedelta, *names: str) -> None:
        session.clear()
        end = int((self._now() + span).timestamp())
        session.update(zip(names, (reader.email, reader.stamp, end), strict=True))

    def end(self) -> None:
        """Sign the reader out."""
        session.clear()

    def form_token(self) -> str:
        """The secret that a form of this session carries."""
        token = session.get(_CSRF)
        if not isinstance(token, str):
            token = session[_CSRF] = self._random_bytes(CSRF_BYTES).hex()
        return token

    def check_form(self, token: str) -> None:
        """See that a form comes from a page of this very session.

        Raises:
            AccessProblem: `form-expired`.
        """
        expected = session.get(_CSRF)
        if not isinstance(expected, str) or not hmac.compare_digest(
            expected.encode(), token.encode()
        ):
            raise AccessProblem("form-expired")


def configure_cookie(app: Flask, secret: bytes, *, secure: bool) -> None:
    """Make Flask's session cookie a strict one; `secure` where the pages are served by https."""
    app.secret_key = secret
    app.config.update(
        SESSION_COOKIE_NAME="__Host-isoloir" if secure else "isoloir",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
    )
