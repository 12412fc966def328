"""A touched list gives way to its next state; what is learned or worth keeping stays."""

import pytest

from bot.domain.messages import Message, Quiz, Reply
from bot.store.db import Database
from handlers.edits import takes_place
from handlers.understand import of_tap
from tests.delivery.owing import group
from tests.handlers.private_chat import CITY, PrivateChats, told, touchable
from tests.handlers.school import course, lesson, single

ANN = f"{CITY}:1"
SHORT = Reply((Message("好。"),))


@pytest.mark.parametrize(
    ("data", "replaces"),
    [
        ("courses:all", True),
        ("courses", False),
        ("drop", True),
        ("drop:farm", True),
        ("keep", True),
        ("course:farm", True),
        ("comp:song", True),
        ("enter:song", False),
        ("time:keep", True),
        ("consent", True),
        ("refuse", True),
        ("consent:0123456789abcdef", True),
        ("consent:0123456789abcdef:passed", False),
        ("refuse:passed", False),
        ("board:7:yes", True),
        ("today", False),
        ("ans:1:2", False),
        ("slot:07:30", False),
        ("track:farmers", False),
        ("made up", False),
    ],
)
def test_what_takes_the_place_of_what_was_touched(data: str, replaces: bool) -> None:
    assert takes_place(of_tap(data), SHORT, asks=False) is replaces
    assert not takes_place(of_tap(data), SHORT, asks=True)


def test_neither_several_messages_nor_a_quiz_take_a_place() -> None:
    quiz = Message("几？", quiz=Quiz("几？", ("一", "二"), (1,), "因为。", "ans:1"))
    for reply in (Reply((Message("好。"), Message("再来。"))), Reply((quiz,)), Reply(())):
        assert not takes_place(of_tap("drop"), reply, asks=False)


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(
        course(lesson("甲", single("一")), lesson("乙", single("二"))),
        course(lesson("茶", single("三")), key="tea"),
    )
    await chats.enrolled(ANN)
    await chats.say(ANN, "2")
    return chats


async def test_the_shelf_leads_to_leaving_and_to_staying(chats: PrivateChats) -> None:
    shelf = await chats.say(ANN, "选课")
    assert shelf.aim.replaces == ""
    sure = await chats.tap(ANN, "drop")
    assert sure.aim.replaces == "77"
    assert touchable(sure)[1] == "keep"
    kept = await chats.tap(ANN, "keep")
    assert kept.aim.replaces == "77"
    assert "接着学" in told(kept)
    assert touchable(kept) == ["today"]
    assert (await chats.rows("select state from enrolment"))[0]["state"] == "active"
    assert (await chats.tap(ANN, "today")).aim.replaces == "", "a lesson is a message of its own"


async def test_what_shows_the_open_question_again_is_sent_anew(chats: PrivateChats) -> None:
    await chats.say(ANN, "今日一课")
    await chats.say(ANN, "选课")
    kept = await chats.tap(ANN, "keep")
    assert kept.aim.replaces == ""
    assert "二题怎么做" in told(kept) or "三题怎么做" in told(kept)


async def test_a_written_word_replaces_nothing(chats: PrivateChats) -> None:
    await chats.say(ANN, "选课")
    assert (await chats.say(ANN, "不学")).aim.replaces == ""


async def test_times_boards_and_consents_are_over_when_chosen(chats: PrivateChats) -> None:
    row = await group(chats.db)
    await chats.rows(
        "insert into group_member select $1, id, created_at from learner returning 1", row
    )
    yes = touchable(await chats.say(ANN, "学分"))[0]
    assert (await chats.tap(ANN, yes)).aim.replaces == "77"
    for data in ("time:12:30", "time:keep", f"board:{row}:yes", "refuse"):
        assert (await chats.tap(ANN, data, "安妮")).aim.replaces == "77", data


async def test_praise_for_a_course_stays_when_consent_is_given(chats: PrivateChats) -> None:
    await chats.tap(ANN, "course:tea")
    await chats.say(ANN, "今日一课")
    passed = await chats.say(ANN, "2")
    assert "恭喜" in told(passed)
    agreed = await chats.tap(ANN, touchable(passed)[0])
    assert agreed.aim.replaces == ""
    assert len(await chats.rows("select 1 from consent")) == 1


async def test_who_comes_back_by_the_shelf_gets_the_keyboard_in_a_new_message(
    chats: PrivateChats,
) -> None:
    await chats.say(ANN, "退订")
    await chats.say(ANN, "选课")
    chosen = await chats.tap(ANN, "course:tea")
    assert (chosen.keyboard, chosen.aim.replaces) == ("zh-Hans", "")
