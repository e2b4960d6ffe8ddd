"""The screens outside a visit: the first one, the thanks, the accessibility statement, problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from flask import Response

from kiosk import notices
from kiosk.access import Access
from kiosk.clock import wall_clock
from kiosk.notices import notices_at, text_in
from kiosk.opening import opening_of
from kiosk.pages.aloud import SILENT, Aloud, aloud, numbered_tongues, reader, tongues
from kiosk.pages.room import Room
from kiosk.pages.scan import scan_code
from kiosk.pages.showing import show
from kiosk.reading import THANKS as THANKS_SAID
from kiosk.statement import STATEMENT
from kiosk.texts import FALLBACK
from kiosk.views import SurveyView, shorten
from shared.limits import FIRST_SCREEN_NOTICE_CHARACTERS
from shared.problem_kinds import ProblemKind
from shared.problems import Problem, ResponseProblem
from shared.speech import KEYS, KEYS_BEFORE_MORE
from shared.spoken import Phrase
from shared.survey import Survey

ATTRACT: Final = "attract"
THANKS: Final = "thanks"
LEAVE: Final = "Back to the first screen"


def survey_in_use(room: Room) -> Survey:
    """The survey of this device's Point.

    Raises:
        ResponseProblem: `survey-unavailable`.
    """
    bundle = room.device.bundle
    if not bundle.points or not bundle.keys:
        raise ResponseProblem("survey-unavailable", "The bundle holds no Point or no key.")
    survey = bundle.survey_of(bundle.points[0])
    room.views.remember(survey)
    return survey


def survey_at_hand(room: Room) -> Survey | None:
    """The survey of this device's Point; None while there is none."""
    try:
        return survey_in_use(room)
    except Problem:
        return None


def show_attract(room: Room, survey: Survey, tag: str, access: Access) -> Response:
    """The first screen; as its visitor set it, or as it comes."""
    said = reader(room, survey, tag)
    sounds = aloud(room, access, said, said.attract())
    if sounds.volume:
        first = range(min(_on_first_page(survey), len(survey.languages)))
        more = [said.phrase(Phrase.MORE)] if len(first) < len(survey.languages) else []
        parts = (
            sounds.say,
            numbered_tongues(room, survey, first),
            aloud(room, access, said, more).say,
        )
        sounds = replace(
            sounds,
            say=" ".join(each for each in parts if each),
            each=tongues(room, survey, sounds),
        )
    point = room.device.bundle.points[0]
    today = wall_clock(room.now(), point.departement).date()
    news = notices_at(room.device.bundle, notices.ATTRACT, today)
    return show(
        room,
        "attract.html",
        tag,
        access=access,
        aloud=sounds,
        view=room.views.view(survey, tag),
        point=point,
        opening=opening_of(point, today),
        scan=scan_code(room),
        notices=[
            (spoken, shorten(text, FIRST_SCREEN_NOTICE_CHARACTERS))
            for spoken, text in (text_in(each, tag) for each in news[:1])
        ],
        digits=_on_first_page(survey),
    )


def show_thanks(room: Room, view: SurveyView, access: Access) -> Response:
    """The last screen."""
    said = reader(room, view.survey, view.language.tag)
    sounds = aloud(room, access, said, said.texts(THANKS_SAID))
    return show(room, "thanks.html", view.language.tag, access=access, aloud=sounds, view=view)


def show_statement(room: Room, number: int, tag: str, access: Access) -> Response:
    """A page of the statement, in French whatever the visitor's language, which it keeps."""
    page = STATEMENT[number - 1]
    return show(
        room,
        "statement/statement.html",
        FALLBACK,
        access=access,
        aloud=_said(room, FALLBACK, access, page.texts),
        kept=tag,
        page=page,
        number=number,
        pages=len(STATEMENT),
    )


def show_problem(
    room: Room, kind: ProblemKind, tag: str, access: Access, status: int | None = None
) -> Response:
    """What went wrong; `status` of the reply, the problem's own without it."""
    texts = (kind.title, kind.kept, kind.remedy, LEAVE)
    return show(
        room,
        "problem.html",
        tag,
        kind.status if status is None else status,
        access=access,
        aloud=_said(room, tag, access, texts),
        kept=tag,
        problem=kind,
    )


def _said(room: Room, tag: str, access: Access, texts: Iterable[str]) -> Aloud:
    survey = survey_at_hand(room) if access.voice else None
    if survey is None:
        return SILENT
    with room.texts.speaking(tag) as spoken:
        said = reader(room, survey, spoken)
    return aloud(room, access, said, said.texts(texts))


def _on_first_page(survey: Survey) -> int:
    """How many languages have a digit on the first screen."""
    return KEYS if len(survey.languages) <= KEYS else KEYS_BEFORE_MORE
