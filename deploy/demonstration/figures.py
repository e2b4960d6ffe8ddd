"""The Point's published figures, laid beside what the visitors were told to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Document = Mapping[str, Any]
"""An answer of the API's `tables/{table}` (collector/api/README.md)."""

_WIDTH: Final = 46
_BAR: Final = 12


@dataclass
class Tally:
    """How many declared shares lie within the published intervals."""

    shown: int = 0
    within: int = 0


def table_lines(document: Document, declared: Mapping[str, float], tally: Tally) -> Iterator[str]:
    """The lines of one question's table; `tally` counts along.

    Args:
        document: one Point's answers to one question.
        declared: option id → declared share of those who were asked and answered.
        tally: counts what is compared.
    """
    question = document["question"]
    for group in document["groups"]:
        yield ""
        yield f"{question['label']}"
        yield f"  {'base ' + str(group['base']) + _remark(group):<{_WIDTH}}{_HEAD}"
        for figure in group["figures"]:
            yield _figure_line(figure, declared.get(figure["option"], 0.0), tally)


_HEAD: Final = f"{'share':>5}  {'interval':<9}  {'declared':>8}"


def _remark(group: Mapping[str, Any]) -> str:
    return {"fragile": " (fragile)", "hidden": " (too few to show)"}.get(group["status"], "")


def _figure_line(figure: Mapping[str, Any], declared: float, tally: Tally) -> str:
    label = _fitted(figure["label"])
    if figure["share"] is None:
        return f"  {label:<{_WIDTH}}{'–':>5}  {'':<9}  {declared:>8.0%}"
    tally.shown += 1
    within = figure["low"] - 0.5 <= 100 * declared <= figure["high"] + 0.5
    tally.within += within
    interval = f"{figure['low']}–{figure['high']} %"
    share = f"{figure['share']} %"
    bar = "█" * round(figure["share"] * _BAR / 100)
    mark = "" if within else "  outside"
    return f"  {label:<{_WIDTH}}{share:>5}  {interval:<9}  {declared:>8.1%}  {bar}{mark}"


def _fitted(text: str) -> str:
    return text if len(text) < _WIDTH else f"{text[: _WIDTH - 2]}…"
