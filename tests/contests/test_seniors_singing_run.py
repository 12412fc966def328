"""The singing contest run through the whole program, from its file to the frozen result: people
enter and hand in their songs in chat, judges mark, one is disqualified, a slip of the pen is mended.
"""

import hashlib
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.competitions.desk import entries
from bot.competitions.desk.entries import OnPaper
from bot.competitions.desk.settling import settle
from bot.competitions.entering.sealed import Facts
from bot.competitions.scoring.ranking import award_of
from bot.store.contests.units import units_of
from tests.contests.sheets import Line, frozen_text, lines, written
from tests.contests.singing_desk import (
    COMPETITION,
    CONTEST,
    KEY,
    STAGES,
    happens,
    mark_all,
    marks_the_final,
    seat_judges,
    stands_aside,
)
from tests.contests.stage import (
    Someone,
    act,
    all_hear,
    call,
    desk,
    somebody,
    start_anew,
)
from tests.flow.conftest import place, town
from tests.flow.town import TELEGRAM, WECHAT, Town
from tests.works.made_files import box, film, mp3, pdf

__all__ = ["place", "town"]

pytestmark = pytest.mark.timeout(240)

DIVISIONS = {one.key: one.title for one in COMPETITION.divisions}
ENTRANTS = {int(line["number"]): line for line in lines(CONTEST, "entrants") if line["number"]}
TITLES = {"-1002000000001": "文化馆歌友群", "singing-friends": "夕阳红歌友"}
GROUPS = {name.account: name.platform_id for name in COMPETITION.groups}
ON_WECHAT = {1, 3, 4, 5, 6, 9, 10, 12, 15, 21}
"""They film themselves with WeChat; the others are on Telegram."""
ON_PAPER = 14
"""Entered at the organiser's desk, and hands in nothing."""
REFUSALS = {
    "larger than 20 megabytes": "文件太大，最多 20 MB",
    "longer than 300 seconds": "时间太长，最多 5 分钟",
    "a kind that is not taken": "这里收的是视频、录音、链接",
    "the stage is closed": "交作品已经截止",
}


def _born(line: Line) -> str:
    """A birth as people write it: each third one in another way."""
    born = date.fromisoformat(line["born"])
    ways = (
        f"{born.year}年{born.month}月{born.day}日",
        born.isoformat(),
        f"{born:%Y%m%d}",
    )
    return ways[int(line["number"] or 0) % 3]


async def _enters(person: Someone, line: Line) -> None:
    await person.opens(COMPETITION)
    await person.chooses("我要报名", "出生日期")
    if not line["number"]:
        await person.says(_born(line), "没有合适您的")
        return
    await person.says(_born(line), "您叫什么名字")
    told = await person.says(line["name"], "您同意吗")
    assert f"组别：{DIVISIONS[line['division']]}（到 2027年2月28日 满 " in told
    said = await person.chooses("同意，名单写全名", "报名成功")
    assert f"您的号码是 {line['number']}。" in said


async def _by_hand(town: Town, line: Line) -> None:
    async with act(town) as (conn, at):
        [unit, *_] = await units_of(conn, KEY)
        facts = Facts(line["name"], date.fromisoformat(line["born"]))
        entry = await entries.enter_by_hand(conn, at, KEY, OnPaper(facts, unit))
    assert (entry.number, entry.division) == (int(line["number"]), line["division"])


async def _everybody_enters(town: Town) -> dict[int, Someone]:
    people: dict[int, Someone] = {}
    await town.move_to(STAGES["registration"].opens)
    for line in lines(CONTEST, "entrants"):
        number = int(line["number"] or 99)
        if number == ON_PAPER:
            await _by_hand(town, line)
            continue
        account = WECHAT if number in ON_WECHAT or number == 99 else TELEGRAM
        people[number] = somebody(town, number, account)
        await people[number].joins(GROUPS[account])
        await _enters(people[number], line)
    found = await town.rows("select number, division_key from entry order by number")
    assert [(one["number"], one["division_key"]) for one in found] == [
        (number, line["division"]) for number, line in ENTRANTS.items()
    ]
    return people


# Works ------------------------------------------------------------------------------------------


def _file(line: Line) -> bytes:
    """A file of that length; of that size too where the size decides."""
    size = round(Decimal(line["megabytes"]) * 1_000_000)
    if line["kind"] == "document":
        return pdf()
    seconds = float(line["seconds"])
    made = film(seconds) if line["kind"] == "video" else mp3(seconds)
    if size < 20_000_000:
        return made
    return made + (
        box(b"free", bytes(size - len(made) - 8))
        if line["kind"] == "video"
        else bytes(size - len(made))
    )


async def _hands_in(town: Town, person: Someone, line: Line) -> None:
    """One line of the sheet: what is sent at its minute, and whether it is taken; that is told at once,
    also in the evening.
    """
    town.clock.set(datetime.fromisoformat(line["sent"]))
    why = REFUSALS.get(line["why"])
    if line["why"] == "the stage is closed":
        await person.says("交作品", REFUSALS[line["why"]])
        return
    await person.says("交作品", f"《{COMPETITION.title}》")
    if line["kind"] == "link":
        await person.says("https://v.example.org/songs/19", "已经算您的作品")
        await person.chooses("不用名字")
        return
    got = await person.sends(line["kind"], _file(line), "正在检查", why or "正在检查")
    if why is not None and why in got:
        return
    if "不用名字" in got:
        await person.chooses("不用名字")
    before = person.story.count("您交给《")
    town.clock.move(timedelta(seconds=1))
    await town.simulator.until(lambda: person.story.count("您交给《") > before)
    assert (why or "符合要求") in person.story.rpartition("您交给《")[2]


async def _works(town: Town, people: dict[int, Someone]) -> None:
    await town.move_to(STAGES["works"].opens)
    for line in lines(CONTEST, "works"):
        await _hands_in(town, people[int(line["number"])], line)
    await _check_works(town)


async def _check_works(town: Town) -> None:
    found = await town.rows(
        """
        select e.number, w.kind from work w join entry e on e.id = w.entry_id
        where w.state = 'accepted' order by e.number
        """
    )
    taken = {
        int(one["number"]): one["kind"] for one in lines(CONTEST, "works") if one["taken"] == "yes"
    }
    assert [(one["number"], one["kind"]) for one in found] == sorted(taken.items())


# Standings --------------------------------------------------------------------------------------


async def _check_standing(town: Town, phase: str) -> None:
    """A stage's standing against the sheet: who did not come into the stage has no line in it."""
    found = await town.rows(
        """
        select e.number, s.score, s.rank, s.goes_on, s.why, s.division_key as division
        from stage_standing s join entry e on e.id = s.entry_id where s.stage_key = $1
        """,
        phase,
    )
    rows = {one["number"]: one for one in found}
    for line in lines(CONTEST, "expected"):
        if line["phase"] != phase:
            continue
        if line["out"] == "did not go on to this stage":
            assert int(line["number"]) not in rows
            continue
        one = rows.pop(int(line["number"]))
        for column in ("division", "score", "rank"):
            assert written(one[column]) == line[column], (column, line)
        assert one["goes_on"] is ({"yes": True, "no": False}.get(line["goes_on"])), line
        if line["why"] or line["out"]:
            assert one["why"] == (line["out"] or line["why"])
        rank = one["rank"]
        place = rank if isinstance(rank, int) and phase == "publicity" else None
        assert award_of(COMPETITION.ranking, place) == line["award"]
    assert rows == {}


# Results ----------------------------------------------------------------------------------------


async def _check_result(town: Town) -> None:
    found = await town.rows(
        """
        select e.number, r.division_key as division, r.score, r.rank, r.award, e.state
        from result r join entry e on e.id = r.entry_id
        """
    )
    rows = {one["number"]: one for one in found}
    assert rows.keys() == ENTRANTS.keys()
    for line in lines(CONTEST, "expected"):
        if line["phase"] == "frozen":
            one = rows[int(line["number"])]
            for column in ("division", "score", "rank", "award"):
                assert written(one[column]) == line[column], (column, line)
            assert (one["state"] == "disqualified") == (line["out"] == "disqualified")
    [kept] = await town.rows("select revision, hash from result_revision")
    assert kept == {"revision": 1, "hash": hashlib.sha256(frozen_text(CONTEST)).digest()}


async def _check_records(town: Town) -> None:
    """What was changed by hand stands there with its reason, as it was and as it is."""
    found = await town.rows("select what, before, after, reason from correction order by id")
    reasons = [
        e["words"] for e in lines(CONTEST, "events") if e["act"] in {"disqualify", "correct marks"}
    ]
    assert [one["reason"] for one in found] == reasons
    state, marks = found
    assert (state["before"], state["after"]) == ({"state": "entered"}, {"state": "disqualified"})
    before, after = str(marks["before"]), str(marks["after"])
    assert "3.50" in before
    assert "35.00" in after


async def _hear_who_goes_on(town: Town, people: dict[int, Someone]) -> None:
    on, off = "您晋级了", "这次您没有晋级"
    news = [
        (people[int(line["number"])], on if line["goes_on"] == "yes" else off)
        for line in lines(CONTEST, "expected")
        if line["phase"] == "judging" and int(line["number"]) in people
    ]
    await all_hear(town, news)


def _told(line: Line) -> str:
    """What an entrant hears of the result, word for word."""
    said = [f"《{COMPETITION.title}》的结果出来了。"]
    if line["out"] == "disqualified":
        [reason] = [one["words"] for one in lines(CONTEST, "events") if one["act"] == "disqualify"]
        said += ["主办方取消了您的参赛资格，所以您没有名次。", f"原因：{reason}"]
        return "\n".join([*said, f"有问题，请问：{COMPETITION.contact or COMPETITION.organiser}"])
    if not line["rank"]:
        return "\n".join([*said, "这次您没有名次和分数。肯来参加就很好，谢谢您，欢迎下次再来。"])
    said.append(f"您在{DIVISIONS[line['division']]}是第 {line['rank']} 名。")
    said.append(f"成绩：{line['score'].rstrip('0').rstrip('.')} 分")
    said.append(f"恭喜！您获得：{line['award']}" if line["award"] else "谢谢您来参加。")
    return "\n".join(said)


async def _hear_results(town: Town, people: dict[int, Someone]) -> None:
    """Everybody hears it, also who was not let in; who was disqualified hears why."""
    frozen = [line for line in lines(CONTEST, "expected") if line["phase"] == "frozen"]
    there = [line for line in frozen if int(line["number"]) in people]
    await all_hear(town, [(people[int(line["number"])], _told(line)) for line in there])
    for line in there:
        assert "结果出来了" in people[int(line["number"])].story, line


async def _settled(town: Town, at: datetime) -> None:
    await town.move_to(at)
    await settle(town.program.db, desk(town))


async def test_the_contest_from_its_call_to_its_frozen_result(town: Town) -> None:
    await call(town, COMPETITION, TITLES)
    people = await _everybody_enters(town)
    found = await town.rows("select id, number from entry")
    rows = {int(str(one["number"])): int(str(one["id"])) for one in found}
    await start_anew(town)

    await _works(town, people)

    await town.move_to(STAGES["judging"].opens)
    judges = await seat_judges(town)
    await mark_all(town, "judging", judges, rows)
    await town.move_to(STAGES["judging"].closes)
    await stands_aside(town, judges["J3"], rows[6])
    await _settled(town, STAGES["judging"].closes)
    await _check_standing(town, "judging")
    await start_anew(town)
    await town.move_to(datetime.fromisoformat("2027-03-26T09:00:00+08:00"))
    await _hear_who_goes_on(town, people)

    await town.move_to(STAGES["final"].opens)
    await marks_the_final(town, judges["J3"], rows[6])
    await mark_all(town, "final", judges, rows)
    await _settled(town, STAGES["final"].closes)
    await _check_standing(town, "final")
    await start_anew(town)

    first, *events = lines(CONTEST, "events")
    await happens(town, people, judges, rows, first)
    await _settled(town, STAGES["publicity"].opens)
    await _check_standing(town, "publicity")
    for event in events:
        await happens(town, people, judges, rows, event)
    await _check_result(town)
    await _check_records(town)
    town.clock.move(timedelta(minutes=1))
    await _hear_results(town, people)
    for number, answer in ((17, "已按评分表原件更正"), (9, "七份评分表都在")):
        await people[number].opens(COMPETITION)
        assert answer in await people[number].chooses("我的成绩", "最后结果")
