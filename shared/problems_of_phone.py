"""The catalogue's part on phones: posters, presence, proof of work, ceilings."""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind

PHONE_PROBLEMS: Final = (
    ProblemKind(
        "poster-unknown",
        404,
        "This poster is not valid, or not any more.",
        "Nothing was recorded.",
        "Look for a newer poster at the Point, or answer at the kiosk there.",
    ),
    ProblemKind(
        "presence-missing",
        403,
        "Answers from phones are only taken on site.",
        "Nothing was recorded.",
        "Scan the code on the kiosk's screen: it changes every few minutes.",
    ),
    ProblemKind(
        "work-refused",
        403,
        "The proof of work is missing, too old, or was used before.",
        "Nothing was recorded.",
        "Ask for a new challenge and send again.",
    ),
    ProblemKind(
        "phone-ceiling",
        429,
        "Too many answers came from phones for this Point during this hour.",
        "Nothing was recorded.",
        "Try again a little later, or answer at the kiosk.",
    ),
    ProblemKind(
        "lane-renewed",
        409,
        "The period key changed since the page was opened.",
        "Nothing was recorded.",
        "Seal to the new key and send again.",
    ),
)
