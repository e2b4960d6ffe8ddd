"""The accessibility menu opened outside a visit, the languages for a keypad, the statement as a
visitor reads it, and the style sheet with the text sizes of this panel.

The field `_from` says which screen to go back to: `attract`, `thanks`, `statement-<page>` or
`problem-<code>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request

from kiosk import forms
from kiosk.access import ACCESS, Access, change, read_access, with_voice
from kiosk.forms import Verb
from kiosk.pages.aloud import SILENT, aloud, reader
from kiosk.pages.menus import language_strip, languages_shown, menu_said
from kiosk.pages.outside import (
    ATTRACT,
    THANKS,
    show_attract,
    show_problem,
    show_statement,
    show_thanks,
    survey_at_hand,
    survey_in_use,
)
from kiosk.pages.room import Room
from kiosk.pages.showing import show
from kiosk.statement import STATEMENT
from kiosk.texts import FALLBACK
from kiosk.viewing import size_rules
from shared.problem_catalogue import CATALOGUE
from shared.problems import ResponseProblem
from shared.survey import Survey

FROM: Final = "_from"
SHOWN: Final = "_shown"
"""The language of a first screen whose buttons carry `_language` themselves."""

STATEMENT_VERB: Final = "statement"


@dataclass(frozen=True)
class Outside:
    """Where a visitor is outside a visit; `survey` None while the device has none."""

    survey: Survey | None
    tag: str
    access: Access
    came_from: str


def access_pages(room: Room) -> Blueprint:
    """The routes of the accessibility menu outside a visit, and of the text sizes."""
    pages = Blueprint("access", __name__)
    rules = size_rules(room.panel)

    @pages.get("/sizes.css")
    def sizes() -> Response:
        return Response(rules, content_type="text/css; charset=utf-8")

    @pages.post("/access")
    def outside() -> Response:
        survey = survey_at_hand(room)
        access = read_access(request.form.get(ACCESS, Access().text))
        do, _, argument = request.form.get(forms.DO, "").partition(":")
        place = Outside(survey, _language(survey), access, request.form.get(FROM, ATTRACT))
        return _act(room, place, do, argument)

    return pages


def _act(room: Room, place: Outside, do: str, argument: str) -> Response:
    if do == Verb.VOICE and not argument:
        return _back(room, _with(place, access=with_voice(place.access)))
    if do == Verb.STAY and not argument:
        return _back(room, place)
    if do == STATEMENT_VERB:
        return show_statement(room, _page_of_statement(argument), place.tag, place.access)
    if do == Verb.SET:
        return _show_menu(room, _with(place, access=change(place.access, argument)), argument)
    if do == Verb.ACCESS and not argument:
        return _show_menu(room, place)
    survey = place.survey or survey_in_use(room)
    if do == Verb.LANGUAGE and argument in survey.languages:
        return _show_menu(room, _with(place, tag=argument))
    if do == Verb.LANGUAGES and argument and argument in forms.PAGES:
        return _show_languages(room, survey, place, int(argument))
    raise ResponseProblem("response-invalid", "There is no such button.")


def _with(place: Outside, *, tag: str | None = None, access: Access | None = None) -> Outside:
    return Outside(place.survey, tag or place.tag, access or place.access, place.came_from)


def _back(room: Room, place: Outside) -> Response:
    """The screen that the menu was opened on."""
    name, _, detail = place.came_from.partition("-")
    if name == STATEMENT_VERB:
        return show_statement(room, _page_of_statement(detail), place.tag, place.access)
    if name == "problem":
        kind = CATALOGUE.get(detail)
        if kind is None:
            raise ResponseProblem("response-invalid", "There is no such problem.")
        return show_problem(room, kind, place.tag, place.access, 200)
    survey = place.survey or survey_in_use(room)
    if name == THANKS:
        return show_thanks(room, room.views.view(survey, place.tag), place.access)
    return show_attract(room, survey, place.tag, place.access)


def _show_menu(room: Room, place: Outside, changed: str = "") -> Response:
    sounds, view = SILENT, None
    if place.survey is not None:
        said = reader(room, place.survey, place.tag)
        sounds = aloud(room, place.access, said, menu_said(said, place.access, changed))
        view = room.views.view(place.survey, place.tag)
    return show(
        room,
        "access.html",
        place.tag,
        access=place.access,
        aloud=sounds,
        view=view,
        came_from=place.came_from,
        action="/access",
        languages=language_strip(room, view, sounds) if view else "",
    )


def _show_languages(room: Room, survey: Survey, place: Outside, number: int) -> Response:
    said = reader(room, survey, place.tag)
    shown = languages_shown(room, survey, place.access, said, number)
    view = room.views.view(survey, place.tag)
    return show(
        room,
        "languages.html",
        place.tag,
        access=place.access,
        aloud=shown.sounds,
        view=view,
        came_from=place.came_from,
        action="/access",
        languages=language_strip(room, view, shown.sounds),
        page=shown.page,
        more=shown.more,
    )


def _page_of_statement(text: str) -> int:
    if text not in map(str, range(1, len(STATEMENT) + 1)):
        raise ResponseProblem("response-invalid", "The statement has no such page.")
    return int(text)


def _language(survey: Survey | None) -> str:
    tag = request.form.get(forms.LANGUAGE, request.form.get(SHOWN, ""))
    languages = survey.languages if survey else (FALLBACK,)
    return tag if tag in languages else languages[0]
