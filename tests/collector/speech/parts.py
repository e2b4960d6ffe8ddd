"""Small surveys, and recordings as people make them."""

from __future__ import annotations

import io
import math
import struct
import wave
from typing import Any

from shared.survey import Survey
from shared.survey_document import survey_from_document


def survey(question: str = "Comment ça va ?", version: int = 1) -> Survey:
    """A survey of one question in French and Arabic."""
    document: dict[str, Any] = {
        "id": "small",
        "version": version,
        "languages": ["fr", "ar"],
        "title": {"fr": "Avis", "ar": "رأيك"},
        "questions": [
            {
                "id": "overall",
                "kind": "one",
                "labels": {"fr": question, "ar": "كيف الحال؟"},
                "options": [
                    {"id": "bad", "labels": {"fr": "Mal", "ar": "سيئ"}},
                    {"id": "good", "labels": {"fr": "Bien", "ar": "جيد"}},
                ],
            }
        ],
    }
    return survey_from_document(document)


def recording(seconds: float = 1.0, rate: int = 44_100, pitch: float = 220.0) -> bytes:
    """A WAV file in two channels, with silence before and after a tone."""
    tone = [
        round(9000 * math.sin(2 * math.pi * pitch * step / rate))
        for step in range(round(seconds * rate))
    ]
    silence = [0] * (rate // 2)
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        for sample in (*silence, *tone, *silence):
            file.writeframesraw(struct.pack("<hh", sample, sample))
    return stream.getvalue()
