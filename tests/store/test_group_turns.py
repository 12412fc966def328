"""A group's turns follow its settings, once for each day, whoever changes them and how often."""

import asyncio
from datetime import time, timedelta

from bot.store.db import Database
from bot.store.groups import turns as group_turns
from tests.delivery.owing import group
from tests.learning.group_courses import FARM, TEA
from tests.schedules.club import (
    FOUNDED,
    MONDAY,
    SUNDAY,
    TIMES,
    TUESDAY,
    at,
    change,
    club,
    compose,
    plan,
    sent,
    teach,
    turns,
)


async def test_a_new_group_has_a_board_and_waits_for_its_course(db: Database) -> None:
    row = await group(db)
    await change(db, row, FOUNDED)
    assert await turns(db, row) == {"board": at("2026-11-22", "19:00")}
    await change(db, row, FOUNDED, course_key="farm", question_time=time(12, 0))
    assert await turns(db, row) == {
        "board": at("2026-11-22", "19:00"),
        "course": at(MONDAY, "09:00"),
        "question": at("2026-11-22", "12:00"),
        "explanation": at(MONDAY, "08:30"),
    }


async def test_the_same_again_changes_nothing_also_while_something_is_due(db: Database) -> None:
    row = await club(db)
    before = await turns(db, row)
    await change(db, row, FOUNDED)
    await change(db, row, at("2026-11-22", "12:00") + timedelta(seconds=3))
    assert await turns(db, row) == before, "the question of this noon is not lost"


async def test_what_is_switched_off_ends_save_the_last_explanation(db: Database) -> None:
    row = await club(db)
    await change(db, row, FOUNDED, question_time=None, board=False)
    assert set(await turns(db, row)) == {"course", "explanation"}
    await change(db, row, FOUNDED, course_key=None)
    assert set(await turns(db, row)) == {"explanation"}


async def test_another_time_moves_the_turn(db: Database) -> None:
    row = await club(db)
    await change(db, row, FOUNDED, question_time=time(18, 0))
    assert (await turns(db, row))["question"] == at("2026-11-22", "18:00")
    await change(db, row, FOUNDED, question_time=time(9, 0))
    assert (await turns(db, row))["question"] == at(MONDAY, "09:00"), "today's nine is over"
    await change(db, row, FOUNDED, question_time=time(18, 0))
    assert (await turns(db, row))["question"] == at("2026-11-22", "18:00"), "none was asked yet"


async def test_no_change_of_time_brings_a_second_question_on_a_day(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    await plan(db, at(MONDAY, "12:00"))
    await compose(db, at(MONDAY, "12:00"))
    await sent(db)
    afternoon = at(MONDAY, "13:00")
    await change(db, row, afternoon, question_time=time(18, 0))
    assert (await turns(db, row))["question"] == at(TUESDAY, "18:00")
    await change(db, row, afternoon, question_time=None)
    await change(db, row, afternoon, question_time=time(18, 0))
    assert (await turns(db, row))["question"] == at(TUESDAY, "18:00"), "also off and on again"


async def test_another_zone_moves_all(db: Database) -> None:
    row = await club(db)
    await change(db, row, FOUNDED, zone="Europe/London")
    assert await turns(db, row) == {
        "board": at("2026-11-22", "19:00", "Europe/London"),
        "course": at(MONDAY, "09:00", "Europe/London"),
        "question": at("2026-11-22", "12:00", "Europe/London"),
        "explanation": at(MONDAY, "08:30", "Europe/London"),
    }


async def test_what_was_announced_is_remembered_over_a_change_of_settings(db: Database) -> None:
    await teach(db, FARM, TEA)
    row = await club(db)
    assert ("course", "farm", "2026-W48") in await plan(db, at(MONDAY, "09:00"))
    await change(db, row, at(MONDAY, "10:00"), question_time=time(19, 0), zone="Asia/Tokyo")
    next_week = at("2026-11-30", "09:00", "Asia/Tokyo")
    assert ("course", "tea", "2026-W49") in await plan(db, next_week)


async def test_two_administrators_at_once_leave_one_turn_of_each(db: Database) -> None:
    row = await club(db)
    await asyncio.gather(
        *(change(db, row, FOUNDED, question_time=time(hour, 0)) for hour in (9, 15, 18, 20))
    )
    found = await turns(db, row)
    assert found["question"] in {
        at(MONDAY, "09:00"),
        *(at("2026-11-22", f"{hour}:00") for hour in (15, 18, 20)),
    }
    assert found["board"] == at("2026-11-22", "19:00")
    assert at(SUNDAY, "19:00") > found["course"] == at(MONDAY, "09:00")


async def test_a_group_that_is_not_there_has_no_turns(db: Database) -> None:
    async with db.transaction() as conn:
        await group_turns.begin(conn, 4711, FOUNDED, TIMES)
    assert await turns(db, 4711) == {}
