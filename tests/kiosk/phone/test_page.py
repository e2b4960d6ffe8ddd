"""The page: light, in every language, nothing kept in the phone, nothing taken from it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace

import pytest

from kiosk.phone.view import phone_view, to_json
from kiosk.phone.words import ONLY_IF, OR, PHRASES, Translations
from shared.bundle import period_key_message
from shared.sealing import Label, PublicKey, sealed_length
from shared.signing import Domain, verify
from tests.kiosk.phone.parts import PhoneRelay, default_survey
from tests.kiosk.phone.sealing import Phone, element

LARGEST_TRANSFER = 120 * 1000
LARGEST_SHOWN = 14 * 1000
"""As much as a server sends before it waits for the first acknowledgement (RFC 6928)."""
LARGEST_SCRIPT = 30 * 1000
SMALL = {"Accept-Encoding": "gzip, deflate, br"}


def transferred(relay: PhoneRelay) -> dict[str, int]:
    """Bytes of everything the page makes a browser fetch, headers included."""
    client = relay.client()
    page = client.get("/p/rouentoken", headers=SMALL)
    text = gzip.decompress(page.data).decode()
    places = set(re.findall(r"/static/[^\"]+", text))
    answers = {"page": page, **{each: client.get(each, headers=SMALL) for each in places}}
    for answer in answers.values():
        assert answer.status_code == 200
        assert answer.headers["Content-Encoding"] == "gzip"
    return {
        name.partition("?")[0]: len(answer.data) + len(str(answer.headers))
        for name, answer in answers.items()
    }


def test_everything_together_is_light_with_all_languages_in_it(relay: PhoneRelay) -> None:
    sizes = transferred(relay)
    assert set(sizes) == {
        "page",
        "/static/phone-worker.js",
        "/static/icon.svg",
    }
    assert sum(sizes.values()) < LARGEST_TRANSFER


def test_what_a_slow_phone_waits_for_comes_first(relay: PhoneRelay) -> None:
    page = relay.client().get("/p/rouentoken", headers={"Accept-Language": "ar"}).text
    shown, script, others = re.split(
        r"(<script type=\"module\" async>.*?</script>)", page, flags=re.DOTALL
    )
    assert len(gzip.compress(shown.encode())) < LARGEST_SHOWN
    assert len(gzip.compress(script.encode())) < LARGEST_SCRIPT
    assert re.findall(r"id=\"texts-([\w-]+)\"", shown) == ["ar"]
    assert set(re.findall(r"id=\"texts-([\w-]+)\"", others)) == {*default_survey().languages} - {
        "ar"
    }


def test_a_browser_that_takes_nothing_compressed_gets_the_same(relay: PhoneRelay) -> None:
    client = relay.client()
    asked = {"Accept-Encoding": "identity"}
    plain = client.get("/static/phone-worker.js", headers=asked)
    assert "Content-Encoding" not in plain.headers
    small = client.get("/static/phone-worker.js", headers=SMALL)
    assert gzip.decompress(small.data) == plain.data
    assert "<html" in client.get("/p/rouentoken", headers=asked).text


def test_the_page_sets_no_cookie_runs_only_its_own_script_and_asks_no_one_else(
    relay: PhoneRelay,
) -> None:
    page = relay.client().get("/p/rouentoken")
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    policy = page.headers["Content-Security-Policy"]
    style, script = re.findall(
        r"<style>(.*?)</style>|<script type=\"module\" async>(.*?)</script>", page.text, re.DOTALL
    )
    assert policy.startswith(f"default-src 'none'; script-src {named(script[1])}; worker-src")
    assert f"; style-src {named(style[0])}; " in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    markup = page.text.replace(script[1], "")
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", markup)
    assert not re.search(r"(src|href|action)=\"(?!/)", markup)
    kinds = re.findall(r"<script type=\"([^\"]+)\"", markup)
    assert kinds.count("module") == 1
    assert set(kinds) == {"module", "application/json"}


def named(text: str) -> str:
    """How a policy names a style or a script that stands in the page."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_zoom_is_left_alone(relay: PhoneRelay) -> None:
    page = Phone(relay).page
    (viewport,) = re.findall(r'name="viewport" content="([^"]+)"', page)
    assert viewport == "width=device-width, initial-scale=1"


def test_the_page_carries_the_period_key_with_the_collectors_signature(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    given = {name: base64.b64decode(phone.given[name]) for name in ("key", "signer", "proof")}
    assert given["signer"] == relay.collector.public
    message = period_key_message(phone.given["period"], PublicKey(given["key"]))
    verify(given["signer"], Domain.PERIOD_KEY, message, given["proof"])


def test_no_two_pages_share_a_challenge_or_a_visit(relay: PhoneRelay) -> None:
    pages = [Phone(relay) for _ in range(20)]
    given = [each for phone in pages for each in phone.given["challenges"]]
    assert len(set(given)) == len(given) == 40
    assert {len(each) for each in given} == {63}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-FR,fr;q=0.9", "fr"),
        ("ar-DZ,ar;q=0.9,fr;q=0.5", "ar"),
        ("uk", "uk"),
        ("zh-CN", "zh"),
        ("de", "fr"),
        ("", "fr"),
    ],
)
def test_the_page_speaks_the_phones_language_when_it_can(
    relay: PhoneRelay, accepted: str, language: str
) -> None:
    page = Phone(relay, headers={"Accept-Language": accepted}).page
    assert f'<html lang="{language}"' in page


def test_the_data_holds_every_text_in_every_language(relay: PhoneRelay) -> None:
    page, survey = Phone(relay).page, default_survey()
    data = json.loads(element(page, "data"))
    texts = {tag: json.loads(element(page, f"texts-{tag}")) for tag in survey.languages}
    assert len({len(each) for each in texts.values()}) == 1
    assert all(text for each in texts.values() for text in each)
    assert survey.by_id["goal_achieved"].labels["ar"] in texts["ar"]
    assert data["digest"] == survey.digest.hex()


def test_data_can_stand_inside_the_page_whatever_a_survey_says() -> None:
    text = "</script><script>alert(1)</script>&"
    survey = default_survey()
    title = {**survey.title, "fr": text}
    view = phone_view(replace(survey, title=title), Translations())
    assert "</" not in view.texts_json["fr"]
    assert json.loads(view.texts_json["fr"])[view.title] == text
    assert json.loads(to_json("<&>")) == "<&>"


def test_the_page_has_all_its_words_in_every_language_of_the_default_survey() -> None:
    translations = Translations()
    assert set(translations.languages) >= set(default_survey().languages)
    english = translations.words("en")
    for language in default_survey().languages:
        words = translations.words(language)
        if language != "en":
            same = [name for name, word in words.items() if word == english[name]]
            assert same == [], language
        assert all("%(" not in word or name == "left" for name, word in words.items())
        assert "%(left)s" in words["left"]


def test_a_condition_is_told_in_words_where_the_page_cannot_hide_it() -> None:
    said = Translations().only_if("fr", "Ça va ?", ("Oui", "Un peu"))
    assert (
        said.replace("\u00a0", " ")
        == "Seulement si vous avez répondu « Oui ou Un peu » à « Ça va ? »."
    )
    assert "%(question)s" in ONLY_IF
    assert OR not in PHRASES.values()


def test_every_sealed_item_has_the_length_of_its_kind(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    survey = default_survey()
    assert len(phone.sealed()) == sealed_length(survey, Label.RESPONSE)
    lengths = {len(phone.sealed(Label.COMMENT, text)) for text in ("a", "é" * 500)}
    assert lengths == {sealed_length(survey, Label.COMMENT)}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 404), ("/p/", 404), ("/p/none", 404), ("/static/kiosk.js", 404), ("/healthz", 200)],
)
def test_nothing_but_the_phones_pages_is_served(relay: PhoneRelay, path: str, status: int) -> None:
    assert relay.client().get(path).status_code == status


def test_another_site_cannot_have_its_visitors_post(relay: PhoneRelay) -> None:
    phone = Phone(relay)
    phone.headers = {"Sec-Fetch-Site": "cross-site"}
    assert phone.send().status_code == 400
    assert phone.send_plain(overall_experience="good").status_code == 400
    assert not relay.spool.lanes()


def test_a_form_with_a_file_or_an_enormous_body_is_refused(relay: PhoneRelay) -> None:
    client = relay.client()
    multipart = client.post("/p/rouentoken", data={"a": "b"}, content_type="multipart/form-data")
    assert multipart.status_code == 400
    assert client.post("/p/rouentoken", data={"comment": "x" * 40000}).status_code == 413
