"""The quiz contest run through the whole program, from its file to the frozen result: everybody
enters and answers in chat at the seconds that were written down, on both channels.
"""

import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush
from itertools import count

import pytest

from bot.competitions.desk import objections, results
from bot.competitions.desk.acting import Refusal, RefusedError
from bot.competitions.desk.results import ResultChange
from bot.competitions.desk.settling import settle
from bot.competitions.entering.divisions import occupations
from bot.competitions.scoring.rounds import Begin
from bot.content.load import load_pack
from bot.domain.competitions import Stage
from bot.domain.content import Question
from tests.contests.sheets import HERE, Line, frozen_text, lines, rules, written
from tests.contests.stage import (
    Messenger,
    Someone,
    act,
    all_hear,
    call,
    desk,
    empty_valkey,
    somebody,
    start_anew,
)
from tests.flow.conftest import place, town
from tests.flow.town import Town

__all__ = ["place", "town"]

pytestmark = pytest.mark.timeout(240)

CONTEST = "classics_quiz"
COMPETITION = rules(CONTEST)
STAGES = {stage.key: stage for stage in COMPETITION.stages}
DIVISIONS = {one.key: one.title for one in COMPETITION.divisions}
ENTRANTS = {int(line["number"]): line for line in lines(CONTEST, "entrants")}
[COURSE] = load_pack(HERE / CONTEST / "pack").courses
QUESTIONS = [question for lesson in COURSE.lessons for question in lesson.questions]
TITLES = {"-1001000000001": "越秀图书馆读书群", "liwan-library": "荔湾图书馆"}
LEAVES = 10
"""The one who withdraws, an hour after the end of an attempt without a fault."""
OBJECTS = 5
"""The one who missed the final by a thousandth of a second."""
REFUSED = {
    Begin.NOT_YET: "才开始",
    Begin.CLOSED: "这一轮已经在 今天 ",
    Begin.NOT_IN: "只有入选的人参加",
    Begin.USED_UP: "用完了，等结果就行",
    Begin.TODAY_USED_UP: "今天的次数用完了",
}


@dataclass(slots=True)
class Run:
    """The contest as it goes on: what happens at which instant, and what everybody was shown last."""

    town: Town
    people: dict[int, Someone]
    shown: dict[int, str] = field(default_factory=dict)
    _coming: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = field(
        default_factory=list
    )
    _order: "count[int]" = field(default_factory=count)

    def at(self, when: datetime, what: Callable[[], Awaitable[None]]) -> None:
        """``what`` happens then; of two at one instant the one that was written first."""
        heappush(self._coming, (when, next(self._order), what))

    async def play(self) -> None:
        """Everything in the order of time, each at its very millisecond."""
        while self._coming:
            when, _, what = heappop(self._coming)
            if when != self.town.clock.now():
                self.town.clock.set(when)
            await what()


def _right(text: str) -> Question:
    """The question that a message asks."""
    [found] = [one for one in QUESTIONS if one.stem in text]
    return found


def _option(question: Question, given: str) -> int:
    """The number of an option that is right, or of one that is wrong."""
    [right] = question.right
    return right if given == "right" else right % len(question.options) + 1


async def _enters(person: Someone, line: Line) -> None:
    """Everybody says what the contest asks for, and gets the next number."""
    await person.opens(COMPETITION)
    await person.chooses("我要报名", "您是做什么的")
    job = line["occupation"]
    offered = job if job in occupations(COMPETITION.divisions) else "都不是"
    await person.chooses(offered, "满 14 岁了吗")
    await person.chooses("满了", "您叫什么名字")
    told = await person.says(line["name"], "您同意吗")
    assert f"组别：{DIVISIONS[line['division']]}" in told
    assert "代表：" in told
    said = await person.chooses("同意，名单写全名", "报名成功")
    assert f"您的号码是 {line['number']}。" in said


async def _begins(run: Run, line: Line, stage: Stage) -> None:
    """One try to begin an attempt: from the page of the contest, or with an old button."""
    person, number = run.people[int(line["number"])], COMPETITION.stages.index(stage) + 1
    may = Begin(line["may"])
    if may is not Begin.MAY:
        if isinstance(person, Messenger):
            await person.forges(f"begin:{COMPETITION.key}:{number}", REFUSED[may])
        else:
            assert REFUSED[may] in await person.opens(COMPETITION)
        return
    await person.opens(COMPETITION)
    label = "开始答题" if line["attempt"] == "1" else "再答一次"
    await person.chooses(label, f"一共 {stage.draw} 道题")
    first = f"第 1 题，共 {stage.draw} 题"
    run.shown[int(line["number"])] = await person.chooses("准备好了，开始", first)


async def _answers(run: Run, answer: Line, stage: Stage) -> None:
    """One answer; what follows from it is told at once, and nothing of what would be right."""
    number, item = int(answer["number"]), int(answer["item"])
    question = _right(run.shown[number])
    then = [
        f"第 {item + 1} 题，共 {stage.draw} 题" if item != stage.draw else f"共 {stage.draw} 题，"
    ]
    if run.town.clock.now() >= stage.closes:
        then = ["这一轮已经截止", "现在没有在答的题"]
    told = await run.people[number].answers(_option(question, answer["given"]), *then)
    late = Decimal(answer["seconds"]) > (stage.seconds or 0) + 2
    assert (f"第 {item} 题超过时间了" in told) == late, answer
    assert question.why not in told
    run.shown[number] = told


async def _leaves(run: Run) -> None:
    person = run.people[LEAVES]
    await person.opens(COMPETITION)
    await person.chooses("退赛", "真的要退出")
    await person.chooses("退赛", "您已退出")


def _write_down(run: Run, stage: Stage) -> None:
    """All that is in the sheets about a round."""
    given: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for answer in lines(CONTEST, "answers"):
        if answer["stage"] == stage.key:
            given[answer["number"], answer["attempt"]].append(answer)
    for line in lines(CONTEST, "attempts"):
        if line["stage"] != stage.key:
            continue
        when = datetime.fromisoformat(line["begins"])
        run.at(when, partial(_begins, run, line, stage))
        if line["may"] == Begin.MAY:
            for answer in given[line["number"], line["attempt"]]:
                when += timedelta(milliseconds=int(Decimal(answer["seconds"]) * 1000))
                run.at(when, partial(_answers, run, answer, stage))


STANDING = """
  select e.number, s.score, (s.keys ->> 'time')::bigint as time_ms, s.rank, s.goes_on, s.why,
    e.division_key as division, g.account || ':' || g.platform_id as unit, e.state,
    case when s.rank is not null then rank() over (
      partition by e.division_key, e.group_id, s.rank is null
      order by s.score desc, (s.keys ->> 'time')::bigint) end as place_in_unit
  from entry e left join chat_group g on g.id = e.group_id
  left join stage_standing s on s.entry_id = e.id and s.stage_key = $1
  order by e.number
"""


async def _check_preliminary(town: Town) -> None:
    found = await town.rows(STANDING, "preliminary")
    assert len(found) == len(ENTRANTS)
    expected = {int(one["number"]): one for one in lines(CONTEST, "expected")[: len(ENTRANTS)]}
    for one in found:
        line = expected[int(str(one["number"]))]
        assert line["stage"] == "preliminary"
        assert (one["division"], one["unit"]) == (line["division"], line["unit"])
        if one["state"] == "withdrawn":
            assert line["out"] == "withdrawn"
            assert one["rank"] is one["score"] is one["goes_on"] is None
            continue
        for column in ("score", "time_ms", "rank", "place_in_unit"):
            assert written(one[column]) == line[column], (column, line)
        assert one["goes_on"] is (line["goes_on"] == "yes"), line
        assert one["why"] == (line["out"] or line["why"])
    await _check_attempts(town, "preliminary", list(expected.values()))


async def _check_attempts(town: Town, stage: str, expected: list[Line]) -> None:
    """The attempt that counts is there with its score and time, also of who withdrew."""
    made = await town.rows(
        """
        select e.number, a.number as attempt, a.right_answers, a.used_ms from round_attempt a
        join entry e on e.id = a.entry_id where a.stage_key = $1 and a.finished_at is not null
        """,
        stage,
    )
    sums = {(one["number"], one["attempt"]): one for one in made}
    tried = [one for one in lines(CONTEST, "attempts") if one["stage"] == stage]
    assert len(sums) == sum(one["may"] == Begin.MAY for one in tried)
    for line in expected:
        if line["attempt"]:
            one = sums[int(line["number"]), int(line["attempt"])]
            assert f"{10 * int(str(one['right_answers']))}.00" == line["score"], line
            assert str(one["used_ms"]) == line["time_ms"], line


async def _check_result(town: Town) -> None:
    found = await town.rows(
        """
        select e.number, r.score, (r.keys ->> 'time')::bigint as time_ms, r.rank, r.award
        from result r join entry e on e.id = r.entry_id where r.revision = 1
        """
    )
    rows = {one["number"]: one for one in found}
    expected = [one for one in lines(CONTEST, "expected") if one["stage"] == "final"]
    assert rows.keys() == ENTRANTS.keys()
    for line in expected:
        for column in ("score", "time_ms", "rank", "award"):
            assert written(rows[int(line["number"])][column]) == line[column], (column, line)
    await _check_attempts(town, "final", expected)
    [kept] = await town.rows("select hash from result_revision where revision = 1")
    assert kept["hash"] == hashlib.sha256(frozen_text(CONTEST)).digest()


def _told(line: Line) -> str:
    """What an entrant hears of a result, word for word."""
    said = [f"《{COMPETITION.title}》的结果出来了。"]
    if not line["rank"]:
        return "\n".join([*said, "这次您没有名次和分数。肯来参加就很好，谢谢您，欢迎下次再来。"])
    said.append(f"您在{DIVISIONS[line['division']]}是第 {line['rank']} 名。")
    said.append(f"成绩：{line['score'].removesuffix('.00')} 分")
    said.append(f"恭喜！您获得：{line['award']}" if line["award"] else "谢谢您来参加。")
    return "\n".join(said)


async def _hear_who_goes_on(run: Run) -> None:
    """Whoever is in hears whether he or she goes on: at once, or with the next thing said."""
    on, off = "您晋级了", "这次您没有晋级"
    expected = lines(CONTEST, "expected")[: len(ENTRANTS)]
    news = [
        (run.people[int(line["number"])], on if line["goes_on"] == "yes" else off)
        for line in expected
        if line["out"] != "withdrawn"
    ]
    await all_hear(run.town, news)
    for line in expected:
        story = run.people[int(line["number"])].story
        assert (on in story) == (line["goes_on"] == "yes"), line
        assert (off in story) == (line["goes_on"] == "no" and line["out"] != "withdrawn"), line


async def _hear_results(run: Run) -> None:
    """Everybody hears it, also who was out before or stayed away; only who withdrew does not."""
    expected = [line for line in lines(CONTEST, "expected") if line["stage"] == "final"]
    stayed = [line for line in expected if line["out"] != "withdrawn"]
    await all_hear(run.town, [(run.people[int(one["number"])], _told(one)) for one in stayed])
    for line in expected:
        heard = "结果出来了" in run.people[int(line["number"])].story
        assert heard == (line in stayed), line


async def _object(run: Run) -> None:
    """An objection is made in chat, holds the freezing up, is answered, and the answer is read."""
    town, person = run.town, run.people[OBJECTS]
    await person.opens(COMPETITION)
    await person.chooses("提异议", "您觉得哪里不对")
    await person.says("我只差千分之一秒，请再算一遍。", "您的异议收到了")
    await town.move_to(STAGES["publicity"].closes)
    await settle(town.program.db, desk(town))
    with pytest.raises(RefusedError) as refused:
        async with act(town) as (conn, at):
            await results.freeze(conn, at, COMPETITION.key)
    assert refused.value.refusal is Refusal.CHECKS
    [row] = await town.rows("select id from objection")
    async with act(town) as (conn, at):
        answer = "用时 130.001 秒，第三名 130.000 秒，没有算错。"
        key, objection = COMPETITION.key, int(str(row["id"]))
        await objections.decide(conn, at, key, objection, upheld=False, answer=answer)
    await person.opens(COMPETITION)
    assert answer in await person.chooses("我的成绩", "没有成立")


async def _correct(run: Run) -> None:
    """After the freezing an award is corrected, with its reason: a new revision, told to one."""
    town = run.town
    [entry] = await town.rows("select id from entry where number = 14")
    async with act(town) as (conn, at):
        changed = {int(str(entry["id"])): ResultChange(award="鼓励奖")}
        reason = "章程里有鼓励奖，颁奖前补上"
        revision = await results.correct_result(
            conn, at, COMPETITION.key, changed, expected_revision=1, reason=reason
        )
    assert revision.revision == 2
    town.clock.move(timedelta(minutes=1))
    await town.simulator.until(lambda: "您获得：鼓励奖" in run.people[14].story)
    await town.nothing_due()
    told = [number for number, one in run.people.items() if "鼓励奖" in one.story]
    assert told == [14]
    [noted] = await town.rows(
        "select reason from audit_entry where act = 'competition.correct-result'"
    )
    assert noted["reason"] == reason
    [first] = await town.rows("select hash from result_revision where revision = 1")
    assert first["hash"] == hashlib.sha256(frozen_text(CONTEST)).digest()


async def _everybody_enters(town: Town) -> Run:
    run = Run(town, {})
    await town.move_to(STAGES["registration"].opens)
    for number, line in ENTRANTS.items():
        account, _, group = line["unit"].partition(":")
        person = run.people[number] = somebody(town, number, account)
        await person.joins(group)
        await _enters(person, line)
    chat = int(next(iter(TITLES)))
    announced = [COMPETITION.title in one.text for one in town.telegram_chat(chat)]
    assert sum(announced) == 1
    follower = run.people[23]
    await town.nothing_due()
    assert sum(f"【比赛】{COMPETITION.title}" in one.text for one in follower.heard) == 1
    return run


async def test_the_contest_from_its_call_to_its_frozen_result(town: Town) -> None:
    await town.teach(COURSE)
    await call(town, COMPETITION, TITLES)
    run = await _everybody_enters(town)
    await start_anew(town)

    _write_down(run, STAGES["preliminary"])
    run.at(datetime.fromisoformat("2027-03-09T12:00:00+08:00"), partial(_leaves, run))
    in_the_middle = datetime.fromisoformat("2027-03-09T14:50:00+08:00")
    run.at(in_the_middle, partial(empty_valkey, town))
    await run.play()
    await settle(town.program.db, desk(town))
    await _check_preliminary(town)
    await start_anew(town)
    await town.move_to(datetime.fromisoformat("2027-03-13T09:00:00+08:00"))
    await _hear_who_goes_on(run)

    await town.move_to(STAGES["final"].opens)
    _write_down(run, STAGES["final"])
    await run.play()
    await settle(town.program.db, desk(town))
    await start_anew(town)

    await town.move_to(STAGES["publicity"].opens)
    await settle(town.program.db, desk(town))
    await _object(run)
    async with act(town) as (conn, at):
        await results.freeze(conn, at, COMPETITION.key)
    await _check_result(town)
    town.clock.move(timedelta(minutes=1))
    await _hear_results(run)
    await _correct(run)
