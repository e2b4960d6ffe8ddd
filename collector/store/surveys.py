"""Published surveys, by their digest; one that was published is never changed or removed."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import func, insert, select

from collector.store.engine import Transaction
from collector.store.schema import survey as table
from shared.problems import SurveyProblem
from shared.survey import Survey
from shared.survey_document import survey_from_canonical


def add_survey(transaction: Transaction, survey: Survey) -> bool:
    """Publish a survey, after all others; False when the very same one is already published.

    Raises:
        SurveyProblem: `survey-exists`: another one has this id and version.
    """
    same_name = (table.c.id == survey.id) & (table.c.version == survey.version)
    digest = transaction.scalar(select(table.c.digest).where(same_name))
    if digest == survey.digest:
        return False
    if digest is not None:
        raise SurveyProblem("survey-exists", f"{survey.id} version {survey.version}.")
    place = transaction.scalar(select(func.coalesce(func.max(table.c.place), 0))) or 0
    transaction.execute(
        insert(table).values(
            digest=survey.digest,
            id=survey.id,
            version=survey.version,
            canonical=survey.canonical,
            place=place + 1,
        )
    )
    return True


def find_survey(transaction: Transaction, digest: bytes) -> Survey | None:
    """The published survey with this digest."""
    canonical = transaction.scalar(select(table.c.canonical).where(table.c.digest == digest))
    return None if canonical is None else _survey(canonical)


def default_survey_digest(transaction: Transaction) -> bytes | None:
    """The survey published last, in use where a Point has none of its own."""
    return transaction.scalar(select(table.c.digest).order_by(table.c.place.desc()).limit(1))


def all_surveys(transaction: Transaction) -> list[Survey]:
    """Every published survey, in the order of publication."""
    rows = transaction.scalars(select(table.c.canonical).order_by(table.c.place))
    return [_survey(canonical) for canonical in rows]


@lru_cache(maxsize=64)
def _survey(canonical: bytes) -> Survey:
    return survey_from_canonical(canonical)
