"""Standings, lists, objections and results, as entrants read them."""

from datetime import timedelta

import pytest

from bot.domain.competitions import StageKind
from bot.domain.contests import Award, Ranking
from bot.domain.names import masked
from bot.store.db import Database
from tests.delivery.owing import NOON
from tests.handlers.contest import LI, MEI, OLD, contest, enter, hold, labels, law, quiz, stage
from tests.handlers.private_chat import PrivateChats, told

STAGES = (
    stage(StageKind.REGISTRATION, 0, 1),
    quiz(1, 2, title="初赛"),
    stage(StageKind.PUBLICITY, 3, 5),
    stage(StageKind.AWARD, 6, 7),
)
PUBLIC = NOON + timedelta(days=3)


@pytest.fixture
async def chats(db: Database) -> PrivateChats:
    """Three entrants: one in full on lists, one in part, one a child."""
    chats = PrivateChats(db)
    await chats.teach(law())
    await hold(chats, contest(*STAGES, ranking=Ranking(awards=(Award("一等奖", 1, 1),))))
    for who in (LI, MEI, OLD):
        await chats.enrolled(who)
    await enter(chats, LI, "满了", "李四", "1")
    await enter(chats, MEI, "满了", "欧阳梅花", "2")
    await enter(chats, OLD, "还没有", "小明", "王芳，妈妈", "1")
    return chats


async def standings(chats: PrivateChats) -> None:
    """Places as the desk makes them: number 2 before number 1, the third has none."""
    await chats.rows(
        """
        insert into stage_standing (competition_key, stage_key, entry_id, rank, score, keys, goes_on, why, made_at)
        select competition_key, 'round', id, (array[2, 1, 3])[number], (array[66.67, 100.00, 40.5])[number],
          '{}', number < 3, 'among-first', $1 from entry returning 1 as one
        """,
        chats.now,
    )


async def freeze(chats: PrivateChats, revision: int = 1, winner: int = 2) -> None:
    """A final result."""
    await chats.rows(
        """
        with r as (
          insert into result_revision (competition_key, revision, hash, frozen_by, frozen_at)
          values ('law-2026', $1, '\\x01', 'test', $2) returning competition_key
        )
        insert into result (competition_key, revision, entry_id, rank, award, score, keys)
        select 'law-2026', $1, id, case when number = $3 then 1 else 2 end,
          case when number = $3 then '一等奖' else '' end, 90, '{}' from entry, r
        where number < 3 returning 1 as one
        """,
        revision,
        chats.now,
        winner,
    )


async def test_before_the_standings_it_is_said_when_they_come(chats: PrivateChats) -> None:
    said = told(await chats.tap(LI, "score:law-2026"))
    assert "成绩还没有出来" in said
    assert "结果 11月26日 12:00 公布" in said


async def test_ones_own_place_once_the_stage_is_over(chats: PrivateChats) -> None:
    await standings(chats)
    chats.now = NOON + timedelta(days=1, hours=1)
    assert "第 2 名" not in told(await chats.tap(LI, "score:law-2026")), "the round is open"
    chats.now = NOON + timedelta(days=2)
    said = told(await chats.tap(LI, "score:law-2026"))
    assert "初赛：66.67 分，第 2 名。您进入下一轮。" in said
    assert "初赛：40.5 分，第 3 名。没有进入下一轮" in told(await chats.tap(OLD, "score:law-2026"))
    assert "初赛：100 分，第 1 名" in told(await chats.tap(MEI, "comp:law-2026"))


async def test_the_list_is_public_from_publicity_on(chats: PrivateChats) -> None:
    await standings(chats)
    assert "还没有公布" in told(await chats.tap(LI, "ranks:law-2026"))
    chats.now = PUBLIC
    said = told(await chats.tap(LI, "ranks:law-2026"))
    assert "1. 欧*** 100" in said, "as she chose"
    assert "2. 李四 66.67" in said
    assert "3. 小* 40.5" in said, "a child is never shown whole"
    stranger = await chats.tap("city:777", "comp:law-2026")
    assert "看名单" in labels(stranger)


async def test_what_is_made_public_is_the_ranking_of_the_publicity(chats: PrivateChats) -> None:
    await standings(chats)
    await chats.rows(
        """
        insert into stage_standing (competition_key, stage_key, entry_id, rank, score, keys, why, made_at)
        select competition_key, 'publicity', id, number, 90, '{}', 'no-selection', $1 from entry
        where number < 3 returning 1 as one
        """,
        chats.now,
    )
    assert "总成绩" not in told(await chats.tap(LI, "score:law-2026"))
    chats.now = PUBLIC
    said = told(await chats.tap(LI, "ranks:law-2026"))
    assert "1. 李四 90" in said
    assert "小*" not in said
    assert "总成绩：90 分，第 1 名" in told(await chats.tap(LI, "score:law-2026"))


async def test_who_has_lost_a_name_is_a_number_on_the_list(chats: PrivateChats) -> None:
    await standings(chats)
    await chats.rows("update entry set sealed = null where number = 1 returning id")
    chats.now = PUBLIC
    assert "2. 1 号 66.67" in told(await chats.tap(MEI, "ranks:law-2026"))


async def test_an_objection_in_ones_own_words(chats: PrivateChats) -> None:
    assert "公示还没开始" in told(await chats.tap(LI, "object:law-2026"))
    await standings(chats)
    chats.now = PUBLIC
    page = await chats.tap(LI, "comp:law-2026")
    assert {"我的成绩", "提异议"} <= set(labels(page))
    asked = await chats.say(LI, "提异议")
    assert "您觉得哪里不对" in told(asked)
    assert "最多 1000 个字" in told(await chats.say(LI, "长" * 1001))
    assert "异议收到了" in told(await chats.say(LI, "第二题的答案应该是 1，请查一查。"))
    [row] = await chats.rows(
        "select o.*, e.number from objection o join entry e on e.id = o.entry_id"
    )
    assert (row["words"], row["state"], row["stage_key"], row["number"]) == (
        "第二题的答案应该是 1，请查一查。",
        "open",
        "publicity",
        1,
    )
    assert "还在等主办方回答" in told(await chats.tap(LI, "object:law-2026"))
    assert "异议：等主办方回答" in told(await chats.tap(LI, "score:law-2026"))
    await chats.rows("update objection set state = 'upheld', answer = '第二题改判。' returning id")
    assert "您的异议成立了。第二题改判。" in told(await chats.tap(LI, "score:law-2026"))
    assert "您觉得哪里不对" in told(await chats.tap(LI, "object:law-2026")), (
        "one at a time, not one for ever"
    )


async def test_objections_end_with_publicity_and_with_the_frozen_result(
    chats: PrivateChats,
) -> None:
    chats.now = PUBLIC
    await freeze(chats)
    assert "公示已经结束" in told(await chats.tap(LI, "object:law-2026"))
    chats.now = NOON + timedelta(days=5)
    assert "公示已经结束" in told(await chats.tap(MEI, "object:law-2026"))
    assert not await chats.rows("select 1 from objection")


async def test_an_objection_that_is_not_made(chats: PrivateChats) -> None:
    chats.now = PUBLIC
    await chats.tap(LI, "object:law-2026")
    assert "学法竞赛" in told(await chats.say(LI, "不提了"))
    assert "没看明白" in told(await chats.say(LI, "嗯哼哼哼"))
    assert not await chats.rows("select 1 from objection")


async def test_the_final_result_with_its_award_and_its_correction(chats: PrivateChats) -> None:
    await standings(chats)
    chats.now = NOON + timedelta(days=6)
    await freeze(chats)
    won = told(await chats.tap(MEI, "score:law-2026"))
    assert "最后结果：90 分，第 1 名" in won
    assert "奖项：一等奖" in won
    assert "初赛" not in won
    assert "1. 欧*** 90一等奖" in told(await chats.tap(LI, "ranks:law-2026")).replace(" 一", "一")
    assert "不能再退赛" in told(await chats.tap(MEI, "leave_sure:law-2026"))
    await freeze(chats, revision=2, winner=1)
    assert "最后结果：90 分，第 1 名" in told(await chats.tap(LI, "score:law-2026"))
    assert "奖项" not in told(await chats.tap(MEI, "score:law-2026"))


async def test_a_competition_that_is_over_is_there_for_who_took_part(chats: PrivateChats) -> None:
    chats.now = NOON + timedelta(days=8)
    await freeze(chats)
    assert "学法竞赛（已报名）" in labels(await chats.say(LI, "比赛"))
    page = await chats.tap(LI, "comp:law-2026")
    assert "比赛已经结束" in told(page)
    assert "退赛" not in labels(page)
    stranger = "city:777"
    await chats.enrolled(stranger)
    assert "现在没有比赛" in told(await chats.say(stranger, "比赛"))
    assert "已经结束" in told(await chats.tap(stranger, "comp:law-2026"))
    chats.now = NOON + timedelta(days=40)
    assert "现在没有比赛" in told(await chats.say(LI, "比赛"))


async def test_rules_dates_and_whom_to_ask(chats: PrivateChats) -> None:
    shown = await chats.tap(LI, "about:law-2026")
    [link] = shown.messages[-1].links
    assert link.url.endswith(".ics")
    assert (await chats.tap(LI, "about:law-2026")).messages[-1].links == (link,)
    stranger = await chats.tap("city:777", "about:law-2026")
    assert not stranger.messages[-1].links
    said = told(shown)
    assert "独立完成。" in said
    assert "https://example.org/law" in said
    assert "辅导部 020-1234" in said


async def test_drafts_are_nobodys(chats: PrivateChats) -> None:
    await chats.rows("update competition set state = 'draft' returning key")
    for data in ("comp", "enter", "about", "score", "ranks", "object", "leave", "team"):
        assert "已经结束" in told(await chats.tap(MEI, f"{data}:law-2026")), data
    assert "已经结束" in told(await chats.tap(MEI, "round:law-2026:2"))
    assert "现在没有比赛" in told(await chats.say(MEI, "比赛"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("李四", "李*"),
        ("欧阳梅花", "欧***"),
        ("王", "王*"),
        ("Mei Li Wang", "M* L* W*"),
        ("一" * 40, "一***"),
    ],
)
def test_a_masked_name_tells_its_first_character(name: str, shown: str) -> None:
    assert masked(name) == shown
