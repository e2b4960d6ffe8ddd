"""A visitor's browser before a kiosk that really serves, over a real spool."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, expect

from tests.kiosk.desk.parts import Station
from tests.kiosk.pages.stage import Stage
from tests.support.waited_on import waited_on

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@contextmanager
def served(stage: Stage | Station) -> Iterator[str]:
    """Serve a stage's pages; gives their address."""
    with waited_on(stage.app) as address:
        yield address


@dataclass
class Visitor:
    """Somebody at the screen. `complaints`: what the browser itself had to say against the page."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def come(self) -> None:
        """Find the first screen."""
        self.page.goto(self.address + "/")

    def start(self, language: str = "fr") -> None:
        """Start in a language."""
        self.page.locator(f'.languages button[lang="{language}"]').click()
        expect(self.page.locator(".question")).to_be_visible()

    def tap(self, do: str) -> None:
        """Tap the button of this value that can be seen."""
        self.page.locator(f'button[name="_do"][value="{do}"]:visible').click()

    def tick(self, option: str) -> None:
        """Tap an answer of a question that takes several."""
        self.page.locator(f'label:has(input[value="{option}"])').click()

    def is_asked(self, question: str) -> None:
        """Wait until this question is on the screen, and not a menu that leads back to it."""
        shown = f'#screen.question:has(input[name="_at"][value="{question}"])'
        expect(self.page.locator(shown)).to_be_visible()

    def is_at(self, screen: str) -> None:
        """Wait until a screen of this kind is shown."""
        expect(self.page.locator(f"#screen.{screen}")).to_be_visible()

    def answer_all(self) -> None:
        """From the first question to the review, with one question opened and one skipped."""
        self.is_asked("overall_experience")
        self.tap("choose:bad")
        self.is_asked("visit_purpose")
        self.tick("my_account_info")
        self.tick("other")
        self.tap("next")
        self.is_asked("goal_achieved")
        self.tap("choose:partly")
        self.is_asked("blocking_reason")
        self.tick("no_login")
        self.tap("next")
        self.is_asked("help_received")
        self.tap("choose:not_needed")
        for question in ("information_clarity", "confidentiality", "place_accessibility"):
            self.is_asked(question)
            self.tap("skip")
        self.is_asked("opening_hours")
        self.tap("choose:yes")
        self.is_asked("comment")

    def body(self) -> str:
        """Everything in the page, markup included."""
        return self.page.content()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of" not in message.text:
            self.complaints.append(message.text)
