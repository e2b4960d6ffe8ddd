"""Sends e-mail by SMTP: the settings in a TOML file of their own, the password in another.

Source: RFC 5321, RFC 3207 (STARTTLS), RFC 8314 (TLS from the first byte).
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from collector.toml_file import read_toml
from shared.problems import OperationProblem

SECONDS_TO_ANSWER: Final = 20
_NAMES: Final = frozenset(
    ["host", "port", "security", "sender", "user", "password_file", "authorities_file", "alerts_to"]
)


class Security(StrEnum):
    """How the way to the server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """To a server on this very computer."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail is handed in.

    Attributes:
        host: of the SMTP server.
        port: 587 unless given.
        security: STARTTLS unless given.
        sender: the address that mail comes from, one that somebody reads.
        user: to sign in with; empty for a server that asks for none.
        password_file: holds the password of `user`.
        authorities_file: certificates to trust in place of the system's.
        alerts_to: who looks after the devices and is told of them; empty for nobody.
    """

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password_file: Path | None = None
    authorities_file: Path | None = None
    alerts_to: str = ""


class NotTaken(Exception):
    """The server surely has not taken the message: it may be tried again."""


def read_mail_settings(path: Path) -> MailSettings:
    """The settings in a file.

    Raises:
        OperationProblem: `config-invalid`, naming the setting; `file-unreadable`.
    """
    values = read_toml(path)
    unknown = sorted(set(values) - _NAMES)
    if unknown:
        raise OperationProblem("config-invalid", f"{path}: unknown setting {unknown[0]}.")
    port = values.get("port", 587)
    if type(port) is not int or not 0 < port < 65536:
        raise OperationProblem("config-invalid", f"{path}: port: a number up to 65535.")
    security = _text(path, values, "security", Security.STARTTLS)
    if security not in set(Security):
        raise OperationProblem("config-invalid", f"{path}: security: starttls, tls or none.")
    alerts = _text(path, values, "alerts_to", "", empty=True)
    password, authorities = values.get("password_file"), values.get("authorities_file")
    return MailSettings(
        host=_text(path, values, "host"),
        port=port,
        security=Security(security),
        sender=checked_address(_text(path, values, "sender")),
        user=_text(path, values, "user", "", empty=True),
        password_file=path.parent / str(password) if password else None,
        authorities_file=path.parent / str(authorities) if authorities else None,
        alerts_to=checked_address(alerts) if alerts else "",
    )


def checked_address(text: str) -> str:
    """An e-mail address that mail can be sent to.

    Raises:
        OperationProblem: `address-unfit`.
    """
    try:
        address = Address(addr_spec=text.strip())
    except (ValueError, IndexError):
        raise OperationProblem("address-unfit") from None
    fits = address.username and "." in address.domain and len(address.addr_spec) <= 200
    if not fits or not address.addr_spec.isascii():
        raise OperationProblem("address-unfit")
    return address.addr_spec


class Mailer:
    """Hands messages to a server, one connection each: there are a few of them a month."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, to: str, subject: str, text: str, now: datetime) -> None:
        """Hand in a message.

        Raises:
            NotTaken: it was surely not taken.
            OSError, smtplib.SMTPException: it may or may not have been taken.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._settings.sender, to, subject
        message["Date"] = format_datetime(now)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise NotTaken(type(error).__name__) from error
        with server:
            try:
                server.send_message(message)
            except (
                smtplib.SMTPResponseException,
                smtplib.SMTPRecipientsRefused,
                smtplib.SMTPNotSupportedError,
            ) as error:
                raise NotTaken(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        kept = self._settings
        authorities = str(kept.authorities_file) if kept.authorities_file else None
        if kept.security is Security.TLS:
            context = ssl.create_default_context(cafile=authorities)
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                kept.host, kept.port, timeout=SECONDS_TO_ANSWER, context=context
            )
        else:
            server = smtplib.SMTP(kept.host, kept.port, timeout=SECONDS_TO_ANSWER)
        try:
            if kept.security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context(cafile=authorities))
            if kept.user:
                server.login(kept.user, _password(kept.password_file))
        except BaseException:
            server.close()
            raise
        return server


def _password(path: Path | None) -> str:
    return path.read_text(encoding="utf-8").strip() if path else ""


def _text(
    path: Path, values: dict[str, Any], name: str, default: str = "", *, empty: bool = False
) -> str:
    value = values.get(name, default)
    if not isinstance(value, str) or not (value or empty):
        raise OperationProblem("config-invalid", f"{path}: {name}: a text is expected.")
    return value
