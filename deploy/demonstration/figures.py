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
class Comparison:
    """How many declared shares lie within the published intervals."""

    shown: int = 0
    within: int = 0

    def line(self) -> str:
        """What it comes to."""
        return (
            f"{self.within} of {self.shown} intervals hold the share that was declared"
            " (19 in 20 are meant to)."
        )


def head_lines(point: str, document: Document) -> Iterator[str]:
    """What all tables of a Point have in common, once."""
    months = " to ".join(dict.fromkeys((document["from"], document["to"])))
    n, releases = document["n"], document["releases"]
    yield f"{point}, {months}: {n} responses in {releases} release{'s' if releases > 1 else ''}."
    yield document["explanation"]


def table_lines(
    document: Document, declared: Mapping[str, float], comparison: Comparison
) -> Iterator[str]:
    """The lines of one question's table; `comparison` counts along.

    Args:
        document: one Point's answers to one question.
        declared: option id → declared share of those who were asked and answered.
        comparison: counts what is compared.
    """
    question = document["question"]
    for group in document["groups"]:
        yield ""
        yield f"{question['label']}"
        yield f"  {'base ' + str(group['base']) + _remark(group):<{_WIDTH}}{_HEAD}"
        for figure in group["figures"]:
            yield _figure_line(figure, declared.get(figure["option"], 0.0), comparison)


def crossing_lines(document: Document) -> Iterator[str]:
    """The lines of a Caf's crossing: shares of one question among each answer to another."""
    given = {each["id"]: each["label"] for each in document["across"]["options"]}
    yield ""
    yield f"Caf {document['caf']}, crossing: {document['question']['label']}"
    yield f"among those who, asked “{document['across']['label']}”, said"
    for group in document["groups"]:
        shares = " · ".join(_short(figure) for figure in group["figures"])
        label = given.get(group["breakdown"], group["breakdown"])
        yield f"  {_fitted(label):<{_LABEL}}base {group['base']:<5}{_remark(group) or shares}"


def _short(figure: Mapping[str, Any]) -> str:
    return f"{figure['label']} {figure['share']} % ({figure['low']}–{figure['high']})"


_LABEL: Final = 28

_HEAD: Final = f"{'share':>5}  {'interval':<9}  {'declared':>8}"


def _remark(group: Mapping[str, Any]) -> str:
    return {"fragile": " (fragile)", "hidden": " (too few to show)"}.get(group["status"], "")


def _figure_line(figure: Mapping[str, Any], declared: float, comparison: Comparison) -> str:
    label = _fitted(figure["label"])
    if figure["share"] is None:
        return f"  {label:<{_WIDTH}}{'–':>5}  {'':<9}  {declared:>8.0%}"
    comparison.shown += 1
    within = figure["low"] - 0.5 <= 100 * declared <= figure["high"] + 0.5
    comparison.within += within
    interval = f"{figure['low']}–{figure['high']} %"
    share = f"{figure['share']} %"
    bar = "█" * round(figure["share"] * _BAR / 100)
    mark = "" if within else "  outside"
    return f"  {label:<{_WIDTH}}{share:>5}  {interval:<9}  {declared:>8.1%}  {bar}{mark}"


def _fitted(text: str) -> str:
    return text if len(text) < _WIDTH else f"{text[: _WIDTH - 2]}…"
