"""A bundle: all that a device needs, signed by the collector, so that it can work offline for
months.

A device refuses a bundle whose serial is lower than that of the one it has. Key ids are not
carried: they are computed from the keys.

Unlike all other formats, fields that this program does not know are passed over: a collector is
updated before its devices, and what it signs may say more than they understand. What an older
device must not overlook comes with another format version, which it refuses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from shared import limits
from shared.bundle_speech import speech_from_fields
from shared.cbor import Reader, decode, encode
from shared.coming_hours import ComingHours, coming_from_fields, coming_to_fields
from shared.departement import with_regional_holidays
from shared.desk_answers import DeskAnswer, answers_from_fields, answers_to_fields
from shared.names import device_name, point_id
from shared.periods import Period, nearest
from shared.problems import FormatProblem
from shared.sealing import PublicKey
from shared.signing import Domain, Signer, open_envelope, verify
from shared.succession import chain_of, follow, peek_chain
from shared.survey import Survey
from shared.survey_document import survey_from_canonical

BUNDLE_MEDIA_TYPE: Final = "application/vnd.isoloir.bundle+cbor"
_MANY = 5000


@dataclass(frozen=True, slots=True)
class BundlePoint:
    """A Point as its device knows it.

    `hours` is an OSM opening_hours string (empty: unknown); `closures` are opening_hours strings
    that override it on their dates; `coming`: hours that hold from later days on; `survey` is the
    digest of the survey in use there; `token` names the Point in the phone address `/p/{token}`;
    `departement`: its official code, for what holds there alone (empty: not known).
    """

    id: str
    caf: str
    name: str
    address: str
    hours: str
    token: str
    survey: bytes
    closures: tuple[str, ...] = ()
    coming: ComingHours = ()
    departement: str = ""
    presence: bytes = field(default=b"", compare=False, repr=False)

    def hours_on(self, day: date) -> str:
        """The weekly hours that hold on a day, as far as this bundle knows."""
        known = [each for each in self.coming if each[0] <= day]
        return max(known)[1] if known else self.hours

    def expression_on(self, day: date) -> str:
        """Hours and closures of a day as one opening_hours string; empty when not known.

        It holds for that day alone: public holidays of the département are worked into it.
        """
        hours = with_regional_holidays(self.hours_on(day), self.departement, day)
        return "; ".join((hours, *self.closures)) if hours else ""


@dataclass(frozen=True, slots=True)
class Notice:
    """News from the Caf: shown on the desk or the attract screen from one day to another (ISO
    dates).
    """

    id: str
    place: str
    starts: str
    ends: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Bundle:
    """Everything one device needs. `serial` grows with every change at the collector.

    `surveys` by digest; `keys` by period (`YYYY-MM`); `signers` are the collector keys to trust
    from now on. `speech`: for a survey, by its digest, the digest of the pack of each language that
    is read aloud (`shared.speech_pack`). `answers`: what became of the desk's messages. `phone`:
    the address below which visitors' phones reach the relay of these Points, such as
    `https://enquete.example`; empty without one. `chain`: the links by which a device that knows an
    earlier collector key reaches the present one (written from the signer's own). Known once the
    bundle was read: `signer`, the collector key that vouches for it, and `proofs`, its signature of
    each period's key alone, for whoever has no use for the rest.
    """

    serial: int
    device: str
    points: tuple[BundlePoint, ...]
    surveys: Mapping[bytes, Survey]
    keys: Mapping[str, PublicKey]
    signers: tuple[bytes, ...]
    notices: tuple[Notice, ...] = field(default=())
    speech: Mapping[bytes, Mapping[str, bytes]] = field(default_factory=dict)
    answers: tuple[DeskAnswer, ...] = ()
    phone: str = ""
    chain: tuple[bytes, ...] = ()
    signer: bytes = field(default=b"", compare=False)
    proofs: Mapping[str, bytes] = field(default_factory=dict, compare=False)

    @cached_property
    def points_by_id(self) -> Mapping[str, BundlePoint]:
        """Points by their id."""
        return {point.id: point for point in self.points}

    def survey_of(self, point: BundlePoint) -> Survey:
        """The survey in use at a Point."""
        return self.surveys[point.survey]

    def key_for(self, period: Period) -> tuple[Period, PublicKey] | None:
        """The period, and its key, to seal to when the clock says `period`; None without any
        key.
        """
        chosen = nearest(period, [Period.parse(each) for each in self.keys])
        return None if chosen is None else (chosen, self.keys[str(chosen)])


def period_key_message(period: str, key: PublicKey) -> bytes:
    """What the collector signs, in domain `period-key`, to vouch for one period's key."""
    return encode({"v": limits.FORMAT_VERSION, "period": period, "key": key.raw})


def presence_secret(signer: Signer, point: str, token: str) -> bytes:
    """A Point's presence secret, 16 bytes: another one once its poster token is reissued.

    Ed25519 signatures are deterministic, so this one, never shown, serves as a keyed digest. It
    stays the same when the signing key is changed.
    """
    signer = Signer(signer.presence) if signer.presence else signer
    message = encode({"v": limits.FORMAT_VERSION, "point": point, "token": token})
    return hashlib.sha256(signer.sign(Domain.PRESENCE, message)).digest()[: limits.PRESENCE_BYTES]


def write_bundle(signer: Signer, bundle: Bundle) -> bytes:
    """Sign a bundle."""
    payload: dict[str, Any] = {
        "v": limits.FORMAT_VERSION,
        "serial": bundle.serial,
        "device": bundle.device,
        "points": [_point_fields(signer, point) for point in bundle.points],
        "surveys": sorted(survey.canonical for survey in bundle.surveys.values()),
        "keys": {period: key.raw for period, key in bundle.keys.items()},
        "proofs": {
            period: signer.sign(Domain.PERIOD_KEY, period_key_message(period, key))
            for period, key in bundle.keys.items()
        },
        "signers": list(bundle.signers),
        "notices": [_notice_fields(notice) for notice in bundle.notices],
    }
    if bundle.speech:
        payload["speech"] = [
            {"survey": survey, "packs": dict(packs)}
            for survey, packs in sorted(bundle.speech.items())
        ]
    if bundle.answers:
        payload["answers"] = answers_to_fields(bundle.answers)
    if bundle.phone:
        payload["phone"] = bundle.phone
    if signer.chain:
        payload["chain"] = list(signer.chain)
    return signer.envelope(Domain.BUNDLE, payload)


def read_bundle(data: bytes, trusted: Iterable[bytes]) -> Bundle:
    """Read a bundle signed by one of the trusted collector keys, or by one that they lead to.

    Its age is the caller's to judge.

    Raises:
        FormatProblem: the bytes are not a bundle, or it names a survey that it does not carry.
        SurveyMistakes: it carries something that is not a survey.
        TrustProblem: `signature-invalid`.
    """
    envelope = open_envelope(Domain.BUNDLE, data, limits.MAX_BUNDLE_BYTES)
    known = follow(peek_chain(envelope.payload, limits.MAX_BUNDLE_BYTES), trusted)
    signer = envelope.verify_any(known)
    fields = Reader(decode(envelope.payload, limits.MAX_BUNDLE_BYTES), "bundle")
    fields.version(limits.FORMAT_VERSION)
    surveys = [survey_from_canonical(each) for each in fields.items("surveys", bytes, _MANY)]
    bundle = Bundle(
        serial=fields.number("serial", 1, limits.MAX_SEQUENCE),
        device=device_name(fields.text("device")),
        points=tuple(_point(Reader(each, "Point")) for each in fields.items("points", dict, _MANY)),
        surveys={survey.digest: survey for survey in surveys},
        keys={str(Period.parse(key)): _key(raw) for key, raw in fields.mapping("keys").items()},
        signers=tuple(_signer(each) for each in fields.items("signers", bytes, 16)),
        notices=tuple(
            _notice(Reader(each, "notice")) for each in fields.items("notices", dict, _MANY)
        ),
        speech=speech_from_fields(fields),
        answers=answers_from_fields(fields),
        phone=fields.text("phone", 200) if fields.has("phone") else "",
        chain=chain_of(fields),
        signer=signer,
        proofs=fields.mapping("proofs"),
    )
    _check_proofs(bundle)
    if any(point.survey not in bundle.surveys for point in bundle.points):
        raise FormatProblem("format-malformed", "bundle: a Point's survey is not carried.")
    return bundle


def _check_proofs(bundle: Bundle) -> None:
    if set(bundle.proofs) != set(bundle.keys) or any(
        type(proof) is not bytes for proof in bundle.proofs.values()
    ):
        raise FormatProblem("format-malformed", "bundle: each key comes with its proof.")
    for period, key in bundle.keys.items():
        message = period_key_message(period, key)
        verify(bundle.signer, Domain.PERIOD_KEY, message, bundle.proofs[period])


def _point_fields(signer: Signer, point: BundlePoint) -> dict[str, Any]:
    fields = {
        "id": point.id,
        "caf": point.caf,
        "name": point.name,
        "address": point.address,
        "hours": point.hours,
        "token": point.token,
        "survey": point.survey,
        "closures": list(point.closures),
        "presence": presence_secret(signer, point.id, point.token),
    }
    if point.coming:
        fields["coming"] = coming_to_fields(point.coming)
    if point.departement:
        fields["departement"] = point.departement
    return fields


def _point(fields: Reader) -> BundlePoint:
    return BundlePoint(
        id=point_id(fields.text("id")),
        caf=fields.text("caf"),
        name=fields.text("name", 300),
        address=fields.text("address", 500),
        hours=fields.text("hours", 2000),
        token=fields.text("token"),
        survey=fields.raw("survey", limits.DIGEST_BYTES),
        closures=tuple(fields.items("closures", str, 400)),
        coming=coming_from_fields(fields),
        departement=fields.text("departement", 3) if fields.has("departement") else "",
        presence=fields.raw("presence", limits.PRESENCE_BYTES),
    )


def _notice_fields(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "place": notice.place,
        "starts": notice.starts,
        "ends": notice.ends,
        "texts": dict(notice.texts),
    }


def _notice(fields: Reader) -> Notice:
    return Notice(
        id=fields.text("id"),
        place=fields.text("place"),
        starts=fields.text("starts"),
        ends=fields.text("ends"),
        texts={str(key): str(text) for key, text in fields.mapping("texts").items()},
    )


def _key(raw: object) -> PublicKey:
    if not isinstance(raw, bytes):
        raise FormatProblem("format-malformed", "bundle: a key is a byte string.")
    return PublicKey(raw)


def _signer(raw: bytes) -> bytes:
    if len(raw) != limits.SIGNING_KEY_BYTES:
        raise FormatProblem("format-malformed", "bundle: a signing key has 32 bytes.")
    return raw
