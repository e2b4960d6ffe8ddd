"""The list of Points that comes with the project, for demonstrations and as a model to copy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

EXAMPLE_FILE: Final = Path(__file__).with_name("example.csv")
"""The convention's own example, and four made-up Points of the same Caf, marked as such."""
