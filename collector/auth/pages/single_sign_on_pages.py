"""`/login/sso`: to the provider, back from it, and out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Blueprint, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from collector.api.headers import UNSTORED
from collector.auth.provider import Flow, Provider
from collector.auth.reader import Reader
from collector.dashboard.pages.frame import Frame, own_address
from shared.problems import AccessProblem

MINUTES_TO_COME_BACK: Final = 15
"""Long enough for a forgotten password and a second step at the provider."""

_SALT: Final = "isoloir/1 single sign-on"


@dataclass(frozen=True, slots=True)
class SignOn:
    """What the pages stand on.

    Attributes:
        provider: the provider.
        name: what people call it.
        arrive: the reader of somebody whom it vouches for.
        now: the clock.
        home: this collector's page of signing in, as the provider leads back to it.
        secure: whether the pages are served by https.
    """

    provider: Provider
    name: str
    arrive: Callable[[Mapping[str, Any]], Reader]
    now: Callable[[], datetime]
    home: str
    secure: bool

    @property
    def cookie(self) -> str:
        """The name of the cookie that waits for somebody to come back.

        The session's own is strict: a browser does not send it when another site leads here. This
        one holds what the flow needs, for some minutes, and opens nothing.
        """
        return "__Host-isoloir-sso" if self.secure else "isoloir-sso"


def single_sign_on_pages(sign_on: SignOn) -> Callable[[Frame], Blueprint]:
    """Makes the pages of single sign-on."""

    def make(frame: Frame) -> Blueprint:
        blueprint = Blueprint("sso", __name__)
        _add_in(blueprint, frame, sign_on)
        _add_out(blueprint, frame, sign_on)
        blueprint.app_context_processor(lambda: {"sign_on_name": sign_on.name})
        return blueprint

    return make


def _add_in(blueprint: Blueprint, frame: Frame, sign_on: SignOn) -> None:
    @blueprint.get("/login/sso")
    @frame.public
    def begin() -> ResponseReturnValue:
        address, flow = sign_on.provider.begin(frame.texts.tag)
        end = sign_on.now() + timedelta(minutes=MINUTES_TO_COME_BACK)
        onward = own_address(request.args.get("next", ""))[:500]
        kept = {**asdict(flow), "next": onward, "end": int(end.timestamp())}
        response = redirect(address, 303)
        response.set_cookie(
            sign_on.cookie,
            _signer().dumps(kept),
            max_age=MINUTES_TO_COME_BACK * 60,
            secure=sign_on.secure,
            httponly=True,
            samesite="Lax",
        )
        return _unstored(response)

    @blueprint.get("/login/sso/back")
    @frame.public
    def back() -> ResponseReturnValue:
        kept = _kept(request.cookies.get(sign_on.cookie, ""), sign_on.now())
        flow = Flow(kept["state"], kept["nonce"], kept["verifier"])
        reader = sign_on.arrive(sign_on.provider.finish(flow, request.args.to_dict()))
        frame.sessions.begin(reader)
        # A redirect would still be the provider's, and the strict cookie would stay behind: a page
        # of our own leads on.
        onward = own_address(kept["next"]) or frame.link("dashboard.start")
        response = frame.page("accounts/arrived.html", onward=onward)
        response.delete_cookie(sign_on.cookie, secure=sign_on.secure, httponly=True, samesite="Lax")
        return _unstored(response)


def _add_out(blueprint: Blueprint, frame: Frame, sign_on: SignOn) -> None:
    @blueprint.get("/login/sso/out")
    @frame.public
    def out() -> ResponseReturnValue:
        try:
            onward = sign_on.provider.end_address(sign_on.home)
        except AccessProblem:  # signed out here all the same
            onward = ""
        return _unstored(frame.page("accounts/left.html", onward=onward))


def _kept(text: str, now: datetime) -> dict[str, Any]:
    try:
        kept = _signer().loads(text)
    except BadSignature:
        raise AccessProblem("sso-expired") from None
    if not isinstance(kept, dict) or now.timestamp() >= kept["end"]:
        raise AccessProblem("sso-expired")
    return kept


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or b"", salt=_SALT)


def _unstored(response: Any) -> Response:
    response.headers["Cache-Control"] = UNSTORED
    found: Response = response
    return found
