"""What groups get by the clock is planned once, however many plan, fail and come late."""

import asyncio
from datetime import time, timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from bot.learning.shelf import Shelf
from bot.store.db import Database
from bot.store.groups import turns as group_turns
from schedules.groups import GroupPlanner
from schedules.jobs import group_jobs
from tests.delivery.owing import rows
from tests.learning.group_courses import FARM, LAST, TEA
from tests.schedules.club import (
    FOUNDED,
    KINDS,
    MONDAY,
    SUNDAY,
    TIMES,
    TUESDAY,
    at,
    change,
    club,
    compose,
    owed,
    plan,
    planner,
    sent,
    teach,
    turns,
)

NOON = at(MONDAY, "12:00")


async def test_a_week_in_a_group(db: Database) -> None:
    """Everything at its time, once, from a Sunday evening to the second Monday."""
    await teach(db, FARM, TEA)
    await club(db)
    got: list[tuple[str, str, str]] = []
    now = at("2026-11-22", "20:00")
    while now <= at("2026-11-30", "13:00"):
        got += await plan(db, now)
        await compose(db, now)
        await sent(db)
        now += timedelta(minutes=30)
    assert [one for one in got if one[0] == "course"] == [
        ("course", "farm", "2026-W48"),
        ("course", "tea", "2026-W49"),
    ]
    days = [f"2026-11-{day}" for day in range(23, 30)]
    questions = [one for one in got if one[0] == "question"]
    assert questions == [
        *(("question", "farm", day) for day in days),
        ("question", "tea", "2026-11-30"),
    ]
    assert [one for one in got if one[0] == "explanation"] == [
        ("explanation", "farm", day) for day in days
    ]
    boards = [one for one in got if one[0] == "board"]
    assert boards == [("board", "", "2026-W47"), ("board", "", "2026-W48")]


async def test_a_delivery_is_owed_to_the_group_in_its_accounts_turn(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    late = NOON + timedelta(seconds=8)
    await plan(db, late)
    (one,) = await rows(db, "select * from delivery where kind = 'question'")
    assert (one["group_id"], one["learner_id"], one["lane"]) == (row, None, "city")
    assert (one["due"], one["next_try"], one["expires"]) == (NOON, NOON, at(MONDAY, "20:00"))
    assert (one["priority"], one["state"], one["planned_at"]) == (5, "planned", late)


async def test_not_a_second_before_and_only_once_after(db: Database) -> None:
    await teach(db, FARM)
    await club(db)
    await plan(db, NOON - timedelta(seconds=1))
    before = await owed(db)
    assert "question" not in {one[0] for one in before}
    await plan(db, NOON)
    await sent(db)
    for seconds in (0, 1, 3600):
        assert await plan(db, NOON + timedelta(seconds=seconds)) == []


async def test_many_planners_at_once_plan_each_thing_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.groups.BATCH", 7)
    await teach(db, FARM)
    for number in range(40):
        await club(db, f"-{number}")
    some = [planner(db, NOON) for _ in range(5)]
    counts = await asyncio.gather(*(one.run() for one in some))
    again = await planner(db, NOON).run()
    # The question, the course, and Sunday's board and Monday's explanation, which come to nothing.
    assert sum(counts) + again == 160
    found = await rows(db, "select group_id, kind, occurrence from delivery")
    assert len(found) == len({tuple(one.values()) for one in found}) == 80


async def test_killed_before_the_commit_nothing_is_lost_or_doubled(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teach(db, FARM)
    row = await club(db)
    before = await turns(db, row)

    async def lost(*_: object) -> None:
        raise StorageUnavailableError("PostgreSQL went away.")

    with monkeypatch.context() as at_work:
        at_work.setattr(group_turns, "_move", lost)
        with pytest.raises(StorageUnavailableError):
            await plan(db, NOON)
    assert (await owed(db), await turns(db, row)) == ([], before)
    assert ("question", "farm", MONDAY) in await plan(db, NOON)


async def test_a_planner_wakes_the_workers_only_when_something_was_planned(db: Database) -> None:
    await teach(db, FARM)
    await club(db)
    woken: list[int] = []
    (job,) = group_jobs(planner(db, NOON, woken))
    assert (await job.run() > 0, await job.run(), woken) == (True, 0, [1])


async def test_after_a_week_away_only_what_is_of_use_is_said(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    tuesday = at("2026-12-01", "13:00")
    assert await plan(db, tuesday) == [("question", "farm", "2026-12-01")]
    assert await turns(db, row) == {
        "course": at("2026-12-07", "09:00"),
        "question": at("2026-12-02", "12:00"),
        "explanation": at("2026-12-02", "08:30"),
        "board": at("2026-12-06", "19:00"),
    }


@pytest.mark.parametrize("state", ["muted", "gone"])
async def test_a_group_that_hears_nothing_is_passed_by_and_comes_back(
    db: Database, state: str
) -> None:
    await teach(db, FARM)
    row, other = await club(db), await club(db, "-200")
    await change(db, row, FOUNDED, state=state)
    await plan(db, NOON)
    found = await rows(db, "select distinct group_id from delivery")
    assert [one["group_id"] for one in found] == [other]
    await change(db, row, at(MONDAY, "15:00"), state="known")
    await sent(db)
    await plan(db, at(TUESDAY, "12:00"))
    found = await rows(db, "select group_id from delivery where kind = 'question' order by 1")
    assert [one["group_id"] for one in found] == [row, other]


async def test_a_course_that_is_withdrawn_stops_its_questions_until_it_is_taught_again(
    db: Database,
) -> None:
    await teach(db, FARM)
    row = await club(db, rotates=False)
    async with db.connection() as conn:
        version = await conn.fetchval("select max(id) from course_version")
        await conn.execute("update course set current_version = null")
        await conn.execute("update content_revision set revision = revision + 1")
    assert await plan(db, NOON) == []
    assert (await turns(db, row))["question"] == at(TUESDAY, "12:00")
    async with db.connection() as conn:
        await conn.execute("update course set current_version = $1", version)
        await conn.execute("update content_revision set revision = revision + 1")
    assert ("question", "farm", TUESDAY) in await plan(db, at(TUESDAY, "12:00"))


async def test_what_an_administrator_chooses_has_its_own_week(db: Database) -> None:
    await teach(db, FARM, TEA, LAST)
    row = await club(db)
    await plan(db, at(MONDAY, "09:00"))
    await change(db, row, at(SUNDAY, "22:00"), course_key="zz")
    weeks = [at(day, "09:00") for day in ("2026-11-30", "2026-12-07", "2026-12-14")]
    told = []
    for week in weeks:
        await sent(db)
        told += [subject for kind, subject, _ in await plan(db, week) if kind == "course"]
    assert told == ["zz", "farm", "tea"], "the whole shelf in turn, from the one that was chosen"


async def test_a_group_in_other_hands_is_left_for_the_next_tick(db: Database) -> None:
    """A planner waits for nobody, and nobody waits for it in a circle."""
    await teach(db, FARM)
    row, other = await club(db), await club(db, "-200")
    async with db.transaction() as conn:
        await conn.execute("select 1 from chat_group where id = $1 for no key update", row)
        await plan(db, NOON)
        found = await rows(db, "select distinct group_id from delivery")
        assert [one["group_id"] for one in found] == [other]
    await plan(db, NOON)
    assert len(await rows(db, "select 1 from delivery where kind = 'question'")) == 2


async def test_settings_changed_while_a_planner_is_at_work_are_not_lost(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    async with db.transaction() as conn:
        found = await group_turns.lock_due(conn, NOON, 500)
        assert {one.kind for one in found} == set(KINDS)
        changing = asyncio.create_task(change(db, row, NOON, question_time=time(18, 0)))
        while not await rows(db, "select 1 from pg_locks where not granted"):
            await asyncio.sleep(0)
        steps = [group_turns.Step(one, at(TUESDAY, "12:00")) for one in found]
        await group_turns.take(conn, steps, NOON)
    await changing
    assert (await turns(db, row))["question"] in {at(MONDAY, "18:00"), at(TUESDAY, "18:00")}


async def test_two_processes_share_the_turns_of_one_morning(db: Database) -> None:
    """Each reads the shelf for itself."""
    await teach(db, FARM)
    await club(db)
    first = GroupPlanner(db, FrozenClock(NOON), Shelf(), TIMES, lambda: None)
    second = GroupPlanner(db, FrozenClock(NOON), Shelf(), TIMES, lambda: None)
    assert (await first.run(), await second.run()) == (4, 0)
