"""Two accounts of one owner, one person: asked once, kept as a hash, joined."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from asyncpg import UniqueViolationError

from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result
from bot.ledger import consent
from bot.store.db import Connection, Database
from bot.store.merging import people as merging
from schedules.followers import FollowerKeeper, union_key
from tests.delivery.owing import NOON, OFFICIAL, owe, rows
from tests.followers.official import UNVERIFIED, ScriptedOfficial
from tests.followers.people import OTHER, complete, follower
from tests.ledger.samples import ISSUER, LRS

SECRET = ISSUER.pseudonym_key


def keeper(
    db: Database, *officials: ScriptedOfficial, clock: FrozenClock | None = None
) -> FollowerKeeper:
    accounts = {one.account: one for one in officials}
    return FollowerKeeper(db, clock or FrozenClock(NOON), accounts, ISSUER, {})


async def test_one_person_at_two_accounts_becomes_one_learner(db: Database) -> None:
    city = ScriptedOfficial(unions={"oInCity": "uPerson", "oAlone": "uAlone"})
    province = ScriptedOfficial(OTHER, unions={"oInProvince": "uPerson"})
    here, _ = await follower(db, "oInCity")
    alone, _ = await follower(db, "oAlone")
    await follower(db, "oInProvince", account=OTHER)
    assert await keeper(db, city, province).ask() == 3
    owners = await rows(db, "select platform_id, learner_id from address")
    assert {row["platform_id"]: row["learner_id"] for row in owners} == {
        "oInCity": here,
        "oInProvince": here,
        "oAlone": alone,
    }


async def test_everybody_is_asked_for_once_the_newest_first(db: Database) -> None:
    official = ScriptedOfficial()
    for n in range(250):
        await follower(db, f"o{n:03d}", came_at=NOON - timedelta(days=250 - n))
    asked: list[str] = []
    official.fails = lambda call, people: asked.extend(people)
    assert await keeper(db, official).ask() == 250
    assert official.calls["people"] == 3
    assert asked == [f"o{n:03d}" for n in reversed(range(250))]
    assert await keeper(db, official).ask() == 0
    assert official.calls["people"] == 3


async def test_the_id_itself_is_kept_nowhere(db: Database) -> None:
    official = ScriptedOfficial(unions={"oInCity": "uPersonOfTheOwner"})
    await follower(db, "oInCity")
    await keeper(db, official).ask()
    row = (await rows(db, "select * from address"))[0]
    assert "uPersonOfTheOwner" not in str(dict(row))
    assert row["union_key"] == union_key(SECRET, "uPersonOfTheOwner")
    assert union_key(b"another key", "uPersonOfTheOwner") != row["union_key"]


async def test_an_account_that_is_bound_to_no_owner_joins_nobody(db: Database) -> None:
    """Without a unionid everybody's is empty, and nobody is like the other for that."""
    official = ScriptedOfficial()
    one, _ = await follower(db, "oOne")
    other, _ = await follower(db, "oOther")
    keeping = keeper(db, official)
    await keeping.ask()
    await keeping.join()
    assert {row["learner_id"] for row in await rows(db, "select learner_id from address")} == {
        one,
        other,
    }


async def test_who_does_not_follow_any_more_is_gone_and_owed_nothing(db: Database) -> None:
    official = ScriptedOfficial(unfollowed={"oGone"})
    person, _ = await follower(db, "oGone")
    await owe(db, person)
    await keeper(db, official).ask()
    row = (await rows(db, "select state, left_at from address"))[0]
    assert (row["state"], row["left_at"]) == ("gone", NOON)
    assert not await rows(db, "select 1 from delivery")


async def test_an_unverified_account_is_not_asked(db: Database) -> None:
    official = ScriptedOfficial(ability=UNVERIFIED)
    await follower(db, "oInCity")
    assert await keeper(db, official).ask() == 0
    assert not official.calls


@pytest.mark.parametrize(
    ("outcome", "minutes"),
    [
        (Outcome(Result.THROTTLED, "45011 too fast"), 5),
        (Outcome(Result.THROTTLED, "45011 too fast", retry_after=900), 15),
        (Outcome(Result.QUOTA_USED_UP, "45009 quota"), 60),
        (Outcome(Result.REFUSED, "48001 not allowed"), 60),
    ],
)
async def test_a_refusal_is_respected_and_nothing_is_lost(
    db: Database, outcome: Outcome, minutes: int
) -> None:
    official = ScriptedOfficial(fails=lambda call, people: outcome)
    await follower(db, "oInCity")
    clock = FrozenClock(NOON)
    keeping = keeper(db, official, clock=clock)
    assert await keeping.ask() == 0
    clock.set(NOON + timedelta(minutes=minutes - 1))
    await keeping.ask()
    assert official.calls["people"] == 1
    official.fails = lambda call, people: None
    clock.set(NOON + timedelta(minutes=minutes))
    assert await keeping.ask() == 1


async def test_one_that_is_nobody_there_holds_up_no_other(db: Database) -> None:
    official = ScriptedOfficial(
        unions={f"o{n}": f"u{n}" for n in range(9)},
        fails=lambda call, people: Outcome(Result.GONE, "40003") if "oNobody" in people else None,
    )
    for n in range(9):
        await follower(db, f"o{n}")
    await follower(db, "oNobody")
    assert await keeper(db, official).ask() == 10
    known = await rows(db, "select platform_id from address where union_key is not null")
    assert len(known) == 9
    gone = await rows(db, "select platform_id from address where state = 'gone'")
    assert [row["platform_id"] for row in gone] == ["oNobody"]


async def test_the_sweep_joins_what_was_left_undone(db: Database) -> None:
    """A process died after it had kept the keys."""
    one, first = await follower(db, "oInCity")
    _, second = await follower(db, "oInProvince", account=OTHER)
    async with db.connection() as conn:
        await conn.execute("update address set union_key = '\\x01', union_asked_at = $1", NOON)
    assert await keeper(db).join() == 1
    assert await keeper(db).join() == 0
    found = await rows(db, "select learner_id from address where id in ($1, $2)", first, second)
    assert {row["learner_id"] for row in found} == {one}


async def test_while_one_process_asks_another_does_not(db: Database) -> None:
    official = ScriptedOfficial()
    await follower(db, "oInCity")
    async with db.connection() as conn:
        await conn.execute(
            "insert into follower_work values ($1, 'union', $2)",
            OFFICIAL,
            NOON + timedelta(minutes=1),
        )
    clock = FrozenClock(NOON)
    keeping = keeper(db, official, clock=clock)
    assert await keeping.ask() == 0
    clock.set(NOON + timedelta(minutes=1))
    assert await keeping.ask() == 1


async def test_what_was_planned_in_between_is_waited_for(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planning inserts for both learners without asking for their locks."""
    await follower(db, "oInCity")
    await follower(db, "oInProvince", account=OTHER)
    await keeper(
        db,
        ScriptedOfficial(unions={"oInCity": "uPerson"}),
        ScriptedOfficial(OTHER, unions={"oInProvince": "uPerson"}),
    ).ask()
    async with db.transaction() as conn:
        await conn.execute("update address set union_key = null")
        apart = await conn.fetchval(
            "insert into learner (key, zone, times, created_at) select gen_random_uuid(), zone, times, created_at from learner limit 1 returning id"
        )
        await conn.execute(
            "update address set learner_id = $1, union_key = 'u' where account = $2", apart, OTHER
        )
        await conn.execute("update address set union_key = 'u'")
    merge, tries = merging.merge, []

    async def collides(conn: Connection, keep: int, gone: int, now: datetime) -> bool:
        tries.append((keep, gone))
        if len(tries) < 3:
            raise UniqueViolationError
        return await merge(conn, keep, gone, now)

    monkeypatch.setattr(merging, "merge", collides)
    assert await keeper(db).join() == 1
    assert len(tries) == 3
    assert len(await rows(db, "select distinct learner_id from address")) == 1


async def test_one_person_who_cannot_be_joined_keeps_nobody_else_from_it(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        await follower(db, f"{name}-city")
        await follower(db, f"{name}-province", account=OTHER)
    async with db.transaction() as conn:
        await conn.execute("update address set union_key = left(platform_id, 3)::bytea")
        spoilt = await conn.fetchval(
            "select learner_id from address where platform_id = 'one-city'"
        )
    merge = merging.merge

    async def faulty(conn: Connection, keep: int, gone: int, now: datetime) -> bool:
        if spoilt in {keep, gone}:
            raise RuntimeError("a fault of ours")
        return await merge(conn, keep, gone, now)

    monkeypatch.setattr(merging, "merge", faulty)
    assert await keeper(db).join() == 1
    left = await rows(
        db,
        "select left(platform_id, 3) as name, count(distinct learner_id) as n from address group by 1 order by 1",
    )
    assert [tuple(row.values()) for row in left] == [("one", 2), ("two", 1)]


async def test_what_a_joined_person_agrees_to_no_more_is_taken_back(db: Database) -> None:
    """The newest word was no; what went to the bank under the other address's yes is there."""
    agreed, _ = await follower(db, "oOne")
    refused, _ = await follower(db, "oOther", account=OTHER)
    await complete(db, agreed, "course", "one", uuid4(), NOON)
    async with db.transaction() as conn:
        for person in (agreed, refused):
            await consent.give(conn, person, [LRS], NOON)
        await conn.execute("update push set state = 'accepted', accepted_at = $1", NOON)
        await consent.withdraw(conn, refused, ISSUER, NOON + timedelta(hours=1))
        await conn.execute("update address set union_key = 'u'")
    assert await keeper(db).join() == 1
    found = await rows(
        db,
        "select s.voids is null as first, p.state from push p"
        " join statement s on s.id = p.statement_id order by 1 desc",
    )
    assert [tuple(row.values()) for row in found] == [(True, "voided"), (False, "queued")]
