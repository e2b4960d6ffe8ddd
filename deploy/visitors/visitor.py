"""A simulated visitor: plans what to say, then finds the way through the pages to "Merci"."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from deploy.visitors.browser import Browser, PageError
from deploy.visitors.declared import Declared, Plan
from deploy.visitors.html import Control, Form, Page
from deploy.visitors.reader import Reader, Way
from shared.survey import Answers, Kind, Question

_MOST_PAGES: Final = 300
"""A visitor who goes back now and then sees about twenty pages; more than this is a circle."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visitor really sent, and over how many pages."""

    language: str
    answers: Answers
    comment: str
    pages: int


class Visitor:
    """Visits a kiosk by its first screen, once per call of `visit`. Threads may share one."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._reader = Reader(declared.survey)

    def visit(self, browser: Browser, rng: Random, start: str = "/") -> Visit:
        """Answer the survey from its first screen to the thanks.

        Args:
            browser: at the kiosk.
            rng: everything random about this visitor.
            start: the address of the first screen.

        Raises:
            PageError: the pages did not let this visitor through.
        """
        plan = self._declared.draw(rng)
        return _Way(self._reader, self._declared, plan, browser, rng).walk(start)


class _Way:
    """One visitor's way through the pages."""

    def __init__(
        self, reader: Reader, declared: Declared, plan: Plan, browser: Browser, rng: Random
    ) -> None:
        self._reader = reader
        self._declared = declared
        self._plan = plan
        self._browser = browser
        self._rng = rng
        self._mistaken = self._mistake()
        self._pages = 0

    def walk(self, start: str) -> Visit:
        first = self._browser.open(start)
        page = self._press(self._reader.language(first, self._plan.language))
        while not self._reader.is_review(page):
            page = self._screen(page)
        if self._mistaken:
            page = self._correct(page)
        self._reader.check_review(page, self._plan.answers)
        thanks = self._press(self._reader.takes(page, Way.SEND))
        if not self._reader.is_thanks(thanks):
            raise PageError(f"No thanks after sending: “{thanks.text[:300]}”")
        return Visit(self._plan.language, self._plan.answers, self._plan.comment, self._pages)

    def _mistake(self) -> dict[str, str]:
        """A question that is answered wrongly at first, with the wrong option; mostly none."""
        answered = [
            each
            for each in self._declared.survey.counted
            if each.kind is Kind.ONE and self._plan.answers.get(each.id) and len(each.options) > 1
        ]
        question = self._rng.choice(answered)
        wrong = sorted(set(question.option_ids) - self._plan.answers[question.id])
        option = self._rng.choice(wrong)
        return {question.id: option} if self._rng.random() < self._declared.change else {}

    def _correct(self, review: Page) -> Page:
        """Change the wrong answer, and answer what the right one newly asks."""
        (question,) = self._mistaken
        self._mistaken = {}
        page = self._press(self._reader.takes(review, Way.CHANGE, question))
        while not self._reader.is_review(page):
            page = self._screen(page, may_go_back=False)
        return page

    def _screen(self, page: Page, may_go_back: bool = True) -> Page:
        question = self._reader.question(page)
        back = self._reader.way(page, Way.BACK)
        first = question.id == self._declared.survey.questions[0].id
        if may_go_back and back and not first and self._rng.random() < self._declared.back:
            return self._press(back)
        if question.kind is Kind.COMMENT:
            return self._comment(page)
        return self._answer(page, question)

    def _answer(self, page: Page, question: Question) -> Page:
        chosen = self._plan.answers.get(question.id, frozenset())
        if question.id in self._mistaken:
            chosen = frozenset((self._mistaken[question.id],))
        if not chosen:
            return self._press(self._reader.takes(page, Way.SKIP))
        buttons = self._reader.options(page, question)
        _, first = next(iter(buttons.values()))
        if first.presses:
            (option,) = chosen
            return self._press(buttons[option])
        ticks: dict[Control, str | bool] = {
            control: option in chosen for option, (_, control) in buttons.items()
        }
        return self._press(self._reader.takes(page, Way.NEXT), ticks)

    def _comment(self, page: Page) -> Page:
        if not self._plan.comment:
            return self._press(self._reader.takes(page, Way.SKIP))
        boxes = [control for _, control in page.controls() if control.kind == "textarea"]
        if not boxes:
            raise PageError("The comment's page has nowhere to write.")
        return self._press(self._reader.takes(page, Way.NEXT), {boxes[0]: self._plan.comment})

    def _press(
        self, button: tuple[Form, Control], answers: dict[Control, str | bool] | None = None
    ) -> Page:
        self._pages += 1
        if self._pages > _MOST_PAGES:
            raise PageError("The way through the survey does not end.")
        return self._browser.press(*button, answers or {})
