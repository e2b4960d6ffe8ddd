"""The accessibility statement that French law asks for (law 2005-102, article 47; RGAA 4.1).

It says of the touch screen what `kiosk/ACCESSIBILITY.md` finds, over a few pages so that none
scrolls. The texts are translated by the catalogue `statement` and read aloud as they stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A heading, then paragraphs, or the points of a list."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything on the page, in the order of reading."""
        return (self.heading, *self.paragraphs, *self.points)


STATEMENT: Final = (
    StatementPage(
        "Accessibility statement",
        (
            "This screen conforms in part to the general accessibility reference (RGAA 4.1).",
            (
                "Whoever runs this kiosk has to make it accessible (law 2005-102 of 11 February "
                "2005, article 47). This statement is about the survey on this screen."
            ),
            (
                "It rests on a self-assessment of the 106 criteria, made by the makers of the "
                "program in November 2026 with automatic tests in a browser and by reading the "
                "pages. Nobody else has audited it, and no person with a disability has tried it "
                "yet."
            ),
        ),
    ),
    StatementPage(
        "What is still lacking",
        points=(
            (
                "Our own check found no criterion that is not met. We call it partial until "
                "somebody else has audited it."
            ),
            (
                "A long comment scrolls inside its field. With a numeric keypad alone a comment "
                "cannot be written, only passed."
            ),
            (
                "The name and the hours of this place, and news of the Caf, are not read aloud on "
                "the first screen."
            ),
            "This statement is in French only, and no native speaker has read the translations.",
        ),
    ),
    StatementPage(
        "If something stops you",
        (
            (
                "Tell a person of this place: they can help you, and they pass it on to the Caf. "
                "You can also answer on your own phone, or not at all."
            ),
            (
                "If you told us and got no answer that satisfies you, you can turn to the "
                "Defender of Rights: 09 69 39 00 00, or www.defenseurdesdroits.fr."
            ),
            (
                "Made with HTML, CSS, SVG and JavaScript; tried with Chromium on Debian. "
                "Statement of 26 November 2026."
            ),
        ),
    ),
)
