"""The OpenAPI description and the API agree, whatever schemathesis thinks of sending."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from collector.api.sheet import compact
from collector.tables.query import PARAMETERS
from tests.support.analysts import json_of, library, site

SITE = site(library().open)
QUESTIONS = ("overall_experience", "overall_experience:goal_achieved")

# Not `positive_data_acceptance`: that `from` comes before `to`, and which questions a survey has,
# OpenAPI cannot say.
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]

ANSWERS = [content_type_conformance, response_schema_conformance, status_code_conformance]

schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", SITE.app, config=SchemathesisConfig.from_dict({})
)


@schema.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_gets_an_answer_as_described(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(headers={"Authorization": "Bearer national"}, checks=CHECKS)


@pytest.mark.parametrize("question", QUESTIONS)
@schema.include(operation_id="table").parametrize()
@settings(max_examples=5, derandomize=True, deadline=None, database=None)
def test_real_questions_get_figures_as_described(
    question: str, case: schemathesis.Case[Any]
) -> None:
    case.path_parameters = {"table": "crossing" if ":" in question else "site"}
    case.query = {"question": question, "format": "json", "lang": "en"}
    case.call_and_validate(headers={"Authorization": "Bearer national"}, checks=ANSWERS)


def test_every_parameter_is_described() -> None:
    document = json_of(SITE.client().get("/api/v1/openapi.json"))
    parameters = document["paths"]["/api/v1/tables/{table}"]["get"]["parameters"]
    own = {"table", "format", "lang", "dialect", "bom"}
    assert {each["name"] for each in parameters} == own | set(PARAMETERS)


def test_the_description_is_the_same_for_everybody_and_names_nobody() -> None:
    text = SITE.client().get("/api/v1/openapi.json").text
    assert text == SITE.get("/api/v1/openapi.json", "point").text
    assert compact("rouen") not in text
