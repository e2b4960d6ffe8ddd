"""The settings of single sign-on, and tokens that no provider of ours has made."""

from __future__ import annotations

import base64
import hmac
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from collector.auth.provider import Provider
from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.auth.single_sign_on import read_sign_on
from tests.support.problems import refused
from tests.support.sign_on import ACCESS, write_settings

ISSUER = "https://connexion.caf.example"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_the_first_rule_counts_whatever_the_order_of_the_claim(tmp_path: Path) -> None:
    settings = read_sign_on(write_settings(tmp_path, ISSUER))
    assert settings.opens({"groups": ["admins", "analystes-761"]}) == (
        Role.ANALYST, Scope.parse("caf:761")
    )  # fmt: skip
    assert settings.opens({"groups": "point-rouen"}) == (Role.PARTNER, Scope.parse("point:rouen"))
    strange: list[Any] = [None, 1, {}, [1, None], "analystes-7610", "Analystes-761", "point-"]
    for held in (*strange, "point-a/b", "point-rouen\n"):
        assert settings.opens({"groups": held}) is None
    assert settings.opens({}) is None


@pytest.mark.parametrize(
    ("issuer", "access", "more", "named"),
    [
        ("http://connexion.caf.example", ACCESS, "", "issuer"),
        ("connexion", ACCESS, "", "issuer"),
        (ISSUER, "", "", "access"),
        (ISSUER, "[access]\n", "", "access"),
        (ISSUER, '[access]\nx = "king national"\n', "", "x"),
        (ISSUER, '[access]\nx = "admin world"\n', "", "x"),
        (ISSUER, '[access]\nx = "admin"\n', "", "x"),
        (ISSUER, '[access]\nx = 1\n', "", "x"),
        (ISSUER, '[access]\n"x-{id}" = "partner point:rouen"\n', "", "x-{id}"),
        (ISSUER, '[access]\nx = "partner point:{id}"\n', "", "x"),
        (ISSUER, ACCESS, "colour = 1\n", "colour"),
        (ISSUER, ACCESS, "claim = 1\n", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_named(
    tmp_path: Path, issuer: str, access: str, more: str, named: str
) -> None:
    with refused("config-invalid") as found:
        read_sign_on(write_settings(tmp_path, issuer, access, more))
    assert named in found.value.detail


def test_the_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = write_settings(tmp_path, ISSUER)
    (tmp_path / "sso.secret").chmod(0o644)
    with refused("file-unreadable"):
        read_sign_on(file)
    (tmp_path / "sso.secret").unlink()
    with refused("file-unreadable"):
        read_sign_on(file)
    assert "what the provider" not in file.read_text()


_NEW: Any = ECKey.generate_key
KEY = _NEW("P-256", {"kid": "one"})
OTHER = _NEW("P-256", {"kid": "one"})
KEYS = KeySet([KEY]).as_dict(private=False)
GOOD: dict[str, Any] = {
    "iss": ISSUER, "aud": "isoloir", "sub": "anna", "nonce": "n",
    "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 300,
}  # fmt: skip


def claims_of(directory: Path, token: str) -> dict[str, Any]:
    settings = read_sign_on(write_settings(directory, ISSUER))
    provider = Provider(settings, "http://127.0.0.1/back", lambda: NOW, os.urandom)
    return provider.claims_of({"id_token": token, "access_token": "a"}, KEYS, "n")


def signed(key: Any = KEY, algorithm: str = "ES256", **changes: Any) -> str:
    claims = {name: value for name, value in (GOOD | changes).items() if value is not None}
    made: str = jwt.encode({"alg": algorithm, "kid": "one"}, claims, key, [algorithm])
    return made


def test_a_token_of_the_provider_is_read(tmp_path: Path) -> None:
    assert claims_of(tmp_path, signed())["sub"] == "anna"


def by_hand(header: dict[str, str], key: bytes) -> str:
    """A token with a signature that no library makes."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    signed_part = ".".join(part(json.dumps(each).encode()) for each in (header, GOOD))
    mac = hmac.digest(key, signed_part.encode(), "sha256") if key else b""
    return f"{signed_part}.{part(mac)}"


FORGED: dict[str, Callable[[], str]] = {
    "another key": lambda: signed(OTHER),
    "the public key as a shared secret": lambda: by_hand(
        {"alg": "HS256", "kid": "one"}, KEY.as_pem(private=False)
    ),
    "no signature": lambda: by_hand({"alg": "none"}, b""),
    "no token": lambda: "",
    "another issuer": lambda: signed(iss="https://evil.example"),
    "for somebody else": lambda: signed(aud="another"),
    "for us and somebody else": lambda: signed(aud=["isoloir", "another"], azp="another"),
    "too old": lambda: signed(exp=int(NOW.timestamp()) - 120),
    "of the future": lambda: signed(iat=int(NOW.timestamp()) + 600),
    "another flow's": lambda: signed(nonce="m"),
    "without nonce": lambda: signed(nonce=None),
    "without name": lambda: signed(sub=None),
    "with a number for a name": lambda: signed(sub=5),
    "without end": lambda: signed(exp=None),
    "another access token's": lambda: signed(at_hash="AAAA"),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_token_is_none(tmp_path: Path, forged: str) -> None:
    with refused("sso-untrusted"):
        claims_of(tmp_path, FORGED[forged]())
