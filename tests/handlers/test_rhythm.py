"""Times, pauses, stopping: as people write them."""

from datetime import UTC, datetime

from schedules.housekeeping import Housekeeper
from tests.flow.town import Town
from tests.handlers.school import a_minute_later, begin, course, lesson, people, single, talk
from tests.handlers.telegram_talk import says, starts, taps, text


async def times(town: Town) -> list[str]:
    """The learner's times, as stored."""
    rows = await town.rows("select array_to_string(times, ' ') as at from learner order by id")
    return [str(row["at"]) for row in rows]


async def test_times_as_people_write_them(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"))))
    written = {
        "时间七点半": "07:30:00",
        "时间：19：30": "19:30:00",
        "时间 9:30 15:00": "09:30:00 15:00:00",
        "时间 9点半、下午3点": "09:30:00 15:00:00",
        "改时间 晚上八点": "20:00:00",
        "/time 0615": "06:15:00",
        "时间改到早上六點": "06:00:00",
    }
    for (words, stored), who in zip(written.items(), people(len(written)), strict=True):
        await begin(town, who=who)
        said = await town.wechat_says(words, who)
        assert "好，改到每天" in said, words
        assert (await times(town))[-1] == stored


async def test_times_that_are_none_change_nothing(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await town.wechat_says("2")
    for words in ("时间 25:00", "时间 7:61", "/time soon", "时间 8点到9点"):
        assert "请这样写：时间 7:30" in await town.wechat_says(words), words
    assert "最多 4 个" in await town.wechat_says("时间 8:00 9:00 10:00 11:00 12:00")
    assert await times(town) == ["07:30:00"]
    assert "还是每天 07:30" in await town.wechat_says("算了")
    assert "没看懂" in await town.wechat_says("8")
    for words in ("看情况", "再说吧"):
        assert "没看" in await talk(town, "时间", words), words
    assert "没看明白时间" in await talk(town, "时间", "看情况")
    assert "没看懂" in await town.wechat_says("再说")
    assert "没看懂" in await town.wechat_says("8")


async def test_a_time_out_of_the_blue_is_confirmed_first(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await town.wechat_says("2")
    assert "要改到每天 08:15 送课吗" in await town.wechat_says("8:15")
    assert "还是每天 07:30" in await town.wechat_says("不改")
    await town.wechat_says("八点一刻")
    assert "好，改到每天 08:15" in await town.wechat_says("1")
    assert await times(town) == ["08:15:00"]


async def test_a_pause_of_three_days_ends_by_itself(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await town.wechat_says("2")
    assert "停 3 天，11月26日接着学" in await town.wechat_says("暂停三天")
    seen = len(town.wechat_chat())
    for day in (23, 24):
        await town.move_to(datetime(2026, 11, day, 23, 30, tzinfo=UTC))
    assert len(town.wechat_chat()) == seen
    await town.move_to(datetime(2026, 11, 25, 20, 30, tzinfo=UTC))
    await Housekeeper(town.program.db, town.clock).pauses()
    # Locked, since the program's own job, which ours passes over, may still be at it.
    assert await town.rows("select state from learner for update") == [{"state": "active"}]


async def test_who_paused_can_fetch_a_lesson_and_go_on(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await talk(town, "2", "暂停一下")
    assert "第2课" in await town.wechat_says("今日一课")
    assert await town.rows("select state from learner") == [{"state": "paused"}]
    assert "好，接着学" in await town.wechat_says("继续")
    assert await town.rows("select state from learner") == [{"state": "active"}]
    assert "二题怎么做" in await town.wechat_says("继续")


async def test_words_that_only_begin_like_ours_do_nothing(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await town.wechat_says("2")
    for words in ("时间不够怎么办", "暂停营业是什么意思", "停车费怎么付", "学分有什么用呢"):
        answer = await town.wechat_says(words)
        assert "只能回答课程里的内容" in answer or "看全文" in answer, words
    assert await town.rows("select state from learner") == [{"state": "active"}]
    assert len(await town.rows("select 1 from asked")) == 4, "each was asked of the lessons"


async def test_who_stopped_gets_nothing_but_what_is_asked_for(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    await talk(town, "2", "退订")
    seen = len(town.wechat_chat())
    await town.move_to(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert len(town.wechat_chat()) == seen
    assert "不再给您发消息" in await town.wechat_says("暂停三天")
    assert await town.rows("select state from learner") == [{"state": "stopped"}]
    assert "第2课" in await town.wechat_says("今日一课")
    assert "欢迎回来" in await town.wechat_says("开始")
    assert await town.rows("select state from learner") == [{"state": "active"}]


async def test_a_courier_has_several_breaks(town: Town) -> None:
    await starts(town)
    await taps(town, "track:couriers")
    await says(town, "9:30 15:00")
    assert "每天 09:30、15:00" in text(await says(town, "/time"))
    await a_minute_later(town)
    assert "好，改到每天 10:00、16:00" in text(await says(town, "十点和下午四点"))
