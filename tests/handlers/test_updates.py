"""The course is updated while somebody is in the middle of it."""

from dataclasses import replace

from tests.flow.town import Town
from tests.handlers.school import begin, course, lesson, several, short, single, talk, truth


async def test_an_open_question_that_was_renewed_is_shown_anew(town: Town) -> None:
    old = course(lesson("甲", single("一")), lesson("乙", single("二")))
    await begin(town, old)
    better = replace(single("一", answer=1), options=("先核对对方是谁", "马上付款", "转发给朋友"))
    await town.teach(course(lesson("甲", better), lesson("乙", single("二")), version="2"))
    renewed = await town.wechat_says("2")
    assert "这道题刚刚更新了" in renewed
    assert "1. 先核对对方是谁" in renewed
    assert await town.rows("select * from answer") == []
    assert "答对了" in await town.wechat_says("1")
    assert await town.rows("select content_version from answer") == [{"content_version": "2"}]


async def test_free_words_to_a_renewed_question_are_not_lost_either(town: Town) -> None:
    await begin(town, course(lesson("甲", several("一"), short("二"))))
    await town.teach(course(lesson("甲", several("一"), short("二")), version="2"))
    assert "这道题刚刚更新了" in await town.wechat_says("13")
    assert "答对了" in await town.wechat_says("13")
    assert "答对了" in await town.wechat_says("96110")


async def test_words_of_ours_work_while_the_open_question_is_an_old_one(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"))))
    await town.teach(course(lesson("甲", single("一")), version="2"))
    assert "我的进度" in await town.wechat_says("进度")
    assert "第1课" in await town.wechat_says("今日一课")
    assert "答对了" in await town.wechat_says("2")


async def test_a_question_that_is_no_more_does_not_hold_anybody(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), single("二")), lesson("乙", single("三"))))
    await town.wechat_says("2")
    await town.teach(course(lesson("甲", single("一")), lesson("乙", single("三")), version="2"))
    assert "不用答了" in await town.wechat_says("2")
    assert "回复“学完了”" in await town.wechat_says("1")
    assert "这一课学完了" in await town.wechat_says("1")
    quiz = await town.rows("select score, score_max from completion where kind = 'quiz'")
    assert quiz == [{"score": 1, "score_max": 1}]
    assert "第2课" in await town.wechat_says("1")


async def test_a_renewed_practice_goes_on(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), single("二")), pass_mark=1.0))
    await talk(town, "1", "1", "小测")
    await town.teach(course(lesson("甲", single("一"), truth("二")), pass_mark=1.0, version="2"))
    assert "练一练，共 2 题" in await town.wechat_says("2")
    assert "通过了" in await talk(town, "2", "对")


async def test_a_question_added_to_a_finished_lesson_can_still_be_passed(town: Town) -> None:
    await begin(
        town, course(lesson("甲", single("一")), lesson("乙", single("二")), pass_mark=1.0)
    )
    await town.wechat_says("2")
    more = course(
        lesson("甲", single("一"), single("三")),
        lesson("乙", single("二")),
        pass_mark=1.0,
        version="2",
    )
    await town.teach(more)
    assert "还有 1 道题" in await talk(town, "今日一课", "2")
    assert "三题怎么做" in await town.wechat_says("小测")
    assert "通过了" in await town.wechat_says("2")


async def test_a_lower_pass_mark_passes_at_the_next_word(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"), single("二")), pass_mark=1.0))
    await talk(town, "1", "2")
    await town.teach(course(lesson("甲", single("一"), single("二")), pass_mark=0.5, version="2"))
    assert "通过了" in await town.wechat_says("今日一课")
    assert len(await town.rows("select * from claim")) == 1


async def test_a_course_taken_off_the_shelf_leads_to_the_shelf(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一"))))
    await town.rows("update course set current_version = null where key = 'farm' returning key")
    await town.rows("update content_revision set revision = revision + 1 returning revision")
    assert "不用答了" in await town.wechat_says("2")
    assert "接着学哪一门" in await town.wechat_says("今日一课")
