"""The pages of the touch screen: first screen, one question at a time, review, thanks.

The server remembers no visit: each form carries the whole of it (`kiosk.forms`), and no address
ever holds an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, request

from kiosk import comments, forms
from kiosk.access import ACCESS, Access, read_access
from kiosk.forms import Form, Verb
from kiosk.pace import reading_floor
from kiosk.pages.outside import show_attract, show_thanks, survey_in_use
from kiosk.pages.room import Room
from kiosk.pages.showing import leave
from kiosk.pages.steps import (
    draw_languages,
    draw_menu,
    draw_message,
    show_long_comment,
    show_step,
)
from kiosk.reading import COMMENT_LOST, NOT_RECORDED, RESTART, Reader
from kiosk.screens import REVIEW, Move, begin, lacks_answer, move, unanswered
from kiosk.submit import Outcome, Submission, submit
from shared.limits import ITEM_ID_BYTES
from shared.masking import mask
from shared.problems import Problem, ResponseProblem, StorageProblem
from shared.response import Channel
from shared.response import Response as Answered
from shared.speech import Utterance
from shared.spoken import Phrase
from shared.survey import Survey


def touch_pages(room: Room) -> Blueprint:
    """The routes of the touch screen."""
    pages = Blueprint("touch", __name__)

    @pages.get("/")
    def attract() -> Response:
        survey = survey_in_use(room)
        room.visits.welcome()
        return show_attract(room, survey, survey.languages[0], Access())

    @pages.post("/start")
    def start() -> Response:
        survey = survey_in_use(room)
        tags = request.form.getlist(forms.LANGUAGE)
        tag = tags[-1] if tags else ""  # the button's, which follows the screen's own
        if tag not in survey.languages:  # the page was drawn before the survey changed
            tag = survey.languages[0]
        access = read_access(request.form.get(ACCESS, Access().text))
        visit = room.random_bytes(ITEM_ID_BYTES)
        room.pacing.begin(visit)
        return show_step(room, Form(visit, survey, tag, begin(survey), Verb.STAY, "", access))

    @pages.post("/visit")
    def visit() -> Response:
        fields = request.form.to_dict(flat=False)
        return _step(room, fields)

    @pages.get("/over/<visit>")
    def over(visit: str) -> Response:
        """Where a page without JavaScript goes by itself after a long silence."""
        _end(room, forms.read_visit({forms.VISIT: [visit]}))
        return leave()

    return pages


def _survey(room: Room, digest: bytes) -> Survey | None:
    """The survey of a visit under way: one met before, or after a restart the one in use."""
    known = room.views.survey(digest)
    if known is None:
        survey_in_use(room)
    return known or room.views.survey(digest)


def _step(room: Room, fields: forms.Fields) -> Response:
    visit = forms.read_visit(fields)
    if fields.get(forms.DO) == [Verb.ERASE]:
        _end(room, visit)
        return leave()
    if room.visits.is_over(visit) and not room.visits.is_thanked(visit):
        return leave()
    form = forms.read(fields, lambda digest: _survey(room, digest))
    if form.verb is Verb.SEND:
        return _send(room, form)
    if room.visits.is_over(visit):
        return leave()
    return _go(room, form)


def _end(room: Room, visit: bytes) -> None:
    room.visits.end(visit)
    room.pacing.forget(visit)


def _go(room: Room, form: Form) -> Response:
    survey, state = form.survey, form.state
    if form.verb in _STAYING:
        return _STAYING[form.verb](room, form)
    if comments.is_too_long(state.comment) and form.verb is not Verb.SKIP:
        return show_long_comment(room, form)
    masked = mask(state.comment)
    written_here = survey.comment is not None and survey.comment.id == state.at
    if masked.kinds and written_here and form.verb is Verb.NEXT:
        return show_step(room, replace(form, state=replace(state, comment=masked.text)), "masked")
    following = move(survey, state, Move(form.verb), form.argument)
    if following is None:
        return _ask_restart(room, form)
    missing = following.at == state.at and lacks_answer(survey, following)
    return show_step(room, replace(form, state=following), "missing" if missing else "")


def _speak(room: Room, form: Form) -> Response:
    return show_step(room, replace(form, language=form.argument))


def _ask_restart(room: Room, form: Form) -> Response:
    """Nothing given yet: back to the first screen. Otherwise ask before erasing."""
    if not form.state.answers and not form.state.comment:
        _end(room, form.visit)
        return leave()
    return draw_message(
        room,
        "restart.html",
        form,
        lambda voice: [*voice.texts(RESTART), voice.phrase(Phrase.YES_OR_NO)],
    )


_STAYING: Final[Mapping[Verb, Callable[[Room, Form], Response]]] = {
    Verb.STAY: show_step,
    Verb.VOICE: show_step,
    Verb.PAGE: show_step,
    Verb.LANGUAGE: _speak,
    Verb.LANGUAGES: draw_languages,
    Verb.ACCESS: draw_menu,
    Verb.SET: draw_menu,
    Verb.RESTART: _ask_restart,
}
"""What changes no answer and leads no further."""


def _send(room: Room, form: Form) -> Response:
    if form.state.at != REVIEW:
        raise ResponseProblem("response-invalid", "Only the review page sends.")
    if comments.is_too_long(form.state.comment):
        return show_long_comment(room, form)
    missing = unanswered(form.survey, form.state.answers)
    if missing:
        state = replace(form.state, at=missing, changing=missing)
        return show_step(room, replace(form, state=state), "missing")
    with room.visits.storing:
        if room.visits.is_over(form.visit):
            return _thank(room, form) if room.visits.is_thanked(form.visit) else leave()
        try:
            outcome = _submit(room, form)
        except Problem as problem:
            if problem.code == "response-invalid":
                raise
            return _not_recorded(room, form, problem)
        if outcome is Outcome.COMMENT_LOST:
            return draw_message(room, "comment_lost.html", form, _lost_said, 507)
        room.visits.record(form.visit)
        room.pacing.record(form.visit, _floor(form))
    return _thank(room, form)


def _submit(room: Room, form: Form) -> Outcome:
    survey_in_use(room)
    bundle, state = room.device.bundle, form.state
    point = bundle.points[0].id
    pace = room.pacing.pace(form.visit, _floor(form))
    submission = Submission(
        form.visit,
        form.survey,
        Answered(state.answers, Channel.SCREEN, form.language, pace),
        mask(state.comment).text,
    )
    try:
        return submit(submission, bundle, point, room.spool, room.now, room.random_bytes)
    except OSError:
        raise StorageProblem("storage-failed") from None


def _floor(form: Form) -> float:
    return reading_floor(form.survey, form.state.answers, form.language)


def _not_recorded(room: Room, form: Form, problem: Problem) -> Response:
    """Say so plainly; the answers stay in the page, so that the visitor can try again."""
    kind = problem.kind

    def said(voice: Reader) -> list[Utterance]:
        told = (NOT_RECORDED[0], kind.title, NOT_RECORDED[1])
        return [*voice.texts(told), *voice.numbered(NOT_RECORDED[2:])]

    return draw_message(room, "not_recorded.html", form, said, kind.status, problem=kind)


def _lost_said(voice: Reader) -> list[Utterance]:
    return [*voice.texts(COMMENT_LOST[:2]), *voice.numbered(COMMENT_LOST[2:])]


def _thank(room: Room, form: Form) -> Response:
    return show_thanks(room, room.views.view(form.survey, form.language), form.access)
