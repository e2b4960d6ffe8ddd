"""Publishing a survey: from then on devices fetch it, and responses to it are accepted."""

from __future__ import annotations

from datetime import datetime

from collector.store.engine import Database
from collector.store.settings import bump_bundle_serial
from collector.store.surveys import add_survey
from collector.tables.accounting import check_ceiling
from shared.survey import Survey


def publish_survey(database: Database, survey: Survey, ceiling: float, now: datetime) -> bool:
    """Publish a survey; False when the very same one already is, which changes nothing.

    Args:
        database: where to.
        survey: as read from its file.
        ceiling: the highest best guess that it may allow, from 0.5 to 1.
        now: the time, for the bundles' serial.

    Raises:
        SurveyProblem: `survey-exists`: another survey has its id and version;
            `survey-disclosure`: it would let too much be guessed about one visitor.
    """
    check_ceiling(survey, ceiling)
    with database.begin() as transaction:
        added = add_survey(transaction, survey)
        if added:
            bump_bundle_serial(transaction, now)
    return added
