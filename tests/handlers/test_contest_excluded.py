"""Who was disqualified reads why, in the organiser's words, and how to object while that can be done."""

import pytest

from bot.domain.competitions import StageKind
from bot.store.db import Database
from tests.handlers.contest import LI, contest, enter, hold, labels, law, quiz, stage
from tests.handlers.private_chat import PrivateChats, told
from tests.handlers.school import course, lesson, single

STAGES = (
    stage(StageKind.REGISTRATION, 0, 2),
    quiz(0, 3),
    stage(StageKind.PUBLICITY, 4, 6, "publicity"),
)
PLACES = ("comp:law-2026", "score:law-2026", "enter:law-2026")


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"))), law())
    await hold(chats, contest(*STAGES))
    await chats.enrolled(LI)
    await enter(chats, LI, "满了", "王桂芳", "同意，名单写全名")
    await chats.rows(
        "update entry set state = 'disqualified', state_reason = '一人报了两次' returning id"
    )
    return chats


@pytest.mark.parametrize("place", PLACES)
async def test_while_the_list_is_public_it_can_be_objected_to(
    chats: PrivateChats, place: str
) -> None:
    chats.later(days=4)
    said = await chats.tap(LI, place)
    assert "取消了您的参赛资格。\n原因：一人报了两次" in told(said)
    assert "之前可以提异议" in told(said)
    if place != "enter:law-2026":
        assert "提异议" in labels(said)


@pytest.mark.parametrize("place", PLACES[:2])
@pytest.mark.parametrize("days", [1, 6])
async def test_before_and_after_that_it_is_told_whom_to_ask(
    chats: PrivateChats, place: str, days: int
) -> None:
    chats.later(days=days)
    said = await chats.tap(LI, place)
    assert "原因：一人报了两次" in told(said)
    assert "有疑问请找：辅导部 020-1234" in told(said)
    assert "提异议" not in told(said)
    assert "提异议" not in labels(said)


async def test_without_a_reason_none_is_named(chats: PrivateChats) -> None:
    chats.later(days=5)
    await chats.rows("update entry set state_reason = '' returning id")
    said = told(await chats.tap(LI, "score:law-2026"))
    assert "原因" not in said
    assert "可以提异议" in said
