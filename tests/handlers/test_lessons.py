"""A lesson is fetched, read, finished; and when the next one comes is said truly."""

from datetime import UTC, datetime

from tests.flow.town import Town
from tests.handlers.school import a_minute_later, begin, course, lesson, single, talk, truth


async def test_a_lesson_shown_twice_is_one_lesson(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    assert "第1课 甲课" in await town.wechat_says("今日一课")
    assert "第1课 甲课" in await town.wechat_says("今天的课")
    assert len(await town.rows("select * from lesson_progress")) == 1
    assert len(await town.rows("select * from delivery_past where kind = 'lesson'")) == 1
    assert "学完了" in await town.wechat_says("2")
    assert len(await town.rows("select * from completion where kind = 'lesson'")) == 1


async def test_the_next_lesson_comes_today_for_who_wants_more(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    finished = await town.wechat_says("2")
    assert "全部 2 课，已学 1 课。明天 07:30 再见。" in finished
    assert "第2课 乙课" in await town.wechat_says("1")


async def test_a_lesson_without_questions_ends_when_its_reader_says_so(town: Town) -> None:
    shown = await begin(town, course(lesson("甲"), lesson("乙"), lesson("丙")))
    assert "回复“学完了”" in shown
    assert "这一课学完了" in await town.wechat_says("学完了")
    again = await town.wechat_says("学完了")
    assert "您学过了" in again
    assert len(await town.rows("select * from lesson_progress")) == 1
    await town.wechat_says("再学一课")
    assert "这一课学完了" in await town.wechat_says("看完了")
    await town.wechat_says("今日一课")
    assert "通过了" in await town.wechat_says("1")


async def test_finished_is_said_too_early(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), truth("二")), lesson("乙", single("三"))))
    asked = await town.wechat_says("学完了")
    assert "再答 2 道题" in asked
    assert "甲课的正文" not in asked
    assert "答对了" in await town.wechat_says("2")
    assert "这一课学完了，答对 2/2" in await town.wechat_says("对")
    assert "您学过了" in await town.wechat_says("学完了")
    assert await town.rows("select lesson_key from lesson_progress") == [{"lesson_key": "甲"}]


async def test_a_lesson_can_be_fetched_without_a_course(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await talk(town, "选课", "不学")
    assert "没有在学的课" in (await talk(town, "1", "学完了"))
    shelf = await town.wechat_says("今日一课")
    assert "1. 种田小课（第 1 级 · 2 课 · 每课 2 分钟）" in shelf
    assert "第1课" in await talk(town, "种田", "1")


async def test_when_the_next_lesson_comes(town: Town) -> None:
    lessons = [lesson(key, single(key)) for key in "甲乙丙丁戊"]
    await begin(town, course(*lessons))
    await town.wechat_says("时间 9:30 15:00")
    assert "今天 15:00 再见" in await town.wechat_says("2")
    town.clock.set(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert "明天 09:30 再见" in await talk(town, "今日一课", "2")
    assert "想接着收，发“继续”" in await talk(town, "暂停", "今日一课", "2")
    assert "想接着收，发“开始”" in await talk(town, "退订", "今日一课", "2")


async def test_a_lesson_finished_before_its_time_is_the_lesson_of_the_day(town: Town) -> None:
    lessons = [lesson(key, single(key)) for key in "甲乙丙"]
    await begin(town, course(*lessons))
    await town.move_to(datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert "明天 07:30 再见" in await town.wechat_says("2")
    seen = len(town.wechat_chat())
    await town.move_to(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert len(town.wechat_chat()) == seen
    await town.move_to(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert "第2课" in town.wechat_chat()[-1].text


async def test_a_duplicate_answer_counts_once(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), truth("二")), lesson("乙", single("三"))))
    await town.wechat_says("1")
    assert "二题说得对吗" in town.wechat_chat()[-1].text
    await a_minute_later(town)
    await town.wechat_says("错")
    assert "没看懂" in await town.wechat_says("错")
    assert len(await town.rows("select * from answer")) == 2
