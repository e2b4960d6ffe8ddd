"""`isoloir-kiosk` as people and programs use it: real processes, a real port, a collector on it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from kiosk.desk.pin import Entry, Pin
from shared.sealing import Label
from tests.kiosk.parts import Kiosk
from tests.simulators.collector_simulator import POINT, CollectorSimulator, Faults
from tests.simulators.http_front import on_a_port

ROOT = Path(__file__).parents[2]
COMMANDS = ("enrol", "serve", "watch", "send", "status", "export", "pin")


@pytest.fixture
def collector() -> Iterator[CollectorSimulator]:
    simulator = CollectorSimulator()
    with on_a_port(simulator):
        yield simulator


@pytest.fixture
def kiosk(tmp_path: Path, collector: CollectorSimulator) -> Kiosk:
    return Kiosk(tmp_path / "data", collector)


def environment() -> dict[str, str]:
    clean = {name: text for name, text in os.environ.items() if not name.startswith("ISOLOIR")}
    return {**clean, "PYTHONPATH": str(ROOT)}


def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), **variables},
        timeout=120,
    )


def answer(*arguments: object) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", [(), *((each,) for each in COMMANDS)])
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: isoloir-kiosk")


@pytest.mark.parametrize(
    "wrong",
    [
        ("fly",),
        ("enrol",),
        ("export",),
        ("send", "--loudly"),
        ("serve", "--port", "many"),
        ("watch",),
    ],
)
def test_wrong_usage_ends_with_2(wrong: tuple[str, ...]) -> None:
    assert run(*wrong).returncode == 2


@pytest.mark.parametrize("command", [("send",), ("status",), ("serve",), ("export", ".")])
def test_before_the_enrolment_a_command_says_what_to_do(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = run(*command, "--data", tmp_path / "data")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "isoloir-kiosk enrol" in done.stderr


def test_from_the_ticket_to_the_collector(tmp_path: Path, collector: CollectorSimulator) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\n')
    done = run("--config", config, "enrol", collector.ticket().lower())
    assert done.returncode == 0, done.stderr
    assert collector.address in done.stdout
    kiosk = Kiosk(tmp_path / "data", collector)
    ids = kiosk.answer(3) + kiosk.answer(1, Label.COMMENT)
    sent = answer("send", "--config", config)
    assert sent == {
        "batches": 2,
        "items": 4,
        "declared": 0,
        "refused": 0,
        "problem": None,
        "news": None,
    }
    assert collector.held == dict.fromkeys(ids, 1)
    assert kiosk.spool.count() == 0, "a process that was open all the time sees that they left"


def test_an_enrolled_device_is_not_enrolled_again(
    kiosk: Kiosk, collector: CollectorSimulator
) -> None:
    done = run("enrol", collector.ticket(), "--data", kiosk.data_dir)
    assert done.returncode == 1
    assert "already enrolled" in done.stderr


def test_status_says_everything_and_no_time_finer_than_the_day(
    kiosk: Kiosk, collector: CollectorSimulator
) -> None:
    kiosk.answer(3)
    collector.faults = Faults(refuse="device-revoked")
    kiosk.courier.send()
    collector.faults = Faults(offline=True)
    kiosk.answer(2)
    kiosk.courier.send()
    kiosk.answer(4)
    found = answer("status", "--data", kiosk.data_dir)
    assert found["waiting"] == {"2026-10": 4}
    assert [(each["sequence"], each["items"]) for each in found["outbox"]] == [(2, 2)]
    (aside,) = found["quarantine"]
    assert (aside["sequence"], aside["items"], aside["code"]) == (1, 3, "device-revoked")
    assert "revoked" in aside["reason"]
    assert found["bundle"]["serial"] == 1
    (point,) = found["bundle"]["points"]
    assert point["id"] == POINT
    digest = kiosk.device.survey.digest.hex()
    assert point["survey"] == {"id": "small", "version": 1, "digest": digest}
    assert list(found["bundle"]["keys"]) == ["2026-10", "2026-11", "2026-12"]
    assert found["free_mib"] > 0
    assert found["damaged"] == 0
    assert found["last_contact"]["day"] == "2026-10-06"
    assert found["last_contact"]["code"] == "collector-unreachable"
    plain = run("status", "--data", kiosk.data_dir)
    assert plain.returncode == 0
    for word in ("waiting: 4 (2026-10: 4)", "revoked", "2026-10-06", POINT):
        assert word in plain.stdout


def test_a_send_that_fails_ends_with_1_and_one_line_and_keeps_everything(
    kiosk: Kiosk, collector: CollectorSimulator
) -> None:
    ids = kiosk.answer(2)
    collector.faults.offline = True
    done = run("send", "--data", kiosk.data_dir)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "kept on this device" in done.stderr
    assert sorted(kiosk.everywhere()) == sorted(ids)


def test_what_was_refused_is_tried_again_on_request(
    kiosk: Kiosk, collector: CollectorSimulator
) -> None:
    ids = kiosk.answer(2)
    collector.faults.refuse = "batch-point"
    done = run("send", "--data", kiosk.data_dir)
    assert done.returncode == 1
    assert "quarantine" in done.stderr
    collector.faults.refuse = ""
    assert answer("send", "--again", "--data", kiosk.data_dir)["items"] == 2
    assert collector.held == dict.fromkeys(ids, 1)


def test_export_and_back(kiosk: Kiosk, collector: CollectorSimulator, tmp_path: Path) -> None:
    ids = kiosk.answer(2)
    stick = tmp_path / "stick"
    stick.mkdir()
    (name,) = answer("export", stick, "--data", kiosk.data_dir)["written"]
    receipt = collector.receive((stick / name).read_bytes())
    (stick / "x.receipt").write_bytes(receipt)
    assert answer("export", stick, "--data", kiosk.data_dir)["settled"] == 1
    assert collector.held == dict.fromkeys(ids, 1)


def test_a_wrong_setting_is_named(kiosk: Kiosk) -> None:
    done = run("status", "--data", kiosk.data_dir, ISOLOIR_KIOSK_PORT="eighty")
    assert done.returncode == 1
    assert "port" in done.stderr


class Server:
    """`isoloir-kiosk serve` in a process of its own."""

    def __init__(self, data_dir: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "serve", "--data", str(data_dir), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment(), "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        self.greeting = self.process.stdout.readline()

    def stop(self, how: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(how)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


@pytest.fixture
def server(kiosk: Kiosk) -> Iterator[Server]:
    found = Server(kiosk.data_dir, "--port", "0")
    yield found
    if found.process.poll() is None:
        found.stop(signal.SIGKILL)


def get(address: str) -> int:
    return urllib3.request("GET", address, retries=False).status


def test_serve_shows_the_first_screen_logs_no_request_and_stops_when_asked(
    server: Server, collector: CollectorSimulator
) -> None:
    address = server.greeting.split()[2]
    assert get(address) == 200
    code, errors = server.stop()
    assert code == 0
    assert errors == ""


def test_serve_brings_news_at_once(server: Server, collector: CollectorSimulator) -> None:
    told = threading.Event()
    for _ in range(600):
        if collector.statuses:
            break
        told.wait(0.1)
    assert collector.statuses[0].serial == 1


def test_status_tells_whether_the_page_is_alive(server: Server, kiosk: Kiosk) -> None:
    port = server.greeting.split()[2].rstrip("/").rpartition(":")[2]
    heard = [answer("status", "--data", kiosk.data_dir)["page"]]
    at_this_port = {"ISOLOIR_KIOSK_PORT": port}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    alive = f"http://127.0.0.1:{port}/alive"
    assert urllib3.request("POST", alive, headers=form, retries=False).status == 204
    done = run("status", "--data", kiosk.data_dir, "--json", **at_this_port)
    heard.append(json.loads(done.stdout)["page"])
    assert heard == ["no-server", "alive"]


def test_a_request_that_a_proxy_passed_on_does_not_open_the_desk(server: Server) -> None:
    desk = server.greeting.split()[2].rstrip("/") + "/desk"
    assert get(desk) == 200
    for name in ("X-Forwarded-For", "Forwarded", "Via"):
        reply = urllib3.request("GET", desk, headers={name: "127.0.0.1"}, retries=False)
        assert reply.status == 403


def test_a_pin_is_drawn_or_read_and_kept_as_a_hash(tmp_path: Path) -> None:
    done = run("pin", "--generate", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    drawn = done.stdout.split()[-1].rstrip(".")
    assert Pin(tmp_path, time.monotonic).enter(drawn) is Entry.OPEN
    for text, code in (("314159\n", 0), ("111111\n", 1)):
        typed = subprocess.run(
            [sys.executable, "-m", "kiosk", "pin", "--data", str(tmp_path)],
            input=text, capture_output=True, text=True, check=False, env=environment(),
        )  # fmt: skip
        assert typed.returncode == code, typed.stderr
        assert text.strip() not in typed.stdout
    assert Pin(tmp_path, time.monotonic).enter("314159") is Entry.OPEN


def started_watch(port: str, mark: Path) -> subprocess.Popen[bytes]:
    """`watch` with a program in the browser's place, which leaves a mark once it runs."""
    python = (sys.executable, "-c")
    browser = f"import pathlib, signal; pathlib.Path({str(mark)!r}).touch(); signal.pause()"
    watch = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "watch", "--port", port, "--", *python, browser],
        env=environment(),
    )
    waiting = threading.Event()
    while not mark.exists() and watch.poll() is None:
        waiting.wait(0.1)
    return watch


def test_watch_ends_with_its_browser_when_asked(tmp_path: Path) -> None:
    watch = started_watch("1", tmp_path / "started")
    watch.terminate()
    assert watch.wait(60) == 0
    assert (tmp_path / "started").exists()


def test_an_agent_who_leaves_kiosk_mode_ends_watch_and_browser(
    server: Server, kiosk: Kiosk, tmp_path: Path
) -> None:
    Pin(kiosk.data_dir, time.monotonic).set("271828")
    address = server.greeting.split()[2].rstrip("/")
    watch = started_watch(address.rpartition(":")[2], tmp_path / "started")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    def post(**fields: str) -> str:
        reply = urllib3.request(
            "POST", f"{address}/desk", headers=headers, body=urlencode(fields), retries=False
        )
        return reply.data.decode()

    def hidden(page: str, name: str) -> str:
        return page.partition(f'name="{name}" value="')[2].partition('"')[0]

    door = urllib3.request("GET", f"{address}/desk", retries=False).data.decode()
    desk = post(_do="enter", _door=hidden(door, "_door"), _pin="271828")
    post(_do="quit-now", _session=hidden(desk, "_session"))
    assert watch.wait(60) == 0


def test_only_one_server_works_on_a_data_directory(server: Server, kiosk: Kiosk) -> None:
    done = run("serve", "--data", kiosk.data_dir, "--port", "0")
    assert done.returncode == 1
    assert "Another" in done.stderr


def test_a_busy_port_gets_one_clear_line(
    server: Server, collector: CollectorSimulator, tmp_path: Path
) -> None:
    port = server.greeting.split()[2].rstrip("/").rpartition(":")[2]
    other = Kiosk(tmp_path / "other", collector)
    done = run("serve", "--data", other.data_dir, "--port", port)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "--port" in done.stderr


def test_a_send_beside_a_running_server_takes_what_the_server_stored(
    server: Server, kiosk: Kiosk, collector: CollectorSimulator
) -> None:
    ids = kiosk.answer(3)
    assert answer("send", "--data", kiosk.data_dir)["items"] == 3
    assert collector.held == dict.fromkeys(ids, 1)
    assert server.process.poll() is None


@pytest.mark.slow
def test_a_courier_killed_at_any_instant_loses_nothing_and_doubles_nothing(
    kiosk: Kiosk, collector: CollectorSimulator
) -> None:
    rng = random.Random(7)
    ids: list[bytes] = []
    for _ in range(12):
        ids += kiosk.answer(3)
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "send", "--data", str(kiosk.data_dir)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        # Not awaiting anything: the instant of death is the random input of this test.
        time.sleep(rng.uniform(0.3, 0.9))
        process.kill()
        process.wait()
    assert answer("send", "--data", kiosk.data_dir)["problem"] is None
    assert collector.held == dict.fromkeys(ids, 1)
    assert not kiosk.everywhere()
    assert not kiosk.outbox.quarantined()


def test_the_doctor_says_what_lacks_and_what_to_do(
    kiosk: Kiosk, collector: CollectorSimulator
) -> None:
    collector.faults.offline = True
    done = run("doctor", "--data", kiosk.data_dir, "--json")
    assert done.returncode == 1
    checks = {each["name"]: each for each in json.loads(done.stdout)["checks"]}
    bad = {name for name, each in checks.items() if not each["fine"]}
    # The collector does not answer, nothing serves, and no PIN was chosen.
    assert bad >= {"collector", "server", "desk"}
    assert not bad & {"device key", "spool", "bundle", "refused for ever"}
    assert all(checks[name]["remedy"] for name in bad)
    (kiosk.data_dir / "device.key").chmod(0o644)
    plain = run("doctor", "--data", kiosk.data_dir)
    assert "BAD  device key: its file has mode 0644" in plain.stdout
