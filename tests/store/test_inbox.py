"""What is owed moves between the three tables, and the turn knows of it: fetched, held,
handed over, failed and planned again.
"""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from bot.domain.delivery import Kind
from bot.store import deliveries, endings, learners
from bot.store.db import Database
from bot.store.endings import Ending
from bot.store.operator_acts import START, Only, retry_failed
from bot.store.planning import lessons as planning_lessons
from tests.delivery.owing import BOT, NOON, all_of, group, learner, one, owe, rows
from tests.store.test_learners import teach

TODAY = NOON.date().isoformat()


async def taught(db: Database, *addresses: str, planned: tuple[str, ...] = ()) -> int:
    """A learner who takes the course; ``planned`` are the days its turn was planned for."""
    person = await learner(db, *addresses)
    await teach(db, "course")
    async with db.transaction() as conn:
        await learners.enrol(conn, person, "course", uuid4(), NOON)
        await conn.execute(
            "update lesson_turn set planned = $2 where learner_id = $1", person, list(planned)
        )
    return person


async def pull(db: Database, person: int, now: datetime = NOON, lane: str = "city") -> None:
    """The learner fetches the item of ``now``'s day."""
    async with db.transaction() as conn:
        await deliveries.note_pulled(
            conn,
            person,
            Kind.LESSON,
            "course",
            on=now.date(),
            lane=lane,
            now=now,
            detail={"lesson": "one"},
        )


async def planned_days(db: Database, person: int) -> list[str]:
    found = await rows(db, "select planned from lesson_turn where learner_id = $1", person)
    days: list[str] = found[0]["planned"]
    return days


async def plan(db: Database, now: datetime) -> None:
    async with db.transaction() as conn:
        await planning_lessons.plan_lessons(conn, now, 10)


@pytest.mark.parametrize("state", ["planned", "held"])
async def test_what_is_fetched_is_not_owed_any_more(db: Database, state: str) -> None:
    person = await taught(db, "city:42", planned=(TODAY,))
    row = await owe(db, person, state=state)
    before = await one(db, row)
    await pull(db, person, lane="city-wechat")
    (now,) = await all_of(db)
    assert (now["id"], now["state"], now["rung"]) == (row, "sent", "reply")
    assert (now["reason"], now["detail"]) == ("fetched by the learner", {"lesson": "one"})
    assert (now["lane"], now["due"], now["ended_at"]) == ("city-wechat", before["due"], NOON)
    assert now["steps"] == before["steps"], "what was decided before stays readable"
    assert await planned_days(db, person) == [TODAY]


async def test_what_is_fetched_before_its_time_is_not_planned_again(db: Database) -> None:
    person = await taught(db, "city:42")
    await pull(db, person)
    assert await planned_days(db, person) == [TODAY]
    (now,) = await all_of(db)
    assert (now["state"], now["occurrence"], now["reason"]) == (
        "sent",
        TODAY,
        "fetched by the learner",
    )
    async with db.connection() as conn:
        await conn.execute("update lesson_turn set next_due = $1", NOON)
        await conn.execute("update learner set times = '{12:00}'")
    await plan(db, NOON)
    assert len(await all_of(db)) == 1
    assert await rows(db, "select 1 from lesson_turn where next_due <= $1", NOON) == []


async def test_a_second_fetch_on_the_same_day_is_a_reply_only(db: Database) -> None:
    person = await taught(db, "city:42")
    await pull(db, person)
    await pull(db, person, NOON + timedelta(hours=1))
    assert len(await all_of(db)) == 1
    await pull(db, person, NOON + timedelta(days=1))
    assert [row["occurrence"] for row in await all_of(db)] == ["2026-11-23", "2026-11-24"]


async def test_a_fetch_leaves_alone_what_is_on_its_way(db: Database) -> None:
    person = await taught(db, "city:42", planned=(TODAY,))
    row = await owe(db, person, state="claimed")
    await pull(db, person)
    (now,) = await all_of(db)
    assert (now["id"], now["state"]) == (row, "claimed")


@pytest.mark.parametrize("state", ["sent", "failed", "expired"])
async def test_what_has_ended_stays_as_it_was(db: Database, state: str) -> None:
    person = await taught(db, "city:42", planned=(TODAY,))
    await owe(db, person, state=state)
    before = await all_of(db)
    await pull(db, person)
    assert await all_of(db) == before


async def test_the_turn_remembers_the_last_days_only(db: Database) -> None:
    """It cannot grow for ever, and what is older than that is not planned any more anyway."""
    person = await taught(db, "city:42")
    for day in range(10):
        await pull(db, person, NOON + timedelta(days=day))
    days = await planned_days(db, person)
    assert days == [(NOON + timedelta(days=day)).date().isoformat() for day in range(2, 10)]
    assert len(await all_of(db)) == 10


async def test_what_is_held_is_not_planned_again(db: Database) -> None:
    person = await taught(db, "city-wechat:oA")
    async with db.connection() as conn:
        await conn.execute("update lesson_turn set next_due = $1", NOON)
        await conn.execute("update learner set times = '{12:00}'")
    await plan(db, NOON)
    (planned,) = await all_of(db)
    async with db.transaction() as conn:
        ending = Ending(planned["id"], 0, "held", "no window is open")
        assert await endings.end(conn, [ending], NOON) == {planned["id"]}
        await conn.execute("update lesson_turn set next_due = $1", NOON)
    await plan(db, NOON + timedelta(minutes=1))
    (now,) = await all_of(db)
    assert (now["id"], now["state"]) == (planned["id"], "held")
    assert await planned_days(db, person) == [TODAY]


async def test_the_inbox_gives_the_oldest_useful_first(db: Database) -> None:
    person, other = await learner(db, "city:1"), await learner(db, "city:2")
    late = await owe(db, person, occurrence="b", state="held", due=NOON - timedelta(hours=1))
    early = await owe(db, person, occurrence="a", state="held", due=NOON - timedelta(hours=9))
    await owe(db, person, occurrence="old", state="held", due=NOON - timedelta(days=2))
    await owe(db, person, occurrence="planned")
    await owe(db, other, state="held")
    async with db.transaction() as conn:
        held = await deliveries.held_of(conn, person, NOON)
        assert [delivery.row for delivery in held] == [early, late]
        await deliveries.end_held(conn, early, "sent", reason="handed over", now=NOON)
        await deliveries.end_held(conn, late, "expired", reason="nothing to say", now=NOON)
    given, useless = await one(db, early), await one(db, late)
    assert (given["state"], given["rung"], given["ended_at"]) == ("sent", "reply", NOON)
    assert given["steps"][-1] == {
        "at": given["steps"][-1]["at"],
        "reason": "handed over",
        "rung": "reply",
    }
    assert (useless["state"], useless["rung"], useless["reason"]) == (
        "expired",
        None,
        "nothing to say",
    )


@pytest.mark.parametrize("state", ["planned", "claimed", "sent"])
async def test_handing_over_ends_only_what_is_held(db: Database, state: str) -> None:
    row = await owe(db, await learner(db, "city:1"), state=state)
    before = await one(db, row)
    async with db.transaction() as conn:
        await deliveries.end_held(conn, row, "expired", reason="no", now=NOON)
    assert await one(db, row) == before


async def test_held_deliveries_expire_in_bounded_steps(db: Database) -> None:
    person = await learner(db, "city:1")
    for number in range(5):
        await owe(db, person, occurrence=str(number), state="held", due=NOON - timedelta(days=2))
    fresh = await owe(db, person, occurrence="fresh", state="held")
    for expected in (3, 2, 0):
        async with db.transaction() as conn:
            assert await deliveries.drop_held(conn, NOON, 3) == expected
    assert [row["state"] for row in await all_of(db, "id <> $1", fresh)] == ["expired"] * 5
    assert (await one(db, fresh))["state"] == "held"


async def test_what_failed_is_planned_again_once_and_in_one_place(db: Database) -> None:
    person = await taught(db, "city:42", planned=(TODAY,))
    again = await owe(db, person, state="failed")
    useless = await owe(db, person, state="failed", occurrence="old", due=NOON - timedelta(days=9))
    async with db.transaction() as conn:
        done = await retry_failed(conn, Only(), NOON, after=START)
        assert done.planned == {(BOT, "lesson"): 1}
    async with db.transaction() as conn:
        assert (await retry_failed(conn, Only(), NOON, after=START)).planned == {}
    now = await one(db, again)
    assert (now["state"], now["next_try"], now["attempts"], now["due"]) == (
        "planned",
        NOON,
        0,
        NOON,
    )
    assert (await one(db, useless))["state"] == "failed"
    assert await planned_days(db, person) == [TODAY]


async def test_words_of_conversations_are_not_kept(db: Database) -> None:
    """What a lesson chose is, to be traced; and a person's failed reply, to be tried again. One to
    a group may name people, and is let go of however it ended.
    """
    person, crowd = await learner(db, "city:1"), await group(db)
    said, lost = {"text": "x"}, {"text": "y"}
    rows = [
        await owe(db, person, kind=Kind.REPLY, detail=said, state="sent"),
        await owe(db, person, detail={"lesson": "one"}, state="sent"),
        await owe(db, person, kind=Kind.REPLY, subject="b", detail=lost, state="failed"),
        await owe(db, crowd, to_group=True, kind=Kind.REPLY, detail=said, state="failed"),
    ]
    details = [(await one(db, row))["detail"] for row in rows]
    assert details == [{}, {"lesson": "one"}, lost, {}]


async def test_what_is_on_its_way_with_a_mass_message_does_not_wait(db: Database) -> None:
    person = await learner(db, "city-wechat:oA")
    on_its_way = await owe(
        db, person, kind=Kind.NEWS, subject="a", state="held", due=NOON - timedelta(days=2)
    )
    waiting = await owe(db, person, kind=Kind.NEWS, subject="b", state="held")
    async with db.transaction() as conn:
        await conn.execute(
            """
            with m as (
              insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)
              values ('city-wechat', 'news', 'a', 'once', $1, 'sending', $1) returning id
            ), p as (
              insert into mass_part (mass_id, state, receivers, next_try, reserved_at)
              select id, 'submitted', 2, $1, $1 from m returning id
            )
            update delivery_held set part_id = (select id from p) where id = $2
            """,
            NOON,
            on_its_way,
        )
        assert [one.row for one in await deliveries.held_of(conn, person, NOON)] == [waiting]
        assert await deliveries.drop_held(conn, NOON, 5) == 0
        assert [
            one.row for one in await deliveries.held_of(conn, person, NOON - timedelta(days=3))
        ] == [waiting]
        await conn.execute("delete from mass_part")
        assert await deliveries.drop_held(conn, NOON, 5) == 1


async def test_who_is_in_a_mass_message_that_nobody_follows_is_let_out_in_the_end(
    db: Database,
) -> None:
    """Its account lost the right to send any, or is gone from the settings."""
    person = await learner(db, "city-wechat")
    await owe(db, person, kind=Kind.NEWS, subject="a", expires=NOON)
    async with db.transaction() as conn:
        row = await conn.fetchval("select id from delivery")
        await endings.end(conn, [Ending(row, 0, "held", "waits for its mass message")], NOON)
        await conn.execute(
            """
            with m as (
              insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)
              values ('city-wechat', 'news', 'a', 'once', $1, 'sending', $1) returning id
            ), p as (
              insert into mass_part (mass_id, state, receivers, next_try, reserved_at)
              select id, 'reserved', 2, $1, $1 from m returning id
            )
            update delivery_held set part_id = (select id from p)
            """,
            NOON,
        )
        assert await deliveries.drop_held(conn, NOON + timedelta(days=3), 5) == 0
        assert await deliveries.drop_held(conn, NOON + timedelta(days=4), 5) == 1
    past = await rows(db, "select state, reason from delivery_past")
    assert [tuple(row.values()) for row in past] == [
        ("expired", "its moment passed while it was held")
    ]
