"""Every bench still runs, at a size at which its figures mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.__main__ import BENCHES, main, measure
from tests.bench.figures import Aim, Figure, Wish, table
from tests.bench.setting import Size


@pytest.mark.slow
@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_gives_figures_beside_what_they_are_held_against(name: str, tmp_path: Path) -> None:
    figures = measure([name], Size.TINY, tmp_path)
    assert figures
    assert all(each.value > 0 and each.beside and each.beside_value > 0 for each in figures)
    assert all(each.bench == name for each in figures)


def test_the_table_says_which_aims_are_met() -> None:
    aim = Aim(Wish.AT_MOST, 1.5)
    lines = table(
        [
            Figure("spool", "quick", 1.4, "ms", "bare", 1.0, aim),
            Figure("spool", "slow", 1.6, "ms", "bare", 1.0, aim),
            Figure("spool", "aside", 1234.5, "ms", "bare", 1.0),
        ]
    ).splitlines()[2:]
    assert [line.split()[-1] for line in lines] == ["met", "MISSED", "1234.50"]
    assert "1,234 ms" in lines[2]


def test_an_unknown_bench_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--only", "spoool"])
    assert stopped.value.code == 2
    assert "'spoool' is not one of spool" in capsys.readouterr().err
