"""The private keys that a tally needs, read once and before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from collector.keys.private import PeriodPrivateKey
from shared.periods import Period
from shared.problems import OperationProblem
from shared.sealing import PublicKey


class KeySource(Protocol):
    """Where private keys are kept: `collector.keys.keyring.Keyring`."""

    def load(self, period: Period) -> PeriodPrivateKey:
        """The private key of a period, or a problem: `key-missing`, `key-passphrase`."""
        ...


class PublishedKey(Protocol):
    """A key as the database knows it."""

    @property
    def period(self) -> Period:
        """The month it is for."""
        ...

    @property
    def public(self) -> PublicKey:
        """Its public half."""
        ...

    @property
    def destroyed(self) -> bool:
        """Whether its private half is gone for ever."""
        ...


class TallyKeys:
    """The keys of the periods that a tally opens, and of the one that it is of.

    Raises (when made):
        OperationProblem: `key-missing`, or `key-destroyed` for the tally's own period.
        TrustProblem: `key-passphrase`.
    """

    def __init__(
        self, source: KeySource, published: Iterable[PublishedKey], periods: Iterable[Period]
    ) -> None:
        self._source = source
        self._published = list(published)
        self._loaded: dict[Period, PeriodPrivateKey] = {}
        for period in periods:
            if not self._is_destroyed(period):
                self._load(period)

    def noise_secret(self, period: Period) -> bytes:
        """The secret of the noise of a tally of this period."""
        if self._is_destroyed(period):
            detail = f"The noise of a tally of {period} is drawn with it; tally a later period."
            raise OperationProblem("key-destroyed", detail)
        return self._load(period).noise_secret(period)

    def find(self, key_id: bytes) -> PeriodPrivateKey | str:
        """The key of this id, or the problem code of an item that can never be opened.

        Raises:
            OperationProblem, TrustProblem: it exists and could not be read.
        """
        for each in self._published:
            if each.public.key_id == key_id:
                return "key-destroyed" if each.destroyed else self._load(each.period)
        return "key-unknown"

    def _is_destroyed(self, period: Period) -> bool:
        return any(each.destroyed for each in self._published if each.period == period)

    def _load(self, period: Period) -> PeriodPrivateKey:
        if period not in self._loaded:
            key = self._source.load(period)
            known = {each.period: each.public for each in self._published}
            if period in known and known[period] != key.public:
                detail = f"The file of {period} holds another key than the one published."
                raise OperationProblem("key-missing", detail)
            self._loaded[period] = key
        return self._loaded[period]
