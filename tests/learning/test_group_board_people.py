"""Who is on a group's board: those who take part in it, each counted once."""

from datetime import date, timedelta

import pytest

from bot.store.db import Database
from bot.store.groups.answers import own_answers
from bot.store.groups.board import Merit, week_of
from tests.delivery.owing import learner, rows
from tests.learning.group_courses import FARM
from tests.schedules.club import FOUNDED, club, on_board, teach

WEEK = date(2026, 11, 23)


async def asked(db: Database, group: int, day: date) -> int:
    """A question of a day; its row."""
    async with db.transaction() as conn:
        row: int = await conn.fetchval(
            """
            insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
            select $1, $2, 'farm', '1', key, id, $3 from question order by id limit 1 returning id
            """,
            group,
            day,
            FOUNDED,
        )
    return row


async def answered(
    db: Database, question: int, voter: bytes, person: int | None, *, right: bool, minute: int = 0
) -> None:
    async with db.transaction() as conn:
        await conn.execute(
            "insert into group_answer values ($1, $2, $3, '1', $4, $5)",
            question,
            voter,
            person,
            right,
            FOUNDED + timedelta(minutes=minute),
        )


async def board(db: Database, group: int) -> list[Merit]:
    async with db.connection() as conn:
        return list((await week_of(conn, [(group, WEEK)])).get(group, ()))


@pytest.mark.parametrize(
    ("days", "shown"), [(6, True), (0, True), (-21, True), (-22, False), (7, False)]
)
async def test_who_has_answered_nothing_for_four_weeks_is_not_shown(
    db: Database, days: int, shown: bool
) -> None:
    await teach(db, FARM)
    row, other = await club(db), await club(db, "-200")
    person, outsider = await learner(db, "city:1"), await learner(db, "city:2")
    await on_board(db, row, person, "王")
    await on_board(db, row, outsider, "外人")
    await answered(
        db, await asked(db, row, WEEK + timedelta(days=days)), b"1", person, right=False
    )
    await answered(db, await asked(db, other, WEEK), b"2", outsider, right=True)
    assert await board(db, row) == ([Merit("王", 0, 0)] if shown else [])


async def test_only_this_weeks_right_answers_count(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    person = await learner(db, "city:1")
    await on_board(db, row, person, "王")
    for day, right in ((-1, True), (0, True), (1, False), (6, True)):
        question = await asked(db, row, WEEK + timedelta(days=day))
        await answered(db, question, b"1", person, right=right)
    assert await board(db, row) == [Merit("王", 2, 0)]


@pytest.mark.parametrize(("first", "points"), [(True, 1), (False, 0)])
async def test_from_two_accounts_the_first_answer_counts_once(
    db: Database, first: bool, points: int
) -> None:
    await teach(db, FARM)
    row = await club(db)
    person = await learner(db, "city:1", "city:2")
    await on_board(db, row, person, "王")
    question = await asked(db, row, WEEK)
    await answered(db, question, b"zz", person, right=first)
    await answered(db, question, b"aa", person, right=True, minute=1)
    assert await board(db, row) == [Merit("王", points, 0)]


async def test_an_answer_is_not_given_back_to_who_has_another(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    person = await learner(db, "city:1", "city:2")
    both, only = await asked(db, row, WEEK), await asked(db, row, WEEK + timedelta(days=1))
    await answered(db, both, b"1", person, right=False)
    await answered(db, both, b"2", None, right=True, minute=-1)
    await answered(db, only, b"2", None, right=True)
    async with db.transaction() as conn:
        assert await own_answers(conn, row, b"2", person) == 1
    found = await rows(db, "select voter from group_answer where learner_id is null")
    assert [one["voter"] for one in found] == [b"2"]
    await on_board(db, row, person, "王")
    assert await board(db, row) == [Merit("王", 1, 0)]
