"""A sheet as Parquet, for statistics on many rows; wants the optional extra `isoloir[parquet]`."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from collector.api.sheet import TYPES, Sheet, compact
from collector.api.workbook import PIECE_BYTES
from shared.problems import OperationProblem

METADATA_KEY: Final = b"isoloir"
"""Where a file's metadata has the notes, as JSON."""

ROWS_PER_GROUP: Final = 1000


def load_pyarrow() -> tuple[Any, Any]:
    """The modules `pyarrow` and `pyarrow.parquet`.

    Raises:
        OperationProblem: `parquet-missing`.
    """
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise OperationProblem("parquet-missing") from None


def parquet_pieces(sheet: Sheet, modules: tuple[Any, Any]) -> Iterator[bytes]:
    """The bytes of a Parquet file. `modules`: those of `load_pyarrow`."""
    arrow, parquet = modules
    kinds = {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_(), str: arrow.string()}
    fields = [arrow.field(name, kinds[TYPES.get(name, str)]) for name in sheet.columns]
    schema = arrow.schema(fields, {METADATA_KEY: compact(dict(sheet.notes)).encode()})
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "sheet.parquet"
        with parquet.ParquetWriter(str(file), schema) as writer:
            rows = iter(sheet.rows())
            while some := list(islice(rows, ROWS_PER_GROUP)):
                columns = {name: [row.get(name) for row in some] for name in sheet.columns}
                writer.write_table(arrow.table(columns, schema))
        with file.open("rb") as stream:
            while piece := stream.read(PIECE_BYTES):
                yield piece
