"""Nothing goes to a credit bank before a consent that names it; taking it back is one word."""

import re
from dataclasses import replace

import pytest

from bot.domain.credits import Target
from bot.ledger.consent import VERSION
from bot.store.db import Database
from tests.handlers.credit_talk import ANN, DEPLOYMENT, bubbles, make_chats, passes, passes_another
from tests.handlers.private_chat import PrivateChats, told, touchable


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    return await make_chats(db)


THIRD = replace(
    DEPLOYMENT,
    banks={**DEPLOYMENT.banks, "province": "省学分银行"},
    targets=(*DEPLOYMENT.targets, Target("province")),
)


async def agreed(chats: PrivateChats) -> list[str]:
    """The banks that were agreed to."""
    rows = await chats.rows(
        "select substr(purpose, 13) as bank from consent where withdrawn_at is null order by 1"
    )
    return [row["bank"] for row in rows]


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
    yes, no = touchable(asked)
    assert re.fullmatch(r"consent:[0-9a-f]{16}:passed", yes)
    assert no == "refuse:passed"
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


async def test_unasked_it_is_asked_first_and_the_next_word_counts(chats: PrivateChats) -> None:
    await chats.enrolled(ANN)
    asked = await chats.say(ANN, "同意")
    assert "市学习记录库、市学分银行" in told(asked)
    assert await agreed(chats) == []
    assert "好，您学过的会送到学分银行" in told(await chats.say(ANN, "我同意"))
    assert await agreed(chats) == ["lrs", "town"]
    again = told(await chats.say(ANN, "同意"))
    assert "好，您学过的会送到学分银行" in again, "it was agreed to"


async def test_what_was_asked_before_something_else_is_asked_again(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "选课")
    assert "市学习记录库、市学分银行" in told(await chats.say(ANN, "同意"))
    assert await agreed(chats) == []


@pytest.mark.parametrize(
    "data", ["consent", "consent:passed", "consent:what", "consent::", "guardian"]
)
async def test_a_button_that_names_no_bank_asks(chats: PrivateChats, data: str) -> None:
    """As they were once, or made up."""
    await chats.enrolled(ANN)
    assert "市学习记录库、市学分银行" in told(await chats.tap(ANN, data))
    assert await agreed(chats) == []


async def test_an_old_button_gives_nothing_to_a_bank_that_it_did_not_name(
    chats: PrivateChats,
) -> None:
    [old, _] = touchable(await passes(chats))
    chats.deployment = THIRD
    asked = await chats.tap(ANN, old)
    assert "市学习记录库、市学分银行、省学分银行" in told(asked)
    assert await agreed(chats) == []
    await chats.tap(ANN, touchable(asked)[0])
    assert await agreed(chats) == ["lrs", "province", "town"]


async def test_a_bank_that_is_new_is_asked_about_alone(chats: PrivateChats) -> None:
    [old, _] = touchable(await passes(chats))
    await chats.tap(ANN, old)
    chats.deployment = THIRD
    asked = await chats.tap(ANN, old)
    assert "学分银行（省学分银行）" in told(asked)
    assert await agreed(chats) == ["lrs", "town"]
    await chats.say(ANN, "同意")
    assert await agreed(chats) == ["lrs", "province", "town"]


async def test_other_words_for_a_bank_are_another_question(chats: PrivateChats) -> None:
    [old, _] = touchable(await passes(chats))
    chats.deployment = replace(DEPLOYMENT, contacts={"town": "电话 12345"})
    assert "电话 12345" in told(await chats.tap(ANN, old))
    assert await agreed(chats) == []


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


async def test_what_a_bank_may_have_is_asked_back_where_no_consent_stands(
    chats: PrivateChats,
) -> None:
    """As after two learners were merged, one of whom had taken the consent back."""
    await passes(chats)
    await chats.say(ANN, "同意")
    await chats.rows("update push set state = 'accepted', accepted_at = $1 returning 1", chats.now)
    await chats.rows("update consent set withdrawn_at = $1 returning 1", chats.now)
    assert "撤掉" in told(await chats.say(ANN, "不同意"))
    assert await states(chats) == {"voided"}
    assert chats.turn is not None
    assert chats.turn.to_push
    assert "好，不送" in told(await chats.say(ANN, "不同意"))


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
