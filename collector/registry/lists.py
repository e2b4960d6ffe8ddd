"""Importing a list on the web: it waits in the registry between its preview and the word to go."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from collector.auth.reader import Reader
from collector.auth.scope import Level
from collector.instance import Collector
from collector.registry.importer import plan_import
from collector.registry.model import Changes
from collector.registry.plan import ImportPlan
from collector.registry.preview import ChangeKind, Preview, preview
from collector.store.beside import held_beside
from collector.store.engine import Transaction
from collector.store.pending import keep_list, take_list
from collector.store.points import RegistryPoints, all_points
from shared.problems import AccessProblem, FormatProblem


@dataclass(frozen=True, slots=True)
class Looked:
    """A list that was looked at and waits. `digest`: names it, SHA-256 in hexadecimal."""

    digest: str
    plan: ImportPlan
    preview: Preview

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind."""
        return {kind.value: len(self.preview.of(kind)) for kind in ChangeKind}


class ListDesk:
    """Takes lists of Points from one reader, who sees all of the Cafs that a list names."""

    def __init__(self, collector: Collector, reader: Reader) -> None:
        self._collector = collector
        self._reader = reader

    def look(self, content: bytes) -> Looked:
        """What importing this file would change; it is kept until its word comes, or another file.

        Raises:
            OperationProblem: `file-unreadable`, `points-header`.
            AccessProblem: `scope-refused`: it names a Caf or a Point outside the reader's scope.
        """
        plan = plan_import(content)
        digest = hashlib.sha256(content).hexdigest()
        today = self._collector.now().date()
        with self._collector.database.begin() as transaction:
            ahead = self._preview(transaction, plan)
            keep_list(transaction, self._reader.email, digest, content, today)
        return Looked(digest, plan, ahead)

    def confirm(self, digest: str, *, close_gone: bool) -> Changes:
        """Import the list that was looked at last, if it is this one.

        Raises:
            FormatProblem: `registry-input`: no such list waits.
            AccessProblem: as `look`.
        """
        here = self._collector
        with here.database.begin() as transaction:
            content = take_list(transaction, self._reader.email, digest)
            if content is None:
                raise FormatProblem("registry-input", "digest")
            plan = plan_import(content)
            ahead = self._preview(transaction, plan)
        store = RegistryPoints(here.database, here.now, here.random_bytes)
        closed = ahead.gone if close_gone else ()
        return store.upsert_points(
            plan.good, beside=plan.beside, closed=closed, who=self._reader.email
        )

    def _preview(self, transaction: Transaction, plan: ImportPlan) -> Preview:
        known = all_points(transaction)
        named = {each.id for each in plan.good}
        cafs = {each.caf for each in plan.good} | {each.caf for each in known if each.id in named}
        if self._reader.scope.level is Level.POINT:
            raise AccessProblem("scope-refused", f"Your scope is {self._reader.scope}.")
        for each in sorted(cafs):
            self._reader.check_caf(each)
        today = self._collector.now().date()
        return preview(plan, known, held_beside(transaction, today))
