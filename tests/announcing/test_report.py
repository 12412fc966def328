"""The report of an announcement adds up, whatever happened to it."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions import announcing
from bot.competitions.announcing import Act
from bot.competitions.telling.news import NewsComposer
from bot.delivery.announcement_report import Part, announcement_report
from bot.delivery.causes import Cause, cause_of
from bot.delivery.decision import Reason
from bot.delivery.report_keeping import from_kept, head_of, rows_of
from bot.delivery.reporting import ReportKeeper, Span, report
from bot.domain.delivery import Kind, Outcome, Result
from bot.store import endings
from bot.store.announcing import counting, stopping
from bot.store.announcing.counting import Bucket, Counted, Place, Share
from bot.store.console.announcements import Receiver, progress, receivers
from bot.store.db import Connection, Database
from tests.delivery.office import Office
from tests.delivery.owing import group, window
from tests.masses.house import (
    ACCOUNT,
    EVENING,
    House,
    announcement,
    cohort,
    followers,
    put_announcement,
)

WHO = Act("operator 22222222", EVENING)
PLACES = (
    Place(1, "city-wechat", "class-7", "七班", "wechat", True),
    Place(2, "city", "-100", "群", "telegram", False),
    Place(0, "city", "-200", "", "", False),
)
SHARES = st.builds(
    Share,
    group=st.integers(0, 3),
    account=st.sampled_from(["city", "city-wechat"]),
    state=st.sampled_from(["waiting", "flying", "held", "sent", "expired", "failed"]),
    rung=st.sampled_from(["", "send", "mass", "reply"]),
    reason=st.sampled_from([*(reason.value for reason in Reason), "", "gone 43004", "made up"]),
    people=st.integers(1, 10**6),
)


@given(st.lists(SHARES), st.lists(st.tuples(st.integers(1, 3), st.integers(1, 99)), max_size=3))
def test_every_way_of_adding_comes_to_the_same(
    shares: list[Share], unplanned: list[tuple[int, int]]
) -> None:
    made = announcement_report(Counted(EVENING, PLACES, tuple(shares), tuple(unplanned)))
    planned = sum(share.people for share in shares)
    assert made.planned == planned
    assert made.total == planned + sum(people for _, people in unplanned)
    assert made.total == made.people(*Part) == sum(one.total for one in made.groups)
    assert planned == sum(one.total for one in made.accounts)
    assert made.total == made.open + made.people(Part.SENT) + made.unreached
    by_part = Counter[Part]()
    for one in made.groups:
        by_part.update(one.people)
    assert {part: made.people(part) for part in Part if made.people(part)} == dict(by_part)


def test_a_count_comes_back_as_it_was_kept() -> None:
    one = Counted(
        EVENING,
        PLACES,
        (Share(1, "city", "sent", "send", "", 3),),
        ((1, 4),),
        timedelta(minutes=5),
        (Bucket(EVENING, "send", 3),),
    )
    made = announcement_report(one)
    assert from_kept(head_of(made), rows_of(made)) == made
    some = from_kept(head_of(made), rows_of(made)[1:2])
    assert (some.groups, some.group_count, some.total) == (made.groups[1:2], 3, 7)


@pytest.mark.parametrize(
    ("state", "reason", "cause"),
    [
        ("waiting", "", Cause.TURN),
        ("waiting", "paused by the organiser", Cause.PAUSED),
        ("waiting", "throttled 429", Cause.AGAIN),
        ("waiting", "quiet hours", Cause.QUIET),
        ("expired", "quiet hours", Cause.OVER),
        ("held", "no window is open; no consent left; waits for the next contact", Cause.CONTACT),
        ("held", "no window is open; waits for its mass message", Cause.MASS_TURN),
        (
            "held",
            "no window is open; four mass messages of the month had; waits for the next contact",
            Cause.FOUR,
        ),
        ("held", "the mass message failed: refused", Cause.MASS_FAILED),
        ("failed", "refused 403", Cause.REFUSED),
        ("failed", "gave up after 24 h: unavailable 502", Cause.GAVE_UP),
        ("failed", "stopped after 3 refusals in a row: bad request", Cause.CONTENT),
        ("expired", "its moment passed while it was held", Cause.OVER),
        ("failed", "nobody has written this down", Cause.OTHER),
    ],
)
def test_the_cause_behind_a_reason(state: str, reason: str, cause: Cause) -> None:
    assert cause_of(state, reason) is cause


ENDINGS = (
    Outcome(Result.SENT),
    Outcome(Result.GONE, "43004"),
    Outcome(Result.THROTTLED, "429", 30),
    Outcome(Result.BAD_REQUEST, "400"),
    Outcome(Result.UNKNOWN, "time-out"),
)


async def checked(house: House) -> int:
    """The report adds up to what the tables hold, and so do the list and the receivers; the sum."""
    async with house.db.transaction() as conn:
        await conn.execute("set transaction isolation level repeatable read")
        made = await report(conn, "closing", house.clock)
        owed = await conn.fetchval(
            """
            select (select count(*) from delivery where kind = 'news') + (select count(*) from delivery_past where kind = 'news')
              + (select count(*) from delivery_held where kind = 'news')
            """
        )
        listed = [one async for one in every(conn)]
        far = (await progress(conn, ["closing"])).get("closing")
    assert made is not None
    assert made.planned == owed == sum(one.total for one in made.accounts)
    assert made.total == sum(one.total for one in made.groups)
    assert made.people(Part.SENT) == sum(bucket.people for bucket in made.buckets)
    assert len({one.number for one in listed}) == len(listed) == owed
    told = [part for part in Part if part is not Part.UNPLANNED and made.people(part)]
    assert Counter(one.state for one in listed) == {part.value: made.people(part) for part in told}
    if owed:
        assert far is not None
        assert (far.planned, far.sent) == (owed, made.people(Part.SENT))
    return made.total


async def every(conn: Connection) -> AsyncIterator[Receiver]:
    """All receivers, read a few at a time."""
    after = 0
    while page := await receivers(conn, "closing", [ACCOUNT, "city"], after=after, most=4):
        for one in page:
            yield one
        after = page[-1].number


@pytest.mark.parametrize("seed", range(4))
async def test_it_adds_up_after_every_step_of_a_random_history(db: Database, seed: int) -> None:
    chance = Random(seed)
    house = House(db)
    seven, eight = await cohort(db), await cohort(db, "class-8")
    members = await followers(db, 12, group=seven) + await followers(db, 6, first=30, group=eight)
    for one in chance.sample(members, 9):
        await window(db, one, until=EVENING + timedelta(hours=40))
    await group(db, "-100", "city")
    groups = (f"{ACCOUNT}:class-7", f"{ACCOUNT}:class-8", "city:-100", "city:-404")
    await put_announcement(house, announcement(groups=groups))
    assert await checked(house) == 19
    work = Office(db, house.clock, {Kind.NEWS: NewsComposer(house.clock)})
    for channel in (work.wechat, work.telegram):
        channel.script.extend(chance.choice(ENDINGS) for _ in range(40))
    for _ in range(14):
        await chance.choice((plan, deliver, crash, sweep, halt, go_on, mass, later))(house, work)
        assert await checked(house) == 19
    async with db.transaction() as conn:
        await announcing.cancel(conn, "closing", WHO)
        await stopping.cancel_planned(conn, "closing", house.clock.now(), 3)
    assert await checked(house) == 19


async def plan(house: House, _: Office) -> None:
    await house.planner.news()
    await house.planner.turns()


async def deliver(_: House, work: Office) -> None:
    await work.worker.run_once()


async def crash(house: House, _: Office) -> None:
    """A worker has claimed something, and is no more."""
    await house.fetch(
        """
        update delivery set state = 'claimed', attempts = attempts + 1, rung = 'customer', lease_until = $1
        where id = (select min(id) from delivery where state = 'planned') returning id
        """,
        house.clock.now(),
    )


async def sweep(house: House, _: Office) -> None:
    """Another process takes back what it had."""
    async with house.db.transaction() as conn:
        ended = await endings.expired_leases(conn, house.clock.now())
        await endings.take_back(conn, list(ended.items()), house.clock.now())


async def halt(house: House, _: Office) -> None:
    async with house.db.transaction() as conn:
        await announcing.pause(conn, "closing", WHO)


async def go_on(house: House, _: Office) -> None:
    async with house.db.transaction() as conn:
        await announcing.resume(conn, "closing", WHO)


async def mass(house: House, _: Office) -> None:
    await house.work()


async def later(house: House, _: Office) -> None:
    house.clock.move(timedelta(minutes=40))


async def test_a_large_one_is_counted_by_a_job(db: Database) -> None:
    house = House(db)
    seven = await cohort(db)
    await followers(db, counting.SMALL + 1, group=seven)
    await put_announcement(house, announcement())
    while await house.planner.news() == 0:
        pass
    keeper = ReportKeeper(db, house.clock, elapsed=lambda: 0.0)
    async with db.connection() as conn:
        assert await report(conn, "closing", house.clock) is None
    assert await keeper.refresh() == 1
    assert await keeper.refresh() == 0
    async with db.connection() as conn:
        made = await report(conn, "closing", house.clock)
        far = await progress(conn, ["closing"])
    assert made is not None
    assert (made.at, made.total) == (EVENING, counting.SMALL + 1)
    assert [one.total for one in made.groups] == [counting.SMALL + 1]
    async with db.connection() as conn:
        past_the_end = await report(conn, "closing", house.clock, Span(50))
    assert past_the_end is not None
    assert (past_the_end.groups, past_the_end.group_count) == ((), 1)
    assert far["closing"].planned == made.total
    house.clock.move(timedelta(seconds=30))
    assert await keeper.refresh() == 1
