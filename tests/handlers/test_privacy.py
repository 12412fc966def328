"""One's own data: told, handed over, and erased by one word that nothing else is taken for."""

import re

import pytest

from bot.domain.competitions import StageKind
from bot.domain.events import Tap, Text
from bot.store.db import Database
from bot.store.privacy import copies as personal_copies
from tests.handlers.contest import contest, enter, hold, stage
from tests.handlers.credit_talk import ANN, bubbles, make_chats, passes, with_account
from tests.handlers.private_chat import PrivateChats, told, touchable

WECHAT = "city-wechat:oANN"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    return await make_chats(db)


async def leaves(chats: PrivateChats, who: str = ANN) -> bool:
    """Whether somebody is to be forgotten."""
    return (await chats.learner(who))["forget_at"] is not None


async def test_what_is_kept_is_told_shortly(chats: PrivateChats) -> None:
    await passes(chats)
    said = await chats.say(ANN, "隐私")
    text = told(said)
    for words in ("学到哪里", "不要您的电话", "“删除我的数据”", "没有同意", "“导出”"):
        assert words in text
    assert max(bubbles(said)) <= 150
    assert touchable(said) == ["export", "forget"]


async def test_consents_are_told_with_their_day_and_way_back(chats: PrivateChats) -> None:
    await with_account(chats)
    text = told(await chats.say(ANN, "/privacy"))
    assert "2026年11月23日，送到市学习记录库" in text
    assert "2026年11月23日，送到市学分银行" in text
    assert "想收回，发“不同意”" in text
    assert "1234" not in text
    await chats.say(ANN, "不同意")
    without = told(await chats.say(ANN, "隱私"))
    assert "没有同意" in without
    assert "填过账号" not in without


async def test_account_numbers_are_told_by_their_bank_with_the_way_to_delete_them(
    chats: PrivateChats,
) -> None:
    await with_account(chats)
    said = await chats.say(ANN, "隐私")
    assert "您填过账号：市学分银行。想删，发“改账号”。" in told(said)
    assert max(bubbles(said)) <= 150


async def test_a_guardian_s_consent_is_told_as_such(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.tap(ANN, "age:no")
    await chats.say(ANN, "监护人同意")
    assert "送到市学分银行（监护人同意）" in told(await chats.say(ANN, "隐私"))


@pytest.mark.parametrize("word", ["导出", "/export", "我的数据", "導出", "1"])
async def test_a_copy_is_a_link_that_lasts_a_day(chats: PrivateChats, word: str) -> None:
    await passes(chats)
    await chats.say(ANN, "隐私")
    said = await chats.say(ANN, word)
    assert "24 小时内有效" in told(said)
    [link] = said.messages[-1].links
    found = re.fullmatch(r"https://yike\.example\.org/mine/([\w-]{32})", link.url)
    assert found is not None
    learner = (await chats.learner(ANN))["id"]
    async with chats.db.connection() as conn:
        assert await personal_copies.whose(conn, found[1], chats.now) == learner
        chats.later(hours=25)
        assert await personal_copies.whose(conn, found[1], chats.now) is None


@pytest.mark.parametrize("word", ["确认", "確認", "确认。", "“确认”"])
@pytest.mark.parametrize("who", [ANN, WECHAT])
async def test_the_word_erases(chats: PrivateChats, who: str, word: str) -> None:
    await passes(chats, who)
    asked = await chats.say(who, "删除我的数据")
    assert "找不回来" in told(asked)
    assert "“确认”" in told(asked)
    assert bool(touchable(asked)) is (who == ANN), "where options are numbers, none is offered"
    assert not await leaves(chats, who)
    done = told(await chats.say(who, word))
    assert "一分钟" in done
    assert "学分银行" in done
    assert await leaves(chats, who)


async def test_the_button_erases_only_while_it_is_asked(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.tap(ANN, "forget_sure")
    assert not await leaves(chats)
    await chats.tap(ANN, "never_mind")
    await chats.say(ANN, "确认")
    assert not await leaves(chats)
    await chats.say(ANN, "/forget")
    await chats.tap(ANN, "forget_sure")
    assert await leaves(chats)


@pytest.mark.parametrize(
    "word",
    [
        "好的",
        "1",
        "是",
        "对",
        "不删了",
        "确",
        "确认吗",
        "不确认",
        "我确认一下再说",
        "嗯",
        "算了",
        "同意",
        "2",
    ],
)
@pytest.mark.parametrize("who", [ANN, WECHAT])
async def test_anything_else_deletes_nothing_and_says_so(
    chats: PrivateChats, who: str, word: str
) -> None:
    await passes(chats, who)
    await chats.say(who, "/forget")
    assert "什么都没有删" in told(await chats.say(who, word))
    assert not await leaves(chats, who)
    await chats.say(who, "确认")
    assert not await leaves(chats, who), "the word does not count later"


async def test_another_wish_is_granted_and_nothing_is_deleted(chats: PrivateChats) -> None:
    await passes(chats)
    await chats.tap(ANN, "course:tea")
    await chats.say(ANN, "今日一课")
    await chats.say(ANN, "注销")
    said = told(await chats.say(ANN, "进度"))
    assert "什么都没有删" in said
    assert "采茶小课" in said
    await chats.say(ANN, "注销")
    said = told(await chats.say(ANN, "先核对对方是谁"))
    assert "什么都没有删" in said
    assert "答对了" in said
    assert not await leaves(chats)


async def test_a_late_word_is_asked_for_again(chats: PrivateChats) -> None:
    """What was written before the question was asked cannot be an answer to it."""
    await passes(chats)
    body = chats.event(ANN, Text("确认"))
    assert isinstance(body.body, Text)
    await chats.take(body)
    assert not await leaves(chats)
    await chats.take(chats.event(ANN, Tap("forget")))
    assert not await leaves(chats)


async def test_a_newcomer_can_leave_too(chats: PrivateChats) -> None:
    await chats.say(ANN, "你好")
    await chats.say(ANN, "删除我的数据")
    await chats.say(ANN, "确认")
    assert await leaves(chats)


async def test_who_has_written_something_for_a_competition_reads_what_becomes_of_it(
    chats: PrivateChats,
) -> None:
    await hold(chats, contest(stage(StageKind.REGISTRATION, 0, 2), stage(StageKind.LIVE, 5, 6)))
    await passes(chats)
    assert "报名比赛时写的名字" not in told(await chats.say(ANN, "隐私"))
    await enter(chats, ANN, "满了", "王桂芳", "同意，名单写全名")
    said = await chats.say(ANN, "隐私")
    for words in ("加密", "只有那个比赛的主办方", "评委只看到号码", "退赛就删"):
        assert words in told(said)
    assert "《学法竞赛》：天河图书馆，辅导部 020-1234" in told(said)
    assert max(bubbles(said)) <= 170
    await chats.tap(ANN, "leave_sure:law-2026")
    assert "报名比赛时写的名字" not in told(await chats.say(ANN, "隐私"))


async def test_a_competition_that_asks_for_nothing_adds_nothing(chats: PrivateChats) -> None:
    await hold(chats, contest())
    await passes(chats)
    await enter(chats, ANN)
    assert "报名比赛时写的名字" not in told(await chats.say(ANN, "隐私"))
