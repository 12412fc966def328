"""A few minutes between two orders: what fits them, what is left of a lesson, and meal times."""

from datetime import timedelta

import pytest

from bot.store.db import Database
from tests.handlers.courier_room import LI, chats_of, courier, long_lesson, riding, times_of
from tests.handlers.private_chat import last, told, touchable
from tests.handlers.school import course, lesson, single


async def test_a_lesson_that_fits_comes_at_once(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), lesson("乙", single("二")))
    await chats.say(LI, "2")
    shown = told(await chats.say(LI, "我有5分钟"))
    assert shown.startswith("\n5 分钟，够学这一课：\n第2课 乙课")
    assert "二题怎么做" in shown
    assert (await chats.learner(LI))["break_minutes"] == 5
    assert "答对了" in told(await chats.say(LI, "2"))


async def test_a_break_lasts_as_long_as_last_said(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), long_lesson("乙"))
    await chats.say(LI, "2")
    assert (await chats.learner(LI))["break_minutes"] is None
    three = told(await chats.say(LI, "有空"))
    assert "第四句" in three
    assert "第五句" not in three
    assert "第六句" in told(await chats.say(LI, "有5分钟"))
    assert "接着刚才的题" in told(await chats.say(LI, "得閒"))
    assert (await chats.learner(LI))["break_minutes"] == 5


async def test_how_long_breaks_are_can_be_said_at_leisure(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), lesson("乙", single("二")))
    assert "以后每次 7 分钟" in told(await chats.say(LI, "每次7分钟"))
    assert (await chats.learner(LI))["break_minutes"] == 7
    assert "答对了" in told(await chats.say(LI, "2")), "the open question stays open"
    assert "有三分钟：马上学一点" in told(await chats.say(LI, "帮助"))


async def test_a_longer_lesson_comes_in_parts(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), long_lesson("乙"))
    await chats.say(LI, "2")
    first = told(await chats.say(LI, "两分钟"))
    assert "乙课的第一句" in first
    assert "乙课的第三句" not in first
    assert "乙题怎么做" not in first
    chats.later(minutes=40)
    rest = told(await chats.say(LI, "３ ｍｉｎ"))
    assert "乙课的第一句" not in rest
    assert "乙课的第三句" in rest
    chats.later(minutes=40)
    assert "乙题怎么做" in told(await chats.say(LI, "有两分钟"))
    assert "这一课学完了" in told(await chats.say(LI, "2"))


@pytest.mark.parametrize("word", ["行", "1", "好的", "好，先做 1 道题", "可以"])
async def test_questions_are_offered_in_place_of_a_lesson_that_is_too_long(
    db: Database, word: str
) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), long_lesson("乙"))
    await chats.say(LI, "1")
    chats.later(days=1)
    offered = await chats.say(LI, "有三分钟")
    assert "这一课要 5 分钟，先做 1 道题，行吗？" in told(offered)
    assert touchable(offered) == ["break:3", "today"]
    assert "一题怎么做" in told(await chats.say(LI, word))
    assert (await chats.dialog(LI)).review


@pytest.mark.parametrize("word", ["2", "学整课"])
async def test_who_has_time_after_all_learns_the_whole_lesson(db: Database, word: str) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), long_lesson("乙"))
    await chats.say(LI, "1")
    chats.later(days=1)
    await chats.say(LI, "有三分钟")
    whole = told(await chats.say(LI, word))
    assert "乙课的第六句" in whole
    assert "乙题怎么做" in whole


async def test_an_offer_that_is_not_wanted_changes_nothing(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), long_lesson("乙"))
    await chats.say(LI, "1")
    chats.later(days=1)
    await chats.say(LI, "有三分钟")
    assert "好" in told(await chats.say(LI, "算了"))
    begun = await chats.rows("select lesson_key from lesson_progress")
    assert [row["lesson_key"] for row in begun] == ["甲"]
    assert not (await chats.dialog(LI)).options


async def test_after_an_order_the_open_question_comes_again(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), lesson("乙", single("二")))
    chats.later(minutes=40)
    again = told(await chats.say(LI, "有三分钟"))
    assert "接着刚才的题" in again
    assert "一题怎么做" in again
    assert "甲课的正文" not in again
    assert "答对了" in told(await chats.say(LI, "2"))


async def test_after_hours_the_lesson_is_read_again_with_its_question(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), lesson("乙", single("二")))
    chats.later(hours=5)
    again = told(await chats.say(LI, "有三分钟"))
    assert "接着上次没学完的" in again
    assert "甲课的正文" in again
    assert "一题怎么做" in again


async def test_a_round_goes_on_where_it_was_left(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一"), single("二")), lesson("乙", single("三")))
    await chats.say(LI, "1")
    await chats.say(LI, "1")
    await chats.say(LI, "小测")
    chats.later(minutes=40)
    again = told(await chats.say(LI, "有三分钟"))
    assert "接着刚才的题" in again
    assert "一题怎么做" in again
    assert "还有 1 题" in told(await chats.say(LI, "2"))


async def test_others_get_what_fits_and_their_daily_lesson_stays_as_long(db: Database) -> None:
    chats = chats_of(db)
    await chats.teach(course(lesson("甲", single("一")), long_lesson("乙")))
    await chats.enrolled(LI)
    await chats.say(LI, "2")
    assert "乙课的第六句" not in told(await chats.say(LI, "有两分钟"))
    assert (await chats.learner(LI))["break_minutes"] is None


async def test_minutes_before_the_greeting_is_through_begin_it(db: Database) -> None:
    chats = chats_of(db)
    await chats.teach(riding(lesson("甲", single("一"))))
    assert "您是哪一位" in told(await chats.say(LI, "有三分钟"))
    await chats.say(LI, "送外卖")
    begun = told(await chats.say(LI, "有三分钟"))
    assert "每天 09:30、15:00 见" in begun
    assert "甲课的正文" in begun
    assert await times_of(chats) == "09:30 15:00"


@pytest.mark.parametrize(
    "data", ["break:", "break:0", "break:999", "break:-1", "break:三", "minutes:x", "minutes:999"]
)
async def test_forged_minutes_bring_a_lesson_and_nothing_else(db: Database, data: str) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), lesson("乙", single("二")))
    await chats.say(LI, "2")
    assert "第2课 乙课" in told(await chats.tap(LI, data))
    assert (await chats.learner(LI))["break_minutes"] in {None, 60}


# times -----------------------------------------------------------------------------------------


async def test_a_courier_is_offered_two_breaks_between_the_meals(db: Database) -> None:
    chats = chats_of(db)
    await chats.teach(riding(lesson("甲", single("一"))))
    await chats.say(LI, "开始")
    asked = await chats.say(LI, "送外卖")
    assert last(asked).options[0].label == "上午 9:30 和下午 15:00"
    assert "每天 09:30、15:00 见" in told(await chats.say(LI, "1"))
    assert await times_of(chats) == "09:30 15:00"


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("1", "09:30 12:00"),
        ("要，就 09:30、12:00", "09:30 12:00"),
        ("2", "09:30 13:30"),
        ("14:00", "14:00"),
        ("算了", "09:30 15:00"),
    ],
)
async def test_a_time_in_a_meal_is_asked_about_once(db: Database, answer: str, kept: str) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")))
    asked = await chats.say(LI, "时间 9:30 12:00")
    assert "12:00 是饭点，骑车时会响。还要这个时间吗？" in told(asked)
    assert await times_of(chats) == "09:30 15:00"
    assert "一题怎么做" in told(await chats.say(LI, answer)), "the open question is not lost"
    assert await times_of(chats) == kept


async def test_what_is_settled_is_not_asked_again(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")))
    await chats.say(LI, "时间 12:00")
    await chats.say(LI, "1")
    assert "好，改到每天 09:00、12:00" in told(await chats.say(LI, "时间 9:00 12:00"))


async def test_a_meal_time_out_of_the_blue_is_one_question(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲"))
    assert "是饭点" in told(await chats.say(LI, "晚上六点半"))
    assert "好，改到每天 18:30" in told(await chats.say(LI, "1"))


async def test_a_new_courier_is_asked_too_and_goes_on(db: Database) -> None:
    chats = chats_of(db)
    assert "12:00 是饭点" in told(await courier(chats, lesson("甲", single("一")), at="12点"))
    begun = told(await chats.say(LI, "1"))
    assert "每天 12:00 见" in begun
    assert "甲课的正文" in begun


async def test_a_new_courier_thinks_of_another_time(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), at="12点")
    assert "每天 10:00 见" in told(await chats.say(LI, "10点"))
    assert await times_of(chats) == "10:00"


async def test_who_does_not_ride_is_not_asked(db: Database) -> None:
    chats = chats_of(db)
    await chats.teach(course(lesson("甲", single("一"))))
    await chats.enrolled(LI, "12点")
    assert await times_of(chats) == "12:00"


@pytest.mark.parametrize("data", ["time_sure:", "time_sure:25:00", "time_sure:" + "1:00 " * 9])
async def test_forged_times_change_nothing(db: Database, data: str) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")))
    await chats.tap(LI, data.strip())
    assert await times_of(chats) in {"09:30 15:00", "01:00"}


async def test_time_tells_all_that_is_settled(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")))
    for words in ("节假日休息", "有5分钟", "明天不学"):
        await chats.say(LI, words)
    shown = told(await chats.say(LI, "/time")).strip().splitlines()
    assert shown[:4] == [
        "现在每天 09:30、15:00 送课。",
        "每次 5 分钟。想改，发“每次 5 分钟”。",
        "节假日休息。想照常，发“节假日照常”。",
        "明天不送课。",
    ]
    assert shown[4] == "想改到什么时候？比如“时间 7:30”。"
    chats.later(days=1)
    assert "\n今天不送课。\n" in told(await chats.say(LI, "时间"))
    chats.now += timedelta(days=1)
    assert "不送课" not in told(await chats.say(LI, "时间"))
    await chats.say(LI, "暂停三天")
    assert "现在停着送课，11月28日接着学。" in told(await chats.say(LI, "时间"))
    await chats.say(LI, "暂停")
    assert "现在停着送课，想接着收" in told(await chats.say(LI, "时间"))
    await chats.say(LI, "退订")
    assert "现在不给您送课" in told(await chats.say(LI, "时间"))
