"""The catalogue's part on the registry's forms."""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind

REGISTRY_PROBLEMS: Final = (
    ProblemKind(
        "address-unfit",
        422,
        "This is no e-mail address that can be used.",
        "Nothing was changed.",
        "Write an address of the organisation, such as numerique@ville.example, without accents.",
    ),
    ProblemKind(
        "mail-unset",
        409,
        "No way to send e-mail is set up.",
        "Nothing was sent.",
        "Write the mail settings into a file and name it in the setting mail_file.",
    ),
    ProblemKind(
        "registry-input",
        422,
        "A field of the form cannot be kept as it is.",
        "Nothing was changed.",
        "Go back, check the dates, their order and the required fields, and send the form again.",
    ),
)
