"""The numbers that masking looks for, in the shadow of a text (see `shared.masking`).

A number is read as groups of digits with separators between them, since `06.12.34.56.78`,
`0612345678` and `06 12 34 56 78` are one number, and `01/02/2024 10` is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Span = tuple[int, int]

# NIR: sex, year, month, département (2A and 2B in Corsica), commune, order; then its key.
_NIR_FIELDS: Final = r"[1-478]", r"[0-9]{2}", r"[0-9]{2}", r"(?:[0-9]{2}|2[ab])", r"[0-9]{3}"
_GAP = r"[ .-]{0,2}"
_NIR = re.compile(
    rf"(^|[^0-9+])({_GAP.join([*_NIR_FIELDS, _NIR_FIELDS[-1]])}(?:{_GAP}[0-9]{{2}})?)(?![0-9])"
)
_NIR_ANY_GAPS = re.compile(
    rf"(^|[^0-9+])([1-478](?:{_GAP}[0-9]){{5}}{_GAP}[0-9ab](?:{_GAP}[0-9]){{8}})(?![0-9])"
)
_NIR_LENGTH: Final = 15

_RUN = re.compile(r"[0-9]+(?: {0,2}[./()_-]? {0,2}[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
_MOST_GROUPS: Final = 15

_MONEY_AFTER = re.compile(r" {0,2}(?:k ?)?(?:€|eur|euro|euros|francs?|\$|%)(?![a-z])")
_MONEY_BEFORE = re.compile(r"[€$£] {0,2}\Z")
_DECIMALS = re.compile(r"[.,][0-9]{1,2}(?![0-9])")
_CAF_WORD = re.compile(
    r"(?:allocataire|alloc|matricule|dossier|caf)[^0-9a-z\]\n][^0-9\]\n]{0,24}\Z"
)
_ROUND = re.compile(r"[0-9]{1,2}0{5,6}")

_ABROAD: Final = {"33": (9,), "262": (9,), "590": (9,), "594": (9,), "596": (9,), "508": (6, 9),
                  "681": (6,), "687": (6,), "689": (6, 8)}  # fmt: skip
"""Calling code of each part of France → digits of the numbers there, without a leading zero."""


@dataclass(frozen=True, slots=True)
class Group:
    """Digits without a gap, where they stand, and what separates them from the group before."""

    digits: str
    start: int
    end: int
    gap: str


def find_nirs(shadow: str, text: str) -> Iterator[Span]:  # noqa: ARG001 - like every finder
    """Social security numbers, with or without their key.

    One written in its usual groups needs no valid key: a slip of the finger still points at a
    person. One with gaps anywhere does.
    """
    found: list[Span] = []
    for pattern in (_NIR, _NIR_ANY_GAPS):
        for each in pattern.finditer(shadow):
            digits = re.sub(_GAP, "", each[2])
            if _is_nir(digits) and (pattern is _NIR or _has_nir_key(digits)):
                found.append(each.span(2))
    return iter(_apart(found))


def find_phones(shadow: str, text: str) -> Iterator[Span]:  # noqa: ARG001
    """Telephone numbers of France, metropolitan and overseas, and foreign ones behind + or 00."""
    for groups in _runs(shadow):
        first = 0
        while first < len(groups):
            count = next(
                (
                    count
                    for count in range(min(len(groups) - first, _MOST_GROUPS), 0, -1)
                    if _is_phone(shadow, groups[first : first + count])
                ),
                0,
            )
            if count:
                start, end = groups[first].start, groups[first + count - 1].end
                yield start - len(_plus(shadow, start)), end
            first += count or 1


def find_caf_numbers(shadow: str, text: str) -> Iterator[Span]:
    """Allocataire numbers: 7 digits in one piece, or in several behind a word that says so, with
    the letter that may follow.
    """
    for groups in _runs(shadow):
        whole = groups[0].start, groups[-1].end
        if _is_grouped_caf_number(shadow, groups):
            yield whole[0], _with_letter(shadow, text, whole[1])
            continue
        for place, group in enumerate(groups):
            following = groups[place + 1] if place + 1 < len(groups) else None
            if _is_caf_number(shadow, group, following):
                yield group.start, _with_letter(shadow, text, group.end)


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted(spans):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _runs(shadow: str) -> Iterator[list[Group]]:
    for run in _RUN.finditer(shadow):
        groups: list[Group] = []
        for each in _GROUP.finditer(shadow, *run.span()):
            gap = shadow[groups[-1].end : each.start()] if groups else ""
            groups.append(Group(each[0], each.start(), each.end(), gap.strip() or gap[:1]))
        yield groups


def _is_nir(digits: str) -> bool:
    month = int(digits[3:5]) if digits[3:5].isdigit() else 0
    return 1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99


def _has_nir_key(digits: str) -> bool:
    body = digits[:13].replace("2a", "19").replace("2b", "18")
    return len(digits) == _NIR_LENGTH and body.isdigit() and int(digits[13:]) == 97 - int(body) % 97


def _plus(shadow: str, start: int) -> str:
    """The plus sign before a number, with the space and the bracket that may stand between."""
    found = re.search(r"\+ ?\(?\Z", shadow[:start])
    return found[0] if found else ""


def _is_phone(shadow: str, groups: list[Group]) -> bool:
    digits = "".join(group.digits for group in groups)
    gaps = [group.gap for group in groups[1:]]
    abroad = _plus(shadow, groups[0].start) or digits.startswith("00")
    if _is_money(shadow, groups) or _is_date(groups[:3]):
        return False
    if abroad:
        return _is_foreign(digits.removeprefix("00"))
    if re.fullmatch(r"33[1-9][0-9]{8}", digits):
        return True
    if len(set(gaps)) > 1 or (gaps and gaps[0] in "()"):
        return False
    lengths = [len(group.digits) for group in groups]
    if re.fullmatch(r"0[1-9][0-9]{8}", digits):
        return gaps[:1] != ["/"] or lengths == [2] * 5
    return bool(re.fullmatch(r"[67][0-9]{8}", digits)) and lengths in ([9], [1, 2, 2, 2, 2])


def _is_foreign(digits: str) -> bool:
    """Whether the digits behind + or 00 are a telephone number: calling code and number."""
    for code, lengths in _ABROAD.items():
        if digits.startswith(code):
            return len(digits.removeprefix(code).removeprefix("0")) in lengths
    return bool(re.fullmatch(r"[1-9][0-9]{7,14}", digits))


def _is_date(groups: list[Group]) -> bool:
    """Whether three groups are a day, a month and a year, in this order or the other."""
    if len(groups) != 3:
        return False
    for day, month, year in (groups, groups[::-1]):
        small = len(day.digits) <= 2 and len(month.digits) <= 2
        if small and re.fullmatch(r"(?:19|20)[0-9]{2}", year.digits):
            return 1 <= int(day.digits) <= 31 and 1 <= int(month.digits) <= 12
    return False


def _is_money(shadow: str, groups: list[Group]) -> bool:
    after, before = shadow[groups[-1].end :], shadow[: groups[0].start]
    return bool(_MONEY_AFTER.match(after) or _MONEY_BEFORE.search(before))


def _is_caf_number(shadow: str, group: Group, following: Group | None) -> bool:
    if len(group.digits) != 7 or _ROUND.fullmatch(group.digits):
        return False
    rest = [group, following] if following and following.gap == "." else [group]
    if _is_money(shadow, [group]) or (len(rest) > 1 and _is_money(shadow, rest)):
        return False
    return not _DECIMALS.match(shadow, group.end)


def _is_grouped_caf_number(shadow: str, groups: list[Group]) -> bool:
    digits = "".join(group.digits for group in groups)
    return (
        len(digits) == 7
        and len(groups) > 1
        and len({group.gap for group in groups[1:]}) == 1
        and len(groups[0].digits) < 5
        and not _is_date(groups)
        and not _is_money(shadow, groups)
        and bool(_CAF_WORD.search(shadow[: groups[0].start]))
    )


def _with_letter(shadow: str, text: str, end: int) -> int:
    """Where an allocataire number ends with its letter: right behind it, or a capital after one
    space (a small one may be the word `a` or `y`).
    """
    attached = re.match(r"[a-z](?![a-z0-9])", shadow[end:])
    if attached:
        return end + 1
    capital = re.match(r" [a-z](?![a-z0-9'’])", shadow[end:])
    return end + 2 if capital and "A" <= text[end + 1] <= "Z" else end
