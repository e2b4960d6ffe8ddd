"""The desk's pages for paper: posters and blank forms to print, filled forms to type in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Response, request

from kiosk.desk import paper
from kiosk.desk.office import Office
from kiosk.desk.paper import PaperForm
from kiosk.desk.printing import keep_sheet, make_sheet, print_sheet
from kiosk.pages.room import Room
from kiosk.submit import Outcome, submit
from kiosk.texts import FALLBACK
from shared.bundle import Bundle
from shared.languages import Language, language
from shared.limits import ITEM_ID_BYTES
from shared.paper import paper_mark
from shared.problems import OperationProblem, Problem, ResponseProblem
from shared.survey import Survey, label

Draw = Callable[..., Response]
"""Draws one of the desk's templates for the agent who is there."""


@dataclass(frozen=True)
class Prints:
    """The pages for an agent who is let in; `draw` carries their session."""

    room: Room
    office: Office
    draw: Draw

    def choose(self, **said: Any) -> Response:
        """What can be printed, and where to."""
        _, survey = self._in_use()
        return self.draw(
            "desk/print.html",
            media=self.office.media(),
            can_print=bool(self.office.print_command),
            languages=_languages(survey),
            language_chosen=request.form.get(paper.LANGUAGE, ""),
            **said,
        )

    def make(self, argument: str) -> Response:
        """Print a document, or write it to a stick: `DOCUMENT:` and the stick's path, if any."""
        document, _, path = argument.partition(":")
        try:
            bundle, _ = self._in_use()
            tag = request.form.get(paper.LANGUAGE, "")
            sheet = make_sheet(bundle, document, tag, self.room.now())
            if not path:
                print_sheet(sheet, self.office.print_command)
                return self.choose(printed=sheet.name)
            if path not in {each.path for each in self.office.media()}:
                raise OperationProblem("file-unreadable", "The medium is not there any more.")
            return self.choose(kept=keep_sheet(sheet, Path(path)).name)
        except Problem as problem:
            return self.choose(problem=problem.kind)

    def begin(self) -> Response:
        """A blank form to type into."""
        _, survey = self._in_use()
        return self._show(paper.blank(survey, survey.languages[0], self._new_visit()))

    def record(self) -> Response:
        """Seal the form that was typed in, and show a blank one; or say what is not right."""
        form = paper.read(request.form, self._survey)
        if not form.is_right:
            return self._show(form, said=True)
        bundle, _ = self._in_use()
        point = bundle.points[0].id
        try:
            done = submit(
                form.submission(), bundle, point, self.room.spool, self.room.now,
                self.room.random_bytes,
            )  # fmt: skip
        except Problem as problem:
            return self._show(form, trouble=problem.kind.title)
        following = paper.blank(form.survey, form.language, self._new_visit(), form.count + 1)
        return self._show(following, lost=done is Outcome.COMMENT_LOST)

    def _show(
        self, form: PaperForm, *, said: bool = False, trouble: str = "", lost: bool = False
    ) -> Response:
        return self.draw(
            "desk/paper.html",
            form=form,
            said=said,
            trouble=trouble,
            lost=lost,
            questions=_questions(form.survey),
            languages=_languages(form.survey),
            mark=paper_mark(form.survey),
        )

    def _in_use(self) -> tuple[Bundle, Survey]:
        bundle = self.room.device.bundle
        if not bundle.points:
            raise ResponseProblem("survey-unavailable", "The bundle holds no Point.")
        survey = bundle.survey_of(bundle.points[0])
        self.room.views.remember(survey)
        return bundle, survey

    def _survey(self, digest: bytes) -> Survey | None:
        self._in_use()
        return self.room.views.survey(digest)

    def _new_visit(self) -> bytes:
        return self.room.random_bytes(ITEM_ID_BYTES)


def _languages(survey: Survey) -> list[Language]:
    return [language(tag) for tag in survey.languages]


def _questions(survey: Survey) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "number": number,
            "text": label(each.labels, (FALLBACK,))[0],
            "required": each.required,
            "options": [label(option.labels, (FALLBACK,))[0] for option in each.options],
        }
        for number, each in enumerate(survey.questions, 1)
    ]
