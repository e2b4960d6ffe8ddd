"""The catalogue of problems: each code with what happened, what was kept, what to do.

`status` is the HTTP status where the problem travels by HTTP. `final` tells a courier that trying
the same bytes again can never succeed: it sets them aside with the reason instead of sending for
ever.
"""

from __future__ import annotations

from typing import Final

from shared.problem_kinds import ProblemKind
from shared.problems_of_input import INPUT_PROBLEMS
from shared.problems_of_keys import KEY_PROBLEMS
from shared.problems_of_phone import PHONE_PROBLEMS
from shared.problems_of_reading import READING_PROBLEMS
from shared.problems_of_registry import REGISTRY_PROBLEMS
from shared.problems_of_service import SERVICE_PROBLEMS
from shared.problems_of_sign_in import SIGN_IN_PROBLEMS

CATALOGUE: Final[dict[str, ProblemKind]] = {
    entry.code: entry
    for entry in (
        *INPUT_PROBLEMS,
        *KEY_PROBLEMS,
        *PHONE_PROBLEMS,
        *READING_PROBLEMS,
        *REGISTRY_PROBLEMS,
        *SERVICE_PROBLEMS,
        *SIGN_IN_PROBLEMS,
    )
}
