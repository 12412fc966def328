"""The account number at a credit bank: asked when it is of use, kept sealed, and never anything that
is more dangerous than it.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keys.vault import ACCOUNT, Vault
from bot.ledger.account_numbers import Fault, is_id_card, read_account, tail
from bot.store.db import Database
from tests.handlers.credit_talk import (
    ANN,
    BEN,
    DEPLOYMENT,
    NUMBER,
    VAULT,
    bubbles,
    everything_kept,
    make_chats,
    passes,
    passes_another,
    with_account,
)
from tests.handlers.private_chat import PrivateChats, told, touchable

DEFAULT = r"[A-Za-z0-9]{6,32}"
ID_CARD = "11010519491231002X"
"""An identity number with a true check character; the example of GB 11643 itself."""


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    return await make_chats(db)


async def kept(chats: PrivateChats) -> list[str]:
    """The numbers that are kept, opened."""
    rows = await chats.rows("select sealed from bank_account")
    return [VAULT.open(ACCOUNT, row["sealed"]) for row in rows]


async def states(chats: PrivateChats) -> set[str]:
    rows = await chats.rows("select state from push where target = 'town'")
    return {row["state"] for row in rows}


async def test_it_is_asked_behind_the_consent_and_confirmed(chats: PrivateChats) -> None:
    await passes(chats)
    asked = await chats.say(ANN, "同意")
    assert "您在“市学分银行”的账号是多少" in told(asked)
    assert max(bubbles(asked)) <= 150
    sure = await chats.say(ANN, "gz 2026-1234")
    assert "对不上" in told(sure), "the bank's form has capitals"
    sure = await chats.say(ANN, "账号是：ＧＺ 2026—1234。")
    assert "末尾是 1234" in told(sure)
    assert await kept(chats) == []
    assert await states(chats) == {"waiting"}
    done = await chats.say(ANN, "对")
    assert "记下了" in told(done)
    assert await kept(chats) == [NUMBER]
    assert await states(chats) == {"queued"}
    assert chats.turn is not None
    assert chats.turn.to_push
    words = await everything_kept(chats, asked, sure, done)
    assert NUMBER not in words
    assert NUMBER[:6] not in words


async def test_without_a_consent_or_a_claim_it_is_not_asked(chats: PrivateChats) -> None:
    await chats.enrolled(ANN)
    await chats.say(ANN, "学分")
    assert "账号是多少" not in told(await chats.say(ANN, "1")), "agreed, with nothing to claim yet"
    assert "等您学完" in told(await chats.say(ANN, "改账号"))
    asked = await chats.say(ANN, "2")
    assert "账号是多少" in told(asked), "the first course is passed, the consent stands"
    await passes(chats, BEN)
    assert "先要您同意" in told(await chats.say(BEN, "改账号"))


@pytest.mark.parametrize("word", ["以后再说", "没有", "没有账号", "1", "不知道"])
async def test_it_can_wait_until_credits_are_asked_for(chats: PrivateChats, word: str) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    assert "以后再填" in told(await chats.say(ANN, word))
    assert "账号是多少" not in told(await passes_another(chats))
    assert "账号是多少" in told(await chats.say(ANN, "学分"))
    assert await kept(chats) == []


async def test_a_wrong_end_is_written_anew(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    for no in ("不对", "2"):
        await chats.say(ANN, "GZ20269999")
        assert "账号是多少" in told(await chats.say(ANN, no))
    await chats.say(ANN, "GZ20268888")
    assert "末尾是 1234" in told(await chats.say(ANN, NUMBER)), "the number itself, once more"
    await chats.say(ANN, "是的")
    assert await kept(chats) == [NUMBER]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (ID_CARD, "身份证"),
        ("我的是 110105 19491231 002x", "身份证"),
        ("6222 0200 0000 0000 000", "银行卡"),
        ("4111-1111-1111-1111", "银行卡"),
        ("13800138000", "手机号"),
        ("+86 138 0013 8000", "手机号"),
    ],
)
async def test_what_is_dangerous_is_refused_and_kept_nowhere(
    db: Database, said: str, words: str
) -> None:
    forms = {"town": DEFAULT}
    chats = await make_chats(db, replace(DEPLOYMENT, account_forms=forms))
    await passes(chats)
    await chats.say(ANN, "同意")
    refused = await chats.say(ANN, said)
    assert words in told(refused)
    assert "没有存下来" in told(refused)
    assert "账号" in told(refused)
    everything = await everything_kept(chats, refused)
    assert not any(piece in everything for piece in said.split() if len(piece) > 3)
    assert await kept(chats) == []
    await chats.say(ANN, NUMBER)
    await chats.say(ANN, "对")
    assert await kept(chats) == [NUMBER], "the right one can be given at once"


async def test_after_three_misreadings_it_waits(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    for _ in range(2):
        assert "对不上" in told(await chats.say(ANN, "什么是账号"))
    assert "以后再填" in told(await chats.say(ANN, "什么是账号"))
    assert "没看懂" in told(await chats.say(ANN, "什么是账号"))


async def test_other_words_still_mean_what_they_mean(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    assert "您可以发这些" in told(await chats.say(ANN, "帮助"))
    assert "末尾" in told(await chats.say(ANN, NUMBER)), "it is still waited for"


async def test_an_open_question_can_be_answered_meanwhile(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.say(ANN, "同意")
    await chats.say(ANN, "以后再说")
    await chats.tap(ANN, "course:tea")
    await chats.say(ANN, "今日一课")
    asked = await chats.say(ANN, "学分")
    assert "账号是多少" in told(asked)
    assert "答对了" in told(await chats.say(ANN, "先核对对方是谁"))


async def test_it_is_changed_and_deleted(chats: PrivateChats) -> None:
    await with_account(chats)
    shown = await chats.say(ANN, "改账号")
    assert "末尾是 1234" in told(shown)
    assert touchable(shown) == ["account:town", "account_drop:town", "never_mind"]
    await chats.say(ANN, "1")
    await chats.say(ANN, "SZ77777777")
    await chats.say(ANN, "对")
    assert await kept(chats) == ["SZ77777777"]
    await chats.say(ANN, "改賬號")
    assert "删掉了" in told(await chats.say(ANN, "删掉账号"))
    assert await kept(chats) == []
    assert await states(chats) == {"waiting"}
    assert "不用填" in told(await chats.tap(ANN, "account_drop:town"))


async def test_forged_and_old_touches_do_nothing(chats: PrivateChats) -> None:
    await with_account(chats)
    for data in ("account:lrs", "account:x", "account_at:lrs", "account_drop:x", "account_yes"):
        await chats.tap(ANN, data)
        assert await kept(chats) == [NUMBER], data
    await chats.say(ANN, "改账号")
    await chats.say(ANN, "换一个号码")
    await chats.say(ANN, "SZ77777777")
    await chats.say(ANN, "帮助")
    await chats.say(ANN, "不同意")
    await chats.tap(ANN, "account_yes")
    assert await kept(chats) == [], "nothing waits to be confirmed any more"


async def test_it_ends_with_the_consent_that_it_served(chats: PrivateChats) -> None:
    await with_account(chats)
    assert "您填的账号也删掉了" in told(await chats.say(ANN, "不同意"))
    assert await kept(chats) == []
    assert "账号" not in told(await chats.say(ANN, "不同意"))
    await chats.say(ANN, "同意")
    assert "账号是多少" in told(await chats.say(ANN, "同意")), "it is asked for anew"
    assert await states(chats) == {"waiting"}


async def test_without_a_consent_it_can_be_deleted_and_nothing_else(chats: PrivateChats) -> None:
    """As after two learners were merged, one of whom had taken the consent back."""
    await with_account(chats)
    await chats.rows("update consent set withdrawn_at = $1 returning 1", chats.now)
    assert "市学分银行。想删" in told(await chats.say(ANN, "隐私"))
    shown = await chats.say(ANN, "改账号")
    assert "末尾是 1234" in told(shown)
    assert touchable(shown) == ["account_drop:town", "never_mind"]
    assert "账号是多少" not in told(await chats.tap(ANN, "account:town"))
    await chats.say(ANN, "改账号")
    assert told(await chats.say(ANN, "删掉账号")).strip() == "好，账号删掉了。"
    assert await kept(chats) == []


async def test_at_a_bank_that_is_gone_from_the_settings_it_can_be_deleted(
    chats: PrivateChats,
) -> None:
    await with_account(chats)
    chats.deployment = replace(
        DEPLOYMENT,
        banks={"lrs": "市学习记录库"},
        targets=DEPLOYMENT.targets[:1],
        account_forms={},
        vault=None,
    )
    assert "填过账号：town" in told(await chats.say(ANN, "隐私"))
    assert "您在“town”的账号填过了" in told(await chats.say(ANN, "改账号"))
    await chats.say(ANN, "删掉账号")
    assert await kept(chats) == []
    assert await states(chats) == {"waiting"}, "it would go under no number"


async def test_a_key_that_was_changed_asks_anew(chats: PrivateChats) -> None:
    await with_account(chats)
    chats.deployment = replace(DEPLOYMENT, vault=Vault([b"n" * 32]))
    assert "填过了" in told(await chats.say(ANN, "改账号"))
    await chats.say(ANN, "1")
    chats.deployment = DEPLOYMENT
    await chats.say(ANN, "SZ77777777")
    chats.deployment = replace(DEPLOYMENT, vault=Vault([b"n" * 32]))
    assert "账号是多少" in told(await chats.say(ANN, "对"))
    assert await kept(chats) == [NUMBER]


async def test_several_banks_are_asked_one_after_the_other(db: Database) -> None:
    """Both need a number: one step at a time, and each can be changed by itself."""
    deployment = replace(
        DEPLOYMENT,
        account_forms={"lrs": r"[0-9]{8}", "town": r"[A-Z]{2}[0-9]{6,10}"},
        targets=tuple(replace(one, needs_account=True) for one in DEPLOYMENT.targets),
    )
    chats = await make_chats(db, deployment)
    await passes(chats)
    assert "“市学习记录库”" in told(await chats.say(ANN, "同意"))
    await chats.say(ANN, "20260001")
    assert "“市学分银行”" in told(await chats.say(ANN, "对"))
    await chats.say(ANN, NUMBER)
    assert "记下了" in told(await chats.say(ANN, "对"))
    which = await chats.say(ANN, "改账号")
    assert touchable(which) == ["account_at:lrs", "account_at:town"]
    assert "末尾是 0001" in told(await chats.say(ANN, "1"))


# reading ------------------------------------------------------------------------------------------


def test_only_a_true_identity_number_is_one() -> None:
    assert is_id_card(ID_CARD)
    assert is_id_card(ID_CARD.lower())
    assert not is_id_card("110105194912310021")
    assert read_account("110105194912310021", DEFAULT).number == "110105194912310021"


def test_digits_that_only_look_like_a_foreign_card_are_an_account_number() -> None:
    digits = "4400000000000008"
    assert read_account(digits, r"[0-9]{16}").number == digits
    assert read_account(digits, DEFAULT).fault is Fault.BANK_CARD
    assert read_account("6222020000000000000", r"[0-9]{16,19}").fault is Fault.BANK_CARD


def test_short_numbers_show_less_of_themselves() -> None:
    assert [tail("12345678"), tail("123456")] == ["5678", "56"]


@given(st.text(max_size=200))
def test_what_is_read_has_the_form_whatever_was_written(said: str) -> None:
    read = read_account(said, r"[A-Z]{2}[0-9]{6,10}")
    assert bool(read.number) is (read.fault is None)
    if read.number:
        assert read.number.isascii()
        assert 8 <= len(read.number) <= 12
