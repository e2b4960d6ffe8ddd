"""Any screen of the kiosk in any setting, in one step: every screen is a form that says it all.

    book = ScreenBook(page, address)      # a page that has loaded the first screen
    book.open("visit_purpose", "ar", "3cd")

Settings are the text of `kiosk.access.Access`: a size from 0 to 3, then `c` high contrast, `d` font
for dyslexia, `v` reading aloud, `l` louder, `t` more time, `k` no digit keys.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Page

from collector.surveys import default_survey
from kiosk.access import Access
from kiosk.statement import STATEMENT
from kiosk.texts import FALLBACK
from shared.survey import Survey

PAGES: Final = len(STATEMENT)

ANSWERS: Final = {
    "overall_experience": ["good"],
    "visit_purpose": list(default_survey().by_id["visit_purpose"].option_ids),
    "goal_achieved": ["partly"],
    "blocking_reason": list(default_survey().by_id["blocking_reason"].option_ids),
    "help_received": ["full"],
    "help_quality": ["excellent"],
    "information_clarity": ["5"],
    "confidentiality": ["unsure"],
    "place_accessibility": ["not_usable"],
    "opening_hours": ["found_closed"],
}
"""The longest way through the default survey, with all that can be chosen."""

COMMENT: Final = "Un mot très long " * 29

OUTSIDE: Final = {
    "attract": ("attract", "stay"),
    "attract-menu": ("attract", "access"),
    "attract-languages": ("attract", "languages:0"),
    "thanks": ("thanks", "stay"),
    "thanks-menu": ("thanks", "access"),
    **{f"statement-{page}": ("attract", f"statement:{page}") for page in range(1, PAGES + 1)},
    "problem": ("problem-response-invalid", "stay"),
}
WITHIN: Final = {
    "menu": ("opening_hours", "access"),
    "languages": ("opening_hours", "languages:0"),
    "review": ("_review", "stay"),
    "restart": ("_review", "restart"),
}

_POST = """([path, fields]) => htmx.ajax("POST", path,
    { target: "#screen", swap: "outerHTML", values: Object.fromEntries(fields) })"""


@dataclass
class ScreenBook:
    """Opens the screens of a served kiosk in a page that has loaded one of them."""

    page: Page
    address: str
    survey: Survey = field(default_factory=default_survey)

    @property
    def names(self) -> tuple[str, ...]:
        """Every screen that `open` knows: also `<question>-answered` with the answer shown."""
        return screen_names(self.survey)

    def open(self, screen: str, language: str = "fr", access: str = Access().text) -> None:
        """Show a screen; returns once it is there. The visit is a new one each time."""
        path, fields = posted(self.survey, screen, language, access)
        self.page.evaluate(_POST, [path, list(fields.items())])
        shown = FALLBACK if screen.startswith("statement") else language
        name = ".problem" if screen == "problem" else ":not(.problem)"
        self.page.locator(f'#screen{name}[lang="{shown}"] input[value="{access}"]').first.wait_for(
            state="attached"
        )

    def show_warning(self) -> None:
        """Open the question whether somebody is there, on the screen that is shown."""
        self.page.evaluate("document.querySelector('#still-there').showModal()")


def screen_names(survey: Survey) -> tuple[str, ...]:
    """Every screen of a survey, by name."""
    questions = [each.id for each in survey.questions]
    answered = [f"{each}-answered" for each in questions]
    return (*OUTSIDE, *questions, *answered, *WITHIN)


def posted(
    survey: Survey, screen: str, language: str, access: str
) -> tuple[str, dict[str, object]]:
    """The address and the form that lead to a screen."""
    if screen in OUTSIDE:
        came_from, do = OUTSIDE[screen]
        path = "/access"
        fields: dict[str, object] = {"_from": came_from, "_do": do}
    else:
        path, fields = "/visit", _visit(survey, screen)
    return path, {**fields, "_language": language, "_access": access}


def _visit(survey: Survey, screen: str) -> dict[str, object]:
    name, _, answered = screen.partition("-")
    at, do = WITHIN.get(screen, (name, "stay"))
    fields: dict[str, object] = {
        "_visit": os.urandom(16).hex(),
        "_survey": survey.digest.hex(),
        "_at": at,
        "_do": do,
    }
    for question in survey.counted:
        if question.id == at and not answered:
            break
        fields[question.id] = ANSWERS[question.id]
        if question.id == at:
            break
    if at == "_review" or (answered and name == "comment"):
        fields["comment"] = COMMENT
    return fields
