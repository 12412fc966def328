"""What groups asked and answered is forgotten when it is of no use, in batches."""

from datetime import date, timedelta

import pytest

from bot.clock import FrozenClock
from bot.store.db import Database
from bot.store.groups.said import say_once
from schedules.housekeeping import Housekeeper
from schedules.jobs import housekeeping_jobs
from tests.delivery.owing import NOON, group, rows
from tests.learning.group_courses import FARM
from tests.schedules.club import teach

AGES = (0, 59, 61, 399, 401)


async def test_answers_go_after_60_days_and_questions_after_400(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.housekeeping.MANY", 2)
    await teach(db, FARM)
    row = await group(db)
    async with db.transaction() as conn:
        for age in AGES:
            question = await conn.fetchval(
                """
                insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
                select $1, $2, 'farm', '1', key, id, $3 from question order by id limit 1 returning id
                """,
                row,
                date(2026, 11, 23) - timedelta(days=age),
                NOON - timedelta(days=age),
            )
            for voter in (b"one", b"two"):
                await conn.execute(
                    "insert into group_answer values ($1, $2, null, '1', true, $3)",
                    question,
                    voter,
                    NOON - timedelta(days=age),
                )
        await say_once(conn, row, "help", NOON - timedelta(days=1), timedelta(minutes=2))
    keeper = Housekeeper(db, FrozenClock(NOON))
    [job] = [one for one in housekeeping_jobs(keeper) if one.run == keeper.old_groups_talk]
    # Six answers, a question, and an answer that stood yesterday.
    assert (await job.run(), await job.run()) == (8, 0)
    kept = await rows(db, "select day from group_question order by day desc")
    assert [(date(2026, 11, 23) - one["day"]).days for one in kept] == [0, 59, 61, 399]
    answered = await rows(
        db, "select day from group_answer join group_question q on q.id = group_question_id"
    )
    assert {(date(2026, 11, 23) - one["day"]).days for one in answered} == {0, 59}
    assert len(answered) == 4
    assert await rows(db, "select 1 from group_said") == []
