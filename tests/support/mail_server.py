"""A real SMTP server in a process of its own, `python -m tests.support.mail_server DIRECTORY`.

It wants STARTTLS and the password in the directory's `password`; what comes is kept there as
`.eml` files, unless the file `answer` says what to answer instead. It prints its port.
`mail_server` starts one, and leaves `mail.toml` with which the collector reaches it.
"""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from collector.activity.mail import Mailer, read_mail_settings
from tests.support.certificates import make_certificate

PASSWORD = "correct horse"


@dataclass
class MailServer:
    """A server process that wants STARTTLS and a password, and the settings to reach it."""

    directory: Path
    port: int

    @property
    def settings_file(self) -> Path:
        """What the collector's `mail_file` names."""
        return self.directory / "mail.toml"

    @property
    def mailer(self) -> Mailer:
        """A mailer with these settings."""
        return Mailer(read_mail_settings(self.settings_file))

    @property
    def mails(self) -> list[EmailMessage]:
        """What came, in order."""
        found = sorted(self.directory.glob("*.eml"), key=lambda each: int(each.stem))
        return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in found]

    def answers(self, text: str) -> None:
        """Answer every message so; empty: take it."""
        file = self.directory / "answer"
        file.unlink(missing_ok=True)
        if text:
            file.write_text(text, encoding="utf-8")

    def forget(self) -> None:
        """As if it had just been started."""
        for mail in self.directory.glob("*.eml"):
            mail.unlink()
        self.answers("")
        (self.directory / "password").write_text(PASSWORD + "\n", encoding="utf-8")
        self.settings_file.write_text(
            f'host = "localhost"\nport = {self.port}\nsender = "pas-de-reponse@caf.example"\n'
            'user = "caf"\npassword_file = "password"\nauthorities_file = "server.pem"\n'
            'alerts_to = "appareils@caf.example"\n',
            encoding="utf-8",
        )


@contextmanager
def mail_server(directory: Path, within: Sequence[str] = ()) -> Iterator[MailServer]:
    """One that runs. `within`: a command that runs it elsewhere, as in another network."""
    make_certificate("localhost", directory / "server.pem", directory / "server.key")
    (directory / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    command = [*within, sys.executable, "-m", "tests.support.mail_server", str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        made = MailServer(directory, int(process.stdout.readline()))
        made.forget()
        yield made
        process.terminate()


class Handler:
    """Keeps what comes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        answer = self._directory / "answer"
        if answer.exists():
            return answer.read_text(encoding="utf-8")
        number = len(list(self._directory.glob("*.eml")))
        content = envelope.content
        assert isinstance(content, bytes)
        (self._directory / f"{number}.eml").write_bytes(content)
        return "250 OK"


async def serve(directory: Path) -> None:
    """Serve until the process is ended."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(directory / "server.pem", directory / "server.key")
    password = (directory / "password").read_bytes().strip()

    def knows(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == password
        # Not handled here: the server says 535 itself, at once, as a real one does.
        return AuthResult(success=right, handled=False)

    def connection() -> SMTP:
        return SMTP(
            Handler(directory),
            hostname="localhost",
            tls_context=context,
            require_starttls=True,
            authenticator=knows,
            auth_required=True,
        )

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - to whoever started it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
