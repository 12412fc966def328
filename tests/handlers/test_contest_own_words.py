"""Words of one's own while somebody enters a competition: nothing is lost by them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.competitions.entering.sealed import open_facts, open_member
from bot.domain.competitions import StageKind
from bot.domain.contests import AgeOn, BirthWindow, Division, EntryKind, TeamRule
from bot.domain.names import NameFault, masked, read_name, read_person, without_number
from bot.keys.vault import Vault
from bot.store.db import Database
from tests.delivery.owing import NOON
from tests.handlers.contest import (
    LI,
    MEI,
    OLD,
    begin_round,
    contest,
    enter,
    hold,
    labels,
    law,
    quiz,
    stage,
)
from tests.handlers.private_chat import PrivateChats, last, told, touchable
from tests.handlers.school import course, lesson, single

NAMED = (stage(StageKind.REGISTRATION, 0, 2), stage(StageKind.LIVE, 5, 6))
OLDER = (Division("old", "老年组", AgeOn(date(2026, 12, 31), 55, 120)),)
VAULT = Vault([b"k" * 32])
ENTRIES = "select * from entry order by id"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"), single("二"))), law())
    for who in (LI, MEI, OLD):
        await chats.enrolled(who)
    return chats


@pytest.mark.parametrize("word", ["好的", "好", "可以", "行", "是的", "嗯", "同意", "系"])
async def test_a_yes_that_could_be_two_things_is_asked_which(
    chats: PrivateChats, word: str
) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    asked = await chats.say(LI, word)
    assert "名单上怎么写您的名字" in told(asked)
    assert "报名成功" in told(await chats.say(LI, "2"))
    assert [row["masked"] for row in await chats.rows(ENTRIES)] == [True]


@pytest.mark.parametrize("word", ["好的", "可以", "行", "是的"])
async def test_a_yes_is_one_where_only_one_is_offered(chats: PrivateChats, word: str) -> None:
    await hold(chats, contest(divisions=OLDER))
    summary = await enter(chats, OLD, "1955-3-8")
    assert labels(summary) == ["同意，报名", "不同意，不报名", "写错了，重填"]
    assert "报名成功" in told(await chats.say(OLD, word))


@pytest.mark.parametrize(
    "word", ["唱歌真开心", "报名", "你好", "怎么收费", "继续", "请问怎么收费"]
)
async def test_unclear_words_lose_nothing(chats: PrivateChats, word: str) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    first, second = await chats.say(LI, word), await chats.say(LI, word)
    for reply in (first, second):
        assert "您同意吗" in told(reply)
        assert "一题怎么做" not in told(reply)
        assert labels(reply)[0] == "同意，名单写全名"
    assert "报名成功" in told(await chats.say(LI, "1")), "a number still answers what was asked"


async def test_the_second_time_comes_with_an_example(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    assert "没看明白您选哪个" in told(await chats.say(LI, "唱歌真开心"))
    assert "比如，回复 1" in told(await chats.say(LI, "唱歌真开心"))


@pytest.mark.parametrize(
    "word", ["写错了", "不对", "我要改", "返回", "名字写错了", "写错了，重填"]
)
async def test_what_was_written_wrong_is_written_anew(chats: PrivateChats, word: str) -> None:
    await hold(chats, contest(*NAMED, divisions=OLDER))
    await enter(chats, OLD, "1955-3-8", "王桂方")
    assert "出生日期是哪一天" in told(await chats.say(OLD, word))
    await chats.say(OLD, "1955-3-9")
    summary = told(await chats.say(OLD, "王桂芳"))
    assert "1955年3月9日" in summary
    assert "王桂方" not in summary
    await chats.say(OLD, "1")
    [row] = await chats.rows(ENTRIES)
    assert open_facts(VAULT, row["sealed"]).name == "王桂芳"


async def test_a_guardian_who_writes_more_is_asked_again(chats: PrivateChats) -> None:
    born = (Division("young", "少年组", BirthWindow(date(2012, 1, 1), None)),)
    await hold(chats, contest(*NAMED, divisions=born))
    await enter(chats, LI, "2015-6-1", "小明", "王芳，妈妈")
    assert "您同意孩子参加" in told(await chats.say(LI, "妈妈王芳"))
    assert "先不报名" in told(await chats.say(LI, "不同意")), "of the entry, not of a credit bank"
    assert not await chats.rows("select 1 as one from consent")
    await enter(chats, LI, "2015-6-1", "小明", "王芳，妈妈")
    assert "报名成功" in told(await chats.say(LI, "好的"))
    assert [row["guardian_consent_at"] for row in await chats.rows(ENTRIES)] == [NOON]


@pytest.mark.parametrize(("word", "young"), [("65岁", False), ("是的", False), ("十二岁", True)])
async def test_an_age_in_words(chats: PrivateChats, word: str, young: bool) -> None:
    await hold(chats, contest(*NAMED))
    assert "叫什么名字" in told(await enter(chats, LI, word))
    assert (await chats.learner(LI))["under_14"] is young


@pytest.mark.parametrize(
    "word", ["今天上课吗", "不知道", "谢谢", "你好", "好的", "<b>x</b>", "12345"]
)
async def test_what_is_no_name_is_asked_again(chats: PrivateChats, word: str) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了")
    await chats.say(LI, word)
    assert "名字：王芳\n" in told(await chats.say(LI, "我叫王芳"))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我叫王桂芳", "王桂芳"),
        ("本人王桂芳", "王桂芳"),
        ("姓名：王桂芳", "王桂芳"),
        ("您好，我的名字叫王桂芳。", "王桂芳"),
        ("叶问", "叶问"),
        ("阿不都·克里木", "阿不都·克里木"),
        ("John Smith", "John Smith"),
        ("1", NameFault.NO_NAME),
        ("王\u2800芳", NameFault.UNSHOWN),
        ("\u3164\u115f", NameFault.UNSHOWN),
    ],
)
def test_a_name_as_people_say_it(said: str, name: str | NameFault) -> None:
    assert read_person(said) == name


def test_a_sign_in_colour_is_the_same_name() -> None:
    assert read_name("\u2764\ufe0f舞队") == read_name("\u2764舞队") == "\u2764舞队"


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("1. 王桂芳 1955年3月8日", "王桂芳 1955年3月8日"),
        ("2 王桂芳", "王桂芳"),
        ("（3）王桂芳", "王桂芳"),
        ("④王桂芳", "王桂芳"),
        ("5、王桂芳", "王桂芳"),
        ("一、王桂芳", "王桂芳"),
        ("1955年3月8日", "1955年3月8日"),
        ("王桂芳", "王桂芳"),
    ],
)
def test_a_line_without_its_number(line: str, bare: str) -> None:
    assert without_number(line) == bare


def test_a_short_name_is_masked_and_none_stays_none() -> None:
    assert [masked(one) for one in ("", "王", "王五", "王秀英")] == ["", "王*", "王*", "王**"]


async def _team(chats: PrivateChats, who: str, lines: str) -> str:
    await enter(chats, who, f"{who[-3:]}队飞")
    await chats.say(who, "1")
    await chats.tap(who, "team:law-2026")
    return told(await chats.say(who, lines))


async def test_a_numbered_list_is_the_same_people(chats: PrivateChats) -> None:
    held = contest(*NAMED, entry=EntryKind.TEAM, team=TeamRule(2, 4))
    await hold(chats, held)
    kept = await _team(chats, LI, "队员名单：\n1. 王桂芳 1955年3月8日\n2、李秀英1956年1月2日")
    assert "全队 2 人" in kept
    people = await chats.rows("select sealed from entry_member order by position")
    names = [open_member(VAULT, row["sealed"]).name for row in people]
    assert names == ["王桂芳", "李秀英"]
    assert "已经在别的队里" in await _team(chats, MEI, "（1）王桂芳 1955-3-8\n2 赵敏 1960-1-1")


async def test_children_in_a_team_need_their_guardians(chats: PrivateChats) -> None:
    held = contest(*NAMED, entry=EntryKind.TEAM, team=TeamRule(1, 4))
    await hold(chats, held)
    asked = await _team(chats, LI, "小明 2018年3月8日")
    assert "不满 14 岁的孩子" in asked
    assert not await chats.rows("select 1 as one from entry_member"), "nothing is kept before"
    noted = (await chats.learner(LI))["dialog"]["asking"]
    assert "小明" not in noted
    assert "不满 14 岁的孩子" in told(await chats.say(LI, "天气真好"))
    assert "全队 1 人" in told(await chats.say(LI, "好的"))
    assert [row["guardian_consent_at"] for row in await chats.rows(ENTRIES)] == [NOON]
    assert "这一步已经过去了" in told(await chats.tap(LI, "team_agreed"))
    await chats.tap(LI, "team:law-2026")
    await chats.say(LI, "小明 2018年3月8日")
    assert "没有保存" in told(await chats.say(LI, "不同意"))
    await chats.tap(LI, "team:law-2026")
    await chats.say(LI, "王芳 1980年3月8日")
    assert [row["guardian_consent_at"] for row in await chats.rows(ENTRIES)] == [None]


async def test_to_go_on_is_to_go_on_with_the_open_item(chats: PrivateChats) -> None:
    await hold(chats, contest())
    await enter(chats, LI)
    item = await begin_round(chats, LI)
    listing = await chats.say(LI, "比赛")
    assert "您有一轮题还没答完" in told(listing)
    assert labels(listing)[-1] == "继续答题"
    assert "第 1 题，共 3 题" in told(await chats.say(LI, "继续"))
    assert touchable(item)[0].startswith("item:")


@pytest.mark.parametrize(("word", "words"), [("删除我的数据", "确认"), ("退订", "")])
async def test_who_leaves_us_is_led_back_to_no_item(
    chats: PrivateChats, word: str, words: str
) -> None:
    await hold(chats, contest())
    await enter(chats, LI)
    await begin_round(chats, LI)
    reply = await chats.say(LI, word)
    reply = await chats.say(LI, words) if words else reply
    assert "还没答完" not in told(reply)
    assert not [one for one in last(reply).options if one.data == "goon"]


async def test_an_item_without_a_clock_is_left_behind_when_said_twice(chats: PrivateChats) -> None:
    slow = (replace(OLDER[0], unhurried=True),)
    await hold(chats, contest(stage(StageKind.REGISTRATION, 0, 2), quiz(), divisions=slow))
    await enter(chats, OLD, "1955-3-8", "1")
    await begin_round(chats, OLD)
    unclear = told(await chats.say(OLD, "天气真好啊"))
    assert "不着急" in unclear
    assert "时间还在走" not in unclear
    assert "要跳过这一题吗" in told(await chats.say(OLD, "不会"))
    assert "第 2 题，共 3 题" in told(await chats.say(OLD, "跳过"))
    assert await chats.rows("select right_answers from round_attempt where right_answers = 0")


async def test_where_the_clock_runs_once_is_enough(chats: PrivateChats) -> None:
    await hold(chats, contest())
    await enter(chats, LI)
    await begin_round(chats, LI)
    assert "第 2 题，共 3 题" in told(await chats.say(LI, "跳过"))
