"""A real SMTP server in a process of its own: `python -m tests.support.mail_server DIRECTORY`.

It wants STARTTLS and the password in the directory's `password`; what comes is kept there as
`.eml` files, unless the file `answer` says what to answer instead. It prints its port.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword


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
