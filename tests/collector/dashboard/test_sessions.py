"""Signing in and out: a strict cookie, forms that cannot be forged, sessions that end."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from collector.dashboard.pages.sessions import SESSION_HOURS
from collector.dashboard.session_key import session_key
from tests.support.analysts import PASSWORD, ROUEN, Site, form_token, library, sign_in, site


@pytest.fixture
def collector() -> Site:
    return site(library().open)


def is_signed_in(browser: FlaskClient) -> bool:
    return browser.get("/points").status_code == 200


def test_whoever_is_not_signed_in_is_led_to_the_form_and_back(collector: Site) -> None:
    browser = collector.client()
    answered = browser.get(f"/points/{ROUEN}?from=2026-02&to=2026-03")
    assert answered.status_code == 303
    form = browser.get(answered.location)
    assert f'name="next" value="/points/{ROUEN}?from=2026-02&amp;to=2026-03"' in form.text
    wanted = f"/points/{ROUEN}?from=2026-02&to=2026-03"
    done = sign_in(browser, "caf@example.org", PASSWORD, {"next": wanted})
    assert (done.status_code, done.location) == (303, wanted)
    assert is_signed_in(browser)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "points",
     "/%09/evil.example\t", "http:/points", "\\\\evil.example"],
)  # fmt: skip
def test_signing_in_leads_to_this_very_site_only(collector: Site, elsewhere: str) -> None:
    browser = collector.client()
    done = sign_in(browser, "caf@example.org", PASSWORD, {"next": elsewhere})
    assert done.status_code == 303
    assert done.location.startswith("/")
    assert not done.location.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("caf@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("caf@example.org\x00", PASSWORD + "\x00"),
    ],
)
def test_a_wrong_password_is_refused_without_saying_which_part(
    collector: Site, email: str, password: str
) -> None:
    browser = collector.client()
    answered = sign_in(browser, email, password)
    assert answered.status_code == 401
    assert "L’adresse ou le mot de passe est faux." in answered.text
    assert not is_signed_in(browser)


def test_the_cookie_is_strict_and_out_of_scripts_reach(collector: Site) -> None:
    answered = sign_in(collector.client(), "caf@example.org", PASSWORD)
    (cookie,) = answered.headers.getlist("Set-Cookie")
    attributes = {each.strip().lower() for each in cookie.split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=strict"}


def test_the_cookie_of_a_site_on_https_is_bound_to_its_host() -> None:
    collector = site(library().open, secure=True)
    (cookie,) = (
        collector.client().get("/login", base_url="https://localhost").headers.getlist("Set-Cookie")
    )
    assert cookie.startswith("__Host-isoloir=")
    assert "Secure" in cookie


@pytest.mark.parametrize("token", ["", "0" * 32, "é"])
def test_a_form_from_elsewhere_signs_nobody_in(collector: Site, token: str) -> None:
    browser = collector.client()
    browser.get("/login")
    data = {"form_token": token, "email": "caf@example.org", "password": PASSWORD}
    answered = browser.post("/login", data=data)
    assert answered.status_code == 403
    assert not is_signed_in(browser)


def test_a_form_of_another_session_signs_nobody_in(collector: Site) -> None:
    other = form_token(collector.client().get("/login"))
    browser = collector.client()
    data = {"form_token": other, "email": "caf@example.org", "password": PASSWORD}
    assert browser.post("/login", data=data).status_code == 403


def test_a_form_from_elsewhere_signs_nobody_out(collector: Site) -> None:
    browser = collector.signed_in("caf")
    assert browser.post("/logout", data={"form_token": "x"}).status_code == 403
    assert is_signed_in(browser)


def test_signing_out_ends_the_session(collector: Site) -> None:
    browser = collector.signed_in("caf")
    token = form_token(browser.get("/points"))
    answered = browser.post("/logout", data={"form_token": token})
    assert (answered.status_code, answered.location) == (303, "/login")
    assert not is_signed_in(browser)


def test_a_session_lasts_a_working_day(collector: Site) -> None:
    browser = collector.signed_in("caf")
    collector.clock.pass_by(hours=SESSION_HOURS - 1)
    assert is_signed_in(browser)
    collector.clock.pass_by(hours=1)
    assert not is_signed_in(browser)


def test_a_new_password_ends_every_session(collector: Site) -> None:
    browser = collector.signed_in("caf")
    collector.gate.stamps["caf"] = "second"
    assert not is_signed_in(browser)


def test_a_closed_account_has_no_session(collector: Site) -> None:
    browser = collector.signed_in("caf")
    collector.gate.closed.add("caf")
    assert not is_signed_in(browser)
    assert browser.get("/api/v1/points").status_code == 401


def test_an_altered_cookie_is_no_session(collector: Site) -> None:
    browser = collector.signed_in("caf")
    cookie = browser.get_cookie("isoloir")
    assert cookie is not None
    # Not its last letter: some of its bits say nothing.
    other = "A" if cookie.value[-9] != "A" else "B"
    forged = cookie.value[:-9] + other + cookie.value[-8:]
    for altered in (forged, "x" + cookie.value, cookie.value.upper()):
        browser.set_cookie("isoloir", altered)
        assert not is_signed_in(browser)
    browser.set_cookie("isoloir", cookie.value)
    assert is_signed_in(browser)


def test_signing_in_starts_a_session_of_its_own(collector: Site) -> None:
    browser = collector.client()
    before = form_token(browser.get("/login"))
    sign_in(browser, "caf@example.org", PASSWORD)
    assert form_token(browser.get("/points")) != before


def test_a_form_larger_than_any_address_and_password_is_refused(collector: Site) -> None:
    browser = collector.client()
    token = form_token(browser.get("/login"))
    data = {"form_token": token, "email": "a", "password": "x" * 100_000}
    assert browser.post("/login", data=data).status_code == 413


def test_the_session_key_follows_from_the_signing_key_and_is_not_it() -> None:
    signing = bytes(range(32))
    assert session_key(signing) == session_key(signing)
    assert session_key(signing) != session_key(bytes(32))
    assert session_key(signing) != signing
    assert len(session_key(signing)) == 32
