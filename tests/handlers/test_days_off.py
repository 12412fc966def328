"""A bad day, tomorrow, public holidays: nothing by itself, and no guilt."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.learners import Dialog
from bot.store.db import Database
from handlers.understand import Intent, of_text
from tests.delivery.owing import NOON
from tests.handlers.courier_room import LI, chats_of, courier
from tests.handlers.private_chat import PrivateChats, told
from tests.handlers.school import lesson, single

TODAY = (NOON + timedelta(hours=4)).date()
"""A learner's in Shanghai."""
NEXT = TODAY + timedelta(days=1)


async def learning(db: Database) -> PrivateChats:
    """A courier with one lesson learned."""
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), lesson("乙", single("二")))
    await chats.say(LI, "2")
    return chats


async def off_day(chats: PrivateChats) -> date | None:
    day: date | None = (await chats.learner(LI))["off_day"]
    return day


WORDS = {
    Intent("off", "today"): (
        *(
            "今天不学",
            "今天太忙了",
            "今天休息",
            "别烦我",
            "今天没空",
            "今日唔得閒",
            "唔好煩我",
            "太忙了！",
        ),
        *("not today", "Busy today."),
    ),
    Intent("off", "tomorrow"): ("明天不学", "聽日唔學", "明天休息吧", "no lesson tomorrow"),
    Intent("off", "not"): ("今天照常", "明天照常"),
    Intent("today"): ("今天又想学了", "又想学了"),
    Intent("holidays", "off"): ("节假日休息", "放假不学", "公眾假期休息", "holidays off"),
    Intent("holidays", "on"): ("节假日照常", "過節照常", "公眾假期照常", "Holidays on"),
}


@pytest.mark.parametrize(
    ("words", "meant"), [(words, meant) for meant, some in WORDS.items() for words in some]
)
def test_as_people_write_it(words: str, meant: Intent) -> None:
    assert of_text(words, Dialog()) == meant


async def test_nothing_today_and_back_tomorrow(db: Database) -> None:
    chats = await learning(db)
    said = told(await chats.say(LI, "今天太忙"))
    assert said.strip() == "好，今天不送课了，明天 09:30 见。想学的时候，发“有空”就行。"
    assert await off_day(chats) == TODAY
    assert (await chats.learner(LI))["state"] == "active"


async def test_nothing_tomorrow_and_back_the_day_after(db: Database) -> None:
    chats = await learning(db)
    said = told(await chats.say(LI, "明天不学"))
    assert said.strip().startswith("好，明天不送课，后天 09:30 见。")
    assert await off_day(chats) == NEXT
    assert "照常" in told(await chats.say(LI, "明天照常"))
    assert await off_day(chats) is None


@pytest.mark.parametrize("words", [("今天不学", "明天不学"), ("明天不学", "今天不学")])
async def test_two_days_in_a_row_are_a_pause(db: Database, words: tuple[str, str]) -> None:
    chats = await learning(db)
    await chats.say(LI, words[0])
    assert "停 2 天，11月25日接着学" in told(await chats.say(LI, words[1]))
    stored = await chats.learner(LI)
    assert (stored["state"], stored["paused_until"]) == ("paused", TODAY + timedelta(days=2))


async def test_the_same_day_twice_is_one(db: Database) -> None:
    chats = await learning(db)
    first, second = [told(await chats.say(LI, "别烦我")) for _ in range(2)]
    assert first == second
    assert await off_day(chats) == TODAY


async def test_an_old_day_off_is_over(db: Database) -> None:
    chats = await learning(db)
    await chats.say(LI, "今天不学")
    chats.later(days=2)
    await chats.say(LI, "明天不学")
    assert await off_day(chats) == TODAY + timedelta(days=3)


@pytest.mark.parametrize("word", ["有三分钟", "今天又想学了", "今日一课", "小测"])
async def test_who_learns_all_the_same_has_a_day_as_others(db: Database, word: str) -> None:
    chats = await learning(db)
    await chats.say(LI, "今天不学")
    await chats.say(LI, "进度")
    assert await off_day(chats) == TODAY
    await chats.say(LI, word)
    assert await off_day(chats) is None


async def test_learning_today_leaves_tomorrow_free(db: Database) -> None:
    chats = await learning(db)
    await chats.say(LI, "明天不学")
    await chats.say(LI, "有三分钟")
    assert await off_day(chats) == NEXT


async def test_what_was_planned_for_today_does_not_come(db: Database) -> None:
    chats = await learning(db)
    row = (await chats.learner(LI))["id"]
    async with db.transaction() as conn:
        for kind, subject in (("lesson", "farm"), ("reminder", "law")):
            await conn.execute(
                """
                insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
                values ($1, 'city', $2, $3, 'o', 5, $4, $4, $4)
                """,
                row,
                kind,
                subject,
                chats.now,
            )
        await conn.execute(
            """
            insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, attempts,
              uncertain, detail, steps, planned_at, reason, held_at)
            values (-1, $1, 'city', 'lesson', 'farm', 'p', 5, $2, 0, false, '{}', '[]', $2, 'no window', $2)
            """,
            row,
            chats.now,
        )
    await chats.say(LI, "明天不学")
    assert len(await chats.rows("select 1 from delivery")) == 2
    await chats.say(LI, "明天照常")
    await chats.say(LI, "今天不学")
    assert [row["kind"] for row in await chats.rows("select kind from delivery")] == ["reminder"]
    assert await chats.rows("select 1 from delivery_held") == []
    ended = await chats.rows(
        "select occurrence, state, reason from delivery_past where occurrence in ('o', 'p') order by 1"
    )
    wanted = ("expired", "the learner has a day off")
    assert [tuple(row.values()) for row in ended] == [("o", *wanted), ("p", *wanted)]


@pytest.mark.parametrize(("word", "said"), [("暂停", "现在停着送课"), ("退订", "现在不给您送课")])
async def test_where_nothing_comes_anyway(db: Database, word: str, said: str) -> None:
    chats = await learning(db)
    await chats.say(LI, word)
    assert said in told(await chats.say(LI, "今天不学"))
    assert await off_day(chats) is None


async def test_no_time_is_promised_that_may_be_a_holiday(db: Database) -> None:
    chats = await learning(db)
    said = told(await chats.say(LI, "节假日休息"))
    assert said.strip() == "好，节假日不送课。想改回来，发“节假日照常”。"
    assert (await chats.learner(LI))["holidays_off"] is True
    assert "09:30" not in told(await chats.say(LI, "今天不学"))
    assert "节假日照常送课" in told(await chats.say(LI, "节假日照常"))
    assert (await chats.learner(LI))["holidays_off"] is False


async def test_a_night_break_belongs_to_the_day_before_it(db: Database) -> None:
    chats = await learning(db)
    await chats.say(LI, "时间 01:30")
    assert "后天 01:30 见" in told(await chats.say(LI, "今天不学"))
    chats.now = datetime(2026, 11, 25, 18, tzinfo=UTC)  # 02:00 of a night that is still the 25th
    assert "明天 01:30 见" in told(await chats.say(LI, "今天不学"))
    assert await off_day(chats) == date(2026, 11, 25)


async def test_an_open_question_stays_open(db: Database) -> None:
    chats = chats_of(db)
    await courier(chats, lesson("甲", single("一")), lesson("乙", single("二")))
    await chats.say(LI, "今天不学")
    assert "答对了" in told(await chats.say(LI, "2"))
