"""The commands, as an administrator and as a program use them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.auth.gate import DatabaseGate
from collector.auth.scope import NATIONAL
from collector.commands import COMMANDS
from collector.registry.example import EXAMPLE_FILE
from collector.store.engine import Database
from collector.store.points import all_points
from collector.surveys import default_survey_file
from shared import limits
from shared.sealing import Label, sealed_length
from shared.ticket import read_ticket
from tests.support.accounts import CODES
from tests.support.databases import Databases
from tests.support.served import Installation, context_of
from tests.support.town import Machine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A collector that the tests of this module share."""
    directory = tmp_path_factory.mktemp("made")
    installation = Installation(directory / "collector", f"sqlite:///{directory / 'collector.db'}")
    installation.run("init")
    installation.run("points", "import", str(EXAMPLE_FILE))
    return installation


@pytest.fixture
def new(databases: Databases, tmp_path: Path) -> Installation:
    """A directory in which nothing was done yet."""
    return Installation(tmp_path / "collector", databases.empty())


@pytest.fixture
def gate(made: Installation) -> Iterator[DatabaseGate]:
    database = Database(made.database_url)
    yield DatabaseGate(database, lambda: datetime.now(UTC), CODES)
    database.close()


def test_init_makes_all_that_a_collector_needs(new: Installation) -> None:
    answer = new.ask("init")
    assert answer["signing_key"] is True
    assert len(answer["keys"]) == limits.KEYS_AHEAD_MONTHS + 1
    assert answer["survey"] is True
    assert stat.S_IMODE((new.directory / "signing.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(new.directory.stat().st_mode) == 0o700
    database = Database(new.database_url)
    reader = DatabaseGate(database, lambda: datetime.now(UTC), CODES).sign_in(
        answer["admin"], answer["password"]
    )
    assert reader.scope == NATIONAL
    database.close()


def test_init_again_keeps_everything(new: Installation) -> None:
    new.run("init")
    key = (new.directory / "signing.key").read_bytes()
    answer = new.ask("init")
    assert answer == {
        "data_dir": str(new.directory), "signing_key": False, "keys": [], "survey": False,
        "admin": None, "password": None,
    }  # fmt: skip
    assert (new.directory / "signing.key").read_bytes() == key


def test_the_first_password_is_shown_once_and_taken_from_a_file_never(
    tmp_path: Path, new: Installation
) -> None:
    file = tmp_path / "password"
    file.write_text("a good long password\n", encoding="utf-8")
    done = new.run("init", "--admin", "chef@caf.example", "--password-file", str(file))
    assert "a good long password" not in done.stdout
    assert "Password" not in new.run("init").stdout


def test_init_without_a_passphrase_makes_no_half_a_collector(new: Installation) -> None:
    new.environ["ISOLOIR_KEYS_PASSPHRASE"] = ""
    done = new.run("init", code=1)
    assert "ISOLOIR_KEYS_PASSPHRASE" in done.stderr
    assert not (new.directory / "signing.key").exists()
    del new.environ["ISOLOIR_KEYS_PASSPHRASE"]
    assert new.ask("init")["password"]


@pytest.mark.parametrize(
    "words",
    [
        ("serve",),
        ("points", "import", str(EXAMPLE_FILE)),
        ("enrol", "rouen-simone-veil"),
        ("keys", "list"),
        ("ledger", "check"),
        ("token", "list"),
    ],
)
def test_before_init_every_command_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    empty = Installation(tmp_path, f"sqlite:///{tmp_path / 'collector.db'}")
    done = empty.run(*words, code=1)
    assert "isoloir-collector init" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_preview_says_what_an_import_would_do_and_writes_nothing(
    new: Installation, tmp_path: Path
) -> None:
    new.run("init")
    asked = ("points", "import", str(EXAMPLE_FILE))
    for _ in range(2):
        answer = new.ask(*asked, "--preview")
        assert {each["kind"] for each in answer["changes"]} == {"new"}
    new.run(*asked)
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("\n".join(EXAMPLE_FILE.read_text("utf-8").splitlines()[:-1]), "utf-8")
    said = new.run("points", "import", str(shorter), "--preview").stdout
    assert "gone fictif-lillebonne" in said
    assert "Nothing was written." in said
    new.run("points", "import", str(shorter), "--close-gone")
    assert "1 closed" in new.run(*asked, "--preview").stdout


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(made: Installation, command: str) -> None:
    assert made.run(command, "--help").stdout.startswith(f"Usage: isoloir-collector {command} ")


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("enrol",),
        ("enrol", "rouen-simone-veil", "--caf", "761"),
        ("enrol", "rouen-simone-veil", "--kind", "relay"),
        ("enrol", "--kind", "lorry"),
        ("account", "add", "a@b.example"),
        ("account", "add", "a@b.example", "--role", "king", "--scope", "national"),
        ("token", "add", "a"),
        ("keys", "create", "--months", "0"),
        ("keys", "destroy"),
        ("receive", "/nothing/here"),
        ("serve", "--port", "70000"),
    ],
)
def test_wrong_usage_ends_with_code_2(made: Installation, words: tuple[str, ...]) -> None:
    made.run(*words, code=2)


@pytest.mark.parametrize(
    ("words", "code"), [(("--help",), 0), (("enrol", "nowhere"), 1), (("enrol",), 2)]
)
def test_a_process_ends_with_the_same_codes(
    made: Installation, words: tuple[str, ...], code: int
) -> None:
    done = made.spawn(*words)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("enrol", "nowhere"), "No Point has this id."),
        (("enrol", "--kind", "relay", "--caf", "999"), "No Caf has this code."),
        (("points", "import", "/nothing.csv"), "The file cannot be read."),
        (("survey", "publish", "/nothing.yaml"), "/nothing.yaml"),
        (("keys", "destroy", "2026-13"), "YYYY-MM"),
        (("keys", "destroy", "1999-01"), "not one of this collector's"),
        (("token", "add", "a", "--scope", "everywhere"), "caf:CODE"),
        (("token", "revoke", "nothing"), "No token has this name."),
        (("account", "close", "nobody@x.example"), "No account has this address."),
        (("account", "add", "x", "--role", "admin", "--scope", "national"), "e-mail"),
        (("device", "revoke", "0" * 16), "not enrolled"),
    ],
)
def test_a_failure_is_one_clear_line_and_code_1(
    made: Installation, words: tuple[str, ...], said: str
) -> None:
    done = made.run(*words, code=1)
    assert said in done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1


def test_a_ticket_is_printed_alone_and_can_be_read(made: Installation) -> None:
    done = made.run("enrol", "rouen-simone-veil")
    ticket = read_ticket(done.stdout)
    assert ticket.address == "http://127.0.0.1:8400"
    relay = made.ask("enrol", "--kind", "relay", "--caf", "761")
    assert (relay["kind"], read_ticket(relay["ticket"]).address) == ("relay", ticket.address)


def test_good_rows_are_imported_and_bad_ones_listed(made: Installation, tmp_path: Path) -> None:
    head, first, *_ = EXAMPLE_FILE.read_text(encoding="utf-8").splitlines()
    file = tmp_path / "points.csv"
    broken = first.replace("rouen-simone-veil", "Rouen!").replace("76100", "761")
    other = first.replace("rouen-simone-veil", "rouen-two")
    file.write_text("\n".join([head, broken, other]) + "\n", encoding="utf-8")
    answer = made.ask("points", "import", str(file))
    assert (answer["new"], answer["changed"]) == (1, 0)
    assert [bad["line"] for bad in answer["bad"]] == [2]
    done = made.run("points", "import", str(file))
    assert "line 2 was left out" in done.stderr
    file.write_text("\n".join([head, broken]) + "\n", encoding="utf-8")
    made.run("points", "import", str(file), code=1)


def test_the_posters_of_one_point_are_ended(made: Installation) -> None:
    def tokens() -> dict[str, str]:
        database = Database(made.database_url)
        with database.read() as transaction:
            found = {each.id: each.token for each in all_points(transaction)}
        database.close()
        return found

    before = tokens()
    assert "print new posters" in made.run("points", "reissue", "rouen-simone-veil").stdout
    after = tokens()
    assert {point for point in before if after[point] != before[point]} == {"rouen-simone-veil"}
    assert "nowhere" in made.run("points", "reissue", "nowhere", code=1).stderr


def test_a_survey_with_a_mistake_is_refused_with_its_line(
    made: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "survey.yaml"
    text = default_survey_file().decode()
    file.write_text(text.replace("kind: one", "kind: won", 1), encoding="utf-8")
    line = text[: text.index("kind: one")].count("\n") + 1
    done = made.run("survey", "publish", str(file), code=1)
    assert f"line {line}" in done.stderr
    file.write_text(text.replace("version: 1", "version: 2", 1), encoding="utf-8")
    assert made.ask("survey", "publish", str(file), "--silent")["published"] is True
    assert made.ask("survey", "publish", str(file), "--silent")["published"] is False


def test_accounts_and_tokens_open_what_they_say(made: Installation, gate: DatabaseGate) -> None:
    answer = made.ask("account", "add", "a@b.example", "--role", "partner", "--scope", "caf:761")
    assert str(gate.sign_in("a@b.example", answer["password"]).scope) == "caf:761"
    changed = made.ask("account", "password", "a@b.example")
    assert gate.sign_in("a@b.example", changed["password"]).email == "a@b.example"
    made.run("account", "close", "a@b.example")
    listed = {each["email"]: each["active"] for each in made.ask("account", "list")}
    assert listed["a@b.example"] is False
    token = made.ask("token", "add", "reports", "--scope", "point:rouen-simone-veil")["token"]
    assert str(gate.token_scope(token)) == "point:rouen-simone-veil"
    made.run("token", "revoke", "reports")
    (listed_token,) = [each for each in made.ask("token", "list") if each["name"] == "reports"]
    assert (listed_token["scope"], listed_token["revoked"]) == ("point:rouen-simone-veil", True)


def test_keys_are_listed_made_and_destroyed_with_a_warning(new: Installation) -> None:
    new.run("init")
    states = [each["state"] for each in new.ask("keys", "list")]
    assert states == ["open"] + ["ahead"] * limits.KEYS_AHEAD_MONTHS
    assert len(new.ask("keys", "create", "--months", "8")["created"]) == 1
    assert new.ask("keys", "create", "--months", "8")["created"] == []
    period = new.ask("keys", "list")[-1]["period"]
    assert "not over" in new.run("keys", "destroy", period, code=1).stderr
    done = new.run("keys", "destroy", period, "--force")
    assert "Warning, overridden by --force: The month is not over." in done.stderr
    assert not (new.directory / "keys" / f"{period}.key").exists()
    assert new.ask("keys", "list")[-1]["state"] == "destroyed"


def test_a_wrong_passphrase_is_named(new: Installation) -> None:
    new.run("init")
    new.environ["ISOLOIR_KEYS_PASSPHRASE"] = "another"
    done = new.run("keys", "create", "--months", "9", code=1)
    assert "cannot be opened with this passphrase" in done.stderr
    assert new.run("keys", "list").stdout.count("\n") == limits.KEYS_AHEAD_MONTHS + 1


def test_a_busy_port_gets_one_clear_line(made: Installation) -> None:
    with made.serving() as server:
        _, port = server.netloc
        done = made.spawn("serve", "--port", str(port))
    assert f"Port {port}." in done.stderr
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_an_unknown_host_gets_one_clear_line(made: Installation) -> None:
    done = made.spawn("serve", "--host", "no.such.host.invalid")
    assert "host: no.such.host.invalid" in done.stderr
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_a_stick_is_received_and_devices_are_listed_and_revoked(
    made: Installation, tmp_path: Path
) -> None:
    machine = Machine()
    with made.serving() as server:
        bundle = server.enrol(machine, made.ask("enrol", "rouen-simone-veil")["ticket"])
    length = sealed_length(bundle.survey_of(bundle.points[0]), Label.RESPONSE)
    batch = machine.batch(context_of(bundle), [os.urandom(length) for _ in range(3)])
    (tmp_path / "one.batch").write_bytes(batch)
    (tmp_path / "one.status").write_bytes(machine.status({"2026-11": 2}))
    answer = made.ask("receive", str(tmp_path))
    assert (answer["batches"], answer["accepted"], answer["statuses"]) == (1, 3, 1)
    assert (tmp_path / "one.receipt").is_file()
    assert (tmp_path / f"isoloir-{machine.id}.bundle").is_file()
    listed = {each["id"]: each for each in made.ask("device", "list")}
    assert listed[machine.id]["waiting"] == {"2026-11": 2}
    made.run("device", "revoke", machine.id)
    (tmp_path / "two.batch").write_bytes(machine.batch(context_of(bundle), [os.urandom(length)]))
    refused = made.ask("receive", str(tmp_path), code=1)["refused"]
    assert set(refused) == {"two.batch", "one.status"}
    assert made.ask("ledger", "check") == {"batches": 1, "broken": []}


def test_a_changed_ledger_is_told(new: Installation, tmp_path: Path) -> None:
    from sqlalchemy import update

    from collector.store.schema import ledger

    new.run("init")
    new.run("points", "import", str(EXAMPLE_FILE))
    machine = Machine()
    with new.serving() as server:
        bundle = server.enrol(machine, new.ask("enrol", "rouen-simone-veil")["ticket"])
        length = sealed_length(bundle.survey_of(bundle.points[0]), Label.RESPONSE)
        batch = machine.batch(context_of(bundle), [os.urandom(length) for _ in range(3)])
        assert server.request("POST", "/v1/batches", batch).status == 201
    database = Database(new.database_url)
    with database.begin() as transaction:
        transaction.execute(update(ledger).values(accepted=2))
    database.close()
    done = new.run("ledger", "check", code=1)
    assert f"Device {machine.id}: changed at batch 1." in done.stderr
