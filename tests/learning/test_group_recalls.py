"""A recalled text is neither asked nor explained in groups, and its answers count no more."""

from bot.domain.delivery import Kind
from bot.store.db import Database
from bot.store.groups.answers import find_asked
from bot.store.recalls import recall
from tests.learning.group_courses import FARM
from tests.learning.test_group_composers import MORNING, NOON, asked, said
from tests.schedules.club import club, compose, plan, teach

WHY = "its text was recalled: 数字写错了"


async def take_back(db: Database) -> None:
    async with db.transaction() as conn:
        await recall(conn, "farm", None, reason="数字写错了", by="馆长", at=NOON)


async def test_a_question_that_waits_is_not_asked(db: Database) -> None:
    await teach(db, FARM)
    row = await club(db)
    await plan(db, NOON)
    await compose(db, NOON, [Kind.QUESTION])
    await take_back(db)
    assert said((await compose(db, NOON, [Kind.QUESTION]))[row]) == WHY


async def test_a_question_that_was_asked_is_not_explained_and_takes_no_answer(
    db: Database,
) -> None:
    await teach(db, FARM)
    row = await club(db)
    question = await asked(db, row)
    async with db.connection() as conn:
        assert await find_asked(conn, question) is not None
    await take_back(db)
    async with db.connection() as conn:
        assert await find_asked(conn, question) is None
    await plan(db, MORNING)
    assert said((await compose(db, MORNING, [Kind.EXPLANATION]))[row]) == WHY
