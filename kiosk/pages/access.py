"""The screens outside a visit (the first one, the thanks), the accessibility menu opened there, and
the style sheet with the text sizes of this panel.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from kiosk import forms, notices
from kiosk.access import ACCESS, Access, change, read_access, with_voice
from kiosk.notices import notices_at, text_in
from kiosk.pages.aloud import addresses, aloud, reader
from kiosk.pages.room import Room
from kiosk.pages.scan import scan_code
from kiosk.pages.showing import show
from kiosk.reading import MENU
from kiosk.viewing import size_rules
from kiosk.views import SurveyView
from shared.problems import ResponseProblem
from shared.speech import phrase_utterance
from shared.spoken import Phrase
from shared.survey import Survey

FROM: Final = "_from"
ATTRACT: Final = "attract"
THANKS: Final = "thanks"


def access_pages(room: Room) -> Blueprint:
    """The routes of the accessibility menu outside a visit, and of the text sizes."""
    pages = Blueprint("access", __name__)
    rules = size_rules(room.panel)

    @pages.get("/sizes.css")
    def sizes() -> Response:
        return Response(rules, content_type="text/css; charset=utf-8")

    @pages.post("/access")
    def outside() -> Response:
        survey = survey_in_use(room)
        tag = _language(survey)
        access = read_access(request.form.get(ACCESS, Access().text))
        came_from = THANKS if request.form.get(FROM) == THANKS else ATTRACT
        return _show(room, survey, tag, access, came_from)

    return pages


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


def show_attract(room: Room, survey: Survey, tag: str, access: Access) -> Response:
    """The first screen; as its visitor set it, or as it comes."""
    said = reader(room, survey, tag)
    names = {each: [phrase_utterance(Phrase.LANGUAGE, each)] for each in survey.languages}
    sounds = aloud(room, access, said, said.attract())
    if sounds.volume:  # each language is said by a voice of its own
        each = {name: addresses(room, name, them) for name, them in names.items()}
        sounds = type(sounds)(sounds.say, sounds.volume, each, sounds.sounds)
    news = notices_at(room.device.bundle, notices.ATTRACT, room.now().date())
    return show(
        room,
        "attract.html",
        tag,
        access=access,
        aloud=sounds,
        view=room.views.view(survey, tag),
        point=room.device.bundle.points[0],
        scan=scan_code(room),
        notices=[text_in(each, tag) for each in news[:1]],
    )


def show_thanks(room: Room, view: SurveyView, access: Access) -> Response:
    """The last screen."""
    said = reader(room, view.survey, view.language.tag)
    sounds = aloud(room, access, said, said.texts(THANKS_SAID))
    return show(room, "thanks.html", view.language.tag, access=access, aloud=sounds, view=view)


def _show(room: Room, survey: Survey, tag: str, access: Access, came_from: str) -> Response:
    do, _, argument = request.form.get(forms.DO, "").partition(":")
    view = room.views.view(survey, tag)
    if do == forms.Verb.VOICE:
        access = with_voice(access)
    if do in (forms.Verb.STAY, forms.Verb.VOICE):
        if came_from == THANKS:
            return show_thanks(room, view, access)
        return show_attract(room, survey, tag, access)
    if do not in (forms.Verb.ACCESS, forms.Verb.SET, forms.Verb.LANGUAGES):
        raise ResponseProblem("response-invalid", "There is no such button.")
    if do == forms.Verb.SET:
        access = change(access, argument)
    said = reader(room, survey, tag)
    menu = do != forms.Verb.LANGUAGES
    sounds = aloud(
        room, access, said, said.texts(("Accessibility", *MENU) if menu else ("Language",))
    )
    return show(
        room,
        "access.html" if menu else "languages.html",
        tag,
        access=access,
        aloud=sounds,
        view=view,
        came_from=came_from,
        action="/access",
    )


def _language(survey: Survey) -> str:
    tag = request.form.get(forms.LANGUAGE, "")
    return tag if tag in survey.languages else survey.languages[0]


THANKS_SAID: Final = (
    "Thank you!",
    "Your answers are recorded and sealed: nobody can read them on this machine.",
    (
        "They will be counted together with those of the other visitors. Only totals are "
        "published, to improve how people are welcomed here."
    ),
)
