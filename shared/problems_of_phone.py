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
        "phone-unset",
        409,
        "No address is known at which phones reach this Point's survey.",
        "No poster was made.",
        "At the collector, say it once with isoloir-collector phone ADDRESS; devices learn it with"
        " their next bundle.",
    ),
    ProblemKind(
        "printer-failed",
        502,
        "The printer did not take the document.",
        "Nothing is lost.",
        "See that the printer is on and has paper, or save the document to a USB stick.",
    ),
    ProblemKind(
        "text-unprintable",
        422,
        "Some of its letters cannot be printed here.",
        "No document was made.",
        "Choose another language of the survey, or write the text with other letters.",
    ),
    ProblemKind(
        "lane-renewed",
        409,
        "The period key changed since the page was opened.",
        "Nothing was recorded.",
        "Seal to the new key and send again.",
    ),
)
