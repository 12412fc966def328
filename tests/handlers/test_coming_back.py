"""Any word or touch of somebody who was silent for long, and lessons come again."""

from datetime import UTC, datetime

import pytest

from tests.flow.town import Town
from tests.handlers.school import begin, course, lesson, single

THREE_WEEKS_ON = datetime(2026, 12, 14, 4, 0, tzinfo=UTC)
"""A Monday, 12:00 in Shanghai."""
NEXT_MORNING = datetime(2026, 12, 14, 23, 30, tzinfo=UTC)


async def away(town: Town) -> None:
    """A farmer learned a little three weeks ago, and had a farewell since."""
    await begin(town, course(*(lesson(key, single(key)) for key in "甲乙丙丁")))
    await town.rows("update learner set state = 'away' returning id")
    await town.rows("update lesson_turn set next_due = 'infinity' returning course_key")
    await town.move_to(THREE_WEEKS_ON)


async def standing(town: Town) -> tuple[object, object]:
    """The state, and when the next lesson comes."""
    [row] = await town.rows(
        "select l.state, t.next_due from learner l join lesson_turn t on t.learner_id = l.id where t.active"
    )
    return row["state"], row["next_due"]


@pytest.mark.parametrize("word", ["谢谢", "今日一课", "进度", "哈哈"])
async def test_a_word_brings_lessons_back(town: Town, word: str) -> None:
    await away(town)
    await town.wechat_says(word)
    assert await standing(town) == ("active", NEXT_MORNING)
    await town.move_to(NEXT_MORNING)
    found = await town.rows("select kind, occurrence from delivery_past where kind = 'lesson'")
    assert {"kind": "lesson", "occurrence": "2026-12-15"} in found


@pytest.mark.parametrize(("word", "state"), [("暂停", "paused"), ("退订", "stopped")])
async def test_who_comes_back_to_say_no_is_heard(town: Town, word: str, state: str) -> None:
    await away(town)
    await town.wechat_says(word)
    assert (await standing(town))[0] == state


async def test_who_was_not_away_is_let_be(town: Town) -> None:
    await away(town)
    await town.rows("update learner set state = 'paused' returning id")
    await town.wechat_says("谢谢")
    assert (await standing(town))[0] == "paused"
