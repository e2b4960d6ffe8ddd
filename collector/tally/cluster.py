"""Opening on the workers of a Dask cluster; an extra (`isoloir[cluster]`) that nothing else needs.

The period keys travel to the workers with each task, so that a cluster is part of the machine that
tallies: the same people, the same walls. Elsewhere than on this machine the way to it is TLS, with
certificates on both sides (https://distributed.dask.org/en/stable/tls.html; Dask's own
configuration names them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from collector.tally.executors import POOL_PAYS, Inline
from shared.problems import OperationProblem

_HERE: Final = ("127.0.0.1", "::1", "localhost")
_PATIENCE: Final = "30s"


def cluster(address: str) -> Callable[[int], AbstractContextManager[Executor]]:
    """What opens a number of items on the cluster whose scheduler has this address.

    Raises:
        OperationProblem: `config-invalid`: keys would travel in clear, or Dask is not installed.
    """
    parts = urlsplit(address)
    if parts.scheme != "tls" and not (parts.scheme == "tcp" and parts.hostname in _HERE):
        raise _unfit("period keys travel there: tls://HOST:PORT, or tcp:// on this very machine.")
    try:
        import distributed  # noqa: F401 - an extra
    except ImportError:
        raise _unfit("it needs pip install 'isoloir[cluster]'.") from None

    def executor(items: int) -> AbstractContextManager[Executor]:
        return Inline() if items < POOL_PAYS else _connected(address)

    return executor


@contextmanager
def _connected(address: str) -> Iterator[Executor]:
    import distributed

    connect: Any = distributed.Client  # it has no types of its own
    try:
        client = connect(address, timeout=_PATIENCE, set_as_default=False)
    except OSError as error:
        detail = f"--cluster: nothing answers at {address}."
        raise OperationProblem("tally-interrupted", detail) from error
    with client, client.get_executor(pure=False) as executor:
        yield executor


def _unfit(detail: str) -> OperationProblem:
    return OperationProblem("config-invalid", f"--cluster: {detail}")
