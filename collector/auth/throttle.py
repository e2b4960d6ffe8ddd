"""How long an address has to wait before its password is tried again.

What is kept is a digest of the address typed, whether it has an account or not: so the delay tells
nobody which addresses exist, and nothing is kept of the computer that tries.
"""

from __future__ import annotations

from typing import Final

FREE_FAILURES: Final = 5
"""Mistakes that anybody makes on a Monday."""

FIRST_DELAY: Final = 30
LONGEST_DELAY: Final = 15 * 60
"""Seconds: about a hundred guesses a day, and nobody is locked out for longer by somebody else."""

FORGOTTEN_AFTER: Final = 24 * 3600
"""Seconds after which failures no longer count."""


def delay_after(failures: int) -> int:
    """Seconds to wait after so many failures in a row."""
    beyond = failures - FREE_FAILURES
    return min(FIRST_DELAY << min(beyond, 10), LONGEST_DELAY) if beyond >= 0 else 0
