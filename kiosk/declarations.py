"""What the desk declared and the collector has not acknowledged yet.

Each declaration is one file, written before the agent is told that it is on its way; it leaves only
against a signed acknowledgement. A message stays in `told/` afterwards, until the bundle brings it
back with its state. One that was refused for ever waits in `refused/` beside its reason. Names are
random ids: they tell no order.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.files import make_directory, move_file, remove_file, replace_file, storage_problems
from kiosk.transport import Request, Transport, reply_problem
from shared import limits
from shared.declaration import (
    DECLARATION_MEDIA_TYPE,
    Body,
    Declaration,
    Message,
    SignedDeclaration,
    read_acknowledgement,
    read_declaration,
    write_declaration,
)
from shared.problems import FormatProblem, Problem
from shared.signing import Signer

SUFFIX: Final = ".declaration"
REASON_SUFFIX: Final = ".reason.json"


@dataclass(frozen=True, slots=True)
class Slip:
    """A declaration on this disk: its bytes, and what they say."""

    data: bytes
    signed: SignedDeclaration

    @property
    def name(self) -> str:
        """Of its file, without the suffix."""
        return self.signed.declaration.id.hex()


class Declarations:
    """Declarations on their way, in `declarations/` of the data directory.

    Raises:
        StorageProblem: the directories cannot be made.
    """

    def __init__(
        self,
        data_dir: Path,
        signer: Signer,
        device: str,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._waiting = data_dir / "declarations"
        self._told = self._waiting / "told"
        self._refused = self._waiting / "refused"
        self._signer = signer
        self._device = device
        self._random_bytes = random_bytes
        for directory in (self._waiting, self._told, self._refused):
            make_directory(directory)

    def add(self, point: str, body: Body) -> None:
        """Sign a declaration and keep it for the courier.

        Raises:
            StorageProblem: nothing was declared.
        """
        name = self._random_bytes(limits.ITEM_ID_BYTES)
        data = write_declaration(self._signer, Declaration(self._device, point, name, body))
        replace_file(self._waiting / (name.hex() + SUFFIX), data)

    def pending(self) -> list[Slip]:
        """What waits for its acknowledgement."""
        return _slips(self._waiting)

    def told(self) -> list[Message]:
        """Messages that arrived and that no bundle brought back yet."""
        return [_message(each) for each in _slips(self._told)]

    def waiting_messages(self) -> list[Message]:
        """Messages that are still on their way."""
        slips = self.pending()
        return [_message(each) for each in slips if _is_message(each)]

    def refused(self) -> dict[str, str]:
        """The code of the problem of each declaration that was refused for ever, by its name."""
        return {
            each.name: _code(self._refused / (each.name + REASON_SUFFIX))
            for each in _slips(self._refused)
        }

    def settle(self, slip: Slip) -> None:
        """Let go of a declaration that a verified acknowledgement names."""
        path = self._waiting / (slip.name + SUFFIX)
        if _is_message(slip):
            move_file(path, self._told / path.name)
        else:
            remove_file(path)

    def refuse(self, slip: Slip, problem: Problem) -> None:
        """Set aside what can never be accepted, with the reason."""
        reason = json.dumps({"code": problem.code, "reason": str(problem)}, ensure_ascii=False)
        replace_file(self._refused / (slip.name + REASON_SUFFIX), reason.encode())
        move_file(self._waiting / (slip.name + SUFFIX), self._refused / (slip.name + SUFFIX))

    def forget_told(self, answered: set[bytes]) -> None:
        """Let go of messages that the bundle brings back."""
        for each in _slips(self._told):
            if each.signed.declaration.id in answered:
                remove_file(self._told / (each.name + SUFFIX))


@dataclass(slots=True)
class Delivered:
    """What a round came to: acknowledged, refused for ever, and what stopped it early."""

    sent: int = 0
    refused: int = 0
    problem: Problem | None = None


def deliver_all(
    transport: Transport, declarations: Declarations, signers: tuple[bytes, ...]
) -> Delivered:
    """Send what waits, one after the other, until the collector cannot be reached.

    Raises:
        StorageProblem: the disk failed; nothing is lost.
    """
    done = Delivered()
    for slip in declarations.pending():
        request = Request("POST", "/v1/activity", slip.data, DECLARATION_MEDIA_TYPE)
        try:
            reply = transport.exchange(request)
            if reply.status in (200, 201):
                check_acknowledgement(reply.body, slip, signers)
                declarations.settle(slip)
                done.sent += 1
                continue
        except Problem as problem:
            done.problem = problem
            break
        reason, final = reply_problem(reply)
        if not final:
            done.problem = reason
            break
        declarations.refuse(slip, reason)
        done.refused += 1
    return done


def check_acknowledgement(data: bytes, slip: Slip, signers: tuple[bytes, ...]) -> None:
    """Make sure that an acknowledgement is this declaration's.

    Raises:
        FormatProblem: it is not one, or another's.
        TrustProblem: `signature-invalid`.
    """
    if read_acknowledgement(data, signers).declaration != slip.signed.digest:
        raise FormatProblem("format-malformed", "It names another declaration.")


def _slips(directory: Path) -> list[Slip]:
    found = []
    with storage_problems():
        for path in sorted(directory.glob("*" + SUFFIX)):
            try:
                data = path.read_bytes()
                found.append(Slip(data, read_declaration(data)))
            except (FileNotFoundError, FormatProblem):
                # It left at this moment, or a damaged disk holds it; it stays where it is.
                continue
    return found


def _is_message(slip: Slip) -> bool:
    return isinstance(slip.signed.declaration.body, Message)


def _message(slip: Slip) -> Message:
    body = slip.signed.declaration.body
    if not isinstance(body, Message):
        raise FormatProblem("format-malformed", "A message is expected.")
    return body


def _code(path: Path) -> str:
    try:
        return str(json.loads(path.read_bytes())["code"])
    except (OSError, ValueError, KeyError, TypeError):
        return "internal"
