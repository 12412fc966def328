"""Who leaves is owed nothing; later, or on demand, nothing leads back to the person."""

from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Kind
from bot.store import followers
from bot.store.db import Database
from bot.store.groups import membership as groups
from schedules.followers import FollowerKeeper
from schedules.tagging import TrackTags
from tests.delivery.owing import BOT, NOON, OFFICIAL, group, learner, owe, rows
from tests.followers.official import ScriptedOfficial
from tests.followers.people import enrolled, follower
from tests.followers.test_listing import NIGHT, lists
from tests.ledger.samples import ISSUER

OPENID = "oErasedPersonOfTianhe0000001"
DAY = timedelta(days=1)


def keeper(db: Database, clock: FrozenClock) -> FollowerKeeper:
    return FollowerKeeper(db, clock, {}, ISSUER, {OFFICIAL: 30 * DAY})


async def erase(db: Database, address: int) -> bool:
    async with db.transaction() as conn:
        return await followers.erase(conn, address, NOON)


async def everywhere(db: Database, text: str) -> set[str]:
    """The columns of all tables that hold ``text``, in whatever type."""
    columns = await rows(
        db,
        """
        select quote_ident(c.table_name) as table, quote_ident(c.column_name) as column
        from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
        """,
    )
    found = set()
    for one in columns:
        query = (
            f"select 1 from {one['table']} where position($1 in {one['column']}::text) > 0 limit 1"
        )
        hexed = f"select 1 from {one['table']} where position(encode(convert_to($1, 'UTF8'), 'hex') in {one['column']}::text) > 0 limit 1"
        if await rows(db, query, text) or await rows(db, hexed, text):
            found.add(f"{one['table']}.{one['column']}")
    return found


async def whole_person(db: Database) -> tuple[int, int]:
    """Somebody of whom every table that can hold something of an address does."""
    person, address = await follower(db, OPENID, track="seniors", heard_at=NOON)
    await enrolled(db, person, done=("one", "two"))
    cohort = await group(db, "class-7", OFFICIAL)
    answered = await owe(db, person, kind=Kind.REPLY, subject="cd" * 20)
    waiting = await owe(db, person, kind=Kind.REPLY, subject="ab" * 20)
    lesson = await owe(db, person, occurrence="2026-11-23")
    await owe(db, person, kind=Kind.ANNOUNCEMENT, subject="law", state="held")
    async with db.transaction() as conn:
        await groups.join_group(conn, cohort, person, NOON)
        await conn.execute(
            "update delivery set address_id = $1 where id = any($2::bigint[])",
            address,
            [answered, waiting, lesson],
        )
        await conn.execute(
            """
            insert into delivery_past select id, learner_id, group_id, lane, kind, subject, occurrence, priority, 'failed', due,
              expires, attempts, uncertain, address_id, 'customer', 'r', '{"messages": ["words"]}', steps, planned_at, due, due
            from delivery where id = $1
            """,
            answered,
        )
        await conn.execute("delete from delivery where id = $1", answered)
        for query in (
            "insert into notice_consent (address_id, template, what, at) values ($1, 't', 'granted', $2)",
            "insert into push_receipt values ('city-wechat', 'm1', 1, $1, $2, $2)",
            "update address set union_key = '\\x0102', notices = '{\"t\": 2}', message_window_until = $2, track_tag = 'seniors' where id = $1",
        ):
            await conn.execute(query, address, NOON)
        await conn.execute("insert into follower_listed values ($1, $2)", OFFICIAL, OPENID)
        await conn.execute(
            "insert into follower_listing values ($1, $2, $3, 5)", OFFICIAL, NOON, OPENID
        )
        await conn.execute("update learner set dialog = '{\"misread\": 2}' where id = $1", person)
    return person, address


async def test_no_table_holds_the_platform_id_or_anything_of_the_address(db: Database) -> None:
    _, address = await whole_person(db)
    assert await everywhere(db, OPENID) == {
        "address.platform_id",
        "follower_listed.platform_id",
        "follower_listing.after",
    }
    assert await erase(db, address)
    assert await everywhere(db, OPENID) == set()
    references = await rows(
        db,
        """
        select conrelid::regclass::text as source, attname as name from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where contype = 'f' and confrelid = 'address'::regclass
        """,
    )
    places = {(row["source"], row["name"]) for row in references}
    for table, column in places | {("delivery_past", "address_id")}:
        assert not await rows(db, f"select 1 from {table} where {column} = $1", address), table


async def test_what_was_completed_stays_under_the_pseudonym(db: Database) -> None:
    person, address = await whole_person(db)
    before = await rows(db, "select key from learner where id = $1", person)
    await erase(db, address)
    assert await rows(db, "select key from learner where id = $1", person) == before
    facts = await rows(
        db,
        "select 1 from completion join ledger_person p on p.key = person where p.learner_id = $1",
        person,
    )
    assert (len(facts), len(await rows(db, "select 1 from statement"))) == (2, 2)


async def test_nothing_is_owed_and_nothing_goes_on(db: Database) -> None:
    person, address = await whole_person(db)
    await erase(db, address)
    assert not await rows(db, "select 1 from delivery")
    assert not await rows(db, "select 1 from delivery_held")
    assert not await rows(db, "select 1 from lesson_turn")
    assert not await rows(db, "select 1 from group_member")
    one = (await rows(db, "select state, dialog from learner where id = $1", person))[0]
    assert (one["state"], one["dialog"]) == ("stopped", {})
    ended = await rows(
        db, "select kind, state, reason, detail from delivery_past where reason <> 'r'"
    )
    assert sorted((row["kind"], row["state"]) for row in ended) == [
        ("announcement", "expired"),
        ("lesson", "expired"),
        ("reply", "expired"),
    ]
    assert {row["reason"] for row in ended} == {"the address was erased"}
    replies = await rows(db, "select detail from delivery_past where kind = 'reply'")
    assert [row["detail"] for row in replies] == [{}, {}], "what was said is not kept either"


async def test_erasing_again_changes_nothing(db: Database) -> None:
    _, address = await whole_person(db)
    assert await erase(db, address)
    assert not await erase(db, address)
    assert not await erase(db, 999_999)


async def test_another_address_of_the_person_goes_on(db: Database) -> None:
    person = await learner(db, f"{OFFICIAL}:{OPENID}", f"{BOT}:42")
    address = (await rows(db, "select id from address where platform_id = $1", OPENID))[0]["id"]
    await enrolled(db, person)
    cohort, chat = await group(db, "class-7", OFFICIAL), await group(db, "-100", BOT)
    lesson = await owe(db, person, lane=OFFICIAL)
    async with db.transaction() as conn:
        for one in (cohort, chat):
            await groups.join_group(conn, one, person, NOON)
        await conn.execute("update delivery set address_id = $2 where id = $1", lesson, address)
    await erase(db, address)
    assert (await rows(db, "select address_id from delivery"))[0]["address_id"] is None
    assert len(await rows(db, "select 1 from lesson_turn where active")) == 1
    assert [row["group_id"] for row in await rows(db, "select group_id from group_member")] == [
        chat
    ]
    assert (await rows(db, "select state from learner"))[0]["state"] == "active"


@pytest.mark.parametrize(("days", "erased"), [(29, 0), (30, 0), (31, 1)])
async def test_who_left_is_erased_after_the_set_days(db: Database, days: int, erased: int) -> None:
    _, address = await follower(db, OPENID)
    await follower(db, "oStays")
    _, elsewhere = await follower(db, "oElsewhere", account="province-wechat")
    async with db.transaction() as conn:
        await conn.execute(
            "update address set state = 'gone', left_at = $1 where id in ($2, $3)",
            NOON,
            address,
            elsewhere,
        )
    clock = FrozenClock(NOON + days * DAY)
    assert await keeper(db, clock).erase() == erased
    assert bool(await rows(db, "select 1 from address where id = $1", address)) is not erased
    assert await keeper(db, clock).erase() == 0
    assert await rows(db, "select 1 from address where id = $1", elsewhere), "no term is set there"


async def test_many_are_erased_in_batches(db: Database) -> None:
    for n in range(120):
        await follower(db, f"o{n}")
    async with db.transaction() as conn:
        await conn.execute("update address set state = 'gone', left_at = $1", NOON)
    assert await keeper(db, FrozenClock(NOON + 40 * DAY)).erase() == 120
    assert not await rows(db, "select 1 from address")


async def test_who_leaves_is_owed_nothing_at_once(db: Database) -> None:
    person, address = await follower(db, OPENID)
    other = await learner(db, f"{OFFICIAL}:oOther", f"{BOT}:42")
    for one in (person, other):
        await owe(db, one)
        await owe(db, one, kind=Kind.ANNOUNCEMENT, subject="law", state="held")
    async with db.transaction() as conn:
        await conn.execute(
            "update address set state = 'gone', left_at = $1 where channel = 'wechat'", NOON
        )
        assert await followers.end_owed_of(conn, address, "left", NOON) == 2
        assert await followers.end_owed_of(conn, address, "left", NOON) == 0
    ended = await rows(db, "select learner_id, state, reason from delivery_past")
    assert {tuple(row.values()) for row in ended} == {(person, "expired", "left")}
    assert len(await rows(db, "select 1 from delivery where learner_id = $1", other)) == 1
    assert len(await rows(db, "select 1 from delivery_held where learner_id = $1", other)) == 1


async def test_the_sweep_ends_what_is_owed_to_who_just_left(db: Database) -> None:
    """The engine found that somebody does not follow any more; more was planned."""
    person, address = await follower(db, OPENID)
    await owe(db, person)
    async with db.transaction() as conn:
        await conn.execute(
            "update address set state = 'gone', left_at = $2 where id = $1", address, NOON
        )
    clock = FrozenClock(NOON + timedelta(minutes=1))
    assert await keeper(db, clock).left() == 1
    assert await keeper(db, clock).left() == 0
    assert (await rows(db, "select reason from delivery_past"))[0]["reason"] == "the person left"


# Erased while he or she still follows --------------------------------------------------------


async def test_the_nightly_listing_does_not_bring_an_erased_person_back(db: Database) -> None:
    _, address = await follower(db, OPENID)
    await erase(db, address)
    official = ScriptedOfficial(followers_there=[OPENID, "oOther"])
    await lists(db, official).run()
    found = await rows(db, "select platform_id from address")
    assert [row["platform_id"] for row in found] == ["oOther"]
    assert await everywhere(db, OPENID) == set()


async def test_the_tag_of_an_erased_person_is_taken_off(db: Database) -> None:
    official = ScriptedOfficial(followers_there=[OPENID])
    _, address = await follower(db, OPENID, track="seniors")
    await TrackTags(db, FrozenClock(NOON), {OFFICIAL: official}).run()
    tag = official.tags_there["yike-seniors"]
    assert official.tagged[tag] == {OPENID}
    await erase(db, address)
    await lists(db, official).run()
    assert official.tagged[tag] == set()
    await lists(db, official, clock=FrozenClock(NIGHT + DAY)).run()
    assert official.calls["untag"] == 1


async def test_an_erased_person_who_writes_again_is_somebody_new_who_stays(db: Database) -> None:
    person, address = await follower(db, OPENID)
    await erase(db, address)
    again, _ = await follower(db, OPENID)
    assert again != person
    official = ScriptedOfficial(followers_there=[OPENID])
    clock = FrozenClock(NIGHT)
    await lists(db, official, clock=clock).run()
    assert not await rows(db, "select 1 from follower_erased")
    assert (await rows(db, "select state from address"))[0]["state"] == "active"


async def test_the_trace_goes_when_the_person_does_not_follow_any_more(db: Database) -> None:
    _, address = await follower(db, OPENID)
    await erase(db, address)
    assert len(await rows(db, "select 1 from follower_erased")) == 1
    await lists(db, ScriptedOfficial(followers_there=["oOther"])).run()
    assert not await rows(db, "select 1 from follower_erased")


async def test_who_had_left_before_leaves_no_trace(db: Database) -> None:
    _, address = await follower(db, OPENID)
    async with db.connection() as conn:
        await conn.execute("update address set state = 'gone' where id = $1", address)
    await erase(db, address)
    assert not await rows(db, "select 1 from follower_erased")
