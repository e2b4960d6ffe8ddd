"""The pages of the phone: the survey of a Point on one page, and the doors for what it seals.

No cookie, no session, nothing of the phone is read beyond what the page needs: the languages it
prefers, and whether it takes compressed pages.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, url_for

from kiosk import comments
from kiosk.clock import RandomBytes
from kiosk.phone import plain
from kiosk.phone.assets import Assets
from kiosk.phone.plain import PlainForm
from kiosk.phone.relay import Pass, Relay, Sealed
from kiosk.phone.view import PhoneView, PhoneViews, to_json
from kiosk.phone.words import Translations
from kiosk.submit import Outcome, Submission
from kiosk.texts import FALLBACK
from shared.bundle import BundlePoint
from shared.languages import language as language_of
from shared.limits import ITEM_ID_BYTES
from shared.masking import mask
from shared.problems import FormatProblem, Problem
from shared.response import Response as Answered
from shared.sealing import Label

ITEM_TYPE: Final = "application/octet-stream"
LANE_HEADER: Final = "Isoloir-Lane"
WORK_HEADER: Final = "Isoloir-Work"

_ITEMS: Final = {"response": Label.RESPONSE, "comment": Label.COMMENT}
_WORD_OF: Final = {
    "phone-ceiling": "busy",
    "presence-missing": "presence",
    "survey-renewed": "renewed",
    "poster-unknown": "poster",
    "survey-unavailable": "closed",
}
"""What a visitor is told of a problem, beside that nothing was recorded."""


@dataclass(frozen=True)
class PhoneRoom:
    """Everything that the phone's pages share."""

    relay: Relay
    translations: Translations
    assets: Assets
    random_bytes: RandomBytes
    views: PhoneViews = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "views", PhoneViews(self.translations))


@dataclass(frozen=True)
class _Page:
    """One drawing of the survey: what is filled in and what is said."""

    view: PhoneView
    tag: str
    visit: bytes
    answers: Mapping[str, Collection[str]] = field(default_factory=dict)
    comment: str = ""
    missing: frozenset[str] = frozenset()
    trouble: tuple[str, ...] = ()
    status: int = 200


def phone_pages(room: PhoneRoom) -> Blueprint:
    """The routes of the phone."""
    pages = Blueprint("phone", __name__)

    @pages.get("/p/<token>")
    def survey(token: str) -> Response:
        point = room.relay.point(token)
        view = room.views.view(room.relay.survey(point))
        page = _Page(view, _preferred(view), room.random_bytes(ITEM_ID_BYTES))
        code = request.args.get("s", "")
        return _draw(room, point, page, on_site=room.relay.is_on_site(point, code))

    @pages.post("/p/<token>")
    def send_plain(token: str) -> Response:
        point = room.relay.point(token)
        fields = request.form.to_dict(flat=False)
        form = plain.read(fields, lambda digest: room.relay.survey_named(point, digest))
        return _step(room, point, form)

    @pages.post("/p/<token>/<any(response, comment):kind>")
    def take(token: str, kind: str) -> Response:
        if request.mimetype != ITEM_TYPE:
            raise FormatProblem("request-invalid", "A sealed item is expected.")
        sealed = Sealed(
            _ITEMS[kind],
            request.headers.get(LANE_HEADER, ""),
            request.headers.get(WORK_HEADER, ""),
            request.get_data(cache=False),
        )
        room.relay.take(room.relay.point(token), sealed)
        return Response(status=204)

    @pages.get("/p/<token>/pass")
    def renew(token: str) -> Response:
        """A new pass for a page whose own is no longer good; it cannot prove presence again."""
        point = room.relay.point(token)
        on_site = room.relay.is_on_site(point, request.args.get("s", ""))
        data = _pass_data(room, point, room.relay.new_pass(point, on_site=on_site))
        return Response(data, mimetype="application/json")

    @pages.get("/p/<token>/thanks")
    def thanks(token: str) -> Response:
        said = ("recorded", "counted", "close")
        lost = ("comment_gone", "counted", "close")
        return _message(room, "thanks", lost if "lost" in request.args else said, good=True,
                        point=room.relay.point(token))  # fmt: skip

    return pages


def show_problem(room: PhoneRoom, problem: Problem) -> Response:
    """A calm page that says what happened, in the language the phone prefers."""
    lines = [_WORD_OF.get(problem.code, "again_later")]
    return _message(room, "problem", lines, status=problem.kind.status, code=problem.code)


def _step(room: PhoneRoom, point: BundlePoint, form: PlainForm) -> Response:
    view = room.views.view(form.survey)
    page = _Page(view, form.language, form.visit, form.answers, form.comment)
    on_site = room.relay.was_on_site(point, form.challenge)
    if form.do != plain.SEND:
        return _draw(room, point, page, on_site=on_site)
    masked = mask(form.comment)
    trouble: tuple[str, ...] = ()
    if form.missing:
        trouble = ("some_missing",)
    elif comments.is_too_long(form.comment):
        trouble = ("too_long",)
    elif masked.kinds:
        trouble = ("check_masked",)
    if trouble:
        page = _Page(
            view, form.language, form.visit, form.answers, masked.text, form.missing, trouble, 422
        )
        return _draw(room, point, page, on_site=on_site)
    return _send(room, point, form, page)


def _send(room: PhoneRoom, point: BundlePoint, form: PlainForm, page: _Page) -> Response:
    try:
        channel = room.relay.channel(point, form.challenge)
        response = Answered(form.answers, channel, form.language)
        submission = Submission(form.visit, form.survey, response, form.comment)
        outcome = room.relay.take_plain(point, form.challenge, submission)
    except Problem as problem:
        trouble = ("not_recorded", _WORD_OF.get(problem.code, "still_here"))
        page = _Page(
            page.view, page.tag, page.visit, page.answers, page.comment, page.missing, trouble,
            problem.kind.status,
        )  # fmt: skip
        on_site = room.relay.was_on_site(point, form.challenge)
        return _draw(room, point, page, on_site=on_site)
    lost = 1 if outcome is Outcome.COMMENT_LOST else None
    target = url_for("phone.thanks", token=point.token, l=form.language, lost=lost)
    return Response(status=303, headers={"Location": target})


def _preferred(view: PhoneView) -> str:
    """The survey's language that the address asks for, or else the phone; else its first one."""
    tags = [each.tag for each in view.languages]
    asked = request.args.get("l", "")
    if asked in tags:
        return asked
    return request.accept_languages.best_match(tags) or tags[0]


def _draw(room: PhoneRoom, point: BundlePoint, page: _Page, *, on_site: bool) -> Response:
    granted = room.relay.new_pass(point, on_site=on_site)
    text = render_template(
        "phone/survey.html",
        view=page.view,
        language=language_of(page.tag),
        point=point,
        address=url_for("phone.survey", token=point.token),
        assets=room.assets,
        visit=page.visit.hex(),
        challenge=granted.challenges[0],
        pass_data=_pass_data(room, point, granted),
        plain_open=room.relay.settings.phone_plain_per_hour > 0,
        answers=page.answers,
        comment=page.comment,
        missing=page.missing,
        trouble=page.trouble,
    )
    return Response(text, page.status, mimetype="text/html")


def _pass_data(room: PhoneRoom, point: BundlePoint, granted: Pass) -> str:
    return to_json(
        {
            "point": point.id,
            "period": str(granted.period),
            "key": _base64(granted.key.raw),
            "signer": _base64(granted.signer),
            "proof": _base64(granted.proof),
            "challenges": granted.challenges,
            "bits": room.relay.challenges.bits,
            "onSite": granted.on_site,
        }
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _message(
    room: PhoneRoom,
    heading: str,
    lines: Collection[str],
    *,
    status: int = 200,
    good: bool = False,
    point: BundlePoint | None = None,
    code: str = "",
) -> Response:
    tags = room.translations.languages
    asked = request.args.get("l", "")
    tag = asked or request.accept_languages.best_match(tags) or FALLBACK
    words = room.translations.words(tag)
    context: dict[str, Any] = {
        "language": language_of(room.translations.spoken(tag)),
        "heading": words[heading],
        "lines": [words[each] for each in lines],
    }
    text = render_template(
        "phone/message.html", assets=room.assets, good=good, point=point, code=code, **context
    )
    return Response(text, status, mimetype="text/html")
