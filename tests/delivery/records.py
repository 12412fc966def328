"""Outcomes to record: claimed rows and what came of them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import FrozenClock
from bot.delivery.deciding import Reason
from bot.delivery.flight import LEASE, InFlight, Place
from bot.delivery.outcomes import follow
from bot.delivery.record import Record, landed, turned_back
from bot.delivery.recording import Recorder
from bot.delivery.spool import Spool
from bot.delivery.watching import Nobody
from bot.domain.delivery import Kind, Outcome, Result, Rung
from bot.domain.messages import say
from bot.store import claims
from bot.store.claims import Choice
from bot.store.db import Database
from tests.delivery.office import NOWHERE
from tests.delivery.owing import BOT, NOON, rows

SENT = Outcome(Result.SENT, "200")
DOWN = Outcome(Result.UNAVAILABLE, "500")


class Told(Nobody):
    """Remembers how many outcomes waited each time it was told."""

    def __init__(self) -> None:
        self.waiting: list[int] = []

    def unrecorded(self, count: int) -> None:
        self.waiting.append(count)


def recorder(
    db: Database,
    clock: FrozenClock,
    *,
    spool: Path = NOWHERE,
    written: Callable[[Sequence[Record]], None] = lambda _: None,
    watch: Told | None = None,
) -> Recorder:
    """A recorder like a worker's."""
    return Recorder(db, clock, Spool(spool), watch or Told(), written)


async def claim_all(db: Database, rung: str = "send") -> list[InFlight]:
    """Everything planned is claimed for its first attempt, as a worker does it."""
    planned = await rows(
        db,
        """
        select d.id, d.lane, d.subject, a.id as address, a.platform_id, a.message_window_until as until
        from delivery d join address a using (learner_id) where d.state = 'planned' order by d.id
        """,
    )
    chosen = [Choice(row["id"], row["address"], rung) for row in planned]
    async with db.transaction() as conn:
        attempts = await claims.claim(conn, chosen, lease_until=NOON + LEASE, now=NOON)
    return [
        InFlight(
            row["id"],
            Kind.LESSON,
            row["subject"],
            row["lane"],
            row["platform_id"],
            row["address"],
            None,
            Rung(rung),
            [say("a lesson")],
            attempts[row["id"]],
            NOON,
            place=Place("message", row["until"]) if row["until"] else None,
        )
        for row in planned
    ]


def record(flight: InFlight, outcome: Outcome = SENT, at: datetime = NOON) -> Record:
    """What came of ``flight``, after a second on its way."""
    following = follow(outcome, flight.kind, flight.attempts, at, 0.5)
    begun = at - timedelta(seconds=1)
    return landed(flight, outcome, following, arrived=1, began=begun, at=at)


def back(flight: InFlight, until: datetime = NOON) -> Record:
    """``flight`` was not sent."""
    return turned_back(flight, Reason.ACCOUNT_RESTS.value, until=until, at=NOON)


__all__ = ["BOT", "DOWN", "SENT", "Told", "back", "claim_all", "record", "recorder"]
