"""A visitor's phone before a relay that really serves, over a real spool."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.kiosk.phone.parts import TOKEN, PhoneRelay
from tests.support.waited_on import waited_on

PHONES: dict[str, dict[str, Any]] = {
    "small": {"viewport": {"width": 320, "height": 568}, "locale": "fr-FR"},
    "large": {"viewport": {"width": 430, "height": 932}, "locale": "fr-FR"},
    "arabic": {"viewport": {"width": 390, "height": 844}, "locale": "ar-DZ"},
    "large text": {"viewport": {"width": 390, "height": 844}, "locale": "fr-FR"},
}
TWICE_AS_LARGE = "html { font-size: 212.5% !important }"
"""What a phone does to a page whose reader wants text at 200 %."""


@dataclass(frozen=True)
class Posted:
    """A request that came: all that its head says, a line each, and its body."""

    head: str
    body: bytes


@dataclass
class Front:
    """What stands before a relay: it notes every request that posts something, and loses the answer
    to the next one whose path ends in `loses`.
    """

    relay: PhoneRelay
    loses: str = ""
    address: str = ""
    posted: list[Posted] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            self._note(environ)
        if not self.loses or not environ["PATH_INFO"].endswith(self.loses):
            return self.relay.app(environ, start_response)
        self.loses = ""
        for _ in self.relay.app(environ, lambda *_: lambda _: None):
            pass
        start_response("502 Bad Gateway", [("Content-Type", "text/html")])
        return [b"<h1>Bad gateway</h1>"]

    def _note(self, environ: dict[str, Any]) -> None:
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        said = ("HTTP_", "CONTENT_", "PATH_INFO", "QUERY_STRING", "SERVER_PROTOCOL")
        head = "\n".join(f"{name}: {environ[name]}" for name in environ if name.startswith(said))
        self.posted.append(Posted(head, body))


@contextmanager
def served(relay: PhoneRelay) -> Iterator[Front]:
    """Serve a relay's pages; `address` is that of the Point's survey."""
    front = Front(relay, address="")
    with waited_on(front, ident=None) as address:
        front.address = f"{address}/p/{TOKEN}"
        yield front


@dataclass
class Handset:
    """Somebody with a phone. `complaints`: what the browser itself had to say against the page."""

    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)
    posted: list[Request] = field(default_factory=list)
    scripts: bool = True
    large_text: bool = False

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)

    def open(self, query: str = "") -> None:
        """Open the survey, until it can be sent."""
        self.page.goto(self.address + query)
        if self.large_text:
            # A reader's own setting, which the page's policy on styles does not speak of.
            self.page.evaluate(
                "text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);"
                " document.adoptedStyleSheets = [sheet] }",
                TWICE_AS_LARGE,
            )
        if self.scripts:
            expect(self.page.locator("html")).to_have_class("notranslate sealed")

    def choose(self, question: str, *options: str) -> None:
        """Tap answers to a question."""
        for option in options:
            self.page.locator(f'#{question} label:has(input[value="{option}"])').click()

    def write(self, text: str) -> None:
        """Write a comment."""
        self.page.locator("textarea").fill(text)

    def send(self) -> None:
        """Tap the button that sends."""
        self.page.locator("#send").click()

    def is_thanked(self) -> None:
        """Wait for the thanks."""
        expect(self.page.locator("main.thanks")).to_be_visible()

    def is_told(self, text: str) -> None:
        """Wait until the page says this above its button."""
        expect(self.page.locator("#trouble")).to_contain_text(text)

    def speak(self, language: str) -> None:
        """Choose a language."""
        self.page.locator(f'.languages button[lang="{language}"]').click()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the phone."""
        found: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return found

    def _note(self, request: Request) -> None:
        if request.method == "POST":
            self.posted.append(request)

    def _listen(self, message: ConsoleMessage) -> None:
        expected = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(message.text)


@contextmanager
def handset(
    browser: Browser, address: str, kind: str = "large", *, scripts: bool = True
) -> Iterator[Handset]:
    """A phone of this kind; nothing is left in it that was not there before."""
    context = browser.new_context(
        **PHONES[kind], is_mobile=True, has_touch=True, java_script_enabled=scripts
    )
    phone = Handset(context, address, scripts=scripts, large_text=kind == "large text")
    yield phone
    assert phone.complaints == []
    assert context.cookies() == []
    assert context.storage_state() == {"cookies": [], "origins": []}
    context.close()
