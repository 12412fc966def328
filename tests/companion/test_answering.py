"""A question is decided and kept in one transaction, and waits for a model only where there is one."""

from datetime import timedelta

import pytest

from bot.learning.companion import answering
from bot.learning.companion.answering import Answering, Asker
from bot.learning.companion.decision import Answer, Why
from bot.learning.companion.kept import Companion
from bot.store import asked
from bot.store.db import Database, Row
from tests.companion.lessons import library
from tests.companion.test_asked import stage
from tests.delivery.owing import BOT, NOON, learner, rows

LIBRARY = library()


async def answered(
    db: Database, words: str, *, with_model: bool = True, courses: frozenset[str] = frozenset()
) -> tuple[Answer | None, list[Row]]:
    """What comes of a question, and what was kept of all."""
    who = await learner(db, f"{BOT}:1")
    asker = Asker(who, BOT, "zh-Hans", courses)
    async with db.transaction() as conn:
        desk = Answering(Companion(), with_model=with_model)
        found = await desk.answer(conn, LIBRARY, asker, words, NOON)
    return found, await rows(db, "select * from asked")


async def test_what_is_quoted_waits_for_a_model(db: Database) -> None:
    found, (row,) = await answered(db, "绿茶水温多少合适？我的电话13812345678")
    assert found is not None
    assert found.quotation is not None
    assert row["words"] == "绿茶水温多少合适？我的电话〔号码〕"
    assert (row["outcome"], row["writing"], row["tries"]) == ("quoted", "waiting", 0)
    assert (row["course_key"], row["lesson_key"], row["content_version"]) == (
        "tea",
        "green",
        "2026.1",
    )
    assert row["score"] == pytest.approx(found.score)
    assert row["passages"] == [[one.number, one.text, one.title] for one in found.passages]


async def test_without_a_model_nothing_waits(db: Database) -> None:
    found, (row,) = await answered(db, "绿茶水温多少合适", with_model=False)
    assert found is not None
    assert found.quotation is not None
    assert (row["writing"], row["passages"]) == ("none", [])


async def test_what_is_refused_is_kept_with_the_nearest_lesson(db: Database) -> None:
    found, (row,) = await answered(db, "刹车灯和中奖")
    assert found is not None
    assert (row["outcome"], row["writing"]) == ("refused", "none")
    assert row["lesson_key"] == found.near[0].lesson.key


async def test_what_asks_nothing_is_not_kept(db: Database) -> None:
    found, kept = await answered(db, "😀😀")
    assert (found, kept) == (Answer(Why.NOTHING_ASKED), [])


async def test_a_mask_is_not_what_is_asked_about(db: Database) -> None:
    found, kept = await answered(db, "13812345678 li@example.com")
    assert (found, kept) == (Answer(Why.NOTHING_ASKED), [])


async def test_a_running_round_is_not_helped(db: Database) -> None:
    await stage(db, "tea-quiz", "quiz", "tea", -1, 1)
    found, (row,) = await answered(db, "绿茶水温多少合适")
    assert found is not None
    assert found.why is Why.COMPETITION
    assert (row["outcome"], row["writing"], row["lesson_key"]) == ("competition", "none", None)


async def test_while_lessons_are_read_nothing_is_said_or_kept(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "WITHIN", 0)
    assert await answered(db, "绿茶水温多少合适") == (None, [])


async def test_a_large_library_is_looked_up_beside_the_loop(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LARGE", 0)
    found, (row,) = await answered(db, "绿茶水温多少合适")
    assert found is not None
    assert row["lesson_key"] == "green"


async def test_a_persons_questions_are_counted(db: Database) -> None:
    _, (row,) = await answered(db, "绿茶水温多少合适")
    async with db.connection() as conn:
        assert await asked.asked_since(conn, row["learner_id"], NOON) == 1
        assert await asked.asked_since(conn, row["learner_id"], NOON + timedelta(seconds=1)) == 0
        assert await asked.asked_since(conn, 0, NOON) == 0


async def told(db: Database, words: str) -> tuple[Answer | None, list[Row]]:
    """What comes of words that ask nothing, and what was kept of all."""
    who = await learner(db, f"{BOT}:1")
    async with db.transaction() as conn:
        desk = Answering(Companion(), with_model=True)
        found = await desk.told(conn, LIBRARY, Asker(who, BOT, "zh-Hans"), words, NOON)
    return found, await rows(db, "select * from asked")


async def test_words_that_ask_nothing_are_answered_where_a_lesson_plainly_speaks_of_them(
    db: Database,
) -> None:
    found, (row,) = await told(db, "自行车链子脱落")
    assert found is not None
    assert found.quotation is not None
    assert (row["lesson_key"], row["writing"]) == ("chain", "waiting")


@pytest.mark.parametrize("words", ["刹车灯和中奖", "今天下坡", "😀😀"])
async def test_other_words_that_ask_nothing_are_not_kept(db: Database, words: str) -> None:
    assert await told(db, words) == (None, [])


async def test_of_a_running_round_nothing_is_told_unasked(db: Database) -> None:
    await stage(db, "bike-quiz", "quiz", "bikes", -1, 1)
    assert await told(db, "自行车链子脱落") == (None, [])
