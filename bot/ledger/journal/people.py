"""Whether the ledger's entries are still those of the people who earned them.

Whose an entry is stands in ``ledger_person``, which moves when two learners turn out to be one; each
move is an entry itself.
"""

from uuid import UUID

from bot.ledger.journal.findings import Finding, Findings, What
from bot.store.db import Connection
from bot.store.ledger import journal

STEP = 10_000
"""Entries, and people, that are looked at together."""


async def look_at_people(conn: Connection, findings: Findings) -> None:
    """Every learner whose a key ever was is, merged or not, the one whose it is now; and it is
    written down that it is.
    """
    after: int | None = journal.BEFORE_ALL
    while after is not None:
        strange, after = await journal.strangers(conn, after, STEP)
        for one in strange:
            findings.add(Finding(What.SOMEBODY_ELSES, f"person {one}"))
    key: UUID | None = None
    while True:
        lacking, key = await journal.unwritten(conn, key, STEP)
        for unknown in lacking:
            findings.add(Finding(What.ENTRY_NOT_WRITTEN, f"the person {unknown}"))
        if key is None:
            return
