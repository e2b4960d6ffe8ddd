"""A real server process: what it acknowledged is there whatever happens to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from sqlalchemy import select

from collector.intake.chain import broken_links
from collector.store.engine import Database
from collector.store.intake import ledger_entries
from collector.store.schema import vault
from shared.problems import PROBLEM_MEDIA_TYPE
from shared.receipt import Receipt, read_receipt
from shared.sealing import Label, sealed_length
from tests.support.databases import Databases
from tests.support.served import Installation, Server, context_of, installed
from tests.support.town import Machine

pytestmark = pytest.mark.slow
POINT = "rouen-simone-veil"
GIGABYTE = 1024**3
ENOUGH = 15


@pytest.fixture
def installation(databases: Databases, tmp_path: Path) -> Installation:
    return installed(tmp_path / "collector", databases.empty())


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One for the tests in which the kind of database does not matter."""
    directory = tmp_path_factory.mktemp("embedded")
    return installed(directory, f"sqlite:///{directory / 'collector.db'}")


@pytest.fixture
def database(installation: Installation) -> Iterator[Database]:
    opened = Database(installation.database_url)
    yield opened
    opened.close()


def upload_until_it_dies(
    server: Server,
    batches: list[bytes],
    acknowledged: dict[bytes, bytes],
    enough: threading.Event,
) -> None:
    pool = urllib3.HTTPConnectionPool(*server.netloc, retries=False)
    for batch in batches:
        try:
            answer = pool.request("POST", "/v1/batches", body=batch)
        except urllib3.exceptions.HTTPError:
            return
        assert answer.status == 201
        acknowledged[batch] = answer.data
        if len(acknowledged) == ENOUGH:
            enough.set()


def test_a_server_killed_during_uploads_has_lost_nothing_that_it_acknowledged(
    installation: Installation, database: Database
) -> None:
    ticket = installation.ask("enrol", POINT)["ticket"]
    machine, acknowledged = Machine(), dict[bytes, bytes]()
    with installation.serving() as server:
        bundle = server.enrol(machine, ticket)
        length = sealed_length(bundle.survey_of(bundle.points[0]), Label.RESPONSE)
        context = context_of(bundle)
        batches = [
            machine.batch(context, [os.urandom(length) for _ in range(20)]) for _ in range(200)
        ]
        enough = threading.Event()
        arguments = (server, batches, acknowledged, enough)
        sender = threading.Thread(target=upload_until_it_dies, args=arguments)
        sender.start()
        assert enough.wait(60)
        server.process.kill()
        sender.join()
    assert ENOUGH <= len(acknowledged) < len(batches)
    with installation.serving() as server:
        for batch in batches:
            answer = server.request("POST", "/v1/batches", batch)
            if batch in acknowledged:
                assert (answer.status, answer.data) == (200, acknowledged[batch])
            else:
                assert answer.status in (200, 201)
    with database.read() as transaction:
        kept = set(transaction.scalars(select(vault.c.item_id)))
        receipts = [
            read_receipt(entry.receipt, bundle.signers) for entry in ledger_entries(transaction)
        ]
        assert list(broken_links(ledger_entries(transaction))) == []
    assert len(kept) == 200 * 20
    assert sorted(map(_counts, receipts)) == [(20, 0)] * 200


def _counts(receipt: Receipt) -> tuple[int, int]:
    return receipt.accepted, receipt.repeated


def test_intake_holds_no_private_key(installation: Installation) -> None:
    """Without the keys directory and without its passphrase everything still works."""
    ticket = installation.ask("enrol", POINT)["ticket"]
    keys = installation.directory / "keys"
    keys.rename(keys.with_name("taken away"))
    machine = Machine()
    with installation.serving(ISOLOIR_KEYS_PASSPHRASE="") as server:
        bundle = server.enrol(machine, ticket)
        length = sealed_length(bundle.survey_of(bundle.points[0]), Label.RESPONSE)
        batch = machine.batch(context_of(bundle), [os.urandom(length) for _ in range(3)])
        assert server.request("POST", "/v1/batches", batch).status == 201
        assert server.request("POST", "/v1/status", machine.status()).status == 204
        for line in Path(f"/proc/{server.process.pid}/maps").read_text().splitlines():
            assert str(installation.directory / "keys") not in line
    assert not keys.exists()


def test_the_server_never_looks_into_the_keys_directory(embedded: Installation) -> None:
    """The room that opens keys is not even loaded in the server's process."""
    program = (
        "import sys, os; from pathlib import Path; from collector.config import load_config;"
        "from collector.instance import open_collector; from collector.app import create_app;"
        "create_app(open_collector(load_config(None, os.environ), os.urandom));"
        "print([name for name in sys.modules if name.startswith(('collector.keys', "
        "'collector.tally.run', 'collector.tally.opening'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=embedded.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
def test_a_body_of_a_gigabyte_is_refused_with_a_problem(
    embedded: Installation, chunked: bool
) -> None:
    with embedded.serving() as server:
        with socket.create_connection(server.netloc) as connection:
            length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {GIGABYTE}"
            head = f"POST /v1/batches HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n"
            connection.sendall(head.encode())
            piece = bytes(1024 * 1024)
            for _ in range(1024):
                if chunked:
                    connection.sendall(b"100000\r\n" + piece + b"\r\n")
                else:
                    connection.sendall(piece)
            answer = b""
            while received := connection.recv(65536):
                answer += received
        status, headers, body = _parts(answer)
        assert status.startswith("HTTP/1.1 413 ")
        assert f"Content-Type: {PROBLEM_MEDIA_TYPE}" in headers
        assert json.loads(body)["code"] == "format-oversize"
        assert server.request("GET", "/healthz").status == 200


def test_what_is_no_http_is_refused_with_a_problem(embedded: Installation) -> None:
    with embedded.serving() as server:
        with socket.create_connection(server.netloc) as connection:
            connection.sendall(b"POST /v1/batches HTTP/1.1\r\nTransfer-Encoding: odd\r\n\r\n")
            answer = b""
            while received := connection.recv(65536):
                answer += received
        assert json.loads(_parts(answer)[2])["code"] == "request-invalid"


def _parts(answer: bytes) -> tuple[str, list[str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *headers = head.decode().split("\r\n")
    return status, headers, body


def test_the_server_says_nothing_of_any_request(embedded: Installation) -> None:
    ticket = embedded.ask("enrol", POINT)["ticket"]
    machine = Machine()
    with embedded.serving() as server:
        server.enrol(machine, ticket)
        server.request("POST", "/v1/batches", b"nonsense")
        answer = server.request("GET", "/nothing", headers={"User-Agent": "unmistakable"})
        assert "server" not in {name.lower() for name in answer.headers}
        server.process.terminate()
        output, errors = server.process.communicate()
        assert server.process.returncode == 0
    assert (output, errors) == ("", "")
