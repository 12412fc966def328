"""A group that became a supergroup: told twice, crosswise, before and after we were added there."""

from datetime import date, timedelta

import pytest

from bot.domain.delivery import Kind
from bot.store.db import Connection, Database
from bot.store.groups import membership as groups
from bot.store.groups.settings import hasten
from tests.delivery.owing import BOT, NOON, ZONE, all_of, group, learner, owe, rows

OLD, NEW = "-100", "-1001"


async def question(conn: Connection, of: int, day: int) -> int:
    """A question of the day; a lesson's question is made where there is none."""
    made: int | None = await conn.fetchval("select max(id) from question")
    if made is None:
        made = await conn.fetchval(
            """
            with v as (
              insert into course_version (course_key, version, content_hash, title, track, language, level, hours,
                pass_mark, hours_per_credit, source, licence, reviewed_by, state, imported_at)
              values ('c', '1', '\\x00', 'T', 'everyone', 'zh-Hans', 1, 1, 0.6, 16, 's', 'l', 'r', 'approved', $1) returning id
            ), l as (
              insert into lesson (version_id, key, position, title, minutes, text, asks, source, media)
              select id, 'l', 1, 'L', 2, 'text', '{}', '', '[]' from v returning id
            )
            insert into question (lesson_id, key, family, position, kind, stem, options, right_options, accepted, why)
            select id, 'q', '', 1, 'single', 's', '{a,b}', '{1}', '{}', 'w' from l returning id
            """,
            NOON,
        )
    row: int = await conn.fetchval(
        """
        insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
        values ($1, $2, 'c', '1', 'q', $3, $4) returning id
        """,
        of,
        date(2026, 11, day),
        made,
        NOON,
    )
    return row


async def fill(db: Database, of: int) -> None:
    """Everything that a group can have."""
    person = await learner(db, f"{BOT}:{of}")
    await owe(db, of, kind=Kind.QUESTION, to_group=True)
    async with db.transaction() as conn:
        await conn.execute(
            """
            update chat_group set track = 'farmers', course_key = 'c', rotates = false, question_time = '15:00',
              language = 'en', quiet = '22:00-08:00', board = false, title = 'Class 7' where id = $1
            """,
            of,
        )
        await groups.join_group(conn, of, person, NOON)
        await conn.execute("update group_member set board_name = '阿明' where group_id = $1", of)
        await conn.execute(
            "insert into group_turn (group_id, what, next_due) values ($1, 'question', $2), ($1, 'course', $2)",
            of,
            NOON,
        )
        asked = await question(conn, of, 22)
        await conn.execute(
            "insert into group_answer values ($1, 'v', $2, '1', true, $3)", asked, person, NOON
        )
        await conn.execute(
            "insert into quiz_poll (account, poll_id, data, group_id, message_id, asked_at) values ($1, 'p', $2, $3, '5', $4)",
            BOT,
            f"gq:{asked}",
            of,
            NOON,
        )
        for chat in (OLD, NEW):
            await conn.execute(
                "insert into passing_message (account, chat, message_id, remove_at) values ($1, $2, '5', $3)",
                BOT,
                chat,
                NOON,
            )


async def migrate(db: Database, times: int = 1) -> None:
    for _ in range(times):
        async with db.transaction() as conn:
            await groups.migrate_group(conn, BOT, OLD, NEW)


async def arrive(db: Database, chat: str) -> int:
    async with db.transaction() as conn:
        row, _ = await groups.arrive(
            conn,
            account=BOT,
            channel="telegram",
            platform_id=chat,
            title="",
            zone=ZONE,
            now=NOON,
            language="zh-Hans",
        )
    return row


async def check_whole(db: Database, row: int, *, turns: bool = True) -> None:
    """Everything of the group is there, under its new id, and once."""
    [now] = await rows(
        db,
        f"""
        select platform_id, state, track, course_key, rotates, question_time::text, language, quiet, board, title
        from chat_group where id = {row}
        """,
    )
    assert tuple(now.values()) == (
        NEW, "known", "farmers", "c", False, "15:00:00", "en", "22:00-08:00", False, "Class 7",
    )  # fmt: skip
    for table in ("group_turn", "group_question", "quiz_poll", "delivery")[0 if turns else 1 :]:
        found = await rows(db, f"select group_id from {table}")
        assert {one["group_id"] for one in found} == {row}, table
    [member] = await rows(db, f"select board_name from group_member where group_id = {row}")
    assert member["board_name"] == "阿明"
    left = await rows(db, "select chat from passing_message")
    assert [one["chat"] for one in left] == [NEW], "old ids mean other people's messages there"


@pytest.mark.parametrize("times", [1, 2])
async def test_it_keeps_its_row_and_everything(db: Database, times: int) -> None:
    row = await group(db, OLD)
    await fill(db, row)
    await migrate(db, times)
    await check_whole(db, row)


@pytest.mark.parametrize("times", [1, 3])
async def test_where_the_new_one_was_heard_of_first_it_takes_over(
    db: Database, times: int
) -> None:
    old = await group(db, OLD)
    await fill(db, old)
    new = await arrive(db, NEW)
    await migrate(db, times)
    await check_whole(db, new)
    [before] = await rows(db, f"select state from chat_group where id = {old}")
    assert before["state"] == "gone"


async def test_we_are_told_first_that_we_left_the_old_one(db: Database) -> None:
    row = await group(db, OLD)
    await fill(db, row)
    async with db.transaction() as conn:
        await groups.group_gone(conn, BOT, OLD)
    assert not await rows(db, "select 1 from group_turn"), "who handles it begins them anew"
    await migrate(db)
    await check_whole(db, row, turns=False)


async def test_what_was_chosen_in_the_new_one_stays_chosen(db: Database) -> None:
    old = await group(db, OLD)
    await fill(db, old)
    new = await arrive(db, NEW)
    async with db.transaction() as conn:
        await conn.execute("update chat_group set course_key = 'mine' where id = $1", new)
    await migrate(db)
    [now] = await rows(db, f"select course_key, language from chat_group where id = {new}")
    assert tuple(now.values()) == ("mine", "zh-Hans")


async def test_what_was_taken_back_meanwhile_is_not_brought_again(db: Database) -> None:
    old = await group(db, OLD)
    await fill(db, old)
    new = await arrive(db, NEW)
    await migrate(db)
    async with db.transaction() as conn:
        await conn.execute(
            "update chat_group set course_key = null, question_time = null where id = $1", new
        )
        await conn.execute("update group_member set board_name = null where group_id = $1", new)
        await conn.execute("delete from group_turn where group_id = $1", new)
    await migrate(db)
    [now] = await rows(
        db,
        f"select course_key, board_name from chat_group g join group_member on group_id = g.id where g.id = {new}",
    )
    assert tuple(now.values()) == (None, None)
    assert not await rows(db, "select 1 from group_turn")


async def test_both_had_a_question_that_day_and_each_answer_stays_with_its_own(
    db: Database,
) -> None:
    old = await group(db, OLD)
    await fill(db, old)
    new = await arrive(db, NEW)
    async with db.transaction() as conn:
        theirs = await question(conn, new, 22)
        await question(conn, old, 21)
    await migrate(db)
    found = await rows(db, "select id, group_id, day from group_question order by id")
    assert [(one["group_id"], one["day"].day) for one in found] == [
        (old, 22),
        (new, 22),
        (new, 21),
    ]
    assert found[1]["id"] == theirs
    assert len(await rows(db, "select 1 from group_answer")) == 1


async def test_what_was_on_its_way_follows_when_it_is_planned_again(db: Database) -> None:
    old = await group(db, OLD)
    row = await owe(db, old, kind=Kind.BOARD, to_group=True, state="claimed")
    new = await arrive(db, NEW)
    await migrate(db)
    [on_its_way] = await all_of(db)
    assert on_its_way["group_id"] == old
    async with db.transaction() as conn:
        await conn.execute("update delivery set state = 'planned' where id = $1", row)
    await migrate(db)
    [again] = await all_of(db)
    assert again["group_id"] == new


async def test_a_group_that_nobody_knows_is_no_fault(db: Database) -> None:
    await migrate(db)
    assert not await rows(db, "select 1 from chat_group")
    new = await arrive(db, NEW)
    await migrate(db)
    assert [one["id"] for one in await rows(db, "select id from chat_group")] == [new]


async def test_a_message_passes_by_then_or_sooner(db: Database) -> None:
    async with db.transaction() as conn:
        await conn.execute(
            "insert into passing_message (account, chat, message_id, remove_at) values ($1, $2, '5', $3)",
            BOT,
            NEW,
            NOON + timedelta(minutes=5),
        )
        await hasten(conn, BOT, NEW, "5", NOON + timedelta(minutes=1))
        await hasten(conn, BOT, NEW, "5", NOON + timedelta(minutes=9))
    [left] = await rows(db, "select remove_at from passing_message")
    assert left["remove_at"] == NOON + timedelta(minutes=1)
