"""How long the sealed items of a survey are, remembered: a survey never changes."""

from __future__ import annotations

from collector.store.engine import Transaction
from collector.store.surveys import find_survey
from shared.batch import Batch
from shared.problems import FormatProblem, SurveyProblem
from shared.sealing import Label, sealed_length


class SealedLengths:
    """The lengths of the surveys met so far, by digest and kind of item.

    A digest is looked up here only once the database has said that its survey is published.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, Label], int] = {}

    def check(self, transaction: Transaction, batch: Batch) -> None:
        """See that a batch's items have the length of its survey's.

        Raises:
            FormatProblem: `batch-item-length`, also for comments where the survey takes none.
        """
        digest, label = batch.context.survey, batch.context.label
        expected = self._known.get((digest, label))
        if expected is None:
            expected = self._known[digest, label] = _length(transaction, digest, label)
        if len(batch.items[0]) != expected:
            detail = f"{len(batch.items[0])} bytes, {expected} are expected."
            raise FormatProblem("batch-item-length", detail)


def _length(transaction: Transaction, digest: bytes, label: Label) -> int:
    survey = find_survey(transaction, digest)
    if survey is None:
        raise SurveyProblem("survey-unknown")
    if label is Label.COMMENT and survey.comment is None:
        return 0
    return sealed_length(survey, label)
