"""Publishing a survey makes it the one in use; once published it never changes."""

from __future__ import annotations

from collector.store.surveys import all_surveys, default_survey_digest, find_survey
from collector.surveys import default_survey
from collector.surveys.publish import publish_survey
from collector.tables.accounting import exposure
from shared.survey_document import survey_from_document
from tests.support.problems import refused
from tests.support.town import Town, small_survey


def publish(town: Town, version: int, *, comment: bool = True) -> bool:
    survey = small_survey(version, comment=comment)
    return publish_survey(town.database, survey, 1.0, town.clock())


def test_the_last_one_published_is_in_use(town: Town) -> None:
    assert publish(town, 3)
    assert publish(town, 2)
    with town.database.read() as transaction:
        assert default_survey_digest(transaction) == small_survey(2).digest
        assert [survey.version for survey in all_surveys(transaction)] == [1, 3, 2]
        assert find_survey(transaction, small_survey(3).digest) == small_survey(3)


def test_publishing_the_same_again_changes_nothing(town: Town) -> None:
    publish(town, 2)
    assert not publish(town, 1)
    with town.database.read() as transaction:
        assert default_survey_digest(transaction) == small_survey(2).digest
        assert len(all_surveys(transaction)) == 2


def test_a_published_version_cannot_be_replaced(town: Town) -> None:
    with refused("survey-exists"):
        publish(town, 1, comment=False)
    with town.database.read() as transaction:
        assert all_surveys(transaction) == [small_survey(1)]


def test_a_survey_that_gives_too_much_away_is_refused(town: Town) -> None:
    survey = default_survey()
    guess = exposure(survey).usual.best_guess
    with refused("survey-disclosure"):
        publish_survey(town.database, survey, guess - 0.001, town.clock())
    assert publish_survey(town.database, survey, guess, town.clock())


def test_a_survey_comes_back_from_the_database_as_it_was(town: Town) -> None:
    survey = default_survey()
    publish_survey(town.database, survey, 1.0, town.clock())
    with town.database.read() as transaction:
        found = find_survey(transaction, survey.digest)
    assert found is not None
    assert (found, found.digest) == (survey, survey.digest)
    assert survey_from_document(found.document) == survey
