"""The README's three lines in each language give the figures of a server that really runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import pytest

import collector.api
from collector.auth.access import add_token
from collector.auth.scope import NATIONAL
from collector.signing_key import create_signing_key
from collector.store.engine import Database
from tests.support.analysts import RECORDS, SURVEY, json_of, published, site
from tests.support.database_library import fill
from tests.support.databases import SqliteDatabases
from tests.support.memory_library import memory_library
from tests.support.served import Installation

README = Path(collector.api.__file__).parent / "README.md"
ASKED = "/api/v1/tables/site?question=overall_experience&by=period"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that the examples read, of a server process with figures."""
    directory = tmp_path_factory.mktemp("examples")
    url = SqliteDatabases(directory).empty()
    database = Database(url)
    fill(database, SURVEY, RECORDS, published())
    token = add_token(database, "examples", NATIONAL, os.urandom)
    database.close()
    create_signing_key(directory / "signing.key", os.urandom)
    with Installation(directory, url).serving() as server:
        yield {"ISOLOIR": server.address, "ISOLOIR_TOKEN": token}


def example(language: str) -> str:
    """The three lines of a language."""
    _, _, section = README.read_text(encoding="utf-8").partition("## Three lines each")
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found is not None
    lines = [line for line in found[1].splitlines() if line and not line.startswith("import")]
    assert len(lines) == 3
    return found[1]


def run(command: list[str], directory: Path, variables: dict[str, str]) -> pd.DataFrame:
    """Run an example, which leaves its figures in a file; they are those of the oracle."""
    done = subprocess.run(
        command, cwd=directory, env=os.environ | variables, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(directory / "figures.csv", keep_default_na=False)
    document = json_of(site(memory_library(SURVEY, RECORDS, published()).open).get(ASKED))
    options = found[found["status"] != "aside"]
    wanted = [
        (group["group"], figure["option"], figure["share"], figure["low"], figure["high"])
        for group in document["groups"]
        for figure in group["figures"]
    ]
    shares = options[["share", "low", "high"]].astype(float)
    shown = pd.concat([options[["group", "option"]], shares], axis=1)
    assert [tuple(row) for row in shown.itertuples(index=False)] == wanted
    return found


@pytest.mark.slow
def test_curl(served: dict[str, str], tmp_path: Path) -> None:
    assert len(run(["sh", "-ec", example("sh")], tmp_path, served))
    wrong = {**served, "ISOLOIR_TOKEN": "another"}
    refused = subprocess.run(
        ["sh", "-ec", example("sh")], cwd=tmp_path, env=os.environ | wrong,
        capture_output=True, check=False,
    )  # fmt: skip
    assert refused.returncode != 0


@pytest.mark.slow
def test_pandas(served: dict[str, str], tmp_path: Path) -> None:
    kept = "\nfigures.to_csv('figures.csv', index=False)\n"
    run([sys.executable, "-c", example("python") + kept], tmp_path, served)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not on this machine")
def test_r(served: dict[str, str], tmp_path: Path) -> None:
    kept = "\nwrite.csv(figures, 'figures.csv', row.names = FALSE, na = '')\n"
    run(["Rscript", "-e", example("r") + kept], tmp_path, served)
