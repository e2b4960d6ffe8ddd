"""Talks to an OpenID Connect provider: code flow with PKCE, state and nonce.

Sources: OpenID Connect Core 1.0 (3.1), Discovery 1.0, RP-Initiated Logout 1.0; RFC 7636 (PKCE),
RFC 9207 (the `iss` of an answer).
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from collector.auth.single_sign_on import SignOnSettings
from shared.problems import AccessProblem

SECONDS_TO_ANSWER: Final = 10
SCOPE: Final = "openid email profile"
CLOCKS_APART: Final = 60
"""Seconds by which the provider's clock may be off."""

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "EdDSA", "Ed25519")
"""Signatures by a key that only the provider has; never a shared secret, never none."""

_CHANCE_BYTES: Final = 32

# authlib says nothing of types.
_ID_TOKEN: Any = CodeIDToken
_SESSION: Any = OAuth2Session


@dataclass(frozen=True, slots=True)
class Flow:
    """What a browser keeps between going to the provider and coming back."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """The provider of an installation.

    Args:
        settings: which one, and who asks it.
        callback: this collector's address that people come back to.
        now: the clock.
        random_bytes: makes state, nonce and verifier.
    """

    def __init__(
        self,
        settings: SignOnSettings,
        callback: str,
        now: Callable[[], datetime],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._settings = settings
        self._callback = callback
        self._now = now
        self._random_bytes = random_bytes

    def begin(self, language: str) -> tuple[str, Flow]:
        """The provider's address to go to, and what to keep until somebody comes back.

        Raises:
            AccessProblem: `sso-unavailable`, `sso-untrusted`.
        """
        flow = Flow(self._chance(), self._chance(), self._chance())
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._metadata(session)["authorization_endpoint"],
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.verifier,
                ui_locales=language,
            )
        return str(address), flow

    def finish(self, flow: Flow, answer: Mapping[str, str]) -> Mapping[str, Any]:
        """The claims about who came back with this answer; `sub` is always among them.

        Raises:
            AccessProblem: `sso-expired`: the answer belongs to another browser's flow;
                `sso-refused`, `sso-unavailable`, `sso-untrusted`.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
            raise AccessProblem("sso-expired")
        if answer.get("iss", self._settings.issuer) != self._settings.issuer:
            raise AccessProblem("sso-untrusted", "The answer is of another provider.")
        if "error" in answer or not answer.get("code"):
            raise AccessProblem("sso-refused", f"It says {answer.get('error', 'nothing')[:60]!r}.")
        with self._session() as session:
            metadata = self._metadata(session)
            token = self._exchange(session, metadata, flow, answer["code"])
            keys = self._get(session, metadata["jwks_uri"], withhold_token=True)
            claims = self.claims_of(token, keys, flow.nonce)
            if self._settings.claim not in claims or "email" not in claims:
                claims = {**self._userinfo(session, metadata, claims["sub"]), **claims}
        return claims

    def claims_of(self, token: Mapping[str, Any], keys: Any, nonce: str) -> dict[str, Any]:
        """The claims of a token's answer, once it is seen to be the provider's, for us and new.

        Raises:
            AccessProblem: `sso-untrusted`.
        """
        options = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        known = {
            "nonce": nonce,
            "client_id": self._settings.client_id,
            "access_token": token.get("access_token"),
        }
        try:
            read = jwt.decode(
                str(token.get("id_token", "")), KeySet.import_key_set(keys), list(ALGORITHMS)
            )
            claims = _ID_TOKEN(read.claims, read.header, options, known)
            claims.validate(now=int(self._now().timestamp()), leeway=CLOCKS_APART)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            raise AccessProblem("sso-untrusted", f"{type(error).__name__}.") from None
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise AccessProblem("sso-untrusted", "It names nobody.")
        return dict(claims)

    def end_address(self, onward: str) -> str:
        """Where to end the session at the provider too; empty if it has no such address.

        Raises:
            AccessProblem: `sso-unavailable`, `sso-untrusted`.
        """
        with self._session() as session:
            end = self._metadata(session).get("end_session_endpoint")
        asked = {"client_id": self._settings.client_id, "post_logout_redirect_uri": onward}
        return f"{end}?{urlencode(asked)}" if isinstance(end, str) else ""

    def _session(self) -> Any:
        return _SESSION(
            self._settings.client_id,
            self._settings.client_secret,
            scope=SCOPE,
            redirect_uri=self._callback,
            code_challenge_method="S256",
            default_timeout=SECONDS_TO_ANSWER,
        )

    def _metadata(self, session: Any) -> dict[str, Any]:
        address = self._settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = self._get(session, address, withhold_token=True)
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if found.get("issuer") != self._settings.issuer or not all(map(found.get, needed)):
            raise AccessProblem("sso-untrusted", "Its discovery document is another one's.")
        return found

    def _exchange(
        self, session: Any, metadata: Mapping[str, Any], flow: Flow, code: str
    ) -> dict[str, Any]:
        try:
            token: dict[str, Any] = session.fetch_token(
                metadata["token_endpoint"], code=code, code_verifier=flow.verifier
            )
        except AuthlibBaseError as error:
            raise AccessProblem("sso-refused", f"It says {error.error!r}.") from None
        except (RequestException, ValueError):
            raise AccessProblem("sso-unavailable") from None
        return token

    def _userinfo(
        self, session: Any, metadata: Mapping[str, Any], subject: str
    ) -> Mapping[str, Any]:
        address = metadata.get("userinfo_endpoint")
        if not isinstance(address, str):
            return {}
        found = self._get(session, address)
        if found.get("sub") != subject:
            raise AccessProblem("sso-untrusted", "It speaks of somebody else.")
        return found

    def _get(self, session: Any, address: str, **how: Any) -> dict[str, Any]:
        try:
            answer = session.get(address, **how)
            answer.raise_for_status()
            found = answer.json()
        except (RequestException, ValueError):
            raise AccessProblem("sso-unavailable") from None
        if not isinstance(found, dict):
            raise AccessProblem("sso-untrusted", "A document is expected.")
        return found

    def _chance(self) -> str:
        return base64.urlsafe_b64encode(self._random_bytes(_CHANCE_BYTES)).decode().rstrip("=")
