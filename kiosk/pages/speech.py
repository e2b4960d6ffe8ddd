"""The recordings that the touch screen plays, each by the id of its text.

Never cached, as everything the kiosk serves: which recordings a browser holds would tell which
questions the last visitor heard.
"""

from __future__ import annotations

from flask import Blueprint, Response

from kiosk.speech import Voice, read_speech_id
from shared.problems import OperationProblem
from shared.speech_pack import AUDIO_MEDIA_TYPE


def speech_pages(voice: Voice) -> Blueprint:
    """The route of the recordings."""
    pages = Blueprint("speech", __name__)

    @pages.get("/speech/<language>/<speech>")
    def recording(language: str, speech: str) -> Response:
        asked = read_speech_id(speech)
        clip = voice.clip(language, asked) if asked else None
        if clip is None:
            raise OperationProblem("speech-unknown")
        return Response(clip.audio, content_type=AUDIO_MEDIA_TYPE)

    return pages
