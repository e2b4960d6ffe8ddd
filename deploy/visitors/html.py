"""Reads a page as a browser does: its language, what its headings say, its forms and controls.

Follows the HTML standard where forms need it: labels that wrap or point (`for`), buttons with their
own name, value and text, `form` attributes, and which controls a submission takes along. Tags are
told apart by a regular expression, not by the standard library's parser: that one takes four times
as long, and a bench must spend its time at the kiosk, not here. Drawings, scripts and the head are
passed over whole; one within another of its kind is not expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

Fields = list[tuple[str, str]]
"""What a form sends: names with their values, in the order of the page."""

_TOKEN = re.compile(
    r"""<!--.*?-->|<(head|svg|script|style|template)\b.*?</\1\s*>|<![^>]*>|<(/?)([a-zA-Z][\w-]*)([^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*)>|([^<]+|<)""",
    re.DOTALL,
)
"""A comment, what nobody sees or a declaration (nothing kept), a tag (end, name, attributes), or a
text."""

_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNSEEN = frozenset({"dialog"})
_TOLD = frozenset({"html", "form", "input", "button", "textarea", "label", "a", "dialog"})
_HEADINGS = frozenset({"h1", "h2", "legend"})
_BUTTONS = frozenset({"submit", "image"})
_TICKED = frozenset({"radio", "checkbox"})


@dataclass(eq=False, slots=True)
class Control:
    """A part of a form that can be seen, or a hidden field.

    `kind`: an input's type, `button`, `textarea`, or `idle` for a button that sends nothing.
    `text`: its label. `language`: its own, where it differs from the page's.
    """

    kind: str
    name: str
    value: str
    id: str = ""
    text: str = ""
    language: str = ""
    checked: bool = False
    action: str = ""

    @property
    def presses(self) -> bool:
        """Whether pressing it sends the form."""
        return self.kind == "button" or self.kind in _BUTTONS

    @property
    def ticks(self) -> bool:
        """Whether it is a radio button or a checkbox."""
        return self.kind in _TICKED


@dataclass(eq=False, slots=True)
class Form:
    """A form of a page. `action` is as written; empty means the page's own address."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def filled(self, pressed: Control, answers: dict[Control, str | bool]) -> Fields:
        """What a browser sends when `pressed` is pressed after filling in `answers`.

        `answers`: ticks as True or False, texts as str; other controls keep what the page says. A
        ticked radio button takes the tick from the others of its name.
        """
        taken = {each.name for each, tick in answers.items() if each.kind == "radio" and tick}
        fields: Fields = []
        for control in self.controls:
            value = _sent(control, pressed, answers.get(control), control.name in taken)
            if value is not None and control.name:
                fields.append((control.name, value))
        return fields


@dataclass(slots=True)
class Page:
    """What a page shows. `headings` include legends; `links` are texts and addresses."""

    language: str = ""
    headings: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""

    def controls(self) -> list[tuple[Form, Control]]:
        """Every control with its form."""
        return [(form, control) for form in self.forms for control in form.controls]


def read_page(html: str) -> Page:
    """Read a page; unknown markup is read past, as browsers do."""
    reader = _PageReader()
    for token in _TOKEN.finditer(html):
        _, closes, tag, attributes, text = token.groups()
        if text:
            reader.text(unescape(text) if "&" in text else text)
        elif closes:
            reader.end(tag.lower())
        elif tag:
            tag = tag.lower()
            given = _attributes(attributes) if _tells(tag, attributes) else {}
            reader.start(tag, given)
    return reader.finish()


def plain(text: str) -> str:
    """Text with every run of blanks, of any width, as one space."""
    return " ".join(text.split())


def _sent(control: Control, pressed: Control, answer: str | bool | None, taken: bool) -> str | None:
    if control.presses or control.kind == "idle":
        return control.value if control is pressed else None
    if control.ticks:
        unanswered = control.checked and not (taken and control.kind == "radio")
        return control.value if (unanswered if answer is None else answer) else None
    return control.value if answer is None else str(answer)


def _tells(tag: str, attributes: str) -> bool:
    """Whether anything in a tag's attributes matters; most of a page's time is theirs."""
    return tag in _TOLD or "hidden" in attributes.lower()


def _attributes(text: str) -> dict[str, str]:
    found = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        value = double or single or bare
        found[name.lower()] = unescape(value) if "&" in value else value
    return found


class _PageReader:
    """Collects what `Page` holds, tag by tag and text by text."""

    def __init__(self) -> None:
        self._page = Page()
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._strays: list[tuple[str, Control]] = []
        self._labels: list[tuple[str, list[Control], list[str]]] = []
        self._texts: list[tuple[str, list[str], Control | None, str]] = []
        self._unseen: list[str] = []
        self._words: list[str] = []
        self._pointing: list[tuple[str, str]] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if self._unseen or _is_unseen(tag, given):
            if tag not in _VOID:
                self._unseen.append(tag)
        elif tag == "html":
            self._page.language = given.get("lang", "")
        elif tag == "form":
            self._start_form(given)
        elif tag in ("input", "button", "textarea"):
            self._start_control(tag, given)
        elif tag == "label":
            self._labels.append((given.get("for", ""), [], []))
        elif tag in _HEADINGS or tag == "a":
            self._texts.append((tag, [], None, given.get("href", "")))

    def end(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:
                while self._unseen.pop() != tag:
                    pass
        elif tag == "form":
            self._form = None
        elif tag == "label" and self._labels:
            self._end_label()
        elif self._texts and self._texts[-1][0] == tag:
            self._end_text()

    def text(self, data: str) -> None:
        if self._unseen:
            return
        self._words.append(data)
        for _, _, words in self._labels:
            words.append(data)
        for _, words, _, _ in self._texts:
            words.append(data)

    def finish(self) -> Page:
        """Join what pointed at each other: labels with controls, stray controls with forms."""
        for owner, control in self._strays:
            if owner in self._by_id:
                self._by_id[owner].controls.append(control)
        by_id = {control.id: control for _, control in self._page.controls() if control.id}
        for target, text in self._pointing:
            if target in by_id and not by_id[target].text:
                by_id[target].text = text
        self._page.text = plain(" ".join(self._words))
        return self._page

    def _start_form(self, given: dict[str, str]) -> None:
        self._form = Form(given.get("action", ""), given.get("method", "get").lower())
        self._page.forms.append(self._form)
        if given.get("id"):
            self._by_id[given["id"]] = self._form

    def _start_control(self, tag: str, given: dict[str, str]) -> None:
        if "disabled" in given:
            return
        control = _control(tag, given)
        owner = given.get("form", "")
        if owner:
            self._strays.append((owner, control))
        elif self._form is not None:
            self._form.controls.append(control)
        for _, controls, _ in self._labels:
            controls.append(control)
        if tag != "input":
            self._texts.append((tag, [], control, ""))

    def _end_label(self) -> None:
        target, controls, words = self._labels.pop()
        text = plain("".join(words))
        for control in controls[:1]:
            control.text = text
        if target:
            self._pointing.append((target, text))

    def _end_text(self) -> None:
        tag, words, control, address = self._texts.pop()
        text = plain("".join(words))
        if tag == "textarea" and control:
            control.value = "".join(words).removeprefix("\n")
        elif control:
            control.text = text or control.text
        elif tag == "a":
            self._page.links.append((text, address))
        else:
            self._page.headings.append(text)


def _is_unseen(tag: str, given: dict[str, str]) -> bool:
    hidden = "hidden" in given or given.get("aria-hidden") == "true"
    return hidden or (tag in _UNSEEN and "open" not in given)


def _control(tag: str, given: dict[str, str]) -> Control:
    kind = given.get("type", "text").lower() if tag == "input" else tag
    if tag == "button" and given.get("type", "submit") != "submit":
        kind = "idle"
    value = given.get("value", "on" if kind in _TICKED else "")
    text = given.get("aria-label", value if kind in _BUTTONS else "")
    return Control(
        kind=kind,
        name=given.get("name", ""),
        value=value,
        id=given.get("id", ""),
        text=text,
        language=given.get("lang", ""),
        checked="checked" in given,
        action=given.get("formaction", ""),
    )
