"""The audit: whether everything in the ledger is as it was written, and nothing is missing.

Reads the chain and what it seals in steps, so that a million entries need no more memory than a few
thousand (but a bit for each). Nothing is asked of the database that it could answer falsely with a
function: commitments are made again here, from the columns.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.keys.signing import SigningKey
from bot.ledger.journal.bits import Bits
from bot.ledger.journal.chain import Chain
from bot.ledger.journal.commitments import commitment
from bot.ledger.journal.erasures import Erasures
from bot.ledger.journal.findings import Finding, Findings, What
from bot.ledger.journal.heads import DayHead
from bot.ledger.journal.people import look_at_people
from bot.store.db import Connection
from bot.store.ledger import journal
from bot.store.ledger.journal import COLUMNS, JournalRow, Seal

STEP = 10_000
"""Rows that are looked at together."""

LATE = timedelta(minutes=10)
"""What is not sealed after that long is a finding."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit saw. ``entries`` are those whose commitment was made again; ``erased`` are rows
    whose entry is gone with its person; ``unsealed`` were written and wait for the next seal.
    ``heads`` has the newest head of each day.
    """

    entries: int
    erased: int
    seals: int
    unsealed: int
    heads: Mapping[date, DayHead]
    findings: Findings

    @property
    def well(self) -> bool:
        """Whether nothing was found."""
        return not self.findings.total


async def audit(
    conn: Connection,
    keys: Sequence[SigningKey],
    now: datetime,
    *,
    since: date | None = None,
    known: Mapping[date, DayHead] | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> Report:
    """Audit the ledger as of one moment; ``conn`` has just begun a transaction.

    ``keys`` may have signed. ``known``: heads kept outside, which must be met. ``advance`` is called
    with how many more rows were looked at. ``since``: only what was sealed on that day and later, and
    what waits; the chain before is then taken for true, and nothing is said of entries that the
    journal does not know. Raises StorageUnavailableError.
    """
    await journal.as_of_one_moment(conn)
    before = await journal.last_before(conn, since) if since else None
    met = {day: one for day, one in (known or {}).items() if since is None or day >= since}
    return await _Audit(conn, keys, met, before, advance).run(now, since)


class _Audit:
    """One audit on its way."""

    def __init__(
        self,
        conn: Connection,
        keys: Sequence[SigningKey],
        known: Mapping[date, DayHead],
        before: journal.Link | None,
        advance: Callable[[int], None],
    ) -> None:
        self._conn = conn
        self._advance = advance
        self._findings = Findings()
        self._chain = Chain(keys, self._findings, known, before)
        self._sealed = Bits()
        self._journaled = {kind: Bits() for kind in COLUMNS}
        self._erasures = Erasures(conn, self._findings)
        self._entries = self._erased = self._unsealed = 0

    async def run(self, now: datetime, since: date | None) -> Report:
        await self._erasures.read()
        await self._go_along_seals(since)
        self._chain.end()
        await self._look_at_unsealed(now, whole=since is None)
        if since is None:
            await self._look_for_entries()
            await look_at_people(self._conn, self._findings)
        return Report(
            *(self._entries, self._erased, self._chain.count, self._unsealed),
            self._chain.heads,
            self._findings,
        )

    # What is sealed -----------------------------------------------------------------------------

    async def _go_along_seals(self, since: date | None) -> None:
        after = (since or date.min, 0 if since else -1)
        while seals := await journal.seals(self._conn, after):
            await self._check_seals(seals)
            after = (seals[-1].day, seals[-1].number)

    async def _check_seals(self, seals: Sequence[Seal]) -> None:
        where = {row: seal for seal in seals for row in seal.entries}
        rows = await journal.rows(self._conn, list(where))
        by_id = {row.id: row for row in rows}
        for one in _twice([row.id for row in rows]):
            self._find(What.ROW_TWICE, f"row {one} of the journal", where[one])
        for seal in seals:
            self._chain.follow(seal, by_id)
            for row in seal.entries:
                if not self._sealed.add(row):
                    self._find(What.SEALED_TWICE, f"row {row} of the journal", seal)
        await self._check_rows(rows, where)

    async def _check_rows(self, rows: Sequence[JournalRow], where: Mapping[int, Seal]) -> None:
        by_kind: dict[str, list[JournalRow]] = {}
        for row in rows:
            by_kind.setdefault(row.kind, []).append(row)
        for kind, some in by_kind.items():
            await self._check_kind(kind, some, where)
        self._advance(len(rows))

    async def _check_kind(
        self, kind: str, rows: Sequence[JournalRow], where: Mapping[int, Seal]
    ) -> None:
        ids = [row.entry for row in rows if row.entry is not None]
        known = await journal.entries(self._conn, kind, ids) if kind in COLUMNS else []
        found = {one["id"]: one for one in known}
        for one in _twice([row["id"] for row in known]):
            self._find(What.NUMBER_TWICE, f"{kind} {one}")
        for row in rows:
            seal = where.get(row.id)
            if row.entry is None or row.salt is None:
                self._check_erased(row, seal)
                continue
            if kind in COLUMNS and not self._journaled[kind].add(row.entry):
                self._find(What.ENTRY_TWICE, f"{kind} {row.entry}", seal)
            if row.id in self._erasures:
                self._find(What.ERASED_AND_THERE, f"{kind} {row.entry}", seal)
            self._entries += 1
            entry = found.get(row.entry)
            if entry is None:
                self._find(What.ENTRY_MISSING, f"{kind} {row.entry}", seal)
            elif commitment(row.salt, kind, entry.values()) != row.commitment:
                self._find(What.ENTRY_CHANGED, f"{kind} {row.entry}", seal)

    def _check_erased(self, row: JournalRow, seal: Seal | None) -> None:
        self._erased += 1
        # What says who was erased is never erased itself.
        if row.kind == "erasure" or row.id not in self._erasures:
            self._find(What.ERASURE_UNKNOWN, f"row {row.id} of the journal ({row.kind})", seal)

    # What is not --------------------------------------------------------------------------------

    async def _look_at_unsealed(self, now: datetime, *, whole: bool) -> None:
        waiting = await self._waiting()
        oldest = now
        after = journal.BEFORE_ALL
        table = "journal" if whole else "journal_open"
        while ids := await journal.ids_after(self._conn, table, after, STEP):
            after = ids[-1]
            rows = await journal.rows(self._conn, [one for one in ids if one not in self._sealed])
            for row in rows:
                if row.id in waiting:
                    self._unsealed += 1
                    oldest = min(oldest, row.recorded_at)
                else:
                    self._find(What.NEVER_SEALED, f"row {row.id} of the journal ({row.kind})")
            await self._check_rows(rows, {})
        if now - oldest > LATE:
            self._find(
                What.LATE,
                f"{self._unsealed:,} entries, the oldest since {oldest:%Y-%m-%d %H:%M} UTC,",
            )

    async def _waiting(self) -> Bits:
        waiting, after = Bits(), journal.BEFORE_ALL
        while ids := await journal.ids_after(self._conn, "journal_open", after, STEP):
            after = ids[-1]
            for one in ids:
                waiting.add(one)
                if one in self._sealed:
                    self._find(
                        What.SEALED_TWICE, f"row {one} of the journal, which waits for a seal,"
                    )
        return waiting

    async def _look_for_entries(self) -> None:
        for kind, journaled in self._journaled.items():
            after = journal.BEFORE_ALL
            while ids := await journal.ids_after(self._conn, kind, after, STEP):
                after = ids[-1]
                for one in ids:
                    if one not in journaled:
                        self._find(What.ENTRY_NOT_WRITTEN, f"{kind} {one}")

    def _find(self, what: What, about: str, seal: Seal | None = None) -> None:
        place = (seal.day, seal.number) if seal else (None, None)
        self._findings.add(Finding(what, about, *place))


def _twice(ids: Sequence[int]) -> list[int]:
    """Numbers that are there more than once: somebody took the tables' keys away to do that."""
    if len(set(ids)) == len(ids):
        return []
    return [one for one, count in Counter(ids).items() if count > 1]
