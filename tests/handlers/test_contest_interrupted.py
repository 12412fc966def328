"""An entry in the making that something else comes between is gone on with, and nothing is lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.competitions.entering.sealed import open_facts
from bot.domain.competitions import StageKind
from bot.domain.contests import AgeOn, Division, EntryKind, TeamRule
from bot.domain.learners import Dialog
from bot.keys.vault import Vault
from bot.store.contests.entering import forget_drafts
from bot.store.db import Database
from bot.store.learners import save_dialogs
from tests.handlers.contest import LI, OLD, contest, enter, hold, labels, law, stage
from tests.handlers.private_chat import PrivateChats, told, touchable
from tests.handlers.school import course, lesson, single

NAMED = (stage(StageKind.REGISTRATION, 0, 2), stage(StageKind.LIVE, 5, 6))
OLDER = (Division("old", "老年组", AgeOn(date(2026, 12, 31), 55, 120)),)
CHOIR = contest(
    stage(StageKind.REGISTRATION, 0, 2),
    stage(StageKind.LIVE, 5, 6),
    key="choir",
    title="合唱节",
    entry=EntryKind.TEAM,
    team=TeamRule(2, 40),
)
GO_ON, WAITS = "接着报名", "《学法竞赛》的报名还没写完，您写的都还在。"
VAULT = Vault([b"k" * 32])


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"), single("二"))), law())
    for who in (LI, OLD):
        await chats.enrolled(who)
    return chats


async def names(chats: PrivateChats) -> list[str]:
    rows = await chats.rows("select sealed from entry order by id")
    return [open_facts(VAULT, row["sealed"]).name for row in rows]


@pytest.mark.parametrize("who", [LI, OLD])
@pytest.mark.parametrize("word", ["进度", "比赛", "帮助", "我的学分"])
async def test_a_command_is_answered_and_the_entry_gone_on_with(
    chats: PrivateChats, who: str, word: str
) -> None:
    await hold(chats, contest(*NAMED, divisions=OLDER))
    asked = await enter(chats, who, "1955-3-8")
    assert "您叫什么名字" in told(asked)
    answer = await chats.say(who, word)
    assert GO_ON in labels(answer)
    assert "您叫什么名字" not in told(answer), "the command is answered"
    again = await chats.say(who, GO_ON)
    assert "您已经写了：\n出生日期：1955年3月8日" in told(again)
    assert "您叫什么名字" in told(again)
    assert "您同意吗" in told(await chats.say(who, "王桂芳"))
    await chats.say(who, "同意，名单写全名")
    assert await names(chats) == ["王桂芳"]
    assert GO_ON not in labels(await chats.say(who, "进度")), "it is done"


async def test_words_behind_a_plain_answer_are_still_the_name(chats: PrivateChats) -> None:
    """Who is told how far he or she is, and simply writes the name that was asked for."""
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了")
    said = await chats.say(LI, "进度")
    assert WAITS in told(said)
    assert labels(said) == [GO_ON]
    assert "王桂芳" in told(await chats.say(LI, "王桂芳"))


@pytest.mark.parametrize("word", ["报名", "我要报名", "接着报名", "继续报名", "参加比赛"])
async def test_the_word_for_entering_goes_on(chats: PrivateChats, word: str) -> None:
    await hold(chats, contest(*NAMED, divisions=OLDER), replace(CHOIR, entry=EntryKind.PERSON))
    await enter(chats, LI, "1955-3-8", "王桂芳")
    await chats.say(LI, "今日一课")
    chats.later(hours=30)
    summary = await chats.say(LI, word)
    assert "您同意吗" in told(summary)
    assert "名字：王桂芳" in told(summary)


async def test_a_lesson_that_comes_by_itself_drops_nothing(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    async with chats.db.transaction() as conn:
        await save_dialogs(conn, {(await chats.learner(LI))["id"]: Dialog(misread=1)})
    dialog = await chats.dialog(LI)
    assert (dialog.asking, dialog.misread) == ("", 1)
    assert "名字：王桂芳" in told(await chats.say(LI, "报名"))


async def test_the_button_of_its_page_becomes_the_way_back(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    page = await chats.tap(LI, "comp:law-2026")
    assert labels(page)[0] == GO_ON
    assert "enter:law-2026" not in touchable(page)
    assert "名字：王桂芳" in told(await chats.say(LI, "1"))


async def test_what_is_written_stays_sealed(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    await chats.say(LI, "比赛")
    learner = await chats.learner(LI)
    assert "entry" in learner["dialog"]
    assert "王桂芳" not in str(learner["dialog"])


@pytest.mark.parametrize("word", ["不同意，不报名", "算了"])
async def test_who_does_not_enter_is_asked_no_more(chats: PrivateChats, word: str) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    await chats.say(LI, word)
    assert "entry" not in (await chats.learner(LI))["dialog"]
    assert GO_ON not in labels(await chats.say(LI, "进度"))


async def test_never_mind_after_something_else_drops_it(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    await chats.say(LI, "比赛")
    await chats.say(LI, "算了")
    assert "entry" not in (await chats.learner(LI))["dialog"]


async def test_it_is_offered_for_an_hour_and_kept_for_a_week(chats: PrivateChats) -> None:
    long = (stage(StageKind.REGISTRATION, 0, 20), stage(StageKind.LIVE, 25, 26))
    await hold(chats, contest(*long))
    await enter(chats, LI, "满了", "王桂芳")
    chats.later(minutes=61)
    assert GO_ON not in labels(await chats.say(LI, "比赛"))
    chats.later(days=6)
    assert "名字：王桂芳" in told(await chats.say(LI, "接着报名"))
    await chats.say(LI, "比赛")
    chats.later(days=8)
    assert "名字：王桂芳" not in told(await chats.say(LI, "接着报名"))


async def test_after_a_week_nothing_of_it_stays(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "王桂芳")
    await enter(chats, OLD, "满了")
    await chats.say(OLD, "比赛")
    for days, gone in ((7, 0), (0.001, 2)):
        chats.later(days=days)
        async with chats.db.transaction() as conn:
            assert await forget_drafts(conn, chats.now, 50) == gone
    for who in (LI, OLD):
        dialog = await chats.dialog(who)
        assert (dialog.entry, dialog.asking) == ("", "")
    assert (await chats.dialog(OLD)).options, "what else was said stays"


async def test_one_that_has_closed_is_not_offered(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    chats.later(days=2, minutes=-5)
    await enter(chats, LI, "满了", "王桂芳")
    chats.later(minutes=10)
    assert GO_ON not in labels(await chats.say(LI, "帮助"))
    assert "这一步已经过去了" in told(await chats.tap(LI, "enter_on"))


async def test_a_team_s_list_counts_also_where_something_came_between(
    chats: PrivateChats,
) -> None:
    await hold(chats, CHOIR)
    await chats.tap(LI, "enter:choir")
    await chats.say(LI, "百灵鸟")
    await chats.say(LI, "同意，名单写全名")
    assert "一人一行" in told(await chats.tap(LI, "team:choir"))
    shown = await chats.say(LI, "进度")
    assert labels(shown) == ["接着写队员"]
    await chats.say(LI, "比赛")
    kept = await chats.say(LI, "王桂芳 1955-3-8\n李秀英 1957-1-2")
    assert "全队 2 人，都记下了" in told(kept)
    assert "接着写队员" not in labels(await chats.say(LI, "帮助"))


async def test_a_team_with_children_loses_no_line(chats: PrivateChats) -> None:
    await hold(chats, CHOIR)
    await chats.tap(LI, "enter:choir")
    await chats.say(LI, "百灵鸟")
    await chats.say(LI, "同意，名单写全名")
    await chats.tap(LI, "team:choir")
    child = (chats.now - timedelta(days=3000)).date()
    asked = await chats.say(LI, f"王桂芳 1955-3-8\n李小明 {child}")
    assert "监护人都同意吗" in told(asked)
    await chats.say(LI, "比赛")
    again = await chats.say(LI, "接着写队员")
    assert "监护人都同意吗" in told(again)
    assert "全队 2 人" in told(await chats.say(LI, "监护人都同意了"))
