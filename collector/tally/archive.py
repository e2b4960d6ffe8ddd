"""The archive: what was published, kept apart from the database.

A database that is restored from an older backup does not know of what was published since; tallied
again, with what came in or went missing meanwhile, it would draw noise a second time about people
whose figures are public already. So each claim's releases are written here, beside the keys,
before they are published; a tally refuses to run where the archive knows of more than the database,
and `collector.store.replay` publishes the archived figures again, the very same.

A file is deterministic CBOR, named after its claim: `v`, `caf`, `period`, `ordinal`, `releases`,
`opened` (by Point and period of the items: their number and joined tags). Tags go with their key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from collector.files import destroy_file, make_private_directory, write_file
from collector.tables.released import TableId
from collector.tally.claim import Claim
from collector.tally.release import Release, ReleasedCells
from shared import cbor, limits
from shared.periods import Period
from shared.problems import FormatProblem, OperationProblem

DIRECTORY: Final = "published"
SUFFIX: Final = ".claim"
_MOST_BYTES: Final = 256 * 1024 * 1024
_MANY: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class OpenedItems:
    """The items of a Point and period that a claim counted: their number, and their joined tags."""

    point: str
    period: str
    number: int
    tags: bytes


@dataclass(frozen=True, slots=True)
class ArchivedClaim:
    """All that a claim published, and of what."""

    claim: Claim
    releases: tuple[Release, ...]
    opened: tuple[OpenedItems, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a directory, made with the first of them."""

    directory: Path

    def keep(self, archived: ArchivedClaim) -> None:
        """Write down what is about to be published; the same again changes nothing.

        Raises:
            OperationProblem: `release-drawn`: other figures were published under these names.
            OSError: it could not be written; nothing may be published then.
        """
        path = self._path(archived.claim)
        if path.exists():
            if self._read(path).releases != archived.releases:
                raise OperationProblem("release-drawn", f"Claim {archived.claim.id}.")
            return
        make_private_directory(self.directory)
        write_file(path, _written(archived))

    def claims(self) -> Iterator[ArchivedClaim]:
        """Everything that was ever published, oldest period first, read as it is taken.

        Raises:
            OperationProblem: `archive-damaged`, once that claim's turn comes.
        """
        for path in sorted(self.directory.glob(f"*{SUFFIX}"), key=_age):
            yield self._read(path)

    def names(self) -> set[str]:
        """The ids of the claims, without reading them."""
        return {path.stem.replace("_", "/") for path in self.directory.glob(f"*{SUFFIX}")}

    def forget(self, claim: Claim) -> None:
        """A claim was given up before it was published."""
        destroy_file(self._path(claim))

    def forget_tags(self, period: Period) -> None:
        """A period's key is destroyed: nothing of its items need be recognised any more."""
        for archived in self.claims():
            if not any(each.period == str(period) and each.tags for each in archived.opened):
                continue
            opened = tuple(
                replace(each, tags=b"") if each.period == str(period) else each
                for each in archived.opened
            )
            path = self._path(archived.claim)
            write_file(path, _written(replace(archived, opened=opened)))

    def _path(self, claim: Claim) -> Path:
        return self.directory / f"{claim.id.replace('/', '_')}{SUFFIX}"

    def _read(self, path: Path) -> ArchivedClaim:
        try:
            return _parsed(path.read_bytes())
        except (OSError, FormatProblem) as error:
            raise OperationProblem("archive-damaged", f"{path}: {error}") from None


def _age(path: Path) -> tuple[str, str, str]:
    """Oldest period first, then by Caf."""
    caf, period, ordinal = path.stem.split("_")
    return period, caf, ordinal


def opened_items(
    numbers: Mapping[tuple[str, str], int], tags: Mapping[tuple[str, str], bytes]
) -> tuple[OpenedItems, ...]:
    """What a claim counted, in order of Point and period."""
    return tuple(
        OpenedItems(point, period, numbers[point, period], tags.get((point, period), b""))
        for point, period in sorted(numbers)
    )


def _written(archived: ArchivedClaim) -> bytes:
    claim = archived.claim
    fields: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "caf": claim.caf,
        "period": str(claim.period),
        "ordinal": claim.ordinal,
        "releases": [_release_fields(each) for each in archived.releases],
        "opened": [
            {
                "point": each.point,
                "period": each.period,
                "number": each.number,
                "tags": each.tags,
            }
            for each in archived.opened
        ],
    }
    return cbor.encode(fields)


def _release_fields(release: Release) -> dict[str, Any]:
    return {
        "id": release.id,
        "table": release.table.value,
        "point": release.point,
        "survey": release.survey,
        "first": release.first,
        "last": release.last,
        "n": release.n,
        "rows": [[row.breakdown, *row.cells] for row in release.rows],
    }


def _parsed(data: bytes) -> ArchivedClaim:
    fields = cbor.Reader(cbor.decode(data, _MOST_BYTES), "archived claim")
    fields.version(limits.FORMAT_VERSION)
    claim = Claim(
        caf=fields.text("caf"),
        period=Period.parse(fields.text("period")),
        ordinal=fields.number("ordinal", 1, limits.MAX_SEQUENCE),
    )
    releases = [_release(claim, each) for each in fields.items("releases", dict, _MANY)]
    opened = [_opened(each) for each in fields.items("opened", dict, _MANY)]
    fields.done()
    return ArchivedClaim(claim, tuple(releases), tuple(opened))


def _release(claim: Claim, value: Any) -> Release:
    fields = cbor.Reader(value, "release")
    table = fields.text("table")
    if table not in set(TableId):
        raise FormatProblem("format-malformed", f"release: table {table!r} is not known.")
    release = Release(
        id=fields.text("id"),
        table=TableId(table),
        point=fields.text("point"),
        caf=claim.caf,
        survey=fields.raw("survey", limits.DIGEST_BYTES),
        first=fields.text("first"),
        last=fields.text("last"),
        n=fields.number("n", 0, limits.MAX_SEQUENCE),
        rows=tuple(_rows(fields.items("rows", list, _MANY))),
    )
    fields.done()
    return release


def _rows(values: Iterable[Sequence[Any]]) -> Iterable[ReleasedCells]:
    for breakdown, *cells in values:
        if type(breakdown) is not str or any(type(each) is not int for each in cells):
            raise FormatProblem("format-malformed", "release: a row is not as expected.")
        yield ReleasedCells(breakdown, tuple(cells))


def _opened(value: Any) -> OpenedItems:
    fields = cbor.Reader(value, "opened items")
    opened = OpenedItems(
        point=fields.text("point"),
        period=fields.text("period"),
        number=fields.number("number", 0, limits.MAX_SEQUENCE),
        tags=fields.raw("tags"),
    )
    fields.done()
    return opened
