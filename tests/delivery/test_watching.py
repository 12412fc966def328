"""What those who watch the engine are told: each delivery decided once, each end once, each try."""

from collections import Counter, deque
from datetime import timedelta

from bot.clock import FrozenClock
from bot.delivery.watching import Nobody
from bot.domain.delivery import Kind, Outcome, Result
from bot.store.db import Database
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, OFFICIAL, group, learner, many, owe


class Notes(Nobody):
    """Writes everything down."""

    def __init__(self) -> None:
        self.decisions: list[tuple[str, Kind, float]] = []
        self.ends: Counter[tuple[str, Kind, str]] = Counter()
        self.attempts: Counter[str] = Counter()

    def decided(self, account: str, kind: Kind, seconds: float) -> None:
        self.decisions.append((account, kind, seconds))

    def ended(self, account: str, kind: Kind, state: str) -> None:
        self.ends[account, kind, state] += 1

    def attempted(self, account: str, kind: Kind, result: str) -> None:
        self.attempts[result] += 1


async def test_each_delivery_is_decided_once_and_as_late_as_it_was(
    db: Database, clock: FrozenClock
) -> None:
    notes = Notes()
    office = Office(db, clock, watch=notes)
    await many(db, 3, BOT, due=NOON - timedelta(seconds=7))
    await owe(db, await learner(db, "city-wechat:oA"))
    office.telegram.script = deque([Outcome(Result.UNAVAILABLE, "500")])
    for _ in range(5):
        await office.work()
        clock.move(timedelta(minutes=1))
    assert Counter(notes.decisions) == {
        (BOT, Kind.LESSON, 7.0): 3,
        (OFFICIAL, Kind.LESSON, 0.0): 1,
    }


async def test_what_was_put_off_is_not_decided_a_second_time(
    db: Database, clock: FrozenClock
) -> None:
    notes = Notes()
    office = Office(db, clock, watch=notes)
    crowd = await group(db)
    clock.move(timedelta(hours=10))
    due = clock.now() - timedelta(seconds=3)
    await owe(
        db, crowd, kind=Kind.REMINDER, to_group=True, due=due, expires=due + timedelta(days=2)
    )
    await office.work()
    clock.move(timedelta(hours=12))
    await office.work()
    assert office.telegram.chats == ["-100"]
    assert notes.decisions == [(BOT, Kind.REMINDER, 3.0)]


async def test_each_end_is_told_once(db: Database, clock: FrozenClock) -> None:
    notes = Notes()
    office = Office(db, clock, watch=notes)
    await many(db, 4, BOT)
    await many(db, 2, OFFICIAL)
    await owe(db, await learner(db, "city:9", state="stopped"))
    office.telegram.script = deque(
        [
            Outcome(Result.UNAVAILABLE, "500"),
            Outcome(Result.REFUSED, "403 no rights"),
            Outcome(Result.SENT, "200"),
        ]
    )
    for _ in range(3):
        await office.work()
        clock.move(timedelta(minutes=1))
    assert notes.ends == {
        (BOT, Kind.LESSON, "sent"): 3,
        (BOT, Kind.LESSON, "failed"): 1,
        (BOT, Kind.LESSON, "expired"): 1,
        (OFFICIAL, Kind.LESSON, "held"): 2,
    }
    assert notes.attempts == {"sent": 3, "refused": 1, "unavailable": 1}
