"""The catalogue's part on the registry's forms."""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind

REGISTRY_PROBLEMS: Final = (
    ProblemKind(
        "registry-input",
        422,
        "A field of the form cannot be kept as it is.",
        "Nothing was changed.",
        "Go back, check the dates, their order and the required fields, and send the form again.",
    ),
)
