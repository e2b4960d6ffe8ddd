"""The poster and the paper form of a Point in the registry."""

from __future__ import annotations

from datetime import datetime

from collector.auth.reader import Reader
from collector.posters.press import press
from collector.registry.bundles import bundle_point
from collector.registry.departement import local_time
from collector.store.engine import Database, Transaction
from collector.store.openings import in_force
from collector.store.points import find_point
from collector.store.settings import phone_address
from collector.store.surveys import default_survey_digest, find_survey
from shared.bundle import BundlePoint
from shared.paper import paper_form
from shared.poster import Size, poster_document, poster_of
from shared.problems import OperationProblem, QueryProblem, SurveyProblem
from shared.survey import Survey


def make_poster(
    database: Database, reader: Reader, point_id: str, size: Size, now: datetime
) -> bytes:
    """The poster as PDF.

    Raises:
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
        OperationProblem: `phone-unset`.
        SurveyProblem: `survey-unknown`: none was published yet.
    """
    with database.read() as transaction:
        point, survey = _point(transaction, reader, point_id, now)
        address = phone_address(transaction, point.caf)
    if not address:
        raise OperationProblem("phone-unset")
    poster = poster_of(point, survey, address, local_time(point.departement, now).date())
    return press(poster_document(poster, size), now)


def make_paper_form(
    database: Database, reader: Reader, point_id: str, tag: str, now: datetime
) -> bytes:
    """The blank paper form as PDF; `tag`: one of the survey's languages, empty for its first.

    Raises:
        QueryProblem: `point-unknown`.
        AccessProblem: `scope-refused`.
        OperationProblem: `text-unprintable`.
        SurveyProblem: `survey-unknown`: none was published yet.
    """
    with database.read() as transaction:
        point, survey = _point(transaction, reader, point_id, now)
    return press(paper_form(survey, tag or survey.languages[0], point.name), now)


def _point(
    transaction: Transaction, reader: Reader, point_id: str, now: datetime
) -> tuple[BundlePoint, Survey]:
    found = find_point(transaction, point_id)
    if found is None:
        raise QueryProblem("point-unknown", f"{point_id}.")
    reader.check_point(found.id, found.caf)
    digest = found.survey or default_survey_digest(transaction)
    survey = find_survey(transaction, digest) if digest else None
    if survey is None or digest is None:
        raise SurveyProblem("survey-unknown", "No survey was published here yet.")
    (today,) = in_force(transaction, [found], now)
    return bundle_point(today, digest), survey
