"""What an installation says of its single sign-on, and what people get by it.

The file that the setting `single_sign_on_file` names; `collector/auth/README.md` has an example.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from collector.auth.role import Role
from collector.auth.scope import Scope
from collector.files import refuse_shared_file
from collector.toml_file import read_toml
from shared.problems import AccessProblem, OperationProblem

_TEXTS: Final = ("issuer", "client_id", "client_secret_file", "claim", "name")
_NEEDED: Final = ("issuer", "client_id", "client_secret_file", "claim")
_THIS_COMPUTER: Final = ("127.0.0.1", "localhost", "::1")
_ID: Final = "{id}"
_DEFAULT_NAME: Final = "Caf"


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Whoever has this value in the claim gets this role and scope. `{id}` in both is one name."""

    value: str
    role: Role
    scope: str

    def scope_for(self, value: str) -> Scope | None:
        """The scope that a value of the claim opens, or None when the rule is not for it."""
        before, held, after = self.value.partition(_ID)
        if not held:
            return Scope.parse(self.scope) if value == self.value else None
        pattern = f"{re.escape(before)}([A-Za-z0-9-]{{1,40}}){re.escape(after)}"
        found = re.fullmatch(pattern, value, re.ASCII)
        if found is None:
            return None
        try:
            return Scope.parse(self.scope.replace(_ID, found[1]))
        except AccessProblem:
            return None


@dataclass(frozen=True, slots=True)
class SignOnSettings:
    """An OpenID Connect provider and what it opens.

    Attributes:
        issuer: the provider's own name, an address; its discovery document lies below.
        client_id: what the provider knows this collector by.
        client_secret: what shows that it is this collector.
        claim: the claim that `rules` look at; a text or a list of texts.
        name: what people call the service, for the button.
        rules: the first that is for a person counts; nobody gets more than it says.
    """

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    name: str
    rules: tuple[AccessRule, ...]

    def opens(self, claims: Mapping[str, Any]) -> tuple[Role, Scope] | None:
        """The role and scope of whoever has these claims; None when nothing is open to them."""
        held = claims.get(self.claim)
        values = [held] if isinstance(held, str) else held if isinstance(held, list) else []
        texts = [value for value in values if isinstance(value, str)]
        for rule in self.rules:
            for value in texts:
                scope = rule.scope_for(value)
                if scope is not None:
                    return rule.role, scope
        return None


def read_sign_on(path: Path) -> SignOnSettings:
    """Read and check the file.

    Raises:
        OperationProblem: `config-invalid`, naming what is wrong; `file-unreadable`.
    """
    values = read_toml(path)
    return _checked(values, path)


def _checked(values: Mapping[str, Any], path: Path) -> SignOnSettings:
    for name in values:
        if name not in (*_TEXTS, "access"):
            _refuse(path, f"unknown setting {name}")
    for name in _TEXTS:
        if name not in values and name in _NEEDED:
            _refuse(path, f"{name} is missing")
        if not isinstance(values.get(name, _DEFAULT_NAME), str):
            _refuse(path, f"{name}: a text is expected")
    _check_issuer(values["issuer"], path)
    access = values.get("access")
    if not isinstance(access, dict) or not access:
        _refuse(path, "access: a table of claim values is expected")
    return SignOnSettings(
        issuer=values["issuer"],
        client_id=values["client_id"],
        client_secret=_secret(path.parent / Path(values["client_secret_file"]).expanduser()),
        claim=values["claim"],
        name=values.get("name", _DEFAULT_NAME),
        rules=tuple(_rule(value, opened, path) for value, opened in access.items()),
    )


def _check_issuer(issuer: str, path: Path) -> None:
    parts = urlsplit(issuer)
    is_here = parts.scheme == "http" and parts.hostname in _THIS_COMPUTER
    if not (parts.scheme == "https" or is_here) or not parts.hostname or parts.query:
        _refuse(path, "issuer: an address such as https://connexion.caf.example is expected")


def _rule(value: str, opened: object, path: Path) -> AccessRule:
    words: Sequence[str] = opened.split() if isinstance(opened, str) else ()
    try:
        role, scope = words
        if value.count(_ID) != scope.count(_ID) or value.count(_ID) > 1:
            raise ValueError
        Scope.parse(scope.replace(_ID, "761"))
        return AccessRule(value, Role(role), scope)
    except (ValueError, AccessProblem):
        _refuse(path, f'access: {value}: "analyst caf:761" or the like is expected')


def _secret(path: Path) -> str:
    try:
        refuse_shared_file(path)
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise OperationProblem("file-unreadable", f"{path}: {reason}.") from None
    if not secret:
        raise OperationProblem("file-unreadable", f"{path} is empty.")
    return secret


def _refuse(path: Path, expected: str) -> NoReturn:
    raise OperationProblem("config-invalid", f"{path}: {expected}.")
