"""Whether what is gone from the ledger went with a person who was erased, and with nobody else."""

from bot.ledger.journal.bits import Bits
from bot.ledger.journal.findings import Finding, Findings, What
from bot.store.db import Connection
from bot.store.ledger import journal
from bot.store.ledger.journal import Erasure

STEP = 1000
"""Erasures that are looked at together."""


class Erasures:
    """All erasures that are written down. That nobody wrote or changed them behind the ledger's back
    is for the audit to find, as of every entry.
    """

    def __init__(self, conn: Connection, findings: Findings) -> None:
        """None is known before ``read``."""
        self._conn = conn
        self._findings = findings
        self._rows = Bits()
        self._traces: set[bytes] = set()

    def __contains__(self, row: int) -> bool:
        """Whether an erasure names this row of the journal."""
        return row in self._rows

    async def read(self) -> None:
        """Read them, and check that each is of a person of its own who has a tombstone."""
        after = journal.BEFORE_ALL
        while some := await journal.erasures(self._conn, after, STEP):
            after = some[-1].id
            traces = [one for erasure in some for one in erasure.traces]
            known = await journal.remembered(self._conn, traces)
            for one in some:
                self._take_in(one, known)

    def _take_in(self, one: Erasure, known: set[bytes]) -> None:
        traces = set(one.traces)
        if not traces or not traces <= known:
            self._findings.add(Finding(What.ERASED_NOBODY, f"erasure {one.id}"))
        if not traces.isdisjoint(self._traces):
            self._findings.add(Finding(What.ERASED_TWICE, f"erasure {one.id}"))
        self._traces |= traces
        for row in one.blanked:
            self._rows.add(row)
