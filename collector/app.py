"""Puts the collector's web side together: devices, analysts, health, errors."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from flask import Flask

from collector.activity.pages.activity_pages import activity_pages
from collector.auth.administration import Administration
from collector.auth.arrival import arrive
from collector.auth.gate import DatabaseGate
from collector.auth.pages.administration_pages import administration_pages
from collector.auth.pages.second_step_pages import second_step_pages
from collector.auth.pages.single_sign_on_pages import SignOn, single_sign_on_pages
from collector.auth.provider import Provider
from collector.auth.second_factor import Codes
from collector.auth.second_step import SecondStep
from collector.auth.single_sign_on import read_sign_on
from collector.comments.pages.comment_pages import comment_pages
from collector.dashboard.pages.install import AnalystParts, PagesOf, install_analyst_side
from collector.dashboard.session_key import session_key
from collector.errors import add_error_answers
from collector.fleet.pages.fleet_pages import fleet_room, metrics_blueprint
from collector.instance import Collector
from collector.intake.routes import device_blueprint, health_blueprint
from collector.intake.speech_routes import speech_blueprint
from collector.label.pages.label_pages import label_room
from collector.news.pages.news_pages import news_pages
from collector.posters.pages.poster_pages import poster_pages
from collector.registry.pages.registry_pages import registry_room
from collector.reports.pages.report_pages import report_pages
from collector.server import LARGEST_BODY
from collector.signing_key import read_signing_key
from collector.speech.shelf import shelf_of
from collector.store.library import DatabaseLibraries
from collector.store.report_facts import year_facts_from
from collector.texts import load_texts


class Part(StrEnum):
    """What one server shows: each may be a process of its own, as a user of its own."""

    ALL = "all"
    INTAKE = "intake"
    DASHBOARD = "dashboard"


def create_app(collector: Collector, part: Part = Part.ALL) -> Flask:
    """The WSGI application of an open collector, or the part for devices or for people."""
    app = Flask("collector")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    add_error_answers(app, load_texts())
    app.register_blueprint(health_blueprint(collector))
    if part is not Part.DASHBOARD:
        app.register_blueprint(device_blueprint(collector))
        app.register_blueprint(speech_blueprint(shelf_of(collector)))
    if part is not Part.INTAKE:
        parts = _analyst_parts(collector)
        install_analyst_side(app, parts)
        app.register_blueprint(metrics_blueprint(collector, parts.gate))
    return app


def _analyst_parts(collector: Collector) -> AnalystParts:
    signing_key = read_signing_key(collector.config.signing_key_file)
    codes = codes_of(collector)
    gate = DatabaseGate(collector.database, collector.now, codes)
    second = SecondStep(collector.database, collector.now, codes)
    administration = Administration(
        collector.database, collector.now, collector.random_bytes, second
    )
    return AnalystParts(
        open_library=DatabaseLibraries(collector.database, collector.now).open,
        gate=gate,
        now=collector.now,
        random_bytes=collector.random_bytes,
        session_key=session_key(signing_key),
        secure_cookie=collector.config.public_address.startswith("https:"),
        disclosure_ceiling=collector.config.disclosure_ceiling,
        rooms=(
            comment_pages(collector.database, collector.now),
            partial(poster_pages, database=collector.database, now=collector.now),
            registry_room(collector),
            label_room(collector),
            partial(
                report_pages,
                open_library=DatabaseLibraries(collector.database, collector.now).open,
                facts_of=year_facts_from(collector.database),
                threshold=collector.config.label_threshold,
                now=collector.now,
            ),
            partial(
                activity_pages,
                database=collector.database,
                now=collector.now,
                mail_file=collector.config.mail_file,
            ),
            partial(
                news_pages,
                database=collector.database,
                now=collector.now,
                random_bytes=collector.random_bytes,
            ),
            fleet_room(collector),
            administration_pages(administration, gate),
            second_step_pages(administration, second),
            *_sign_on_rooms(collector),
        ),
    )


def codes_of(collector: Collector) -> Codes:
    """The codes of the second step, from a secret that outlives changes of the signing key."""
    lasting = collector.signer.presence
    if not lasting:
        lasting = read_signing_key(collector.config.signing_key_file)
    return Codes(lasting, collector.random_bytes)


def _sign_on_rooms(collector: Collector) -> list[PagesOf]:
    """The pages of single sign-on, where the settings name a provider."""
    config, database, now = collector.config, collector.database, collector.now
    if config.single_sign_on_file is None:
        return []
    settings = read_sign_on(config.single_sign_on_file)
    address = config.public_address
    sign_on = SignOn(
        provider=Provider(settings, f"{address}/login/sso/back", now, collector.random_bytes),
        name=settings.name,
        arrive=lambda claims: arrive(database, settings, claims, now()),
        now=now,
        home=f"{address}/login",
        secure=address.startswith("https:"),
    )
    return [single_sign_on_pages(sign_on)]
