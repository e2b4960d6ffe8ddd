"""What the programs are made of is written down whole, and known weaknesses are not missed."""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest

from deploy import audit, sbom
from deploy.bootstrap import ROOT
from tests.deploy.test_locks import read_lock

bill_of = functools.cache(sbom.bill_of)


@pytest.mark.slow
@pytest.mark.parametrize("program", sbom.PROGRAMS)
def test_the_bill_names_every_locked_package_with_its_digests(program: str) -> None:
    document = json.loads(bill_of(program))
    named = {each["purl"]: each for each in document["components"]}
    for name, (requirement, hashes) in read_lock(ROOT / f"deploy/lock/{program}.txt").items():
        (version,) = (each.version for each in requirement.specifier)
        found = named.pop(f"pkg:pypi/{name}@{version}")
        digests = [one for each in found["externalReferences"] for one in each.get("hashes", [])]
        assert len(digests) == hashes, name
    assert named, "and what npm brings"
    assert all(purl.startswith("pkg:npm/") for purl in named)
    assert "pkg:npm/htmx.org@" in " ".join(named)
    assert document["metadata"]["component"]["name"] == "isoloir"


@pytest.mark.slow
def test_the_same_locks_give_the_same_bytes() -> None:
    assert bill_of("kiosk") == sbom.bill_of("kiosk")


def said(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


FLASK = {"name": "flask", "version": "3.1.3"}


def test_a_known_weakness_is_named() -> None:
    text = said({**FLASK, "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]})
    assert audit.read(text) == audit.Audit(weak=("flask 3.1.3: PYSEC-1, PYSEC-2",))


def test_what_no_index_knew_is_not_taken_for_sound() -> None:
    text = said({**FLASK, "vulns": []}, {"name": "cbor2", "skip_reason": "not found"})
    assert audit.read(text) == audit.Audit(checked=("flask",), unchecked=("cbor2",))


@pytest.mark.parametrize("text", ["", "Traceback", "{}", "[]"])
def test_an_index_that_does_not_answer_checks_nothing(text: str) -> None:
    assert audit.read(text) == audit.Audit(unchecked=("all of them",))
