"""The same handlers behind buttons: old ones, forged ones, double taps; and in groups."""

from functools import partial

from adapters.simulator import Bubble
from bot.domain.events import ChannelKind, InboundEvent, Tap, Unsupported
from bot.domain.messages import Reply
from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town
from tests.handlers.school import a_minute_later, begin, course, lesson, single, truth


def buttons(bubble: Bubble) -> list[str]:
    """What the buttons of a bubble carry."""
    return [data for _, data in bubble.buttons]


async def farmer(town: Town) -> Bubble:
    """A farmer begins in Telegram; the first lesson."""
    await town.telegram_starts()
    await town.telegram_chooses("我务农")
    return await town.telegram_chooses("早上 7:30")


async def test_a_double_tap_is_answered_kindly_and_counted_once(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"), single("二"))))
    first = buttons(await farmer(town))
    assert "答对了" in (await town.telegram_taps(first[1])).text
    again = await town.telegram_taps(first[0])
    assert "您答过了" in again.text
    assert len(await town.rows("select * from answer")) == 1
    assert "答对了" in (await town.telegram_says("2")).text


async def test_the_button_of_an_older_version_gets_a_kind_word(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"), truth("二"))))
    old = buttons(await farmer(town))
    await town.teach(course(lesson("甲", single("一"), truth("二")), version="2"))
    renewed = await town.telegram_taps(old[1])
    assert "刚刚更新了" in renewed.text
    assert buttons(renewed) != old
    again = await town.telegram_taps(old[1])
    assert "以前的题" in again.text
    assert buttons(again) == buttons(renewed)
    assert "答对了" in (await town.telegram_taps(buttons(again)[1])).text


async def test_the_button_of_another_course_says_so(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"))))
    old = buttons(await farmer(town))
    await town.telegram_says("/courses")
    await town.telegram_taps("course:law-basics")
    said = await town.telegram_taps(old[1])
    assert "这是《种田小课》的题" in said.text
    assert await town.rows("select * from answer") == []


async def test_greeting_buttons_touched_later_change_only_what_they_say(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"))))
    await farmer(town)
    later = await town.telegram_taps("track:seniors")
    assert "记住了" in later.text
    assert "一题怎么做" in later.text
    moved = await town.telegram_taps("slot:12:30")
    assert "改到每天 12:30" in moved.text
    courses = await town.rows("select course_key from enrolment")
    assert courses == [{"course_key": "farm"}]


async def test_done_is_a_button(town: Town) -> None:
    await town.teach(course(lesson("甲"), lesson("乙"), lesson("丙", single("三"))))
    first = buttons(await farmer(town))
    assert first[0].startswith("done:")
    assert "这一课学完了" in (await town.telegram_taps(first[0])).text
    assert "您学过了" in (await town.telegram_taps(first[0])).text
    await town.telegram_says("/today")
    assert "您学过了" in (await town.telegram_taps(first[0])).text
    assert len(await town.rows("select * from completion")) == 1


async def happens(town: Town, account: str, sender: str, body: Tap | Unsupported) -> Reply | None:
    """An event that the simulator's people cannot make; what travels in the response."""
    kind = ChannelKind.TELEGRAM if account == TELEGRAM else ChannelKind.WECHAT
    await a_minute_later(town)
    now = town.clock.now()
    key = f"made-{now.isoformat()}-{body}"
    return await town.program.inbound.handle(
        InboundEvent(account, kind, key, sender, sender, now, body)
    )


async def test_forged_buttons_do_no_harm(town: Town) -> None:
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    rows = await town.rows("select id from question where key = '二'")
    forged = (
        f"ans:{rows[0]['id']}:2",
        "ans:²:1",
        "ans:99999999999999999999999999:1",
        "ans:1:-1",
        "ans:",
        "done:x",
        "comp:\x00",
        "enter:nothing",
        "course:nothing",
        "slot:never",
        "track:admin",
        "drop:other",
        "free:2",
        "nothing",
        "",
    )
    for data in forged:
        assert await happens(town, WECHAT, TEACHER, Tap(data)) is not None, data
    assert await town.rows("select state from enrolment") == [{"state": "active"}]
    answered = await town.rows("select question_key from answer")
    assert {row["question_key"] for row in answered} <= {"一"}


async def test_a_picture_is_answered_with_what_can_be_sent(town: Town) -> None:
    newcomer = await happens(town, WECHAT, "oNobodyYet00000000000000000001", Unsupported("image"))
    assert newcomer is not None
    assert "您是哪一位" in newcomer.messages[-1].text
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    asked = await happens(town, WECHAT, TEACHER, Unsupported("voice"))
    assert asked is not None
    assert "请打字回复" in asked.messages[0].text
    assert "答对了" in await town.wechat_says("2")
    later = await happens(town, WECHAT, TEACHER, Unsupported("image"))
    assert later is not None
    assert "只看得懂文字" in later.messages[0].text


GROUP = -1001234567890


async def test_a_group_gets_short_answers_to_our_commands_only(town: Town) -> None:
    await town.simulator.telegram.add_to_group(TELEGRAM, GROUP, "舞蹈队", COURIER)
    await town.simulator.until(lambda: len(said(town)) == 1)
    assert "大家好" in said(town)[0]
    expected = {"/competitions": "现在没有比赛", "/today": "请私聊我", "/help": "大家好"}
    for count, (command, words) in enumerate(expected.items(), 2):
        await town.simulator.telegram.say(TELEGRAM, COURIER, command, chat_id=GROUP)
        await town.simulator.until(partial(heard, town, count))
        assert words in said(town)[-1]
    await town.simulator.telegram.say(TELEGRAM, COURIER, "/weather", chat_id=GROUP)
    await town.nothing_due()
    assert len(said(town)) == 4
    assert await town.rows("select * from learner") == []


def heard(town: Town, count: int) -> bool:
    """Whether we have said so much in the group."""
    return len(said(town)) == count


def said(town: Town) -> list[str]:
    """What we said in the group."""
    return [bubble.text for bubble in town.telegram_chat(GROUP) if not bubble.mine]
