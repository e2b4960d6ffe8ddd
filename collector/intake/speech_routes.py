"""`/v1/speech`: the packs of speech, by their digest.

Open to all: a pack holds the words of a published questionnaire, said aloud, and whoever asks needs
its digest, which the device's bundle vouches for. Nothing of the request is kept.
"""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response

from collector.speech.shelf import Shelf
from shared.problems import OperationProblem
from shared.speech_pack import SPEECH_MEDIA_TYPE

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SECONDS: Final = 365 * 24 * 3600
"""Bytes named by their digest never change."""


def speech_blueprint(shelf: Shelf) -> Blueprint:
    """The blueprint of `/v1/speech`."""
    blueprint = Blueprint("speech", __name__, url_prefix="/v1/speech")

    @blueprint.get("/<digest>")
    def pack(digest: str) -> Response:
        if not _DIGEST.fullmatch(digest):
            raise OperationProblem("speech-unknown")
        response = Response(shelf.data(bytes.fromhex(digest)), content_type=SPEECH_MEDIA_TYPE)
        response.headers["Cache-Control"] = f"public, max-age={_SECONDS}, immutable"
        return response

    return blueprint
