"""What was written while nobody took it up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import (
    ChannelKind,
    EventBody,
    InboundEvent,
    PollAnswered,
    Tap,
    Text,
    Unsupported,
)
from bot.domain.learners import Dialog
from bot.domain.messages import Reply
from bot.store.db import Database
from handlers.staleness import OLD_AFTER, Late, Stale, look, sorry_due, staleness
from tests.delivery.owing import NOON
from tests.handlers.private_chat import CITY, OFFICIAL, PrivateChats, told
from tests.handlers.school import course, lesson, short, single

ANN = f"{CITY}:1"
HOUR = timedelta(hours=1)


def written(body: EventBody, age: timedelta, *, chat: str = "1") -> InboundEvent:
    """Something that was done ``age`` ago."""
    return InboundEvent(CITY, ChannelKind.TELEGRAM, "1", "1", chat, NOON - age, body)


@pytest.mark.parametrize(
    ("body", "age", "chat", "found"),
    [
        (Text("比赛"), OLD_AFTER, "1", Stale.FRESH),
        (Text("比赛"), OLD_AFTER + timedelta(seconds=1), "1", Stale.LATE),
        (Unsupported("photo"), HOUR, "1", Stale.LATE),
        (Text("/board"), HOUR, "-100", Stale.UNHEARD),
        (Tap("quiz"), HOUR, "1", Stale.FRESH),
        (PollAnswered("9", (1,)), HOUR, "1", Stale.FRESH),
        (Text("比赛"), -HOUR, "1", Stale.FRESH),
    ],
)
def test_only_what_was_written_long_ago_is_late(
    body: EventBody, age: timedelta, chat: str, found: Stale
) -> None:
    assert staleness(written(body, age, chat=chat), NOON) is found


def test_wechat_keeps_nothing_for_later() -> None:
    event = replace(written(Text("比赛"), HOUR), channel=ChannelKind.WECHAT)
    assert staleness(event, NOON) is Stale.FRESH


@given(st.integers(-86400, 86400))
def test_sorry_is_said_once_for_all_that_was_written_before(seconds: int) -> None:
    said = int(NOON.timestamp())
    written = NOON + timedelta(seconds=seconds)
    assert sorry_due(said, written) == (seconds > 0)
    assert sorry_due(0, written)


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"), short("二")), lesson("乙", single("三"))))
    await chats.enrolled(ANN)
    return chats


async def taken(chats: PrivateChats, text: str, late: int) -> Reply | Late | None:
    """How a message is taken up: done (None), or not."""
    async with chats.db.transaction() as conn:
        return look(await chats.begin(conn, chats.event(ANN, Text(text), late=late)))


@pytest.mark.parametrize(
    "text",
    ["退订", "/stop", "开始", "/start c-farm", "暂停", "暂停三天", "不同意", "学完了", "不上榜"],
)
async def test_what_is_surely_still_wanted_is_done(chats: PrivateChats, text: str) -> None:
    chats.later(hours=5)
    assert await taken(chats, text, 60) is None


@pytest.mark.parametrize(
    "text",
    ["今日一课", "比赛", "绑定 123456", "/bind", "进度", "时间 7:30", "在吗", "继续", "同意"],
)
async def test_anything_else_is_asked_for_again(chats: PrivateChats, text: str) -> None:
    chats.later(hours=5)
    assert await taken(chats, text, 60) == Late(answered=True)
    assert await taken(chats, text, 5) is None


async def test_an_answer_counts_if_its_question_had_been_shown(chats: PrivateChats) -> None:
    chats.later(hours=5)
    assert await taken(chats, "2", 60) is None
    assert await taken(chats, "大概是第二个还是第三个", 60) == Late(answered=True)
    assert await taken(chats, "2", 6 * 60) == Late(answered=True), "it was not asked yet"
    await chats.say(ANN, "2")
    assert await taken(chats, "96110", 60) is None


async def test_without_an_open_question_a_number_is_no_answer(chats: PrivateChats) -> None:
    await chats.rows("update learner set dialog = '{}' returning id")
    chats.later(hours=5)
    assert await taken(chats, "2", 60) == Late(answered=True)


async def test_one_sentence_for_everything_that_came_late(chats: PrivateChats) -> None:
    chats.later(hours=5)
    async with chats.db.transaction() as conn:
        turn = await chats.begin(conn, chats.event(ANN, Text("比赛"), late=60))
        before, turn.waiting = turn.learner.dialog, True
        late = look(turn)
        assert late == Late(answered=True)
        assert "再发一次" in told(late.reply(turn))
        assert not turn.waiting
        assert turn.dialog == replace(before, sorry=int(chats.now.timestamp()))
        said = turn.dialog
    await keep(chats, said)
    chats.later(minutes=30)
    assert await taken(chats, "进度", 60) == Late(answered=False)
    await chats.say(ANN, "比赛")
    assert await taken(chats, "进度", 60) == Late(answered=False), "also after a word in between"
    chats.later(hours=1)
    assert await taken(chats, "进度", 60) == Late(answered=True), "we had been away once more"


async def keep(chats: PrivateChats, dialog: Dialog) -> None:
    await chats.rows("update learner set dialog = $1 returning id", dialog.to_json())


async def test_in_a_group_the_talk_has_gone_on(chats: PrivateChats) -> None:
    event = replace(chats.event(ANN, Text("/board"), late=60), chat="-100")
    assert staleness(event, chats.now) is Stale.UNHEARD


async def test_who_is_in_wechat_is_answered_as_ever(chats: PrivateChats) -> None:
    async with chats.db.transaction() as conn:
        event = chats.event(f"{OFFICIAL}:oWei", Text("比赛"), late=60)
        assert look(await chats.begin(conn, event)) is None
