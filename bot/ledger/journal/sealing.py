"""The journal is sealed into a hash chain: each link covers new rows and the link before.

A link is made within seconds of an entry. Whoever changes, takes out or reorders what was sealed has
to make every later link anew, and cannot sign them without the deployment's key.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256

from bot.keys.signing import SigningKey
from bot.ports import Clock
from bot.store.db import Database
from bot.store.ledger import journal
from bot.store.ledger.journal import Link, Seal

FIRST = sha256(b"yike ledger").digest()
"""What the first link of all has before it."""

MOST = 10_000
"""Rows in one link."""


def head_of(previous: bytes, day: date, number: int, rows: Iterable[tuple[int, bytes]]) -> bytes:
    """The head of a link: a hash of the head before it, its day (ISO, UTC) and number in that day,
    and of each row's id and commitment in their order; numbers as 8 bytes, the highest first.
    """
    hashed = sha256(previous + day.isoformat().encode() + _eight(number))
    for row, commitment in rows:
        hashed.update(_eight(row) + commitment)
    return hashed.digest()


def _eight(number: int) -> bytes:
    # Signed, for what somebody may have put into the tables: an audit must not stumble over it.
    return number.to_bytes(8, "big", signed=True)


def next_link(
    newest: Link | None, today: date, rows: Sequence[tuple[int, bytes]], key: SigningKey
) -> Seal:
    """The link after ``newest`` that seals ``rows``.

    Its day is ``today``, but never one before the newest link's: a clock that was set back does
    not put the chain out of order.
    """
    previous = newest.head if newest else FIRST
    day = max(today, newest.day) if newest else today
    number = newest.number + 1 if newest and newest.day == day else 1
    head = head_of(previous, day, number, rows)
    return Seal(day, number, [row for row, _ in rows], previous, head, key.sign(head))


class Sealer:
    """Seals what is open; any number of processes may run one, and one at a time works."""

    def __init__(self, db: Database, clock: Clock, key: SigningKey, most: int = MOST) -> None:
        """``most``: rows in one link."""
        self._db = db
        self._clock = clock
        self._key = key
        self._most = most

    async def run(self) -> int:
        """Seal all that is open, a link after the other; how many rows. None when another process
        is at it. Raises StorageUnavailableError.
        """
        total = 0
        while done := await self._step():
            total += done
            if done < self._most:
                break
        return total

    async def _step(self) -> int:
        now: datetime = self._clock.now()
        async with self._db.transaction() as conn:
            if not await journal.may_seal(conn):
                return 0
            rows = await journal.open_rows(conn, self._most)
            if rows:
                link = next_link(await journal.newest(conn), now.date(), rows, self._key)
                await journal.seal(conn, link, now)
            return len(rows)
