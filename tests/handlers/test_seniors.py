"""A senior reads little at a time, each message with one thing to do, in the looks that suit."""

from dataclasses import replace

from adapters.wechat.render import message_text
from bot.domain.content import Course, Track
from bot.domain.messages import Reply
from bot.learning.looks import SENIOR_MESSAGE, SLOW_PART
from bot.store.db import Database
from tests.handlers.private_chat import OFFICIAL, PrivateChats, told
from tests.handlers.school import course, lesson, single, truth

MEI = f"{OFFICIAL}:oMei"
PARTS = tuple(
    f"第{n}段说的是{n}号那件事，慢慢看，看完了再往下走，一点也不用着急。" * 2 for n in "一二三"
)
"""Paragraphs of 66 characters."""


def long_course(*questions: str, extra: int = 1) -> Course:
    """A course for seniors: a lesson of three paragraphs, and others behind it."""
    asked = [single(key) for key in questions]
    first = replace(lesson("甲", *asked), text="\n\n".join(PARTS))
    others = [replace(lesson(f"乙{n}", truth(f"乙{n}")), text=PARTS[0]) for n in range(extra)]
    return replace(course(first, *others), track=Track.SENIORS)


async def senior(db: Database, *questions: str) -> PrivateChats:
    """Aunt Mei is about to get her first lesson."""
    chats = PrivateChats(db)
    await chats.teach(long_course(*(questions or ("一",))))
    await chats.say(MEI, "开始")
    await chats.say(MEI, "1")
    return chats


def sizes(reply: Reply) -> list[int]:
    """How long each message is, as WeChat shows it."""
    return [len(message_text(one)) for one in reply.messages]


async def begin(chats: PrivateChats) -> Reply:
    """The first lesson."""
    return await chats.say(MEI, "早上 7:30")


async def read(chats: PrivateChats) -> None:
    """The first lesson, as far as its question."""
    await begin(chats)
    while not (await chats.dialog(MEI)).question:
        await chats.say(MEI, "1")


async def test_a_lesson_is_three_messages_with_one_thing_to_do_each(db: Database) -> None:
    chats = await senior(db)
    first = await begin(chats)
    second = await chats.say(MEI, "1")
    third = await chats.say(MEI, "继续")
    assert "第1课 甲课" in told(first)
    assert "".join(PARTS) == "".join(
        reply.messages[-1].text.replace("\n\n", "") for reply in (first, second)
    )
    assert "一题怎么做" in told(third)
    for reply in (first, second, third):
        assert sum(sizes(reply)) + 2 * len(reply.messages) <= SENIOR_MESSAGE, sizes(reply)
        assert reply.messages[-1].hint
    assert "答对了" in told(await chats.say(MEI, "2"))


async def test_whatever_says_that_it_was_read_goes_on(db: Database) -> None:
    chats = await senior(db)
    await begin(chats)
    assert PARTS[2][:8] in told(await chats.say(MEI, "看完了"))
    assert "一题怎么做" in told(await chats.say(MEI, "好的"))


async def test_an_answer_before_its_question_is_no_guess(db: Database) -> None:
    chats = await senior(db)
    await begin(chats)
    assert "看完了，请回复 1" in told(await chats.say(MEI, "2"))
    assert await chats.rows("select * from answer") == []
    assert (await chats.dialog(MEI)).options[0].label == "继续"


async def test_what_is_asked_on_the_side_does_not_lose_the_place(db: Database) -> None:
    chats = await senior(db)
    first = await begin(chats)
    await chats.say(MEI, "选课")
    second = await chats.say(MEI, "继续")
    assert second.messages[-1].text != first.messages[-1].text
    assert PARTS[2][:8] in told(second) or PARTS[1][:8] in told(second)


async def test_a_long_answer_and_the_next_question_are_two_messages(db: Database) -> None:
    chats = PrivateChats(db)
    one = replace(single("一"), why=PARTS[0] + PARTS[1][:30])
    school = replace(long_course("一"), lessons=())
    first = replace(lesson("甲", one, single("二")), text="短的一课。")
    await chats.teach(replace(school, lessons=(first, lesson("乙"))))
    await chats.say(MEI, "开始")
    await chats.say(MEI, "1")
    assert "一题怎么做" in told(await begin(chats)), "what is short enough is one message"
    said = await chats.say(MEI, "2")
    assert "二题怎么做" not in told(said)
    assert "看完了，回复 1" in said.messages[-1].hint
    assert "二题怎么做" in told(await chats.say(MEI, "1"))
    assert "答对 2/2" in told(await chats.say(MEI, "2"))


async def test_slowly_is_sixty_characters_at_a_time_until_faster(db: Database) -> None:
    chats = await senior(db)
    await begin(chats)
    slow = await chats.say(MEI, "慢")
    seen = 0
    while not (await chats.dialog(MEI)).question:
        assert len(slow.messages[-1].text) <= SLOW_PART
        slow, seen = await chats.say(MEI, "继续"), seen + 1
    assert seen == len(PARTS) * 2
    assert (await chats.learner(MEI))["slow"] is True
    again = await chats.say(MEI, "快一点")
    assert "一题怎么做" in told(again)
    assert (await chats.learner(MEI))["slow"] is False


async def test_large_type_shows_lesson_and_question_at_once(db: Database) -> None:
    chats = await senior(db)
    await begin(chats)
    await chats.say(MEI, "1")
    await chats.say(MEI, "1")
    large = await chats.say(MEI, "大字")
    pictures = [one.media for one in large.messages if one.media is not None]
    assert [one.kind for one in pictures] == ["image"] * len(pictures)
    assert len(pictures) == len(large.messages) == 3
    assert "一题怎么做" in pictures[-1].alt
    assert "发“小字”" in pictures[-1].alt
    assert "2. 先核对对方是谁" in pictures[-1].alt
    answered = await chats.say(MEI, "2")
    assert "答对了" in answered.messages[0].text
    lesson_two = await chats.say(MEI, "再学一课")
    assert [one.media is not None for one in lesson_two.messages] == [True]
    assert "回复 1" in (lesson_two.messages[0].media.alt if lesson_two.messages[0].media else "")
    assert (await chats.rows("select count(*) as n from made_media"))[0]["n"] == 4
    back = await chats.say(MEI, "小字")
    assert all(one.media is None for one in back.messages)


async def test_a_lesson_without_sound_says_what_else_helps(db: Database) -> None:
    chats = await senior(db)
    await begin(chats)
    before = await chats.dialog(MEI)
    said = await chats.say(MEI, "听")
    assert "还没有录音" in told(said)
    assert (await chats.dialog(MEI)).options == before.options


async def test_each_misreading_is_met_with_another_help(db: Database) -> None:
    chats = await senior(db)
    await read(chats)
    first, second, third = [await chats.say(MEI, "嗯这个嘛") for _ in range(3)]
    helps = [reply.messages[0].text for reply in (first, second, third)]
    assert len(set(helps)) == 3
    assert "比方" in helps[2]
    assert "发“人”" in helps[2]
    assert [o.label for o in second.messages[1].options] != []
    assert await chats.rows("select * from answer") == []


async def test_what_sounds_like_a_letter_is_asked_back(db: Database) -> None:
    chats = await senior(db)
    await read(chats)
    back = await chats.say(MEI, "必")
    assert "您选的是 2（先核对对方是谁），对吗？" in told(back)
    assert await chats.rows("select * from answer") == []
    assert "没看明白" in told(await chats.say(MEI, "不是"))
    await chats.say(MEI, "必")
    assert "答对了" in told(await chats.say(MEI, "对"))
    [counted] = await chats.rows("select given from answer")
    assert counted["given"] == "2"


async def test_a_number_after_asking_back_is_an_answer_of_its_own(db: Database) -> None:
    chats = await senior(db)
    await read(chats)
    await chats.say(MEI, "必")
    await chats.say(MEI, "1")
    [counted] = await chats.rows("select given from answer")
    assert counted["given"] == "1"
