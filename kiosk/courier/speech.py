"""Fetching the packs of speech that the bundle names, one by one, after everything else."""

from __future__ import annotations

from typing import Final

from kiosk.device import DeviceState
from kiosk.files import free_mib
from kiosk.speech import PackStore, wanted_packs
from kiosk.transport import Request, Transport, reply_problem
from shared import limits
from shared.messages import DeviceKind
from shared.problems import Problem, ResponseProblem

PACKS_PER_CONTACT: Final = 12
"""All languages of a survey; what is more comes with the next contact."""

ROOM_KEPT_MIB: Final = 300
"""Free disk that speech never takes: answers go first."""


def fetch_speech(device: DeviceState, transport: Transport) -> Problem | None:
    """Fetch the packs that are missing or damaged; why one of them did not come, or None.

    A pack that was received is kept at once, so that a line that breaks costs one pack at most. Old
    ones go when all of the new ones are there.

    Raises:
        OperationProblem: `collector-unreachable`.
        StorageProblem: the disk failed.
    """
    if device.identity.kind is DeviceKind.RELAY:
        return None
    try:
        wanted = wanted_packs(device.bundle)
    except ResponseProblem:
        return None
    store = PackStore(device.data_dir)
    missing = [digest for digest in wanted if not store.has(digest)]
    problem: Problem | None = None
    for digest in missing[:PACKS_PER_CONTACT]:
        if free_mib(device.data_dir) < ROOM_KEPT_MIB:
            return None
        problem = _fetch(digest, store, transport) or problem
    if problem is None and len(missing) <= PACKS_PER_CONTACT:
        store.keep_only(wanted)
    return problem


def _fetch(digest: bytes, store: PackStore, transport: Transport) -> Problem | None:
    path = f"/v1/speech/{digest.hex()}"
    reply = transport.exchange(Request("GET", path, limit=limits.MAX_SPEECH_PACK_BYTES))
    if reply.status != 200:
        problem, final = reply_problem(reply)
        if problem.code == "collector-unreachable" and not final:
            raise problem
        return problem
    try:
        store.keep(reply.body, digest)
    except Problem as problem:
        if problem.code.startswith("storage-"):
            raise
        return problem
    return None
