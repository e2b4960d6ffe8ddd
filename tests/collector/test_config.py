"""Settings are read once; a mistake stops the program and names the setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collector.config import Environment, load_config
from tests.support.problems import refused


def read(
    tmp_path: Path, text: str = "", environ: dict[str, str] | None = None, **above: Any
) -> Any:
    file = tmp_path / "collector.toml"
    file.write_text(text, encoding="utf-8")
    return load_config(file, environ or {}, above)


def test_defaults_follow_the_data_directory(tmp_path: Path) -> None:
    config = read(tmp_path, f'data_dir = "{tmp_path}"')
    assert config.database_url == f"sqlite:///{tmp_path}/collector.db"
    assert config.keys_dir == tmp_path / "keys"
    assert config.signing_key_file == tmp_path / "signing.key"
    assert config.environment is Environment.PRODUCTION
    assert config.public_address == "http://127.0.0.1:8400"
    assert not config.allow_open_period


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    tmp_path: Path,
) -> None:
    text, environ = "port = 1111\nthreads = 3", {"ISOLOIR_COLLECTOR_PORT": "2222"}
    assert read(tmp_path, text).port == 1111
    assert read(tmp_path, text, environ).port == 2222
    assert read(tmp_path, text, environ, port=3333, host=None).port == 3333
    assert read(tmp_path, text, environ, port=3333).threads == 3


def test_a_demo_may_tally_the_open_month_and_production_may_not(tmp_path: Path) -> None:
    assert read(tmp_path, 'environment = "demo"\nallow_open_period = true').allow_open_period
    with refused("config-invalid") as found:
        read(tmp_path, "allow_open_period = true")
    assert "allow_open_period" in found.value.detail


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1", "colour"),
        ("port = 70000", "port"),
        ('port = "http"', "port"),
        ("port = true", "port"),
        ("threads = 0", "threads"),
        ('environment = "test"', "environment"),
        ('allow_open_period = "perhaps"', "allow_open_period"),
        ('public_address = "collector.example"', "public_address"),
        ('public_address = "ftp://collector.example"', "public_address"),
        ('time_zone = "Europe/Rouen"', "time_zone"),
        ('time_zone = "../etc"', "time_zone"),
        ("disclosure_ceiling = 0.4", "disclosure_ceiling"),
        ('disclosure_ceiling = "high"', "disclosure_ceiling"),
        ("disclosure_ceiling = true", "disclosure_ceiling"),
        ("label_threshold = 0.1", "label_threshold"),
        ("label_threshold = 25", "label_threshold"),
        ("data_dir = 3", "data_dir"),
        ('data_dir = ""', "data_dir"),
        ("port = ", "collector.toml"),
    ],
)
def test_a_mistake_names_its_setting(tmp_path: Path, text: str, named: str) -> None:
    with refused("config-invalid") as found:
        read(tmp_path, text)
    assert named in found.value.detail


def test_the_environment_is_checked_as_the_file_is() -> None:
    with refused("config-invalid") as found:
        load_config(None, {"ISOLOIR_COLLECTOR_PORT": "many"})
    assert "port" in found.value.detail


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with refused("file-unreadable"):
        load_config(tmp_path / "nothing.toml", {})
    (tmp_path / "latin.toml").write_bytes(b'data_dir = "\xe9"')
    with refused("file-unreadable"):
        load_config(tmp_path / "latin.toml", {})


def test_settings_do_not_change_afterwards(tmp_path: Path) -> None:
    config = read(tmp_path)
    with pytest.raises(AttributeError):
        config.port = 1
