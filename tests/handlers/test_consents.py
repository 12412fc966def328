"""Nothing goes to a credit bank before a consent that names it; taking it back is one word."""

from dataclasses import replace

import pytest

from bot.ledger.consent import VERSION
from bot.store.db import Database
from tests.handlers.credit_talk import ANN, DEPLOYMENT, bubbles, make_chats, passes, passes_another
from tests.handlers.private_chat import PrivateChats, told, touchable


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    return await make_chats(db)


async def states(chats: PrivateChats, target: str = "lrs") -> set[str]:
    """How what was completed stands with a bank."""
    rows = await chats.rows(
        """
        select p.state from push p join statement s on s.id = p.statement_id
        where p.target = $1 and s.voids is null
        """,
        target,
    )
    return {row["state"] for row in rows}


async def test_the_first_passed_course_leads_to_the_question(chats: PrivateChats) -> None:
    asked = await passes(chats)
    text = told(asked)
    for words in (
        "通过了",
        "市学习记录库、市学分银行",
        "代号",
        "不送您的姓名",
        "“不同意”",
        "撤掉",
    ):
        assert words in text
    assert touchable(asked) == ["consent:passed", "refuse:passed"]
    assert max(bubbles(asked)) <= 150
    assert await states(chats) == {"waiting"}
    assert await chats.rows("select * from consent") == []


async def test_the_question_says_how_a_bank_is_reached(db: Database) -> None:
    chats = await make_chats(db, replace(DEPLOYMENT, contacts={"town": "电话 12345"}))
    assert "市学习记录库、市学分银行，电话 12345" in told(await passes(chats))


@pytest.mark.parametrize("word", ["同意", "我同意", "1", "agree"])
async def test_agreeing_is_kept_with_the_version_of_the_words(
    chats: PrivateChats, word: str
) -> None:
    await passes(chats)
    await chats.say(ANN, word)
    kept = await chats.rows("select purpose, version, by from consent order by purpose")
    assert [tuple(row) for row in kept] == [
        ("credit-bank:lrs", VERSION, "self"),
        ("credit-bank:town", VERSION, "self"),
    ]
    assert await states(chats) == {"queued"}
    assert await states(chats, "town") == {"waiting"}, "it needs an account number"
    assert chats.turn is not None
    assert chats.turn.to_push


@pytest.mark.parametrize("word", ["不同意", "撤回同意", "2", "不同意。"])
async def test_refusing_sends_nothing(chats: PrivateChats, word: str) -> None:
    await passes(chats)
    assert "不送" in told(await chats.say(ANN, word))
    assert await states(chats) == {"waiting"}
    assert await chats.rows("select * from consent") == []


@pytest.mark.parametrize("word", ["好的", "嗯", "随便", "？"])
async def test_a_vague_word_is_no_consent(chats: PrivateChats, word: str) -> None:
    await passes(chats)
    await chats.say(ANN, word)
    assert await chats.rows("select * from consent") == []


async def test_withdrawing_asks_back_what_was_sent(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    await chats.rows("update push set state = 'accepted', accepted_at = $1 returning 1", chats.now)
    said = told(await chats.say(ANN, "不同意"))
    assert "从现在起不再送" in said
    assert "撤掉" in said
    assert await states(chats) == {"voided"}
    rows = await chats.rows(
        "select p.state from push p join statement s on s.id = p.statement_id where s.voids is not null"
    )
    assert {row["state"] for row in rows} == {"queued"}
    assert chats.turn is not None
    assert chats.turn.to_push
    assert "同意" in told(await chats.say(ANN, "学分")), "asked again where it is asked for"


async def test_the_question_comes_once_by_itself(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "不同意")
    again = told(await passes_another(chats))
    assert "通过了" in again
    assert "要不要把学习成绩" not in again


async def test_an_open_question_waits_behind_the_consent(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "不同意")
    await chats.tap(ANN, "course:tea")
    await chats.say(ANN, "今日一课")
    assert "要不要把学习成绩" in told(await chats.say(ANN, "学分"))
    assert "二题怎么做" in told(await chats.say(ANN, "2"))
