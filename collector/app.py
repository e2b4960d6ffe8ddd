"""Puts the collector's web side together: devices, analysts, health, errors."""

from __future__ import annotations

from flask import Flask

from collector.errors import add_error_answers
from collector.instance import Collector
from collector.intake.routes import device_blueprint, health_blueprint
from collector.server import LARGEST_BODY
from collector.texts import load_texts


def create_app(collector: Collector) -> Flask:
    """The WSGI application of an open collector."""
    app = Flask("collector")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    add_error_answers(app, load_texts())
    app.register_blueprint(device_blueprint(collector))
    app.register_blueprint(health_blueprint(collector))
    return app
