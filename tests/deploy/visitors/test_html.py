"""Pages are read as browsers read them, as far as forms go."""

from __future__ import annotations

import pytest

from deploy.visitors.html import Control, Form, Page, read_page

PAGE = """<!doctype html>
<html lang="fr"><head><title>Unseen</title><style>h1 { color: red }</style></head>
<body>
<h1>Une <em>question</em> &eacute;l&eacute;mentaire</h1>
<form id="survey" method="POST" action="/visit">
  <input type="hidden" name="token" value="a&amp;b">
  <label><input type="radio" name="mood" value="good"> Très <b>bien</b></label>
  <input type="radio" name="mood" value="bad" id="b" checked><label for="b">Pas bien</label>
  <fieldset><legend>Pourquoi ?</legend>
    <label><input type="checkbox" name="why" value="1" checked>Un</label>
    <label><input type="checkbox" name="why">Deux</label>
  </fieldset>
  <textarea name="note">
déjà &lt;écrit&gt;</textarea>
  <button name="do" value="stay" hidden>Hidden</button>
  <button name="do" value="next"><svg><title>arrow</title></svg>Suivant</button>
  <button type="button" name="do" value="nothing">Idle</button>
  <input name="gone" value="1" disabled>
  <dialog><h2>Still there?</h2><button name="do" value="never">Never</button></dialog>
</form>
<button form="survey" name="do" value="skip" lang="en" formaction="/skip">Skip</button>
<a href="/help">Aide</a>
</body></html>"""


@pytest.fixture(scope="module")
def page() -> Page:
    return read_page(PAGE)


@pytest.fixture(scope="module")
def form(page: Page) -> Form:
    (form,) = page.forms
    return form


def named(form: Form, value: str) -> Control:
    return next(each for each in form.controls if each.value == value)


def test_a_page_says_its_language_headings_and_links(page: Page) -> None:
    assert page.language == "fr"
    assert page.headings == ["Une question élémentaire", "Pourquoi ?"]
    assert page.links == [("Aide", "/help")]


def test_what_nobody_sees_is_not_read(page: Page, form: Form) -> None:
    values = [each.value for each in form.controls]
    assert "stay" not in values
    assert "never" not in values
    assert all(each.name != "gone" for each in form.controls)
    assert "Unseen" not in page.text
    assert "arrow" not in page.text


def test_labels_belong_to_what_they_wrap_or_point_at(form: Form) -> None:
    ticks = {each.text: (each.kind, each.value) for each in form.controls if each.ticks}
    assert ticks == {
        "Très bien": ("radio", "good"),
        "Pas bien": ("radio", "bad"),
        "Un": ("checkbox", "1"),
        "Deux": ("checkbox", "on"),
    }


def test_buttons_have_their_own_text_language_and_address(form: Form) -> None:
    buttons = [(each.text, each.language, each.action) for each in form.controls if each.presses]
    assert buttons == [("Suivant", "", ""), ("Skip", "en", "/skip")]


def test_an_untouched_form_sends_what_the_page_says(form: Form) -> None:
    assert form.filled(named(form, "next"), {}) == [
        ("token", "a&b"),
        ("mood", "bad"),
        ("why", "1"),
        ("note", "déjà <écrit>"),
        ("do", "next"),
    ]


def test_a_filled_form_sends_the_ticks_and_texts_given(form: Form) -> None:
    (note,) = (each for each in form.controls if each.kind == "textarea")
    answers: dict[Control, str | bool] = {
        named(form, "good"): True,
        named(form, "1"): False,
        named(form, "on"): True,
        note: "Merci",
    }
    assert form.filled(named(form, "skip"), answers) == [
        ("token", "a&b"),
        ("mood", "good"),
        ("why", "on"),
        ("note", "Merci"),
        ("do", "skip"),
    ]
