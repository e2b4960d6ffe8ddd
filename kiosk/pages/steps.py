"""Draws the screens of a visit: a question, the review, and what is said in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from flask import Response

from kiosk import forms
from kiosk.access import Aid
from kiosk.forms import Form, Verb
from kiosk.pages.aloud import SILENT, Aloud, aloud, reader
from kiosk.pages.menus import language_strip, languages_shown, menu_said
from kiosk.pages.room import Room
from kiosk.pages.showing import draw, part, show
from kiosk.reading import Reader
from kiosk.screens import REVIEW, progress
from kiosk.views import review_lines
from shared.limits import COMMENT_CHARACTERS
from shared.masking import marked_kinds, mask
from shared.speech import KEYS, KEYS_BEFORE_MORE, Utterance, digit_of
from shared.survey import Kind, asked_questions

NOTICES: Final = {
    "missing": "Please choose an answer to go on.",
    "comment-too-long": "Your text is too long: at most %(limit)s characters. Please shorten it.",
    "masked": "We hid something in your text, to protect you. Check it, then go on.",
}
OPTIONS_SHOWN: Final = (99, 5, 4, 4)
"""Options of a list on one page, by text size; the rest follow behind a button."""
LINES_SHOWN: Final = (99, 5, 4, 3, 2)
"""Lines of the review on one page, by text size."""
ANSWER_SHOWN: Final = (80, 80, 70, 50, 50)
"""Characters of an answer that a line of the review has room for, by text size: no style cuts it,
however wide its letters are set (WCAG 1.4.12)."""


def show_step(room: Room, form: Form, notice: str = "", status: int = 200) -> Response:
    """Draw the question or the review that the visit is at."""
    if form.state.at == REVIEW:
        return _show_review(room, form, status)
    view = room.views.view(form.survey, form.language)
    question = view.questions[form.state.at]
    chosen = form.state.answers.get(question.id, frozenset())
    where = progress(form.survey, form.state)
    choices = len(question.options)
    most = KEYS_BEFORE_MORE if choices > KEYS else choices
    page, more = _page(form, choices, OPTIONS_SHOWN, most)
    sounds = _question_sounds(room, form, where.number, notice, page)
    shown = {
        "question": question,
        "chosen": chosen,
        "comment": form.state.comment,
        "progress": where,
        "notice": notice,
        "limit": COMMENT_CHARACTERS,
        "each": sounds.each,
        "page": page,
        "more": more,
        "access": form.access,
        "aloud": sounds,
        "digits": _digits(page, choices),
        "more_key": KEYS if choices > KEYS else "",
    }
    # As nearly every visitor meets it: without an answer of theirs in it.
    untouched = not (chosen or notice or form.state.comment)
    asked = "question_asked.html"
    key = (question.id, where, bool(form.access.size), bool(sounds.volume), page, more)
    return _draw(
        room,
        "question.html",
        form,
        sounds,
        status,
        asked=part(room, view, asked, key, **shown)
        if untouched
        else draw(room, view, asked, **shown),
        title=question.text,
        question=question,
        chosen=chosen,
    )


def show_long_comment(room: Room, form: Form) -> Response:
    """Back to the comment, which is too long."""
    comment = form.survey.comment
    at = comment.id if comment else form.state.at
    return show_step(room, replace(form, state=replace(form.state, at=at)), "comment-too-long", 422)


def draw_message(
    room: Room,
    template: str,
    form: Form,
    said: Callable[[Reader], Iterable[Utterance]],
    status: int = 200,
    **context: object,
) -> Response:
    """Draw a screen in between: something to be told.

    Args:
        room: draws it.
        template: its template.
        form: the visit.
        said: what is read aloud, given who reads.
        status: of the reply.
        **context: what the template needs beyond the visit.
    """
    voice = reader(room, form.survey, form.language)
    sounds = aloud(room, form.access, voice, said(voice))
    return _draw(room, template, form, sounds, status, **context)


def draw_menu(room: Room, form: Form) -> Response:
    """The accessibility menu, within a visit."""
    voice = reader(room, form.survey, form.language)
    changed = form.argument if form.verb is Verb.SET else ""
    sounds = aloud(room, form.access, voice, menu_said(voice, form.access, changed))
    return _draw(room, "access.html", form, sounds)


def draw_languages(room: Room, form: Form) -> Response:
    """The languages behind digits, for those who have no more than a keypad."""
    voice = reader(room, form.survey, form.language)
    shown = languages_shown(room, form.survey, form.access, voice, int(form.argument))
    return _draw(room, "languages.html", form, shown.sounds, page=shown.page, more=shown.more)


def _question_sounds(room: Room, form: Form, number: int, notice: str, page: range) -> Aloud:
    if not form.access.voice:
        return SILENT
    voice = reader(room, form.survey, form.language)
    question = form.survey.by_id[form.state.at]
    lines = voice.question(question, number, NOTICES.get(notice, ""), page)
    each = {option: [said] for option, said in voice.options(question).items()}
    if question.kind is Kind.COMMENT:
        each[question.id] = lines
    return aloud(room, form.access, voice, lines, each)


def _show_review(room: Room, form: Form, status: int) -> Response:
    """What is shown, and carried on from here, is what will be sent."""
    comment = mask(form.state.comment).text
    form = replace(form, state=replace(form.state, comment=comment))
    lines = review_lines(room.views.view(form.survey, form.language), form.state)
    page, more = _page(form, len(lines), LINES_SHOWN, _lines_said(form, len(lines)))
    voice = reader(room, form.survey, form.language)
    asked = asked_questions(form.survey, form.state.answers)
    answers = {each.id: voice.answer(each, form.state) for each in asked}
    hidden = marked_kinds(comment)
    sounds = aloud(room, form.access, voice, voice.review(form.state, page, hidden), answers)
    return _draw(
        room,
        "review.html",
        form,
        sounds,
        status,
        lines=lines,
        hidden=hidden,
        page=page,
        more=more,
        most=_of_size(form, ANSWER_SHOWN),
        digits=_digits(page, len(lines)),
        more_key=KEYS if len(lines) > KEYS else "",
    )


def _lines_said(form: Form, lines: int) -> int:
    """Who listens gets no more lines on a page than there are digits; an eye takes them all."""
    return KEYS_BEFORE_MORE if form.access.voice and lines > KEYS else lines


def _page(form: Form, items: int, shown: tuple[int, ...], most: int) -> tuple[range, str]:
    """The places of a list that are shown now, and the page that the button leads to, if any."""
    size = min(_of_size(form, shown), max(most, 1))
    pages = -(-items // size)
    if pages <= 1:
        return range(items), ""
    page = int(form.argument) % pages if form.verb is Verb.PAGE else 0
    return range(page * size, min((page + 1) * size, items)), str((page + 1) % pages)


def _of_size(form: Form, each: tuple[int, ...]) -> int:
    """What goes with the size of the text; the letters for dyslexia take as much as a size more."""
    wide = form.access.has(Aid.DYSLEXIA)
    return each[min(form.access.size + wide, len(each) - 1)]


def _digits(page: range, items: int) -> dict[int, int]:
    """The digit of each place: in a short list also of those on its other pages."""
    places = page if items > KEYS else range(items)
    return {place: digit_of(place, items) for place in places}


def _draw(
    room: Room,
    template: str,
    form: Form,
    sounds: Aloud,
    status: int = 200,
    **context: object,
) -> Response:
    view = room.views.view(form.survey, form.language)
    shown = template == "question.html"
    return show(
        room,
        template,
        form.language,
        status,
        form=form,
        visit=form.visit.hex(),
        view=view,
        access=form.access,
        aloud=sounds,
        action="/visit",
        languages=language_strip(room, view, sounds),
        backward=part(room, view, "part_backward.html", bool(sounds.volume), aloud=sounds),
        carried=forms.write_answers(form.survey, form.state, shown),
        **context,
    )
