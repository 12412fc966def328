"""Somebody new is led to the first lesson, whatever he or she does first."""

from tests.flow.town import Town
from tests.handlers.school import a_minute_later, people, talk

WHO = "您是哪一位"
WHEN = "什么时候"
FIRST = "扫码付款三步走"


async def test_a_menu_entry_touched_first_greets_and_leads_on(town: Town) -> None:
    for key, who in zip(("today", "quiz"), people(2), strict=True):
        await town.wechat_follows(who)
        assert WHO in await town.wechat_touches(key, who)
        assert WHEN in await town.wechat_says("1", who)
        await a_minute_later(town)
        assert FIRST in await town.wechat_touches(key, who)
    state = await town.rows("select distinct state, times[1]::text as at from learner")
    assert state == [{"state": "active", "at": "07:30:00"}]


async def test_any_first_word_greets(town: Town) -> None:
    words = ("今日一课", "小测", "学完了", "继续", "暂停", "2", "在吗", "好的", "时间")
    for word, who in zip(words, people(len(words)), strict=True):
        await town.wechat_follows(who)
        await town.rows("update learner set dialog = '{}' returning id")
        assert WHO in await town.wechat_says(word, who), word


async def test_who_one_is_can_be_written(town: Town) -> None:
    await town.wechat_follows()
    assert "上午 9:30" in await town.wechat_says("送外卖")


async def test_the_time_can_be_written_as_we_say(town: Town) -> None:
    written = {
        "时间 7:30": "07:30",
        "七点半": "07:30",
        "晚上8点": "20:00",
        "3": "19:30",
        "9": "09:00",
    }
    for (words, clock), who in zip(written.items(), people(5), strict=True):
        await town.wechat_follows(who)
        await town.wechat_says("1", who)
        answer = await town.wechat_says(words, who)
        assert FIRST in answer, words
        assert f"每天 {clock} 见" in answer


async def test_a_time_before_the_first_answer_is_kept(town: Town) -> None:
    await town.wechat_follows()
    answer = await town.wechat_says("时间 6:15")
    assert "06:15" in answer
    assert WHO in answer
    assert FIRST in await talk(town, "1", "今日一课")


async def test_a_time_not_understood_is_asked_again_with_its_options(town: Town) -> None:
    await town.wechat_follows()
    await town.wechat_says("1")
    answer = await town.wechat_says("看情况吧")
    assert "这个时间我没看明白" in answer
    assert "2. 中午 12:30" in answer
    assert "每天 12:30 见" in await town.wechat_says("2")


async def test_nonsense_shows_the_list_again_and_then_the_greeting(town: Town) -> None:
    await town.wechat_follows()
    again = await town.wechat_says("哈哈哈")
    assert "没看明白" in again
    assert "1. 我退休了" in again
    assert WHO in await town.wechat_says("哈哈哈")
    assert WHEN in await town.wechat_says("1")


async def test_help_in_the_middle_keeps_the_question(town: Town) -> None:
    await town.wechat_follows()
    assert WHEN in await talk(town, "帮助", "进度", "1")
    assert FIRST in await talk(town, "帮助", "1")


async def test_competitions_in_the_middle_lead_back(town: Town) -> None:
    await town.wechat_follows()
    await town.wechat_says("1")
    assert "没有比赛" in await town.wechat_says("比赛")
    assert FIRST in await town.wechat_says("1")


async def test_who_stops_before_the_greeting_is_greeted_on_return(town: Town) -> None:
    await town.wechat_follows()
    assert "不再给您发消息" in await town.wechat_says("退订")
    assert WHO in await town.wechat_says("开始")
    assert FIRST in await talk(town, "1", "1")


async def test_an_empty_shelf_is_said_kindly_and_mends_itself(town: Town) -> None:
    await town.rows("update course set current_version = null returning key")
    await town.rows("update content_revision set revision = revision + 1 returning revision")
    await town.wechat_follows()
    assert "现在还没有可以学的课" in town.wechat_chat()[-1].text
    assert "现在还没有可以学的课" in await town.wechat_touches("today")
    await a_minute_later(town)
    assert "还没有课程" in await town.wechat_says("选课")
    await town.rows(
        "update course c set current_version = v.id from course_version v "
        "where v.course_key = c.key returning c.key"
    )
    await town.rows("update content_revision set revision = revision + 1 returning revision")
    assert WHO in await town.wechat_touches("today")


async def test_who_only_looks_around_finds_what_there_is(town: Town) -> None:
    await town.rows(
        """
        update course c set current_version = null from course_version v
        where v.id = c.current_version and v.track = 'everyone' returning c.key
        """
    )
    await town.rows("update content_revision set revision = revision + 1 returning revision")
    await town.wechat_follows()
    shelf = await talk(town, "随便看看", "1")
    assert "手机支付不求人（第 1 级 · 14 课 · 每课 3 分钟）" in shelf
    assert "骑手安全两分钟（第 2 级 · 14 课 · 每课 2 分钟）" in shelf
    assert FIRST in await talk(town, "手机支付", "1")


async def test_a_course_chosen_before_the_greeting_begins(town: Town) -> None:
    await town.wechat_follows()
    shelf = await town.wechat_says("选课")
    assert "手机支付不求人（第 1 级 · 14 课 · 每课 3 分钟）" in shelf
    assert "现在学《手机支付不求人》" in await town.wechat_says("手机支付")
    assert FIRST in await town.wechat_says("1")
