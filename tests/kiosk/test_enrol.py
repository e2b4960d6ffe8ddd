"""A ticket that came on a stick."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.enrol import ticket_on
from shared.problems import OperationProblem


def sticks(tmp_path: Path, *names: str) -> list[Path]:
    """Two media, the first of which holds these files."""
    places = [tmp_path / "first", tmp_path / "second"]
    for place in places:
        place.mkdir()
    for name in names:
        (places[0] / name).write_bytes(b"ISOLOIR-AAAA\r\n")
    return places


def test_the_only_ticket_is_taken(tmp_path: Path) -> None:
    assert ticket_on(sticks(tmp_path, "rouen.ticket", "holidays.jpg")) == "ISOLOIR-AAAA"


@pytest.mark.parametrize(
    ("names", "said"), [((), "no medium"), (("a.ticket", "b.ticket"), "a.ticket, b.ticket")]
)
def test_none_or_several_are_no_ticket(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(OperationProblem, match=said):
        ticket_on(sticks(tmp_path, *names))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    places = sticks(tmp_path)
    (places[1] / "rouen.ticket").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OperationProblem, match=r"rouen\.ticket: it is not a ticket"):
        ticket_on(places)
