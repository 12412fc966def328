"""Lists and objections for who has not entered, and for who is in another division."""

from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.competitions.desk import objections
from bot.competitions.desk.acting import Desk
from bot.competitions.telling.compose_told import ToldComposer
from bot.domain.competitions import StageKind
from bot.domain.contests import Division, Occupation, Open
from bot.domain.delivery import Composed, Kind
from bot.store import claims
from bot.store.db import Database
from tests.competitions.desk_house import DESK, at
from tests.delivery.owing import NOON
from tests.handlers.contest import LI, MEI, contest, hold, labels, law, quiz, stage
from tests.handlers.private_chat import PrivateChats, told

STAGES = (
    stage(StageKind.REGISTRATION, 0, 2),
    quiz(0, 3),
    stage(StageKind.PUBLICITY, 3, 5, "publicity"),
)
TWO = (Division("a", "甲组", Occupation(("学生",))), Division("b", "乙组", Open()))
PUBLIC = NOON + timedelta(days=3)


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(law())
    await hold(chats, contest(*STAGES, divisions=TWO))
    for who in (LI, MEI):
        await chats.enrolled(who)
    chats.now = PUBLIC
    return chats


async def test_who_has_not_entered_is_told_the_answer(chats: PrivateChats) -> None:
    await chats.tap(MEI, "object:law-2026")
    await chats.say(MEI, "不公平\u202e，请查\x07")
    [row] = await chats.rows("select id, words from objection")
    assert row["words"] == "不公平，请查"
    assert "等主办方回答" in told(await chats.tap(MEI, "comp:law-2026"))
    desk: Desk = at(chats.now, DESK)
    async with chats.db.transaction() as conn:
        await objections.decide(
            conn, desk, "law-2026", row["id"], upheld=False, answer="查过了，没有问题。"
        )
    for place in ("comp:law-2026", "score:law-2026"):
        assert "没有成立。查过了，没有问题。" in told(await chats.tap(MEI, place))
    assert "没有成立" not in told(await chats.tap(LI, "comp:law-2026"))
    async with chats.db.transaction() as conn:
        [owed] = await claims.lock_candidates(conn, chats.now, 50, [Kind.RESULT.value])
        said = (await ToldComposer(FrozenClock(chats.now))(conn, [owed]))[owed.row]
    assert owed.learner == (await chats.learner(MEI))["id"]
    assert isinstance(said, Composed)
    words = "".join(one.text for one in said.reply.messages)
    assert "您对《学法竞赛》提的异议没有成立。查过了，没有问题。" in words


async def test_the_lists_of_all_divisions_can_be_looked_at(chats: PrivateChats) -> None:
    first = await chats.tap(LI, "ranks:law-2026")
    assert "学法竞赛 甲组" in told(first)
    assert "乙组" in labels(first)
    second = await chats.say(LI, "乙组")
    assert "学法竞赛 乙组" in told(second)
    assert "甲组" in labels(second)
    assert "甲组" in told(await chats.tap(LI, "ranks:law-2026:99")), "a forged number is none"
