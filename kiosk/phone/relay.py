"""The relay: takes sealed items from phones, for its own Points only, and keeps them in its spool.

It looks at lengths, names of lanes and challenges. What the items say, it cannot know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final, Protocol

from kiosk.clock import Monotonic, RandomBytes
from kiosk.phone.ceiling import Ceiling
from kiosk.phone.challenges import Challenge, Challenges
from kiosk.phone.settings import PhoneSettings, Presence
from kiosk.submit import Outcome, Store, Submission, submit
from shared import limits
from shared.bundle import Bundle, BundlePoint
from shared.periods import Period
from shared.presence import is_present
from shared.problems import AccessProblem, FormatProblem, ResponseProblem
from shared.response import Channel
from shared.sealing import Context, Label, PublicKey, sealed_length
from shared.survey import Survey

SURVEYS_KEPT: Final = 3
"""Of a Point: pages opened before its survey was replaced can still be sent."""

CHALLENGES_PER_PAGE: Final = 2
"""One for the response, one for the comment: they are sent apart."""

_LANE = re.compile(r"([0-9]{4}-[0-9]{2})\.([0-9a-f]{16})\.([0-9a-f]{64})", re.ASCII)


class Device(Protocol):
    """What this device knows. `bundle` raises ResponseProblem `survey-unavailable` without one."""

    @property
    def bundle(self) -> Bundle: ...  # noqa: D102 - the class says it


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a page posts: an item, its lane `period.key.survey`, its work `challenge.counter`."""

    label: Label
    lane: str
    work: str
    item: bytes


@dataclass(frozen=True, slots=True)
class Pass:
    """What a page needs to seal and to send, besides the survey.

    `signer` (32 bytes) is the collector key whose signature of the period key is `proof`.
    """

    period: Period
    key: PublicKey
    signer: bytes
    proof: bytes
    challenges: tuple[str, ...]
    on_site: bool


class Relay:
    """Serves the phones of many Points. Thread-safe.

    Args:
        settings: the layers against stuffing.
        device: what this device knows; asked anew each time, so that a new bundle counts.
        spool: keeps sealed items.
        now: the local time, for its month and for presence codes.
        monotonic: seconds that never go back.
        random_bytes: makes challenges, and ids for comments that are sealed here.
    """

    def __init__(
        self,
        settings: PhoneSettings,
        device: Device,
        spool: Store,
        now: Callable[[], datetime],
        monotonic: Monotonic,
        random_bytes: RandomBytes,
    ) -> None:
        self.settings = settings
        self.challenges = Challenges(settings.phone_work_bits, monotonic, random_bytes)
        self._device = device
        self._spool = spool
        self._now = now
        self._random_bytes = random_bytes
        self._ceiling = Ceiling(settings.phone_per_hour or None, monotonic)
        self._plain_ceiling = Ceiling(settings.phone_plain_per_hour, monotonic)
        self._surveys: dict[str, dict[bytes, Survey]] = {}
        self._taking = Lock()

    def point(self, token: str) -> BundlePoint:
        """The Point whose poster bears this token.

        Raises:
            AccessProblem: `poster-unknown`: none, or its token was reissued.
            ResponseProblem: `survey-unavailable`.
        """
        for point in self._device.bundle.points:
            if point.token.lower() == token.lower():
                return point
        raise AccessProblem("poster-unknown")

    def survey(self, point: BundlePoint) -> Survey:
        """The survey in use at a Point; pages opened now may be sent until others replaced it."""
        survey = self._device.bundle.survey_of(point)
        with self._taking:
            handed_out = self._surveys.setdefault(point.id, {})
            handed_out.pop(survey.digest, None)
            handed_out[survey.digest] = survey
            while len(handed_out) > SURVEYS_KEPT:
                del handed_out[next(iter(handed_out))]
        return survey

    def survey_named(self, point: BundlePoint, digest: bytes) -> Survey:
        """The survey of this digest, if it is in use at the Point or was a short while ago.

        Raises:
            ResponseProblem: `survey-renewed`.
        """
        if digest == point.survey:
            return self._device.bundle.survey_of(point)
        survey = self._surveys.get(point.id, {}).get(digest)
        if survey is None:
            raise ResponseProblem("survey-renewed")
        return survey

    def is_on_site(self, point: BundlePoint, code: str) -> bool:
        """Whether a code proves presence at the Point."""
        if self.settings.phone_presence is Presence.OFF or not code:
            return False
        return is_present(point.presence, code, self._now())

    def was_on_site(self, point: BundlePoint, challenge: str) -> bool:
        """Whether a page was given its challenge on site; False for none of ours."""
        try:
            return self.challenges.read(challenge, point.id).on_site
        except AccessProblem:
            return False

    def new_pass(self, point: BundlePoint, *, on_site: bool) -> Pass:
        """What a page that is opened at this moment needs to send.

        Raises:
            ResponseProblem: `survey-unavailable`: there is no period key.
        """
        bundle = self._device.bundle
        chosen = bundle.key_for(Period.of(self._now()))
        if chosen is None:
            raise ResponseProblem("survey-unavailable", "The bundle holds no period key.")
        challenges = tuple(
            self.challenges.issue(point.id, on_site=on_site) for _ in range(CHALLENGES_PER_PAGE)
        )
        proof = bundle.proofs.get(str(chosen[0]), b"")
        return Pass(chosen[0], chosen[1], bundle.signer, proof, challenges, on_site)

    def take(self, point: BundlePoint, sealed: Sealed) -> None:
        """Keep a sealed item; return once it is on disk, also when it was there before.

        Raises:
            FormatProblem: `request-invalid`: not of the shape of a sealed item.
            ResponseProblem: `survey-renewed`, `lane-renewed`: sealed for what is not in use.
            AccessProblem: `work-refused`, `presence-missing`, `phone-ceiling`.
            StorageProblem: it is not kept.
        """
        lane = self._lane(point, sealed)
        text, _, counter = sealed.work.partition(".")
        challenge = self._admit(point, text)
        self.challenges.check_work(challenge, counter)
        item_id = sealed.item[: limits.ITEM_ID_BYTES]
        with self._taking:
            if self._was_taken(challenge, item_id):
                return
            self._check_room((point.id, sealed.label), plain=False)
            if self._spool.store(lane, sealed.item):
                self._ceiling.count((point.id, sealed.label))
            self.challenges.use(challenge, item_id)

    def channel(self, point: BundlePoint, challenge: str) -> Channel:
        """By which way a page without JavaScript came.

        Raises:
            AccessProblem: `work-refused`, `presence-missing`.
        """
        on_site = self._admit(point, challenge).on_site
        return Channel.PHONE_ON_SITE if on_site else Channel.PHONE

    def take_plain(self, point: BundlePoint, challenge: str, submission: Submission) -> Outcome:
        """Seal and keep what a browser without JavaScript sent in clear.

        Raises:
            ResponseProblem: `response-invalid`, `comment-too-long`, `survey-unavailable`.
            AccessProblem: `work-refused`, `presence-missing`, `phone-ceiling`.
            StorageProblem: it is not kept.
        """
        admitted = self._admit(point, challenge)
        key = (point.id, Label.RESPONSE)
        with self._taking:
            if self._was_taken(admitted, submission.visit):
                return Outcome.RECORDED
            self._check_room(key, plain=True)
            outcome = submit(
                submission,
                self._device.bundle,
                point.id,
                self._spool,
                self._now,
                self._random_bytes,
            )
            self._ceiling.count(key)
            self._plain_ceiling.count(key)
            self.challenges.use(admitted, submission.visit)
        return outcome

    def _lane(self, point: BundlePoint, sealed: Sealed) -> Context:
        named = _LANE.fullmatch(sealed.lane)
        if named is None:
            raise FormatProblem("request-invalid", "The lane is not written as it must be.")
        survey = self.survey_named(point, bytes.fromhex(named[3]))
        key = self._device.bundle.keys.get(named[1])
        if key is None or key.key_id.hex() != named[2]:
            raise ResponseProblem("lane-renewed")
        if len(sealed.item) != sealed_length(survey, sealed.label):
            raise FormatProblem("request-invalid", "This is not as long as a sealed item.")
        if sealed.label is Label.COMMENT and survey.comment is None:
            raise FormatProblem("request-invalid", "This survey asks for no comment.")
        return Context(sealed.label, named[1], key.key_id, point.id, survey.digest)

    def _admit(self, point: BundlePoint, text: str) -> Challenge:
        challenge = self.challenges.read(text, point.id)
        if self.settings.phone_presence is Presence.REQUIRED and not challenge.on_site:
            raise AccessProblem("presence-missing")
        return challenge

    def _was_taken(self, challenge: Challenge, item_id: bytes) -> bool:
        """Whether this very item came with this challenge before: the answer to it got lost.

        Raises:
            AccessProblem: `work-refused`: another item did.
        """
        used_for = self.challenges.used_for(challenge)
        if used_for is not None and used_for != item_id:
            raise AccessProblem("work-refused", "The challenge was used before.")
        return used_for is not None

    def _check_room(self, key: tuple[str, Label], *, plain: bool) -> None:
        reached = self._ceiling.is_reached(key) or self.challenges.is_full()
        if plain:
            reached = reached or self._plain_ceiling.is_reached(key)
        if reached:
            raise AccessProblem("phone-ceiling")
