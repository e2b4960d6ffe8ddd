"""Understands a kiosk's pages by their words: which question, which answers, which way on.

Questions and answers are recognised by the texts of the published survey, in any of its languages.
The buttons that are not answers are recognised by the word that their value begins with: a
simulated visitor does not read "Passer" in eleven languages.
"""

from __future__ import annotations

from enum import StrEnum

from deploy.visitors.browser import PageError
from deploy.visitors.html import Control, Form, Page, plain
from shared.survey import Answers, Labels, Question, Survey

Button = tuple[Form, Control]


class Way(StrEnum):
    """The buttons that are not answers."""

    NEXT = "next"
    SKIP = "skip"
    BACK = "back"
    CHANGE = "change"
    SEND = "send"
    ERASE = "erase"


class Reader:
    """Reads pages that show one survey."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._questions = {
            text: question for question in survey.questions for text in _texts(question.labels)
        }

    def question(self, page: Page) -> Question:
        """The question that a page asks.

        Raises:
            PageError: none, or one of another survey.
        """
        for heading in page.headings:
            if heading in self._questions:
                return self._questions[heading]
        raise PageError(f"A page without a question of this survey: {_gist(page)}")

    def options(self, page: Page, question: Question) -> dict[str, Button]:
        """The button, radio button or checkbox of each answer.

        Raises:
            PageError: the page does not offer all of them.
        """
        offered: dict[str, Button] = {}
        for form, control in page.controls():
            if control.presses or control.ticks:
                option = _best(question, control.text, page.language)
                offered.setdefault(option, (form, control))
        missing = set(question.option_ids) - set(offered)
        if missing:
            raise PageError(f"{question.id} does not offer {sorted(missing)}: {_gist(page)}")
        return {each: offered[each] for each in question.option_ids}

    def language(self, page: Page, language: str) -> Button:
        """The button of the first screen that starts the survey in a language.

        Raises:
            PageError: the page has no such button.
        """
        for form, control in page.controls():
            own = control.language or page.language
            if control.presses and control.name == "_language" and own == language:
                return form, control
        raise PageError(f"No button to start in {language}: {_gist(page)}")

    def way(self, page: Page, way: Way, argument: str = "") -> Button | None:
        """A button that is not an answer, or None when the page has no such button."""
        value = f"{way}:{argument}" if argument else str(way)
        buttons = (each for each in page.controls() if each[1].presses)
        return next((each for each in buttons if each[1].value == value), None)

    def takes(self, page: Page, way: Way, argument: str = "") -> Button:
        """As `way`, for a button that must be there.

        Raises:
            PageError: it is not.
        """
        button = self.way(page, way, argument)
        if button is None:
            raise PageError(f"No button '{way}' {argument}: {_gist(page)}")
        return button

    def is_review(self, page: Page) -> bool:
        """Whether the page shows all answers, to be sent."""
        return self.way(page, Way.SEND) is not None

    def is_thanks(self, page: Page) -> bool:
        """Whether the page says thank you: nothing on it leads on, back or to another attempt."""
        return all(self.way(page, way) is None for way in Way)

    def check_review(self, page: Page, answers: Answers) -> None:
        """See that the review says what was answered, or how many answers more there are.

        Raises:
            PageError: an answer is not on the page.
        """
        shown = page.text
        for question in self.survey.counted:
            chosen = answers.get(question.id, ())
            missing = [
                option.id
                for option in question.options
                if option.id in chosen and not any(text in shown for text in _texts(option.labels))
            ]
            counted = 0 < len(missing) < len(chosen) and f"+{len(missing)}" in shown
            if missing and not counted:
                raise PageError(f"The review lacks {question.id} = {missing[0]}: {_gist(page)}")


def _texts(labels: Labels) -> set[str]:
    return {plain(text) for text in labels.values()}


def _best(question: Question, text: str, language: str) -> str:
    """The option whose text the control's begins with ("Oui", said to be your answer)."""
    best, length = "", 0
    for option in question.options:
        label = plain(option.labels.get(language, "")) or plain(next(iter(option.labels.values())))
        if text.startswith(label) and len(label) > length:
            best, length = option.id, len(label)
    return best


def _gist(page: Page) -> str:
    return f"“{page.text[:300]}”"
