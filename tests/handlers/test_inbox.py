"""What waited without a window is handed over with the next word, where it drowns nothing."""

from datetime import UTC, datetime, timedelta

from bot.domain.content import Lesson
from tests.flow.town import Town
from tests.handlers.school import begin, course, lesson, single, talk

SENTENCE = "这一段讲怎么看天种田，字要多一些才装不下。"
DAYS_AWAY = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
"""By then the window of 48 hours is closed, and a lesson is held."""


async def away(town: Town, *words: str) -> str:
    """A farmer learns a little, stays away until a lesson waits, and then writes ``words``."""
    lessons = [lesson(key, single(key)) for key in "甲乙丙丁"]
    await begin(town, course(*lessons))
    await town.wechat_says("2")
    await town.wechat_says("谢谢")
    await town.move_to(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    await town.wechat_says("2")
    await town.move_to(DAYS_AWAY + timedelta(days=1))
    held = await town.rows("select kind from delivery_held")
    assert held == [{"kind": "lesson"}]
    return await talk(town, *words)


async def remind(town: Town) -> None:
    """A reminder of a competition waits for everybody."""
    await town.rows(
        """
        with c as (
          insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at)
          values ('tea', '采茶知识竞赛', 'other', '村图书馆', 'https://example.org/tea', '{}', '\\x00', 1, $1)
          returning key
        ), s as (
          insert into stage (competition_key, key, position, kind, opens, closes)
          select key, 'sign', 1, 'registration', $1, $1 + interval '9 days' from c returning key
        )
        insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts,
          uncertain, detail, steps, planned_at, reason, held_at)
        select -id, id, 'city-wechat', 'reminder', 'tea', 'sign/P1D/1', 3, $1, $1 + interval '9 days', 0, false, '{}',
          '[]', $1, 'no window is open', $1 from learner
        returning id
        """,
        town.clock.now(),
    )


async def test_a_held_lesson_comes_with_thanks(town: Town) -> None:
    answer = await away(town, "谢谢")
    assert "不客气" in answer
    assert "第3课 丙课" in answer
    assert "答对了" in await town.wechat_says("2")


async def test_a_held_lesson_that_is_fetched_comes_once(town: Town) -> None:
    assert "第3课 丙课" in await away(town, "今日一课")
    assert await town.rows("select * from delivery_held") == []


async def test_pausing_hands_no_lesson_over(town: Town) -> None:
    assert "第3课" not in await away(town, "暂停")
    assert "第3课" not in await town.wechat_says("谢谢")


async def test_stopping_hands_nothing_over(town: Town) -> None:
    assert "第3课" not in await away(town, "退订")
    assert "第3课" not in await town.wechat_says("谢谢")


async def test_a_held_lesson_of_a_course_left_is_not_promised(town: Town) -> None:
    assert "不学了" in await away(town, "选课", "不学", "1")
    assert "没看懂" in await town.wechat_says("你们在吗")
    assert "给您留着" not in await town.wechat_says("你们在吗")


async def test_a_list_is_not_drowned_by_a_held_lesson(town: Town) -> None:
    shelf = await away(town, "选课")
    assert "种田小课（正在学）" in shelf
    assert "第3课" not in shelf


async def test_a_reminder_comes_beside_an_open_question_but_not_under_one(town: Town) -> None:
    await begin(town, course(*_two()))
    await remind(town)
    asked = await town.wechat_says("今日一课")
    assert "【提醒】" not in asked
    assert "【提醒】采茶知识竞赛" in await town.wechat_says("进度")
    assert "答对了" in await town.wechat_says("2")


async def test_a_reminder_comes_with_a_finished_lesson(town: Town) -> None:
    await begin(town, course(*_two()))
    await remind(town)
    finished = await town.wechat_says("2")
    assert "学完了" in finished
    assert "【提醒】采茶知识竞赛" in finished
    assert "第2课" in await town.wechat_says("1")
    assert "【提醒】" not in await town.wechat_says("进度")


async def test_a_page_is_followed_by_its_next_page_only(town: Town) -> None:
    long = Lesson(key="甲", title="甲课", minutes=3, text=SENTENCE * 120)
    await begin(town, course(long, lesson("乙", single("二"))))
    await remind(town)
    assert "【提醒】" not in await town.wechat_says("继续")
    assert "【提醒】" not in await town.wechat_says("继续")
    assert "【提醒】采茶知识竞赛" in await town.wechat_says("学完了")


async def test_pages_are_read_to_their_end_before_a_pause_ends(town: Town) -> None:
    long = Lesson(key="甲", title="甲课", minutes=3, text=SENTENCE * 120)
    first = await begin(town, course(long, lesson("乙", single("二"))))
    assert "第1课 甲课" in first
    assert "继续" in first.splitlines()[-1]
    await town.wechat_says("暂停")
    pages: list[str] = []
    while "好，接着学" not in (answer := await town.wechat_says("继续")):
        pages.append(answer)
    assert len(pages) >= 2
    assert "回复“学完了”" in pages[-1]
    assert _whole([first, *pages]).count(SENTENCE) == 120
    assert await town.rows("select state from learner") == [{"state": "active"}]


def _two() -> tuple[Lesson, Lesson]:
    return lesson("甲", single("一")), lesson("乙", single("二"))


def _whole(pages: list[str]) -> str:
    """The pages as one text, without their last lines."""
    return "".join(page.replace("回复「继续」看下文", "").replace("\n", "") for page in pages)
