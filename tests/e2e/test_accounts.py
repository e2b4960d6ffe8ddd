"""Accounts, comments and signing in, in a real browser: no barrier that axe finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pyotp import TOTP

from collector.auth.role import Role
from collector.fleet.assess import CLOCK
from collector.registry.openings import HoursVersion
from collector.registry.status import accept_status
from collector.store.comment_vault import NewComment, keep_comments
from collector.store.devices import revoke_device
from collector.store.openings import put_hours
from collector.store.settings import bundle_serial
from shared.messages import Status, write_status
from tests.support.accounts import add_people
from tests.support.analysts import PASSWORD
from tests.support.sign_on import SignOnSite, sign_on_site
from tests.support.town import DIEPPE, LILLE, ROUEN, Machine, Town

TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
        "EN-301-549", "RGAAv4"]  # fmt: skip
AMISS = {
    "fr-FR": (
        "Jamais entendu.",
        "Silencieux pendant les heures d’ouverture.",
        "8, les plus anciennes\xa0: juillet 2026",
        "L’horloge est fausse.",
        "horloge en retard de 400 jours",
        "clés jusqu’en avril 2027",
        "1 révoqué",
    ),
    "en-GB": ("Never heard of.", "Silent in opening hours.", "8, oldest: July 2026"),
}
ADMIN, MODERATOR = "admin@caf.example", "moderator@caf.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignOnSite]:
    with sign_on_site(tmp_path_factory.mktemp("accounts")) as made:
        people = {ADMIN: (Role.ADMIN, "national"), MODERATOR: (Role.MODERATOR, "caf:761")}
        add_people(made.town, people)
        texts = (
            "Très bien, merci",
            "Mme Dupont m’a aidée",
            "Trop d’attente",
            "شكرا",
            "Fermé à midi",
        )
        with made.town.database.begin() as transaction:
            keep_comments(
                transaction,
                [NewComment(bytes([n]) * 16, "761", ROUEN, "2026-Q3", text)
                 for n, text in enumerate(texts)],
            )  # fmt: skip
        add_devices(made.town)
        yield made


def add_devices(town: Town) -> None:
    """One that was never heard of, a silent one, one whose clock is wrong, a relay in order, and
    one revoked.
    """
    town.kiosk(DIEPPE)
    silent, wrong, gone = town.kiosk(ROUEN), town.kiosk(LILLE), town.kiosk(LILLE)
    relay = Machine()
    town.enrol(relay, town.relay_ticket(None))
    now = town.clock.time
    with town.database.begin() as transaction:
        told = HoursVersion(date(2026, 1, 1), "Mo-Su 09:00-12:00", "a@b", date(2026, 1, 1))
        put_hours(transaction, ROUEN, told, now)
        revoke_device(transaction, gone.id)
        serial = bundle_serial(transaction, now)
    for machine, days_ago, clock_ahead, waiting in (
        (silent, 9, 0, {"2026-07": 3, "2026-08": 5}),
        (wrong, 0, -400, {}),
        (relay, 0, 0, {}),
    ):
        day = now.date() - timedelta(days=days_ago)
        clock = day + timedelta(days=clock_ahead)
        versions = {"isoloir": version("isoloir"), "survey": "small 1", "keys": "2027-04"}
        status = Status(machine.id, waiting, 0, serial, 0, 9000, {**versions, CLOCK: str(clock)})
        accept_status(town.database, write_status(machine.signer, status), day)


def opened(browser: Browser, site: SignOnSite, language: str = "fr-FR") -> Page:
    page = browser.new_context(locale=language).new_page()
    page.goto(f"{site.address}/login")
    return page


def signed_in(browser: Browser, site: SignOnSite, email: str, language: str = "fr-FR") -> Page:
    page = opened(browser, site, language)
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click(".sign-in button")
    page.wait_for_url(lambda url: "/login?" not in url and not url.endswith("/login"))
    return page


def look(page: Page, name: str, examined: tuple[int, ...] = (1280,)) -> None:
    """Nothing wider than the window, wide and narrow; no barrier at the widths examined."""
    page.wait_for_load_state()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if directory := os.environ.get("ISOLOIR_PICTURES"):
            page.screenshot(path=f"{directory}/{name}-{width}.png", full_page=True)
        if width in examined:
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
            assert found.violations_count == 0, (name, width, found.generate_report())


@pytest.mark.slow
def test_a_second_step_is_set_up_by_its_drawing_and_used(
    browser: Browser, site: SignOnSite, tmp_path: Path
) -> None:
    page = signed_in(browser, site, MODERATOR)
    page.click(".who")
    page.wait_for_url("**/password")
    look(page, "password")
    page.click("text=Seconde étape de la connexion")
    page.wait_for_url("**/code")
    look(page, "code-off")
    picture = tmp_path / "code.png"
    page.locator(".code-drawing").screenshot(path=str(picture))
    with Image.open(picture) as image:
        (read,) = zxingcpp.read_barcodes(image)
    key = page.inner_text(".key-text").replace(" ", "")
    assert read.text.startswith("otpauth://totp/Isoloir:moderator")
    assert f"secret={key}" in read.text
    page.fill("#code", "000000")
    page.click("main form button")
    page.wait_for_selector("[role=alert]")
    look(page, "code-wrong")
    assert page.inner_text(".key-text").replace(" ", "") == key
    page.fill("#code", TOTP(key).at(site.town.clock.time))
    page.click("main form button")
    page.wait_for_selector("#recovery")
    look(page, "code-recovery")
    page.goto(f"{site.address}/code")
    look(page, "code-on")

    page = opened(browser, site)
    page.fill("#email", MODERATOR)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#code")
    look(page, "login-code")
    site.town.clock.time += timedelta(seconds=30)
    page.fill("#code", TOTP(key).at(site.town.clock.time))
    page.keyboard.press("Enter")
    page.wait_for_url("**/cafs/761")

    admin = signed_in(browser, site, ADMIN)
    admin.goto(f"{site.address}/accounts")
    look(admin, "accounts")
    admin.click("text=Réinitialiser la seconde étape")
    expect(admin.locator("text=avec un code")).to_have_count(0)


@pytest.mark.slow
def test_single_sign_on_leads_in_and_out(browser: Browser, site: SignOnSite) -> None:
    page = opened(browser, site)
    look(page, "login")
    page.goto(f"{site.address}/comments?search=merci")
    page.click("text=Se connecter avec Connexion Caf")
    page.fill("input[name=login]", "anna")
    page.click("button")
    page.wait_for_url(f"{site.address}/comments?search=merci")
    assert page.inner_text(".who") == "anna@caf.example"
    cookies = {each["name"]: each for each in page.context.cookies(site.address)}
    assert cookies["isoloir"]["sameSite"] == "Strict"
    assert "isoloir-sso" not in cookies
    page.goto(f"{site.address}/password")
    look(page, "password-sso")
    page.goto(f"{site.address}/code")
    look(page, "code-sso")
    page.click(".sign-out button")
    page.wait_for_url(f"{site.issuer}/**")
    refused = opened(browser, site, "en-GB")
    refused.click("text=Sign in with Connexion Caf")
    refused.fill("input[name=login]", "none")
    refused.click("button")
    refused.wait_for_selector("text=Your organisation knows you")
    look(refused, "sso-unknown")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
def test_pages_of_those_who_govern_and_moderate(
    browser: Browser, site: SignOnSite, language: str
) -> None:
    admin = signed_in(browser, site, ADMIN, language)
    for name in ("accounts", "tokens", "audit", "comments/queue", "comments"):
        admin.goto(f"{site.address}/{name}")
        look(admin, f"{language[:2]}-{name.replace('/', '-')}")
    # The devices' table is laid out otherwise in a narrow window.
    admin.goto(f"{site.address}/fleet")
    look(admin, f"{language[:2]}-fleet", (390, 1280))
    amiss = admin.inner_text("main")
    for told in AMISS[language]:
        assert told in amiss, told
    assert admin.get_attribute("html", "lang") == language[:2]
    foot = admin.inner_text("footer")
    assert ("commentaire" if language == "fr-FR" else "comment") in foot


@pytest.mark.slow
def test_a_moderator_reads_edits_and_tags_with_the_keyboard(
    browser: Browser, site: SignOnSite
) -> None:
    admin = signed_in(browser, site, ADMIN)
    admin.goto(f"{site.address}/comments/queue")
    card = admin.locator("article", has_text="Dupont")
    card.locator("textarea").fill("Mme Martin m’a aidée")
    card.get_by_role("button", name="Publier sans ces mots").focus()
    admin.keyboard.press("Enter")
    admin.wait_for_selector("[role=alert]")
    look(admin, "queue-refused")
    card = admin.locator("article", has_text="Dupont")
    card.locator("textarea").fill("Mme […] m’a aidée")
    card.get_by_role("button", name="Publier sans ces mots").focus()
    with admin.expect_navigation():
        admin.keyboard.press("Enter")
    admin.goto(f"{site.address}/comments")
    released = admin.locator("article", has_text="m’a aidée")
    assert "Dupont" not in released.inner_text()
    released.locator("input[name=themes]").fill("Accueil, aide")
    admin.keyboard.press("Enter")
    admin.wait_for_selector(".badge >> text=accueil")
    look(admin, "comments-tagged")
