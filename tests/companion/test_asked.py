"""What was asked is kept: the rounds that forbid an answer, and what nobody could answer."""

from datetime import timedelta

from bot.learning.companion.unanswered import Group, grouped, unanswered
from bot.store import asked
from bot.store.asked import Refused
from bot.store.db import Database
from tests.companion.desk import ask
from tests.delivery.owing import BOT, NOON, learner, rows

HOUR = timedelta(hours=1)


async def stage(
    db: Database, key: str, kind: str, course: str | None, opens: int, closes: int
) -> None:
    async with db.transaction() as conn:
        await conn.execute(
            """
            insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at)
            values ($1, $1, 'other', '某馆', '', '{}', '\\x00', 1, $2)
            """,
            key,
            NOON,
        )
        await conn.execute(
            """
            insert into stage (competition_key, key, position, kind, opens, closes, course)
            values ($1, 'one', 1, $2, $3, $4, $5)
            """,
            key,
            kind,
            NOON + opens * HOUR,
            NOON + closes * HOUR,
            course,
        )


async def test_only_courses_of_open_quiz_rounds_are_guarded(db: Database) -> None:
    await stage(db, "open", "quiz", "law-basics", 0, 1)
    await stage(db, "twin", "quiz", "law-basics", -1, 5)
    await stage(db, "over", "quiz", "over", -2, 0)
    await stage(db, "later", "quiz", "later", 1, 2)
    await stage(db, "upload", "upload", "upload", -1, 1)
    await stage(db, "bare", "quiz", None, -1, 1)
    async with db.connection() as conn:
        assert await asked.courses_in_rounds(conn, NOON) == {"law-basics"}
        assert await asked.courses_in_rounds(conn, NOON + HOUR) == {"law-basics", "later"}


async def test_what_nobody_could_answer_is_listed_by_nearness(db: Database) -> None:
    one, two = await learner(db, f"{BOT}:1"), await learner(db, f"{BOT}:2")
    for minute, (who, words) in enumerate(
        [
            (one, "老年公交卡在哪里办"),
            (two, "公交老年卡怎么办理"),
            (one, "怎么办老年公交卡"),
            (one, "猫不吃东西"),
        ]
    ):
        at = NOON + timedelta(minutes=minute)
        await ask(db, who, words, passages=(), outcome="refused", at=at, lesson=None)
    await ask(db, two, "绿茶水温", passages=())
    await ask(db, two, "太早", passages=(), outcome="refused", at=NOON - HOUR)
    async with db.connection() as conn:
        found = await unanswered(conn, NOON, 10)
        assert await unanswered(conn, NOON, 1) == found[:1]
    assert [(one.words, one.times, one.people) for one in found] == [
        ("怎么办老年公交卡", 3, 2),
        ("猫不吃东西", 1, 1),
    ]
    assert found[0].last == NOON + timedelta(minutes=2)
    assert set(found[0].others) == {"公交老年卡怎么办理", "老年公交卡在哪里办"}


def test_the_nearest_lesson_is_that_of_the_newest() -> None:
    said = [Refused("狗掉毛", 1, NOON, ("c", "l")), Refused("狗掉毛吗", 1, NOON - HOUR, None)]
    assert grouped(said) == [Group("狗掉毛", 2, 1, NOON, ("c", "l"), ("狗掉毛吗",))]
    assert grouped([]) == []


def test_what_says_nothing_is_not_listed() -> None:
    said = [Refused(words, 1, NOON, None) for words in ("？", "😀", "请问", "狗掉毛")]
    assert [one.words for one in grouped(said)] == ["狗掉毛"]


async def test_old_questions_are_forgotten(db: Database) -> None:
    who = await learner(db, f"{BOT}:1")
    for days in range(4):
        await ask(db, who, at=NOON - timedelta(days=days))
    async with db.transaction() as conn:
        assert await asked.forget_old(conn, NOON - timedelta(days=1), 1) == 1
        assert await asked.forget_old(conn, NOON - timedelta(days=1), 9) == 1
    assert len(await rows(db, "select 1 from asked")) == 2
