"""One exception tree and one catalogue for everything that can go wrong.

    Problem
    ├── SurveyProblem      a survey file or its digest
    ├── ResponseProblem    the answers of one form
    ├── FormatProblem      bytes that came from outside: batch, receipt, bundle, ticket…
    ├── TrustProblem       a signature, a key, a device that may not
    ├── StorageProblem     a disk or a database that could not keep what it was given
    ├── AccessProblem      a token, an account, a scope
    ├── QueryProblem       a question that the released tables do not answer
    └── OperationProblem   a command that cannot be carried out as asked

Every problem carries a code of `CATALOGUE`, which says what happened, what was kept and what to do.
Over HTTP it becomes `application/problem+json` (RFC 9457). Texts are English message ids, which the
faces translate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from shared.problem_catalogue import CATALOGUE
from shared.problem_kinds import ProblemKind

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"
PROBLEM_TYPE_PREFIX: Final = "urn:isoloir:problem:"


class Problem(Exception):
    """An error that a person or a program can meet, named by a code of the catalogue.

    Args:
        code: a key of `CATALOGUE`; an unknown one is a programming error (KeyError).
        detail: one English sentence on this very occurrence, without anything about a visitor.
        facts: machine-readable particulars, small JSON values.
    """

    def __init__(self, code: str, detail: str = "", **facts: Any) -> None:
        self.kind: ProblemKind = CATALOGUE[code]
        self.detail = detail
        self.facts = facts
        super().__init__(code, detail)

    @property
    def code(self) -> str:
        """The catalogue's name of this problem, such as `batch-signature`."""
        return self.kind.code

    def __str__(self) -> str:
        """Everything a person at a terminal needs, on one line."""
        parts = [self.kind.title, self.detail, self.kind.kept, self.kind.remedy]
        return " ".join(
            part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.detail, self.facts)


def _rebuild(cls: type[Problem], code: str, detail: str, facts: dict[str, Any]) -> Problem:
    return cls(code, detail, **facts)


class SurveyProblem(Problem):
    """A survey that cannot be read, published or found."""


class ResponseProblem(Problem):
    """Answers that the survey does not allow, or an encoding that is not one."""


class FormatProblem(Problem):
    """Bytes from outside that do not follow the formats page."""


class TrustProblem(Problem):
    """A signature, key or device that is not to be trusted with what it asks."""


class StorageProblem(Problem):
    """Something could not be kept; nothing was half written."""


class AccessProblem(Problem):
    """Somebody asks for what their token, account or scope does not open."""


class QueryProblem(Problem):
    """A question that no released table answers."""


class OperationProblem(Problem):
    """A command that cannot be carried out as asked."""


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """A problem as RFC 9457 describes it, ready for JSON."""

    status: int
    body: dict[str, Any]


def problem_document(problem: Problem) -> ProblemDocument:
    """The `application/problem+json` form of a problem, in English message ids."""
    kind = problem.kind
    body: dict[str, Any] = {
        "type": PROBLEM_TYPE_PREFIX + kind.code,
        "title": kind.title,
        "status": kind.status,
        "code": kind.code,
        "detail": problem.detail,
        "kept": kind.kept,
        "remedy": kind.remedy,
        "final": kind.final,
    }
    if problem.facts:
        body["facts"] = problem.facts
    return ProblemDocument(kind.status, body)
