"""What an audit of the ledger finds, by name, each with the sentence an auditor reads."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MOST_KEPT = 1_000
"""Findings that are kept with their place; all are counted."""


class What(StrEnum):
    """What is wrong."""

    ENTRY_CHANGED = "entry changed"
    ENTRY_MISSING = "entry missing"
    ENTRY_NOT_WRITTEN = "entry without a journal row"
    ENTRY_TWICE = "entry with two journal rows"
    NUMBER_TWICE = "two entries of one number"
    ERASURE_UNKNOWN = "row blanked without an erasure"
    ERASED_AND_THERE = "erased and still there"
    ERASED_NOBODY = "erasure of nobody"
    ERASED_TWICE = "erasure of somebody erased before"
    SOMEBODY_ELSES = "credits moved to somebody else"
    ROW_MISSING = "journal row missing"
    ROW_TWICE = "two journal rows of one number"
    SEALED_TWICE = "sealed twice"
    NEVER_SEALED = "never to be sealed"
    LATE = "sealing is late"
    SEAL_MISSING = "seal missing"
    CHAIN_BROKEN = "chain broken"
    HEAD_FALSE = "seal does not match"
    SIGNATURE_FALSE = "signature false"
    DAY_MISSING = "day missing"
    DAY_DIFFERS = "day differs"


SENTENCES: Mapping[What, str] = {
    What.ENTRY_CHANGED: "is not what was written: it was changed afterwards",
    What.ENTRY_MISSING: "was written and is not there any more, and nobody was erased",
    What.ENTRY_NOT_WRITTEN: "has no row in the journal: it was put in behind the ledger's back",
    What.ENTRY_TWICE: "has two rows in the journal: one of them was put in behind its back",
    What.NUMBER_TWICE: "is there twice: one of them was put in behind the ledger's back",
    What.ERASURE_UNKNOWN: "is said to be erased, and no erasure of a person names it",
    What.ERASED_AND_THERE: "is named by an erasure and is there: somebody wrote that erasure",
    What.ERASED_NOBODY: "is of nobody who has a tombstone: it hides a deletion",
    What.ERASED_TWICE: "is of somebody whom another one erased: one of them hides a deletion",
    What.SOMEBODY_ELSES: "says another learner than its entries belong to now, and the two were not"
    " merged: somebody moved them",
    What.ROW_MISSING: "was sealed and is not there any more",
    What.ROW_TWICE: "is there twice: one of them was put in behind the ledger's back",
    What.SEALED_TWICE: "is in a seal already",
    What.NEVER_SEALED: "is in no seal and does not wait for one: its seal was taken away",
    What.LATE: "not sealed for more than 10 minutes; check that a process with the role schedules"
    " runs",
    What.SEAL_MISSING: "comes before it and is not there",
    What.CHAIN_BROKEN: "does not follow on the one before it: one was taken out, moved or made anew",
    What.HEAD_FALSE: "does not match what it seals: its entries were reordered, replaced or moved to"
    " another day, or a row of the journal was changed",
    What.SIGNATURE_FALSE: "is not signed with the deployment's key: the chain was made anew by"
    " somebody else, or the signing_key was changed",
    What.DAY_MISSING: "is in the heads kept outside and not here: an older state was restored, or"
    " the end was cut off",
    What.DAY_DIFFERS: "had another head when it was kept outside: the chain was made anew, an older"
    " state was restored, or the end was cut off",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. ``about`` names the entry or row; '' where it is the seal or the day
    itself; ``day`` and ``seal`` say where, None where it is in no seal.
    """

    what: What
    about: str = ""
    day: date | None = None
    seal: int | None = None

    def __str__(self) -> str:
        """The sentence, for a person who knows nothing of tables."""
        place = [str(self.day)] * (self.day is not None)
        place += [f"seal {self.seal}"] * (self.seal is not None)
        where = " ".join(place)
        if self.about:
            where += ": " * bool(where) + self.about
        return f"{where} {SENTENCES[self.what]}."


@dataclass(slots=True)
class Findings:
    """All that was found: counted, and the first ones kept."""

    counts: Counter[What] = field(default_factory=Counter)
    kept: list[Finding] = field(default_factory=list)

    def add(self, one: Finding) -> None:
        """Take in one."""
        self.counts[one.what] += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(one)

    @property
    def total(self) -> int:
        """How many there are."""
        return self.counts.total()
