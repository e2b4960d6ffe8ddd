"""What a device is given to work with: its Points, their surveys, the keys to seal to."""

from __future__ import annotations

from datetime import date, datetime

from collector.registry.device import Device
from collector.registry.registered import RegisteredPoint
from collector.store.desk import ANSWERS_SHOWN, messages_of, notices_of
from collector.store.devices import find_device
from collector.store.engine import Database, Transaction
from collector.store.keys import all_keys
from collector.store.openings import in_force
from collector.store.points import all_points, find_point
from collector.store.settings import bundle_serial, phone_address
from collector.store.speech import speech_of
from collector.store.surveys import default_survey_digest, find_survey
from shared.bundle import Bundle, BundlePoint, Notice, write_bundle
from shared.desk_answers import DeskAnswer
from shared.messages import DeviceKind, read_bundle_request
from shared.periods import Period
from shared.problems import SurveyProblem, TrustProblem
from shared.sealing import PublicKey
from shared.signing import Signer
from shared.survey import Survey


def answer_bundle_request(
    database: Database, signer: Signer, header: str, now: datetime
) -> bytes | None:
    """The signed bundle of the device that asks, or None when it has the newest already.

    Args:
        database: where the registry is.
        signer: the collector's key.
        header: `Authorization`, as `shared.messages.write_bundle_request` makes it.
        now: in the time zone in which months begin.

    Raises:
        FormatProblem: `format-malformed`.
        TrustProblem: `device-unknown`, `device-revoked`, `signature-invalid`.
    """
    request = read_bundle_request(header)
    with database.read() as transaction:
        device = known_device(transaction, request.device)
        request.verify(device.public)
        if request.have >= bundle_serial(transaction, now):
            return None
        return write_bundle(signer, bundle_for(transaction, device, signer, now))


def known_device(transaction: Transaction, device_id: str) -> Device:
    """An enrolled device that may still send and ask.

    Raises:
        TrustProblem: `device-unknown`, `device-revoked`.
    """
    device = find_device(transaction, device_id)
    if device is None:
        raise TrustProblem("device-unknown")
    if device.revoked:
        raise TrustProblem("device-revoked")
    return device


def bundle_for(transaction: Transaction, device: Device, signer: Signer, now: datetime) -> Bundle:
    """The bundle of one device. Keys of months that are over are left out.

    Raises:
        SurveyProblem: `survey-unknown`: no survey was ever published.
    """
    default = default_survey_digest(transaction)
    if default is None:
        raise SurveyProblem("survey-unknown", "No survey was published here yet.")
    known = in_force(transaction, _points(transaction, device), now)
    points = [bundle_point(point, default) for point in known]
    digests = {default, *(point.survey for point in points)}
    return Bundle(
        serial=bundle_serial(transaction, now),
        device=device.id,
        points=tuple(points),
        surveys={digest: _survey(transaction, digest) for digest in digests},
        keys=_keys(transaction, Period.of(now)),
        signers=tuple(filter(None, (signer.public, signer.announced))),
        speech=_speech(transaction, device, digests),
        notices=_notices(transaction, points, now.date()),
        answers=_answers(transaction, device),
        phone=phone_address(transaction, _caf(transaction, device)),
    )


def _points(transaction: Transaction, device: Device) -> list[RegisteredPoint]:
    if device.kind is DeviceKind.RELAY:
        return [point for point in all_points(transaction, device.caf) if point.active]
    point = find_point(transaction, device.point or "")
    return [point] if point else []


def _caf(transaction: Transaction, device: Device) -> str:
    point = find_point(transaction, device.point or "")
    return device.caf or (point.caf if point else "")


def bundle_point(point: RegisteredPoint, default: bytes) -> BundlePoint:
    """What a device is told of a Point; `default`: the survey of Points that have none."""
    return BundlePoint(
        id=point.id,
        caf=point.caf,
        name=point.record.name,
        address=point.address,
        hours=point.record.hours,
        token=point.token,
        survey=point.survey or default,
        closures=point.closures,
        coming=point.coming,
        departement=point.departement,
    )


def _survey(transaction: Transaction, digest: bytes) -> Survey:
    survey = find_survey(transaction, digest)
    if survey is None:
        raise SurveyProblem("survey-unknown")
    return survey


def _speech(
    transaction: Transaction, device: Device, surveys: set[bytes]
) -> dict[bytes, dict[str, bytes]]:
    """The packs of these surveys. A relay has no voice: phones read pages aloud themselves."""
    if device.kind is DeviceKind.RELAY:
        return {}
    spoken = {digest: speech_of(transaction, digest) for digest in surveys}
    return {digest: packs for digest, packs in spoken.items() if packs}


def _notices(
    transaction: Transaction, points: list[BundlePoint], today: date
) -> tuple[Notice, ...]:
    return tuple(
        each.in_bundle()
        for each in notices_of(transaction, from_day=today)
        if any(each.is_for(point.id, point.caf) for point in points)
    )


def _answers(transaction: Transaction, device: Device) -> tuple[DeskAnswer, ...]:
    """What became of the messages of a kiosk's Point; a relay has no desk."""
    if device.kind is DeviceKind.RELAY or device.point is None:
        return ()
    found = messages_of(transaction, point_id=device.point, most=ANSWERS_SHOWN)
    return tuple(each.in_bundle() for each in found)


def _keys(transaction: Transaction, first: Period) -> dict[str, PublicKey]:
    return {
        str(key.period): key.public
        for key in all_keys(transaction)
        if key.period >= first and key.in_use
    }
