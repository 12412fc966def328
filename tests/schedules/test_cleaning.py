"""What was said in passing goes, once, whatever the platform does; old quizzes are forgotten."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.chat_ports import GroupChats
from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import PlatformCallError, StorageUnavailableError
from bot.store import polls
from bot.store.db import Database
from bot.store.groups import passing
from bot.store.groups.passing import MOST_TRIES, PassingMessage
from bot.store.polls import Poll, ShownPoll
from schedules.cleaning import AT_ONCE, BATCH, Cleaner
from schedules.jobs import cleaning_jobs
from tests.delivery.owing import BOT, NOON, group, learner, rows

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DOWN = PlatformCallError(Outcome(Result.UNAVAILABLE, "5xx"))


@dataclass
class Chats:
    """Group chats that do as a test says; ``removed`` are the messages that were asked to go."""

    account: str = BOT
    script: deque[bool | Exception] = field(default_factory=deque)
    removed: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def learn_name(self) -> None:
        raise AssertionError("nobody asks for a name")

    def link(self, payload: str) -> str:
        return f"https://example.org/{payload}"

    async def administrators(self, chat: str) -> frozenset[str]:
        return frozenset({chat})

    async def remove(self, chat: str, message_id: str) -> bool:
        self.removed.append(f"{chat}:{message_id}")
        if self.meanwhile is not None:
            await self.meanwhile()
        said = self.script.popleft() if self.script else True
        if isinstance(said, Exception):
            raise said
        return said


async def pass_by(db: Database, *ids: str, at: datetime = NOON, account: str = BOT) -> None:
    """Messages in a group that are to go at ``at``."""
    async with db.transaction() as conn:
        await passing.keep(conn, [PassingMessage(account, "-100", one, at) for one in ids])


async def left(db: Database) -> list[tuple[str, int]]:
    """What is still to go, with how often that was tried."""
    found = await rows(db, "select message_id, tries from passing_message order by message_id")
    return [(row["message_id"], row["tries"]) for row in found]


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def chats() -> Chats:
    return Chats()


@pytest.fixture
def cleaner(db: Database, clock: FrozenClock, chats: Chats) -> Cleaner:
    assert isinstance(chats, GroupChats)
    return Cleaner(db, clock, {BOT: chats})


async def test_what_is_due_goes_and_the_rest_stays(
    db: Database, cleaner: Cleaner, chats: Chats, clock: FrozenClock
) -> None:
    await pass_by(db, "1")
    await pass_by(db, "2", at=NOON + SECOND)
    assert await cleaner.run() == 1
    assert (chats.removed, await left(db)) == (["-100:1"], [("2", 0)])
    assert await cleaner.run() == 0
    clock.move(SECOND)
    assert await cleaner.run() == 1
    assert await left(db) == []


async def test_what_is_gone_already_is_done_with(
    db: Database, cleaner: Cleaner, chats: Chats
) -> None:
    await pass_by(db, "1")
    chats.script = deque([False])
    await cleaner.run()
    assert await left(db) == []


async def test_many_go_in_batches(db: Database, cleaner: Cleaner, chats: Chats) -> None:
    await pass_by(db, *(str(number) for number in range(2 * BATCH + 5)))
    assert await cleaner.run() == 2 * BATCH + 5
    assert max(Counter(chats.removed).values()) == 1
    assert await left(db) == []


async def test_what_fails_is_tried_again_after_a_minute(
    db: Database, cleaner: Cleaner, chats: Chats, clock: FrozenClock
) -> None:
    """And costs the others nothing."""
    await pass_by(db, "1", "2")
    chats.script = deque([DOWN])
    with capture_logs() as logs:
        assert await cleaner.run() == 1
    assert len(await left(db)) == 1
    assert "-100" not in str(logs)
    assert await cleaner.run() == 0
    clock.move(59 * SECOND)
    assert await cleaner.run() == 0
    clock.move(SECOND)
    assert await cleaner.run() == 1
    assert len(chats.removed) == 3
    assert await left(db) == []


@pytest.mark.parametrize(("named", "wait"), [(150.0, 150), (None, 60)])
async def test_an_account_that_is_asked_to_wait_is_left_alone_so_long(
    db: Database,
    cleaner: Cleaner,
    chats: Chats,
    clock: FrozenClock,
    named: float | None,
    wait: int,
) -> None:
    """Removals pass no limiter, so that nothing else would heed it; the other account goes on."""
    other = Chats("other")
    cleaner = Cleaner(db, clock, {BOT: chats, "other": other})
    await pass_by(db, *(str(number) for number in range(2 * BATCH)))
    await pass_by(db, "1", account="other")
    chats.script = deque([PlatformCallError(Outcome(Result.THROTTLED, "429", retry_after=named))])
    assert await cleaner.run() == AT_ONCE - 1 + 1
    assert (len(chats.removed), len(other.removed)) == (AT_ONCE, 1)
    clock.move(timedelta(seconds=wait - 1))
    await pass_by(db, "2", account="other")
    assert await cleaner.run() == 1
    assert (len(chats.removed), len(other.removed)) == (AT_ONCE, 2)
    clock.move(SECOND)
    assert await cleaner.run() == 2 * BATCH - AT_ONCE + 1
    assert await left(db) == []


async def test_after_an_hour_it_is_let_be(
    db: Database, cleaner: Cleaner, chats: Chats, clock: FrozenClock
) -> None:
    await pass_by(db, "1")
    chats.script = deque([DOWN] * 100)
    for _ in range(70):
        await cleaner.run()
        clock.move(MINUTE)
    assert len(chats.removed) == MOST_TRIES
    assert await left(db) == []


async def test_a_message_that_is_renewed_is_tried_from_the_beginning(
    db: Database, cleaner: Cleaner, chats: Chats, clock: FrozenClock
) -> None:
    await pass_by(db, "1")
    chats.script = deque([DOWN])
    await cleaner.run()
    await pass_by(db, "1", at=NOON + 10 * MINUTE)
    assert await left(db) == [("1", 0)]
    clock.move(5 * MINUTE)
    assert await cleaner.run() == 0


async def test_two_processes_take_each_message_once(
    db: Database, clock: FrozenClock, chats: Chats
) -> None:
    await pass_by(db, *(str(number) for number in range(3 * BATCH)))
    cleaners = [Cleaner(db, clock, {BOT: chats}) for _ in range(3)]
    counts = await asyncio.gather(*(one.run() for one in cleaners))
    assert sum(counts) == 3 * BATCH
    assert len(chats.removed) == len(set(chats.removed)) == 3 * BATCH


async def test_no_transaction_stays_open_while_the_platform_is_asked(
    db: Database, cleaner: Cleaner, chats: Chats
) -> None:
    await pass_by(db, "1")
    open_ones: list[int] = []

    async def look() -> None:
        query = """
          select count(*) as count from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'
        """
        open_ones.append((await rows(db, query))[0]["count"])

    chats.meanwhile = look
    await cleaner.run()
    assert open_ones == [0]


async def test_who_dies_while_the_platform_is_asked_leaves_it_to_the_next(
    db: Database, cleaner: Cleaner, chats: Chats, clock: FrozenClock
) -> None:
    await pass_by(db, "1")
    asked = asyncio.Event()

    async def hangs() -> None:
        asked.set()
        await asyncio.Event().wait()

    chats.meanwhile = hangs
    dying = asyncio.create_task(cleaner.run())
    async with asyncio.timeout(20):
        await asked.wait()
    dying.cancel()
    await asyncio.wait([dying])
    chats.meanwhile = None
    clock.move(MINUTE)
    assert await cleaner.run() == 1
    assert await left(db) == []


async def test_accounts_that_are_not_ours_are_left_to_others_and_forgotten_in_the_end(
    db: Database, cleaner: Cleaner, chats: Chats, clock: FrozenClock
) -> None:
    await pass_by(db, "1", account="another")
    assert await cleaner.run() == 0
    assert await cleaner.forget() == 0
    clock.move(timedelta(hours=48) + SECOND)
    assert await cleaner.forget() == 1
    assert (chats.removed, await left(db)) == ([], [])


async def test_without_group_chats_nothing_is_asked(db: Database, clock: FrozenClock) -> None:
    await pass_by(db, "1")
    assert await Cleaner(db, clock, {}).run() == 0


async def test_a_lost_database_is_said(db: Database, cleaner: Cleaner, chats: Chats) -> None:
    """What was removed meanwhile is removed once more later, and is found gone."""
    await pass_by(db, "1")

    async def storage_goes() -> None:
        await db.close()

    chats.meanwhile = storage_goes
    with pytest.raises(StorageUnavailableError):
        await cleaner.run()


async def test_old_quizzes_are_forgotten(
    db: Database, cleaner: Cleaner, clock: FrozenClock
) -> None:
    await learner(db, "city:42")
    crowd = await group(db)
    address = (await rows(db, "select id from address"))[0]["id"]
    at = {"old": NOON, "new": NOON + SECOND}
    shown = [
        *(
            ShownPoll(BOT, name, Poll("ans:1", address, None, "1", when))
            for name, when in at.items()
        ),
        ShownPoll(BOT, "old of a group", Poll("gq:1", None, crowd, "2", NOON)),
    ]
    async with db.transaction() as conn:
        await polls.keep(conn, shown)
        await polls.keep(conn, shown)
    clock.move(timedelta(days=60))
    assert await cleaner.forget() == 0
    clock.move(SECOND)
    assert await cleaner.forget() == 2
    found = await rows(db, "select poll_id from quiz_poll")
    assert [row["poll_id"] for row in found] == ["new"]


async def test_the_jobs_are_the_cleaner_s(db: Database, cleaner: Cleaner, chats: Chats) -> None:
    await pass_by(db, "1")
    jobs = cleaning_jobs(cleaner)
    assert [(job.every, await job.run()) for job in jobs] == [(5, 1), (3600, 0)]
    assert chats.removed == ["-100:1"]
