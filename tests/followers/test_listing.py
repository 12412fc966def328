"""Every night: who came and who left while nobody told us."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.clock import FrozenClock
from bot.store import followers as store
from bot.store import listing
from bot.store.db import Database
from schedules.listing import CALLS_A_DAY, LONGEST, FollowerLists
from tests.delivery.owing import NOON, OFFICIAL, owe, rows
from tests.followers.official import BUSY, UNVERIFIED, ScriptedOfficial
from tests.followers.people import follower

NIGHT = datetime(2026, 11, 23, 19, 10, tzinfo=UTC)
"""03:10 in Shanghai, on the 24th."""


def lists(
    db: Database, *officials: ScriptedOfficial, clock: FrozenClock | None = None
) -> FollowerLists:
    accounts = {one.account: one for one in officials}
    return FollowerLists(db, clock or FrozenClock(NIGHT), accounts, "Asia/Shanghai", time(7, 30))


async def states(db: Database) -> dict[str, str]:
    found = await rows(db, "select platform_id, state from address")
    return {row["platform_id"]: row["state"] for row in found}


async def newest(db: Database) -> listing.Listing:
    async with db.connection() as conn:
        found = await listing.newest(conn, OFFICIAL)
    assert found is not None
    return found


async def test_who_is_not_listed_is_gone_and_who_is_new_is_here(db: Database) -> None:
    official = ScriptedOfficial(followers_there=["oStays", "oNew", "oNewer"])
    await follower(db, "oStays")
    lost, _ = await follower(db, "oLost")
    await owe(db, lost)
    assert await lists(db, official).run() == 1
    assert await states(db) == {
        "oStays": "active",
        "oLost": "gone",
        "oNew": "active",
        "oNewer": "active",
    }
    assert not await rows(db, "select 1 from delivery")
    done = await newest(db)
    assert (done.listed, done.added, done.lost, done.finished_at) == (3, 2, 1, NIGHT)
    assert not await rows(db, "select 1 from follower_listed")


async def test_a_newcomer_is_not_greeted_before_a_word(db: Database) -> None:
    await lists(db, ScriptedOfficial(followers_there=["oNew"])).run()
    one = (await rows(db, "select state, track, zone, times, created_at from learner"))[0]
    assert (one["state"], one["track"], one["zone"]) == ("new", None, "Asia/Shanghai")
    assert (list(one["times"]), one["created_at"]) == ([time(7, 30)], NIGHT)
    assert not await rows(db, "select 1 from delivery")


@pytest.mark.parametrize("heard", [timedelta(0), timedelta(minutes=3)])
async def test_who_wrote_since_the_listing_began_is_not_lost(
    db: Database, heard: timedelta
) -> None:
    official = ScriptedOfficial(followers_there=["oOne", "oTwo"])
    await follower(db, "oWrote", heard_at=NIGHT + heard)
    await follower(db, "oCame", came_at=NIGHT + heard)
    await lists(db, official).run()
    found = await states(db)
    assert (found["oWrote"], found["oCame"]) == ("active", "active")


async def test_who_is_back_is_back(db: Database) -> None:
    official = ScriptedOfficial(followers_there=["oBack", "oLeftJustNow"])
    for name, left in (("oBack", NOON), ("oLeftJustNow", NIGHT)):
        _, address = await follower(db, name)
        async with db.connection() as conn:
            await conn.execute(
                "update address set state = 'gone', reason = 'left', left_at = $2 where id = $1",
                address,
                left,
            )
    await lists(db, official).run()
    assert await states(db) == {"oBack": "active", "oLeftJustNow": "gone"}
    row = (await rows(db, "select reason, left_at from address where platform_id = 'oBack'"))[0]
    assert (row["reason"], row["left_at"]) == (None, None)


@pytest.mark.parametrize(
    ("at", "runs"),
    [
        (NIGHT.replace(hour=18, minute=59), False),
        (NIGHT.replace(hour=19, minute=0), True),
        (NIGHT.replace(hour=20, minute=59), True),
        (NIGHT.replace(hour=21, minute=0), False),
        (NOON, False),
    ],
)
async def test_only_at_night(db: Database, at: datetime, runs: bool) -> None:
    official = ScriptedOfficial(followers_there=["oOne"])
    assert bool(await lists(db, official, clock=FrozenClock(at)).run()) is runs
    assert bool(official.calls["followers"]) is runs


async def test_once_a_night(db: Database) -> None:
    official = ScriptedOfficial(followers_there=["oOne"])
    clock = FrozenClock(NIGHT)
    one, other = lists(db, official, clock=clock), lists(db, official, clock=clock)
    assert [await one.run(), await other.run(), await one.run()] == [1, 0, 0]
    clock.set(NIGHT + timedelta(days=1))
    assert await other.run() == 1


async def test_another_process_goes_on_where_one_died(db: Database) -> None:
    names = [f"o{n:02d}" for n in range(30)]
    official = ScriptedOfficial(followers_there=names)
    await follower(db, "oLost")
    assert await lists(db, official).run() == 0, "ten pages of two are not all"
    assert (await newest(db)).listed == 20
    clock = FrozenClock(NIGHT + timedelta(minutes=1))
    assert await lists(db, official, clock=clock).run() == 1
    assert official.calls["followers"] == 15, "no page was asked for twice"
    assert (await states(db))["oLost"] == "gone"
    assert len(await states(db)) == 31


async def test_more_than_a_day_s_calls_bring_are_listed_in_several_nights(db: Database) -> None:
    """Four million a night at most: the list of a province's account goes on the next night."""
    official = ScriptedOfficial(followers_there=[f"o{n:02d}" for n in range(30)])
    await follower(db, "oLost")
    wrote, _ = await follower(db, "oWrote")
    assert await lists(db, official).run() == 0
    clock = FrozenClock(NIGHT + timedelta(days=1))
    async with db.connection() as conn:
        await conn.execute(
            "update address set last_in_at = $2 where learner_id = $1",
            wrote,
            NIGHT + timedelta(hours=9),
        )
    assert await lists(db, official, clock=clock).run() == 1
    assert official.calls["followers"] == 15, "no page was asked for twice"
    found = await states(db)
    assert (found["oLost"], found["oWrote"]) == ("gone", "active")


async def test_a_list_that_was_left_lying_is_begun_anew(db: Database) -> None:
    official = ScriptedOfficial(followers_there=[f"o{n:02d}" for n in range(30)])
    await lists(db, official).run()
    later = NIGHT + LONGEST
    await lists(db, official, clock=FrozenClock(later)).run()
    assert ((await newest(db)).began_at, (await newest(db)).listed) == (later, 20)


async def test_two_at_once_do_not_hinder_each_other(db: Database) -> None:
    """The lease of one ended while it still asked: the other went on, and both are right."""
    official = ScriptedOfficial(followers_there=[f"o{n}" for n in range(9)])
    clock = FrozenClock(NIGHT)
    slow = lists(db, official, clock=clock)
    other = lists(db, official, clock=clock)

    async def overtake() -> None:
        async with db.transaction() as conn:
            await store.leave_work(conn, OFFICIAL, "listing", clock.now())
        await other.run()

    pages: list[str] = []
    overtaking: list[asyncio.Task[None]] = []

    def asked(after: str) -> None:
        pages.append(after)
        if len(pages) == 2:
            overtaking.append(asyncio.ensure_future(overtake()))

    official.on_page = asked
    first = await slow.run()
    await asyncio.gather(*overtaking)
    while (await newest(db)).finished_at is None:
        first += await slow.run()
    assert len(await states(db)) == 9
    assert (await newest(db)).listed == 9
    assert (await newest(db)).added == 9


async def test_a_page_kept_meanwhile_does_not_look_like_a_loss(db: Database) -> None:
    """Another process keeps a page between our look at the listing and our count of it."""
    async with db.transaction() as conn:
        seen = await listing.begin(conn, OFFICIAL, NIGHT)
    async with db.transaction() as conn:
        person = ("Asia/Shanghai", time(7, 30))
        await listing.keep_page(conn, seen, ["o1", "o2"], "o2", person=person, now=NIGHT)
    async with db.connection() as conn:
        assert await listing.is_whole(conn, seen)
        await conn.execute("truncate follower_listed")
        assert not await listing.is_whole(conn, seen)


async def test_what_a_crash_took_away_is_listed_anew(db: Database) -> None:
    """An unlogged table is empty after the server crashed: nobody is lost for that."""
    official = ScriptedOfficial(followers_there=[f"o{n:02d}" for n in range(30)])
    for name in official.followers_there:
        await follower(db, name)
    await lists(db, official).run()
    async with db.connection() as conn:
        await conn.execute("truncate follower_listed")
    clock = FrozenClock(NIGHT + timedelta(minutes=1))
    again = lists(db, official, clock=clock)
    assert [await again.run(), await again.run()] == [0, 1]
    assert set((await states(db)).values()) == {"active"}
    assert (await newest(db)).listed == 30


async def test_a_list_that_cannot_be_believed_ends_nobody(db: Database) -> None:
    """Another account's app id, or a platform that lists nobody."""
    for n in range(120):
        await follower(db, f"o{n}")
    assert await lists(db, ScriptedOfficial()).run() == 1
    assert set((await states(db)).values()) == {"active"}
    assert (await newest(db)).lost == 0


async def test_a_refusal_in_the_middle_is_waited_out(db: Database) -> None:
    official = ScriptedOfficial(followers_there=["oOne", "oTwo", "oThree"])
    official.fails = lambda call, people: BUSY if official.calls["followers"] == 2 else None
    clock = FrozenClock(NIGHT)
    listed = lists(db, official, clock=clock)
    assert await listed.run() == 0
    assert await listed.run() == 0
    assert official.calls["followers"] == 2
    clock.set(NIGHT + timedelta(minutes=5))
    assert await listed.run() == 1
    assert (await newest(db)).listed == 3


async def test_the_calls_of_a_day_are_bounded(db: Database) -> None:
    official = ScriptedOfficial(followers_there=["oOne"])
    async with db.connection() as conn:
        await conn.execute(
            "insert into quota_use values ($1, 'user/get', '2026-11-24', $2)",
            OFFICIAL,
            CALLS_A_DAY,
        )
    assert await lists(db, official).run() == 0
    assert not official.calls


async def test_accounts_do_not_know_each_other_s_followers(db: Database) -> None:
    one = ScriptedOfficial(followers_there=["oOne"])
    other = ScriptedOfficial("province-wechat", followers_there=["oTwo"])
    small = ScriptedOfficial("small", UNVERIFIED, followers_there=["oThree"])
    await follower(db, "oTwo", account="province-wechat")
    assert await lists(db, one, other, small).run() == 2
    assert await states(db) == {"oOne": "active", "oTwo": "active"}
    assert not small.calls


async def test_twenty_thousand_followers_of_whom_one_left(db: Database) -> None:
    """Pages of ten thousand, taken in by sets."""
    names = [f"oFollower{n:019d}" for n in range(20_000)]
    official = ScriptedOfficial(followers_there=names, page=10_000)
    await follower(db, "oLost")
    assert await lists(db, official).run() == 1
    counted = await rows(db, "select state, count(*) as n from address group by 1 order by 1")
    assert [(row["state"], row["n"]) for row in counted] == [("active", 20_000), ("gone", 1)]
    assert (await rows(db, "select count(*) as n from learner"))[0]["n"] == 20_001
