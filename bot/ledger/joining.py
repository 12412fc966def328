"""Two learners who are one person: what either said of the credit banks, and what both passed, holds
for the one that is kept, at the banks too.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.ledger.statements import Issuer
from bot.ledger.taking_back import take_back
from bot.store.db import Connection
from bot.store.ledger import certificates, settling
from bot.store.merging import people as merging
from bot.texts.catalogue import SIMPLIFIED, texts


async def join_people(
    conn: Connection, learners: Sequence[int], issuer: Issuer, now: datetime
) -> int | None:
    """Make one of ``learners``, who are one person (``bot.store.merging.people.merge_people``).

    What a credit bank may have of either and may not keep is taken back there: where the merge
    ended a consent (the newest word was no; only a guardian agrees for a child), and where another
    claim counts for the same course. That one's certificate stands, the other's no more. To be
    called in a transaction. Returns the row that is kept. Raises merging.MergeCollidedError.
    """
    keep = await merging.merge_people(conn, learners, now)
    if keep is not None:
        found = await settling.overstaying(conn, keep)
        asked = take_back(found.unwanted, issuer, "consent withdrawn")
        asked += take_back(found.repeated, issuer, "entry voided")
        await settling.take_back(conn, asked, now)
        await certificates.revoke_repeats(
            conn, keep, texts(SIMPLIFIED)("certificate-repeated"), now
        )
    return keep
