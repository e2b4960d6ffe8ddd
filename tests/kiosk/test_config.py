"""Settings: a file, the environment over it, the command line over both; mistakes are named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.config import Config, Face, load_config
from kiosk.phone.settings import Presence
from shared.problems import OperationProblem


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_word_the_platform_says_where_data_goes() -> None:
    config = load_config(None, {})
    assert config == Config(config.data_dir)
    assert config.data_dir.is_absolute()
    assert config.host == "127.0.0.1"
    assert config.face is Face.SCREEN


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, 'data_dir = "/of/file"\nport = 1\nhost = "file"\nface = "phone"\n')
    config = load_config(
        file, {"ISOLOIR_KIOSK_PORT": "2", "ISOLOIR_KIOSK_HOST": "env"}, {"host": "line"}
    )
    assert (config.data_dir, config.port, config.host) == (Path("/of/file"), 2, "line")
    assert config.face is Face.PHONE


def test_every_setting_can_be_given_in_the_environment() -> None:
    given = {
        "DATA_DIR": "/somewhere",
        "FACE": "phone",
        "HOST": "0.0.0.0",
        "PORT": "80",
        "THREADS": "2",
        "THANK_YOU_SECONDS": "5",
        "IDLE_SECONDS": "90",
        "IDLE_WARNING_SECONDS": "30",
        "TAP_GUARD_MS": "0",
        "VISITOR_PAUSE_MS": "0",
        "HASTY_RUN": "0",
        "PRINT_COMMAND": "lp -d  'Salle 2'",
        "LEAVE_COMMAND": "loginctl  terminate-session ''",
        "PROXY": "http://proxy.example:3128",
        "PHONE_WORK_BITS": "0",
        "PHONE_PRESENCE": "required",
        "PHONE_PER_HOUR": "500",
        "PHONE_PLAIN_PER_HOUR": "0",
        "VIEWING_DISTANCE_MM": "700",
        "PANEL_INCHES": "32",
        "PANEL_PIXELS": "1080x1920",
        "DEMO": "true",
    }
    assert set(given) == {each.name.upper() for each in fields(Config)}
    config = load_config(None, {f"ISOLOIR_KIOSK_{name}": text for name, text in given.items()})
    assert config.data_dir == Path("/somewhere")
    assert (config.threads, config.thank_you_seconds, config.idle_seconds) == (2, 5, 90)
    assert (config.idle_warning_seconds, config.proxy) == (30, "http://proxy.example:3128")
    assert (config.phone_work_bits, config.phone_per_hour, config.phone_plain_per_hour) == (
        0,
        500,
        0,
    )
    assert config.phone_presence is Presence.REQUIRED
    assert (config.visitor_pause_ms, config.hasty_run) == (0, 0)
    assert config.leave_command == "loginctl terminate-session ''"
    assert config.demo


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("port = 70000", "port"),
        ('port = "eighty"', "port"),
        ("host = 3", "host"),
        ('host = ""', "host"),
        ('face = "paper"', "face"),
        ("idle_warning_seconds = 5", "idle_warning_seconds"),
        ('leave_command = "it\'s"', "leave_command"),
        ("leave_command = 3", "leave_command"),
        ("demo = 1", "demo"),
        ('proxy = "proxy:3128"', "proxy"),
        ("threads = true", "threads"),
        ("colour = 1", "unknown setting colour"),
        ("port =", "kiosk.toml"),
    ],
)
def test_a_mistake_is_named_before_anything_starts(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(OperationProblem, match=named) as met:
        load_config(written(tmp_path, text), {})
    assert met.value.code == "config-invalid"


def test_a_settings_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperationProblem, match=r"nowhere\.toml") as met:
        load_config(tmp_path / "nowhere.toml", {})
    assert met.value.code == "file-unreadable"
