"""Who this device is and what it knows: its identity, and the last bundle it verified.

In the data directory: `device.key` (Ed25519 secret, 32 bytes, mode 0600), `device.json` (collector,
id, kind, anchors) and `bundle.cbor`. The identity is complete once `device.json` is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Final

from kiosk.clock import Clock, wall_clock
from kiosk.files import make_directory, replace_file
from shared import limits
from shared.bundle import Bundle, BundlePoint, read_bundle
from shared.messages import DeviceKind
from shared.names import is_device_id
from shared.periods import Period
from shared.problems import FormatProblem, OperationProblem, Problem, ResponseProblem, TrustProblem
from shared.sealing import Context, Label, PublicKey
from shared.signing import Signer
from shared.succession import honoured
from shared.survey import Survey

KEY_FILE: Final = "device.key"
IDENTITY_FILE: Final = "device.json"
BUNDLE_FILE: Final = "bundle.cbor"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this device is.

    `collector` is a base URL without a final slash. `anchors` are the collector keys that vouch for
    the bundle kept here; once it is read, the keys it names are the ones to trust.
    """

    collector: str
    device: str
    kind: DeviceKind
    anchors: tuple[bytes, ...]


def make_signer(data_dir: Path, random_bytes: Callable[[int], bytes]) -> Signer:
    """The device's signing key, made if there is none yet.

    Raises:
        StorageProblem: it cannot be kept.
    """
    path = data_dir / KEY_FILE
    if not path.exists():
        make_directory(data_dir)
        replace_file(path, random_bytes(limits.SIGNING_KEY_BYTES))
    return read_signer(data_dir)


def read_signer(data_dir: Path) -> Signer:
    """The device's signing key.

    Raises:
        OperationProblem: `not-enrolled`; `file-unreadable` when it is not a key.
    """
    secret = _read(data_dir / KEY_FILE)
    if len(secret) != limits.SIGNING_KEY_BYTES:
        raise OperationProblem("file-unreadable", f"{data_dir / KEY_FILE}: not a signing key.")
    return Signer(secret)


def is_enrolled(data_dir: Path) -> bool:
    """Whether this data directory belongs to an enrolled device."""
    return (data_dir / IDENTITY_FILE).exists()


def write_identity(data_dir: Path, identity: Identity) -> None:
    """Keep who this device is; from then on it is enrolled.

    Raises:
        StorageProblem: it cannot be kept.
    """
    document = {
        "collector": identity.collector,
        "device": identity.device,
        "kind": identity.kind.value,
        "anchors": [anchor.hex() for anchor in identity.anchors],
    }
    replace_file(data_dir / IDENTITY_FILE, json.dumps(document, indent=1).encode())


def read_identity(data_dir: Path) -> Identity:
    """Who this device is.

    Raises:
        OperationProblem: `not-enrolled`; `file-unreadable` when the file was altered.
    """
    path = data_dir / IDENTITY_FILE
    try:
        document = json.loads(_read(path))
        identity = Identity(
            collector=str(document["collector"]),
            device=str(document["device"]),
            kind=DeviceKind(document["kind"]),
            anchors=tuple(bytes.fromhex(anchor) for anchor in document["anchors"]),
        )
    except (ValueError, KeyError, TypeError):
        raise OperationProblem("file-unreadable", f"{path}: not a device's identity.") from None
    if not is_device_id(identity.device):
        raise OperationProblem("file-unreadable", f"{path}: not a device's identity.")
    return identity


class DeviceState:
    """What an enrolled device knows. Reads the bundle again when its file changed; thread-safe.

    Args:
        data_dir: of an enrolled device.
        clock: chooses the period to seal to.

    Raises:
        OperationProblem: `not-enrolled`, `file-unreadable`.
    """

    def __init__(self, data_dir: Path, clock: Clock) -> None:
        self.data_dir = data_dir
        self.signer = read_signer(data_dir)
        self._identity = read_identity(data_dir)
        self._clock = clock
        self._lock = Lock()
        self._bundle: Bundle | None = None
        self._seen: tuple[int, int, int] | None = None

    @property
    def identity(self) -> Identity:
        """Who this device is."""
        return self._identity

    @property
    def bundle(self) -> Bundle:
        """The last bundle that was verified.

        Raises:
            ResponseProblem: `survey-unavailable`: there is none, or its file was altered.
        """
        with self._lock:
            seen = self._look()
            if self._bundle is None or seen != self._seen:
                self._bundle = self._load()
                self._seen = seen
            return self._bundle

    @property
    def today(self) -> date:
        """The day that this device's clock shows."""
        return self._clock().date()

    def here(self) -> datetime:
        """The date and time at the first Point; in Paris until a bundle says where that is."""
        try:
            points = self.bundle.points
        except ResponseProblem:
            points = ()
        return wall_clock(self._clock(), points[0].departement if points else "")

    @property
    def serial(self) -> int:
        """The serial of the bundle, 0 for none."""
        try:
            return self.bundle.serial
        except ResponseProblem:
            return 0

    @property
    def signers(self) -> tuple[bytes, ...]:
        """The collector keys whose receipts count: the present ones, and retired ones that were
        not stolen, whose receipts may still be on their way.
        """
        try:
            bundle = self.bundle
            return (*(bundle.signers or self._identity.anchors), *honoured(bundle.chain))
        except Problem:
            return self._identity.anchors

    @property
    def _vouching(self) -> tuple[bytes, ...]:
        """The collector keys that may sign, or lead to, the next bundle: no retired one may."""
        try:
            return self.bundle.signers or self._identity.anchors
        except ResponseProblem:
            return self._identity.anchors

    @property
    def point(self) -> BundlePoint:
        """The Point where a kiosk stands; a relay's first one.

        Raises:
            ResponseProblem: `survey-unavailable`.
        """
        points = self.bundle.points
        if not points:
            raise ResponseProblem("survey-unavailable", "The bundle names no Point.")
        return points[0]

    @property
    def survey(self) -> Survey:
        """The survey in use at `point`.

        Raises:
            ResponseProblem: `survey-unavailable`.
        """
        return self.bundle.survey_of(self.point)

    def sealing_key(self) -> tuple[Period, PublicKey]:
        """The period to count an answer in, and its key: the nearest to what the clock says.

        Raises:
            ResponseProblem: `survey-unavailable`: the bundle has no key.
        """
        chosen = self.bundle.key_for(Period.of(self._clock()))
        if chosen is None:
            raise ResponseProblem("survey-unavailable", "The bundle holds no period key.")
        return chosen

    def lane(self, label: Label, point: BundlePoint | None = None) -> tuple[Context, PublicKey]:
        """What to bind an item to, and the key to seal it to, at this moment.

        Args:
            label: the kind of item.
            point: where it was said; `self.point` unless given.

        Raises:
            ResponseProblem: `survey-unavailable`.
        """
        point = point or self.point
        period, key = self.sealing_key()
        return Context(label, str(period), key.key_id, point.id, point.survey), key

    def accept_bundle(self, data: bytes) -> bool:
        """Keep a bundle that came from the collector; False if it is the very one held.

        Raises:
            FormatProblem: it is not a bundle; `bundle-rollback`: it is older than the one held.
            TrustProblem: `signature-invalid`: another signer, or for another device.
            StorageProblem: it could not be kept; the one held is.
        """
        bundle = read_bundle(data, self._vouching)
        if bundle.device != self._identity.device:
            raise TrustProblem("signature-invalid", "The bundle is made for another device.")
        held = self.serial
        if bundle.serial < held:
            raise FormatProblem(
                "bundle-rollback", f"It has serial {bundle.serial}; {held} is the one held."
            )
        if bundle.serial == held:
            return False
        self._anchor(bundle.signer)
        replace_file(self.data_dir / BUNDLE_FILE, data)
        return True

    def _anchor(self, signer: bytes) -> None:
        """Have the bundle's own signer vouch for it at the next start, before it is kept."""
        known = self._identity
        if signer not in known.anchors:
            anchors = (*known.anchors, signer)
            self._identity = Identity(known.collector, known.device, known.kind, anchors)
            write_identity(self.data_dir, self._identity)

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = (self.data_dir / BUNDLE_FILE).stat()
        except OSError:
            return None
        return found.st_ino, found.st_ctime_ns, found.st_size

    def _load(self) -> Bundle:
        try:
            data = (self.data_dir / BUNDLE_FILE).read_bytes()
            identity = read_identity(self.data_dir)
            bundle = read_bundle(data, identity.anchors)
        except (OSError, Problem) as error:
            raise ResponseProblem("survey-unavailable", f"No valid bundle: {error}") from None
        self._identity = identity
        return bundle


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise OperationProblem("not-enrolled") from None
    except OSError as error:
        raise OperationProblem("file-unreadable", f"{path}: {error.strerror}.") from None
