"""The same handlers behind quizzes and buttons: old ones, forged ones, edits; and in groups."""

from functools import partial

from bot.domain.events import ChannelKind, InboundEvent, Tap, Unsupported
from bot.domain.messages import Reply
from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town
from tests.handlers.school import a_minute_later, begin, course, lesson, several, single, truth
from tests.handlers.telegram_talk import buttons, farmer, says, starts, taps, text, votes


async def test_a_question_is_telegram_s_own_quiz(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"), several("二")), lesson("乙")))
    quiz = (await farmer(town))[-1]
    assert quiz.poll
    assert "一题怎么做" in quiz.text
    right = await votes(town, quiz, 2)
    assert "答对了" in text(right)
    assert "一题的道理" in text(right)
    done = await votes(town, right[-1], 1, 3)
    assert "这一课学完了，答对 2/2" in text(done)
    given = await town.rows("select given, is_right from answer order by id")
    assert given == [{"given": "2", "is_right": True}, {"given": "1,3", "is_right": True}]


async def test_what_was_answered_is_answered_kindly_and_counted_once(town: Town) -> None:
    """In words first, then by the quiz that still stands there."""
    await town.teach(course(lesson("甲", single("一"), single("二"))))
    quiz = (await farmer(town))[-1]
    assert "答对了" in text(await says(town, "2"))
    assert "您答过了" in text(await votes(town, quiz, 1))
    assert len(await town.rows("select * from answer")) == 1
    assert "答对了" in text(await says(town, "2"))


async def test_the_quiz_of_an_older_version_gets_a_kind_word(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"), truth("二"))))
    old = (await farmer(town))[-1]
    await town.teach(course(lesson("甲", single("一"), truth("二")), version="2"))
    renewed = await votes(town, old, 2)
    assert "刚刚更新了" in text(renewed)
    assert renewed[-1].poll not in {"", old.poll}
    assert await town.rows("select * from answer") == []
    assert "答对了" in text(await votes(town, renewed[-1], 2))


async def test_the_quiz_of_another_course_counts_in_that_course(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"))))
    old = (await farmer(town))[-1]
    await says(town, "/courses")
    await taps(town, "course:law-basics")
    assert "答对了" in text(await votes(town, old, 2))
    counted = await town.rows(
        "select e.course_key, a.is_right from answer a join enrolment e on e.id = a.enrolment_id"
    )
    assert counted == [{"course_key": "farm", "is_right": True}]


async def test_greeting_buttons_touched_later_change_only_what_they_say(town: Town) -> None:
    await town.teach(course(lesson("甲", single("一"))))
    await farmer(town)
    later = await taps(town, "track:seniors")
    assert "记住了" in text(later)
    assert "一题怎么做" in text(later)
    assert "改到每天 12:30" in text(await taps(town, "slot:12:30"))
    courses = await town.rows("select course_key from enrolment")
    assert courses == [{"course_key": "farm"}]


async def test_the_shelf_is_edited_step_by_step(town: Town) -> None:
    await town.teach(course(lesson("甲"), lesson("乙")))
    await farmer(town)
    [shelf] = await says(town, "/courses")
    for data, words in (("drop", "真的不学"), ("keep", "接着学")):
        [edited] = await taps(town, data)
        assert (edited.id, edited.edited) == (shelf.id, True)
        assert words in edited.text


async def test_done_is_a_button(town: Town) -> None:
    await town.teach(course(lesson("甲"), lesson("乙"), lesson("丙", single("三"))))
    done = buttons(await farmer(town))[0]
    assert done.startswith("done:")
    assert "这一课学完了" in text(await taps(town, done))
    assert "您学过了" in text(await taps(town, done))
    await says(town, "/today")
    assert "您学过了" in text(await taps(town, done))
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


async def test_a_code_from_wechat_joins_the_chat_that_is_opened_with_it(town: Town) -> None:
    """The course goes on in Telegram where it was in WeChat, with the keyboard shown."""
    await begin(town, course(lesson("甲", single("一")), lesson("乙", single("二"))))
    assert "答对了" in await town.wechat_says("2")
    code = (await town.wechat_says("绑定")).partition("号码是 ")[2][:6]
    asked = await starts(town, f"b-{code}")
    assert "另一边是您自己吗" in text(asked)
    assert len(await town.rows("select 1 from learner where merged_into is null")) == 2
    joined = await taps(town, f"bind:{code}")
    assert "两边合在一起了" in text(joined)
    assert "一共学了 1 课" in text(joined)
    assert "乙课的正文" in text(await says(town, "今日一课"))
    assert "通过了" in await town.wechat_says("2")
    people = await town.rows("select state from learner where merged_into is null")
    assert people == [{"state": "active"}]
    assert len(await town.rows("select * from claim")) == 1
