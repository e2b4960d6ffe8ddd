"""The pages of the touch screen: first screen, one question at a time, review, thanks.

The server remembers no visit: each form carries the whole of it (`kiosk.forms`), and no address
ever holds an answer.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from kiosk import comments, forms
from kiosk.forms import Form, Verb
from kiosk.pace import reading_floor
from kiosk.pages.room import Room
from kiosk.pages.showing import draw, leave, part, show
from kiosk.screens import REVIEW, Move, begin, lacks_answer, move, progress, unanswered
from kiosk.submit import Outcome, Submission, submit
from kiosk.views import review_lines
from shared.bundle import Bundle, BundlePoint
from shared.limits import COMMENT_CHARACTERS, ITEM_ID_BYTES
from shared.masking import marked_kinds, mask
from shared.problems import Problem, ResponseProblem, StorageProblem
from shared.response import Channel
from shared.response import Response as Answered
from shared.survey import Survey


def touch_pages(room: Room) -> Blueprint:
    """The routes of the touch screen."""
    pages = Blueprint("touch", __name__)

    @pages.get("/")
    def attract() -> Response:
        _, point, survey = _in_use(room)
        room.visits.welcome()
        tag = survey.languages[0]
        view = room.views.view(survey, tag)
        return show(room, "attract.html", tag, view=view, point=point)

    @pages.post("/start")
    def start() -> Response:
        _, _, survey = _in_use(room)
        tag = request.form.get(forms.LANGUAGE, "")
        if tag not in survey.languages:  # the page was drawn before the survey changed
            tag = survey.languages[0]
        visit = room.random_bytes(ITEM_ID_BYTES)
        room.pacing.begin(visit)
        return _show(room, Form(visit, survey, tag, begin(survey), Verb.STAY, ""))

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


def _in_use(room: Room) -> tuple[Bundle, BundlePoint, Survey]:
    bundle = room.device.bundle
    if not bundle.points or not bundle.keys:
        raise ResponseProblem("survey-unavailable", "The bundle holds no Point or no key.")
    point = bundle.points[0]
    survey = bundle.survey_of(point)
    room.views.remember(survey)
    return bundle, point, survey


def _survey(room: Room, digest: bytes) -> Survey | None:
    """The survey of a visit under way: one met before, or after a restart the one in use."""
    known = room.views.survey(digest)
    if known is None:
        _in_use(room)
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
    if form.verb is Verb.LANGUAGE:
        return _show(room, replace(form, language=form.argument))
    if form.verb is Verb.STAY:
        return _show(room, form)
    if form.verb is Verb.RESTART:
        return _ask_restart(room, form)
    if comments.is_too_long(state.comment) and form.verb is not Verb.SKIP:
        return _show_long_comment(room, form)
    masked = mask(state.comment)
    written_here = survey.comment is not None and survey.comment.id == state.at
    if masked.kinds and written_here and form.verb is Verb.NEXT:
        return _show(room, replace(form, state=replace(state, comment=masked.text)), "masked")
    following = move(survey, state, Move(form.verb), form.argument)
    if following is None:
        return _ask_restart(room, form)
    missing = following.at == state.at and lacks_answer(survey, following)
    return _show(room, replace(form, state=following), "missing" if missing else "")


def _ask_restart(room: Room, form: Form) -> Response:
    """Nothing given yet: back to the first screen. Otherwise ask before erasing."""
    if not form.state.answers and not form.state.comment:
        _end(room, form.visit)
        return leave()
    return _draw(room, "restart.html", form)


def _show_long_comment(room: Room, form: Form) -> Response:
    comment = form.survey.comment
    at = comment.id if comment else form.state.at
    return _show(room, replace(form, state=replace(form.state, at=at)), "comment-too-long", 422)


def _show(room: Room, form: Form, notice: str = "", status: int = 200) -> Response:
    """Draw the question or the review that the visit is at."""
    if form.state.at == REVIEW:
        return _show_review(room, form, status)
    view = room.views.view(form.survey, form.language)
    question = view.questions[form.state.at]
    chosen = form.state.answers.get(question.id, frozenset())
    where = progress(form.survey, form.state)
    shown = {
        "question": question,
        "chosen": chosen,
        "comment": form.state.comment,
        "progress": where,
        "notice": notice,
        "limit": COMMENT_CHARACTERS,
    }
    # As nearly every visitor meets it: without an answer of theirs in it.
    untouched = not (chosen or notice or form.state.comment)
    asked = "question_asked.html"
    return _draw(
        room,
        "question.html",
        form,
        status,
        asked=part(room, view, asked, (question.id, where), **shown)
        if untouched
        else draw(room, view, asked, **shown),
        title=question.text,
        question=question,
        chosen=chosen,
    )


def _show_review(room: Room, form: Form, status: int) -> Response:
    """What is shown, and carried on from here, is what will be sent."""
    comment = mask(form.state.comment).text
    form = replace(form, state=replace(form.state, comment=comment))
    lines = review_lines(room.views.view(form.survey, form.language), form.state)
    return _draw(room, "review.html", form, status, lines=lines, hidden=marked_kinds(comment))


def _draw(room: Room, template: str, form: Form, status: int = 200, **context: object) -> Response:
    view = room.views.view(form.survey, form.language)
    return show(
        room,
        template,
        form.language,
        status,
        form=form,
        visit=form.visit.hex(),
        view=view,
        languages=part(room, view, "part_languages.html"),
        backward=part(room, view, "part_backward.html"),
        dialogs=part(room, view, "part_dialogs.html"),
        carried=forms.write_answers(form.survey, form.state),
        **context,
    )


def _send(room: Room, form: Form) -> Response:
    if form.state.at != REVIEW:
        raise ResponseProblem("response-invalid", "Only the review page sends.")
    if comments.is_too_long(form.state.comment):
        return _show_long_comment(room, form)
    missing = unanswered(form.survey, form.state.answers)
    if missing:
        state = replace(form.state, at=missing, changing=missing)
        return _show(room, replace(form, state=state), "missing")
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
            return _draw(room, "comment_lost.html", form, 507)
        room.visits.record(form.visit)
        room.pacing.record(form.visit, _floor(form))
    return _thank(room, form)


def _submit(room: Room, form: Form) -> Outcome:
    bundle, point, _ = _in_use(room)
    state = form.state
    pace = room.pacing.pace(form.visit, _floor(form))
    submission = Submission(
        form.visit,
        form.survey,
        Answered(state.answers, Channel.SCREEN, form.language, pace),
        mask(state.comment).text,
    )
    try:
        return submit(submission, bundle, point.id, room.spool, room.now, room.random_bytes)
    except OSError:
        raise StorageProblem("storage-failed") from None


def _floor(form: Form) -> float:
    return reading_floor(form.survey, form.state.answers, form.language)


def _not_recorded(room: Room, form: Form, problem: Problem) -> Response:
    """Say so plainly; the answers stay in the page, so that the visitor can try again."""
    return _draw(room, "not_recorded.html", form, problem.kind.status, problem=problem.kind)


def _thank(room: Room, form: Form) -> Response:
    return show(
        room,
        "thanks.html",
        form.language,
        view=room.views.view(form.survey, form.language),
    )
