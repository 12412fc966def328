"""Following the chain of seals: each is the next, matches what it seals, and is signed."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.keys.signing import SigningKey
from bot.ledger.journal.findings import Finding, Findings, What
from bot.ledger.journal.heads import DayHead
from bot.ledger.journal.sealing import FIRST, head_of
from bot.store.ledger.journal import JournalRow, Link, Seal


class Chain:
    """Goes along the seals, in the order of their days and numbers."""

    def __init__(
        self,
        keys: Sequence[SigningKey],
        findings: Findings,
        known: Mapping[date, DayHead],
        before: Link | None = None,
    ) -> None:
        """``keys``: any of them may have signed; ``known``: the heads kept outside; ``before``: the
        seal that is taken for true, None: from the first one on.
        """
        self._keys = keys
        self._findings = findings
        self._unmatched = dict(known)
        self._head = before.head if before else FIRST
        self._day = before.day if before else None
        self._number = before.number if before else 0
        self.count = 0
        self.heads: dict[date, DayHead] = {}
        """The newest head of each day, and how many entries it had then."""

    def follow(self, seal: Seal, rows: Mapping[int, JournalRow]) -> None:
        """Check one seal; ``rows`` has those of the journal that it seals and that are there."""
        self._check_place(seal)
        self._check_head(seal, rows)
        if not any(key.signed(seal.head, seal.signature) for key in self._keys):
            self._find(What.SIGNATURE_FALSE, seal)
        self._head, self._day, self._number = seal.head, seal.day, seal.number
        self.count += 1
        self._keep(seal)

    def end(self) -> None:
        """After the last seal: the days kept outside that were not met as they were."""
        for day in sorted(self._unmatched):
            what = What.DAY_DIFFERS if day in self.heads else What.DAY_MISSING
            self._findings.add(Finding(what, day=day))

    def _check_place(self, seal: Seal) -> None:
        due = self._number + 1 if seal.day == self._day else 1
        if seal.number != due:
            missing = f"seal {due}" + f" to {seal.number - 1}" * (seal.number - 1 > due)
            self._find(What.SEAL_MISSING, seal, missing)
        elif seal.previous != self._head:
            self._find(What.CHAIN_BROKEN, seal)

    def _check_head(self, seal: Seal, rows: Mapping[int, JournalRow]) -> None:
        missing = [one for one in seal.entries if one not in rows]
        for one in missing:
            self._find(What.ROW_MISSING, seal, f"row {one} of the journal")
        if missing:
            return  # the head cannot be made again; that is said already
        hashed = ((one, rows[one].commitment) for one in seal.entries)
        if head_of(seal.previous, seal.day, seal.number, hashed) != seal.head:
            self._find(What.HEAD_FALSE, seal)

    def _keep(self, seal: Seal) -> None:
        before = self.heads.get(seal.day)
        here = DayHead(seal.head, len(seal.entries) + (before.count if before else 0))
        self.heads[seal.day] = here
        if self._unmatched.get(seal.day) == here:
            del self._unmatched[seal.day]

    def _find(self, what: What, seal: Seal, about: str = "") -> None:
        self._findings.add(Finding(what, about, seal.day, seal.number))
