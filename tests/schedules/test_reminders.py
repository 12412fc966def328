"""Reminders: to whom they concern, once, and not when their moment has passed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.store import entries
from bot.store.db import Database
from bot.store.planning import reminders as planning_reminders
from bot.store.planning.pacing import Pacing
from schedules.planning import Planner
from tests.delivery.owing import group, learner, rows
from tests.schedules.contest import (
    A_DAY_BEFORE,
    COHORT,
    COMPETITION,
    DAY,
    OPENS,
    REGISTRATION,
    ROUND,
    answered,
    cohort,
    crowd,
    dying,
    moved_away,
    owed,
    plan,
    take_in,
)


async def test_reminders_go_to_groups_and_to_who_has_not_done_it(db: Database) -> None:
    chat = await group(db)
    entered, idle = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    outside = await learner(db, "city:1")
    await take_in(db, COMPETITION, OPENS)
    async with db.transaction() as conn:
        await entries.enter(conn, "law", entered, OPENS)
        await entries.enter(conn, "law", outside, OPENS)
    await plan(db, A_DAY_BEFORE - timedelta(seconds=1))
    assert {rule for _, _, rule in await owed(db, "reminder")} == {"registration/P7D/1"}
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    for _ in range(3):
        await plan(db, A_DAY_BEFORE)
    rule = "registration/P1D/1"
    assert await owed(db, "reminder") == [(None, chat, rule), (idle, None, rule)]
    row = (await rows(db, "select * from delivery where group_id is not null"))[0]
    assert (row["due"], row["expires"]) == (A_DAY_BEFORE, REGISTRATION.closes)
    assert (row["subject"], row["priority"]) == ("law", 3)


async def test_who_is_away_is_reminded_only_of_what_he_or_she_entered(db: Database) -> None:
    entered, idle, outside = await cohort(db, *(f"city-wechat:o{n}" for n in "ABC"))
    await take_in(db, COMPETITION, OPENS)
    async with db.transaction() as conn:
        await entries.enter(conn, "law", entered, OPENS)
        await conn.execute("update learner set state = 'away' where id <> $1", idle)
    await plan(db, A_DAY_BEFORE)
    assert [row[0] for row in await owed(db, "reminder")] == [idle], (
        "registering is for who is there"
    )
    await moved_away(db)
    await plan(db, ROUND.closes - DAY)
    told = [person for person, _, _ in await owed(db, "reminder")]
    assert told == [entered]
    assert outside not in told


async def test_reminders_of_a_round_go_to_entrants_who_have_not_done_it(db: Database) -> None:
    chat = await group(db)
    done, open_, idle = await cohort(db, *(f"city-wechat:o{n}" for n in "ABC"))
    await take_in(db, COMPETITION, OPENS)
    async with db.transaction() as conn:
        for person in (done, open_):
            await entries.enter(conn, "law", person, OPENS)
    await answered(db, done)
    await plan(db, OPENS + 9 * DAY + timedelta(hours=1))
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    await plan(db, ROUND.closes - DAY)
    rule = "round-1/P1D/1"
    assert await owed(db, "reminder") == [(None, chat, rule), (open_, None, rule)]
    assert idle not in {person for person, _, _ in await owed(db, "reminder")}


async def test_without_registration_the_whole_cohort_takes_part(db: Database) -> None:
    done, idle = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    await take_in(db, replace(COMPETITION, stages=(ROUND,)), OPENS)
    async with db.transaction() as conn:
        await entries.enter(conn, "law", done, OPENS)
    await answered(db, done)
    await plan(db, ROUND.closes - DAY)
    assert await owed(db, "reminder") == [(idle, None, "round-1/P1D/1")]


async def test_a_reminder_whose_stage_is_over_is_marked_and_not_planned(db: Database) -> None:
    await group(db)
    await take_in(db, COMPETITION, OPENS)
    await plan(db, REGISTRATION.closes)
    assert await owed(db, "reminder") == []
    left = await rows(
        db,
        "select 1 from stage_moment where planned_at is null and due <= $1",
        REGISTRATION.closes,
    )
    assert left == []


async def test_importing_again_plans_no_reminder_twice(db: Database) -> None:
    chat = await group(db)
    await take_in(db, COMPETITION, OPENS)
    await plan(db, A_DAY_BEFORE)
    before = await owed(db, "reminder")
    await take_in(db, replace(COMPETITION, title="新的名字"), A_DAY_BEFORE)
    await plan(db, A_DAY_BEFORE + timedelta(hours=1))
    assert await owed(db, "reminder") == before
    assert (None, chat, "registration/P1D/1") in before


async def moments(db: Database) -> dict[str, str | None]:
    """Of the moments that are done with: why nobody was reminded, or None."""
    found = await rows(db, "select * from stage_moment where planned_at is not null")
    return {f"{row['stage_key']}/{row['rule']}": row["dropped"] for row in found}


async def test_after_an_outage_people_are_reminded_once(db: Database) -> None:
    chat = await group(db)
    (person,) = await cohort(db, "city-wechat:oA")
    await take_in(db, COMPETITION, OPENS)
    now = REGISTRATION.closes - timedelta(hours=2)
    with capture_logs() as logs:
        await plan(db, now, planners=1)
    rule = "registration/PT3H/1"
    assert await owed(db, "reminder") == [(None, chat, rule), (person, None, rule)]
    later = "a later reminder of the same stage was due as well"
    assert await moments(db) == {
        "registration/P7D": later,
        "registration/P1D": later,
        "registration/PT3H": None,
    }
    said = [line["dropped"] for line in logs if line["event"] == "reminders dropped"]
    assert said == [{later: 2}]
    row = (await rows(db, "select due, next_try from delivery where learner_id is not null"))[0]
    evening = datetime(2026, 12, 9, 13, 25, tzinfo=UTC)
    assert (row["due"], row["next_try"]) == (evening, now), "late, and counted as late"


async def test_a_reminder_whose_stage_closed_is_dropped_with_its_reason(db: Database) -> None:
    await group(db)
    people = await crowd(db, COHORT, 5)
    await take_in(db, COMPETITION, OPENS)
    async with db.transaction() as conn:
        await planning_reminders.remind_some(conn, A_DAY_BEFORE - 6 * DAY, 2, Pacing())
    planner = Planner(db, FrozenClock(REGISTRATION.closes), lambda: None)
    assert await planner.competitions() == 3 + 2, "three moments, and both groups are told late"
    assert await moments(db) == {
        "registration/P7D": "its stage closed before it was planned for everybody",
        "registration/P1D": "its stage closed before it was planned",
        "registration/PT3H": "its stage closed before it was planned",
    }
    reminded = [person for person, _, _ in await owed(db, "reminder") if person]
    assert reminded == people[:2]


async def test_many_are_reminded_batch_by_batch_by_several(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.planning.PEOPLE", 7)
    chat = await group(db)
    people = await crowd(db, COHORT, 60)
    entrant = await learner(db, "city:1")
    await take_in(db, replace(COMPETITION, stages=(ROUND,)), OPENS)
    async with db.transaction() as conn:
        for person in (entrant, people[3]):
            await entries.enter(conn, "law", person, OPENS)
    await answered(db, people[3])
    at = ROUND.closes - DAY
    for _ in range(2):
        await plan(db, at)
    expected = sorted({*people, entrant} - {people[3]})
    found = await owed(db, "reminder")
    assert [person for person, _, _ in found if person] == expected
    assert [row for _, row, _ in found if row] == [chat]
    await moved_away(db)
    await plan(db, at + timedelta(hours=1))
    assert await owed(db, "reminder") == [], "also when what was planned has moved away"


async def test_killed_anywhere_reminding_goes_on_without_loss_or_doubling(db: Database) -> None:
    chat = await group(db)
    people = await crowd(db, COHORT, 12)
    await take_in(db, COMPETITION, OPENS)
    now = REGISTRATION.closes - 7 * DAY
    done = await dying(db, planning_reminders.remind_some, now, 5)
    assert [(batch.chats, batch.people) for batch in done] == [(1, 5), (0, 5), (0, 2)]
    rule = "registration/P7D/1"
    expected = [(None, chat, rule), *((person, None, rule) for person in people)]
    assert sorted(await owed(db, "reminder"), key=lambda one: one[0] or 0) == expected


async def test_importing_in_the_middle_reminds_nobody_twice(db: Database) -> None:
    people = await crowd(db, COHORT, 6)
    await take_in(db, COMPETITION, OPENS)
    now = REGISTRATION.closes - 7 * DAY
    async with db.transaction() as conn:
        await planning_reminders.remind_some(conn, now, 4, Pacing())
    await moved_away(db)
    await take_in(db, replace(COMPETITION, title="新的名字"), now + timedelta(seconds=1))
    await plan(db, now + timedelta(seconds=2))
    rule = "registration/P7D/2"
    assert await owed(db, "reminder") == [(person, None, rule) for person in people[4:]]


async def test_reminders_are_out_before_quiet_hours_begin(db: Database) -> None:
    """What was moved before quiet hours goes five minutes ahead of them, and takes no longer."""
    await crowd(db, COHORT, 100)
    night = replace(REGISTRATION, closes=datetime(2026, 12, 9, 16, tzinfo=UTC))
    await take_in(
        db, replace(COMPETITION, stages=(night,), reminders=(timedelta(hours=2),)), OPENS
    )
    moved = datetime(2026, 12, 9, 13, 25, tzinfo=UTC)
    assert (await rows(db, "select due from stage_moment"))[0]["due"] == moved, "21:25, not 22:00"
    await plan(db, moved, pacing=Pacing({"city-wechat": 0.1}))
    found = await rows(db, "select due, next_try from delivery where kind = 'reminder'")
    assert len(found) == 100
    assert all(row["due"] == row["next_try"] for row in found)
    assert max(row["next_try"] for row in found) <= moved + timedelta(minutes=5)
