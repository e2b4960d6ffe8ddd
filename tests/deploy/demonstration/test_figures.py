"""Published figures stand beside the declared shares, and what lies outside is marked."""

from __future__ import annotations

from typing import Any

from deploy.demonstration.counting import balance_lines
from deploy.demonstration.figures import Comparison, crossing_lines, head_lines, table_lines


def figure(option: str, share: int | None, low: int | None, high: int | None) -> dict[str, Any]:
    return {"option": option, "label": option.title(), "share": share, "low": low, "high": high}


def document(*figures: dict[str, Any], status: str = "shown", base: int = 90) -> dict[str, Any]:
    return {
        "question": {"id": "mood", "label": "How was it?"},
        "across": {"label": "Helped?", "options": [{"id": "no", "label": "Not at all"}]},
        "caf": "761",
        "from": "2026-10",
        "to": "2026-10",
        "n": 100,
        "releases": 1,
        "explanation": "Noise was added.",
        "groups": [
            {"group": "", "breakdown": "no", "base": base, "status": status, "figures": figures}
        ],
    }


def test_a_share_stands_beside_its_interval_and_what_was_declared() -> None:
    comparison = Comparison()
    lines = list(table_lines(document(figure("good", 60, 50, 70)), {"good": 0.62}, comparison))
    assert lines[1] == "How was it?"
    assert "base 90" in lines[2]
    assert lines[3].split() == ["Good", "60", "%", "50–70", "%", "62.0%", "███████"]
    assert comparison.line().startswith("1 of 1 intervals")


def test_a_declared_share_outside_its_interval_is_marked() -> None:
    comparison = Comparison()
    lines = list(table_lines(document(figure("bad", 10, 5, 17)), {"bad": 0.3}, comparison))
    assert lines[-1].endswith("outside")
    assert comparison == Comparison(shown=1, within=0)


def test_rounding_alone_puts_no_share_outside() -> None:
    comparison = Comparison()
    list(table_lines(document(figure("bad", 10, 5, 17)), {"bad": 0.1749}, comparison))
    assert comparison.within == 1


def test_a_hidden_share_is_said_to_be_hidden() -> None:
    comparison = Comparison()
    hidden = document(figure("bad", None, None, None), status="hidden", base=12)
    lines = list(table_lines(hidden, {"bad": 0.2}, comparison))
    assert "too few to show" in lines[2]
    assert "–" in lines[3]
    assert comparison == Comparison()


def test_the_head_says_how_many_responses_and_explains_the_noise() -> None:
    assert list(head_lines("rouen", document())) == [
        "rouen, 2026-10: 100 responses in 1 release.",
        "Noise was added.",
    ]


def test_a_crossing_says_among_whom() -> None:
    lines = list(crossing_lines(document(figure("good", 60, 50, 70))))
    assert "Helped?" in lines[2]
    assert lines[3].split() == "Not at all base 90 Good 60 % (50–70)".split()  # noqa: SIM905


def test_everything_received_is_accounted_for_by_kind() -> None:
    def line(kind: str, received: int, aside: dict[str, int], waiting: int) -> dict[str, Any]:
        tallied = received - waiting - sum(aside.values())
        fates = {"received": received, "tallied": tallied, "waiting": waiting, "set_aside": aside}
        return {"kind": kind, **fates}

    lines = [line("response", 40, {"item-unopened": 2}, 0), line("response", 10, {}, 10)]
    answer = {"reconciliation": {"lines": [*lines, line("comment", 3, {}, 3)]}}
    assert [each.split(maxsplit=1) for each in balance_lines(answer)] == [
        ["responses", "50 received = 38 tallied + 2 set aside + 10 waiting"],
        ["comments", "3 received = 0 tallied + 0 set aside + 3 waiting"],
    ]
