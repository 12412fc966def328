"""Entering a competition: only what it needs is asked."""

from dataclasses import replace
from datetime import date

import pytest

from bot.competitions.entering.sealed import open_facts
from bot.domain.competitions import StageKind
from bot.domain.contests import AgeOn, BirthWindow, Division, EntryKind, Occupation, Open, TeamRule
from bot.keys.vault import Vault
from bot.store.db import Database
from tests.delivery.owing import NOON
from tests.handlers.contest import LI, MEI, OLD, contest, enter, hold, labels, law, quiz, stage
from tests.handlers.private_chat import PrivateChats, last, told, touchable
from tests.handlers.school import course, lesson, single

ON = date(2026, 12, 1)
SINGING = (
    Division("a", "甲组", AgeOn(ON, 55, 62)),
    Division("b", "乙组", AgeOn(ON, 63, 70), quota=1),
    Division("c", "丙组", AgeOn(ON, 71, None), unhurried=True),
)
NAMED = (stage(StageKind.REGISTRATION, 0, 2), stage(StageKind.LIVE, 5, 6))
ENTRIES = "select * from entry order by id"


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"), single("二"))), law())
    for who in (LI, MEI, OLD):
        await chats.enrolled(who)
    return chats


async def test_where_nothing_is_needed_nothing_is_asked(chats: PrivateChats) -> None:
    await hold(chats, contest())
    said = told(await enter(chats, LI))
    assert "报名成功：学法竞赛" in said
    assert "号码是 1" in said
    [row] = await chats.rows(ENTRIES)
    assert (row["number"], row["sealed"], row["agreed_at"], row["state"]) == (
        1,
        None,
        None,
        "entered",
    )
    assert "已经报过名了" in told(await enter(chats, LI))
    assert "号码是 2" in told(await enter(chats, MEI))


async def test_a_birth_a_name_and_a_consent_make_an_entry(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED, divisions=SINGING))
    asked = await enter(chats, OLD)
    assert "出生日期是哪一天" in told(asked)
    assert labels(asked) == ["以后再说"]
    named = await chats.say(OLD, "550308")
    assert "您叫什么名字" in told(named)
    summary = await chats.say(OLD, "陈桂芳")
    assert "出生日期：1955年3月8日" in told(summary)
    assert "组别：丙组（到 2026年12月1日 满 71 岁）" in told(summary)
    assert "主办方“天河图书馆”会看到这些" in told(summary)
    assert labels(summary) == [
        "同意，名单写全名",
        "同意，名单写“陈**”",
        "不同意，不报名",
        "写错了，重填",
    ]
    assert not await chats.rows(ENTRIES), "nothing is kept before the consent"
    assert "组别：丙组" in told(await chats.say(OLD, "2"))
    [row] = await chats.rows(ENTRIES)
    assert (row["division_key"], row["masked"], row["agreed_at"]) == ("c", True, NOON)
    facts = open_facts(Vault([b"k" * 32]), row["sealed"])
    assert (facts.name, facts.birth) == ("陈桂芳", date(1955, 3, 8))
    kept = await chats.rows("select dialog::text as words from learner")
    assert not any("陈桂芳" in one["words"] for one in kept), "no name waits in clear"


async def test_a_name_waits_encrypted(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "1", "李四")
    kept = (await chats.learner(LI))["dialog"]
    assert kept["asking"].startswith("entering:")
    assert "李四" not in kept["asking"]


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        ("三月初八", "农历"),
        ("3月8日", "还差年份"),
        ("1955年2月30日", "没有这一天"),
        ("不记得了", "没看懂"),
        ("110101195503081234", "不用发身份证号"),
    ],
)
async def test_a_birth_that_cannot_be_read_is_asked_again(
    chats: PrivateChats, birth: str, words: str
) -> None:
    await hold(chats, contest(*NAMED, divisions=SINGING))
    assert words in told(await enter(chats, OLD, birth))
    assert "您叫什么名字" in told(await chats.say(OLD, "1955-3-8"))


@pytest.mark.parametrize(
    ("name", "words"),
    [("王\u202e芳", "看不见的符号"), ("王" * 41, "最多 40 个字"), ("……", "没看到名字")],
)
async def test_a_name_that_is_none_is_asked_again(
    chats: PrivateChats, name: str, words: str
) -> None:
    await hold(chats, contest(*NAMED))
    assert words in told(await enter(chats, LI, "满了", name))
    assert "名字：王芳" in told(await chats.say(LI, "王芳"))


async def test_who_fits_no_division_is_told_which_there_are(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED, divisions=SINGING))
    said = told(await enter(chats, LI, "1990-1-1"))
    assert "没有合适您的：甲组、乙组、丙组" in said
    assert "请找：辅导部 020-1234" in said
    assert not await chats.rows(ENTRIES)


async def test_a_full_division_is_said_before_the_name_is_asked(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED, divisions=SINGING))
    await enter(chats, LI, "1960-1-1", "李四", "1")
    assert "“乙组”的名额已经满了" in told(await enter(chats, MEI, "1961-1-1"))
    assert len(await chats.rows(ENTRIES)) == 1


async def test_the_last_place_goes_to_who_agrees_first(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED, divisions=SINGING))
    await enter(chats, LI, "1960-1-1", "李四")
    await enter(chats, MEI, "1961-1-1", "梅五", "1")
    assert "名额已经满了" in told(await chats.say(LI, "1"))
    assert [row["number"] for row in await chats.rows(ENTRIES)] == [1]


async def test_a_child_needs_a_guardian_and_is_masked(chats: PrivateChats) -> None:
    born = (Division("young", "少年组", BirthWindow(date(2012, 1, 1), None)),)
    await hold(chats, contest(*NAMED, divisions=born))
    asked = await enter(chats, LI, "2015-6-1", "小明")
    assert "要监护人同意" in told(asked)
    words = await chats.say(LI, "王芳，妈妈")
    assert "王芳，妈妈：您同意孩子参加" in told(words)
    assert labels(words)[0] == "我是监护人，我同意"
    await chats.say(LI, "监护人同意")
    [row] = await chats.rows(ENTRIES)
    assert row["guardian_consent_at"] == NOON
    assert row["masked"]
    assert open_facts(Vault([b"k" * 32]), row["sealed"]).guardian == "王芳，妈妈"


async def test_where_no_birth_tells_the_age_is_asked_once(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    assert "满 14 岁了吗" in told(await enter(chats, LI))
    await chats.say(LI, "还没有")
    assert "要监护人同意" in told(await chats.say(LI, "小红"))
    assert (await chats.learner(LI))["under_14"]
    refused = await chats.say(LI, "陈爸爸")
    assert "不同意，不报名" in labels(refused)
    assert "先不报名" in told(await chats.say(LI, "不同意"))
    assert not await chats.rows(ENTRIES)
    assert "叫什么名字" in told(await enter(chats, LI)), "the age is known now"


async def test_an_occupation_is_chosen(chats: PrivateChats) -> None:
    jobs = (
        Division("student", "大学生组", Occupation(("在校大学生",))),
        Division("public", "公众组", Occupation(("职工", "退休"))),
    )
    await hold(chats, contest(divisions=jobs))
    asked = await enter(chats, LI)
    assert labels(asked) == ["在校大学生", "职工", "退休", "都不是", "以后再说"]
    await chats.say(LI, "职工")
    summary = await chats.say(LI, "满了")
    assert "组别：公众组（按职业）" in told(summary)
    assert labels(summary) == ["同意，报名", "不同意，不报名", "写错了，重填"]
    await chats.say(LI, "同意")
    assert [row["division_key"] for row in await chats.rows(ENTRIES)] == ["public"]
    assert not await chats.rows("select 1 from consent"), "this was no consent to a credit bank"
    assert "没有合适您的" in told(await enter(chats, MEI, "都不是"))


async def test_an_open_division_takes_who_fits_no_other(chats: PrivateChats) -> None:
    await hold(chats, contest(divisions=(*SINGING[:1], Division("all", "公开组", Open()))))
    assert "公开组（人人可以参加）" in told(await enter(chats, LI, "1990-1-1"))


async def test_who_is_in_several_groups_says_for_which(chats: PrivateChats) -> None:
    competition = contest()
    names = [replace(competition.groups[0], platform_id=f"-{n}") for n in (1, 2, 3)]
    await hold(chats, replace(competition, groups=tuple(names)))
    await chats.rows(
        """
        insert into chat_group (account, channel, platform_id, title, zone, known_at)
        select 'city', 'telegram', '-' || n, (array['东馆', '西馆', '南馆'])[n], 'Asia/Shanghai', $1
        from generate_series(1, 3) n returning id
        """,
        NOON,
    )
    for who, titles in ((LI, ["东馆", "西馆"]), (MEI, ["南馆"])):
        await chats.rows(
            "insert into group_member (group_id, learner_id, joined_at)"
            " select id, $1, $2 from chat_group where title = any($3) returning 1 as one",
            (await chats.learner(who))["id"],
            NOON,
            titles,
        )
    asked = await enter(chats, LI)
    assert "代表哪里" in told(asked)
    assert sorted(labels(asked)) == sorted(["东馆", "西馆", "以后再说"])
    await chats.say(LI, "西馆")
    await enter(chats, MEI)
    units = await chats.rows("select g.title from entry e join chat_group g on g.id = e.group_id")
    assert sorted(row["title"] for row in units) == ["南馆", "西馆"]


async def test_before_and_after_registration(chats: PrivateChats) -> None:
    later = contest(stage(StageKind.REGISTRATION, 1, 2), quiz(3, 4))
    await hold(chats, later)
    assert "现在不能报名" in told(await enter(chats, LI))
    page = await chats.tap(LI, "comp:law-2026")
    assert "接下来：报名" in told(page)
    assert "enter:law-2026" not in touchable(page)
    chats.later(days=2.5)
    assert "现在不能报名" in told(await enter(chats, LI))
    assert not await chats.rows(ENTRIES)


async def test_registration_that_closes_while_questions_are_asked(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "李四")
    chats.later(days=2)
    assert "现在不能报名" in told(await chats.say(LI, "1"))
    assert not await chats.rows(ENTRIES)


async def test_an_old_button_finds_nothing(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    assert "这一步已经过去了" in told(await chats.tap(LI, "entry:agree:full"))
    await enter(chats, LI)
    assert "满 14 岁" in told(await chats.tap(LI, "entry:agree:full")), "the open question stays"
    assert "满 14 岁" in told(await chats.tap(LI, "entry:unit:99999"))
    assert not await chats.rows(ENTRIES)


async def test_later_leaves_everything_as_it_was(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI)
    assert "先不报名" in told(await chats.say(LI, "以后再说"))
    assert "没看明白" in told(await chats.say(LI, "李四")), "the lesson's question is asked again"
    assert not await chats.rows(ENTRIES)


async def test_a_question_behind_waits_until_the_entry_is_made(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "1")
    entered = await chats.say(LI, "李四")
    entered = await chats.say(LI, "1")
    assert "报名成功" in told(entered)
    assert "一题怎么做" in told(entered)
    assert last(entered).options[0].data.startswith("ans:")


async def test_leaving_deletes_what_was_told_and_keeps_the_number(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    await enter(chats, LI, "满了", "李四", "1")
    await enter(chats, MEI, "满了", "梅五", "1")
    sure = await chats.tap(LI, "leave:law-2026")
    assert labels(sure) == ["不退，继续参加", "退赛"]
    assert "已退出" in told(await chats.say(LI, "2"))
    row = (await chats.rows(ENTRIES))[0]
    assert (row["state"], row["sealed"], row["number"]) == ("withdrawn", None, 1)
    assert "没有报" in told(await chats.tap(LI, "leave_sure:law-2026"))
    await enter(chats, LI, "李四", "2")
    row = (await chats.rows(ENTRIES))[0]
    assert (row["state"], row["number"], row["masked"]) == ("entered", 1, True)
    assert row["sealed"] is not None


async def test_who_was_disqualified_cannot_enter_again(chats: PrivateChats) -> None:
    await hold(chats, contest())
    await enter(chats, LI)
    await chats.rows("update entry set state = 'disqualified' returning id")
    assert "取消了您的参赛资格" in told(await enter(chats, LI))
    assert "取消了您的参赛资格" in told(await chats.tap(LI, "comp:law-2026"))
    assert "没有报" in told(await chats.tap(LI, "leave:law-2026"))


async def test_a_team_is_written_down_in_lines(chats: PrivateChats) -> None:
    by_mean = (Division("team", "合唱组", AgeOn(ON, 55, None)),)
    rules = TeamRule(least=2, most=3, certificate_age=70)
    await hold(chats, contest(*NAMED, entry=EntryKind.TEAM, team=rules, divisions=by_mean))
    done = await enter(chats, LI, "夕阳红合唱团", "1")
    assert "报名成功" in told(done)
    asked = await chats.tap(LI, "team:law-2026")
    assert "一共 2 到 3 人" in told(asked)
    faulty = told(await chats.say(LI, "李梅 1955年3月8日 歌手\n王强\n赵六 三月初八"))
    assert "第 2 行：" in faulty
    assert "第 3 行：" in faulty
    assert "没有保存" in faulty
    assert "人不够：要 2 人，现在 1 人" in told(
        await chats.say(LI, "李梅 1955-3-8，指挥\n王强 1960.5.1")
    )
    assert "有人写了两遍" in told(await chats.say(LI, "李梅 1955-3-8\n李梅 1955-3-8"))
    assert "没有合适您的" in told(await chats.say(LI, "李梅 1955-3-8\n小王 2000-1-1"))
    kept = told(
        await chats.say(LI, "李梅 1955年3月8日 歌手\n王强 1960-5-1 指挥\nMei Li 1961-2-3 singer")
    )
    assert "全队 3 人" in kept
    assert "满 70 岁的队员，请把健康证明" in kept
    rows = await chats.rows("select role from entry_member order by position")
    assert [row["role"] for row in rows] == ["singer", "conductor", "singer"]
    assert [row["division_key"] for row in await chats.rows(ENTRIES)] == ["team"]

    await enter(chats, MEI, "朝阳合唱团", "1")
    await chats.tap(MEI, "team:law-2026")
    assert "李梅 已经在别的队里" in told(await chats.say(MEI, "李梅 1955-3-8\n张三 1950-1-1"))
    await chats.tap(LI, "leave_sure:law-2026")
    assert not await chats.rows("select 1 from entry_member")


async def test_only_who_leads_a_team_writes_one_down(chats: PrivateChats) -> None:
    await hold(chats, contest())
    assert "没有报" in told(await chats.tap(LI, "team:law-2026"))
    await enter(chats, LI)
    assert "个人比赛" in told(await chats.tap(LI, "team:law-2026"))
    assert "已经结束" in told(await chats.tap(LI, "team:no-such"))


async def test_somebody_new_is_greeted_after_the_questions(chats: PrivateChats) -> None:
    await hold(chats, contest(*NAMED))
    new = "city:999"
    asked = await enter(chats, new)
    assert "满 14 岁" in told(asked)
    assert not any(data.startswith("track:") for data in touchable(asked))
    entered = await chats.say(new, "满了")
    entered = await chats.say(new, "新人")
    entered = await chats.say(new, "1")
    assert "报名成功" in told(entered)
