"""What the organiser and the judges of the singing contest do at the desk, as its sheets have it."""

from datetime import datetime
from decimal import Decimal

import pytest

from bot.competitions.desk import entries, judging, judging_aside, objections, results
from bot.competitions.desk.acting import RefusedError
from bot.competitions.desk.judging import Place
from bot.competitions.objecting import Objecting
from bot.competitions.scoring.results import Freezing
from bot.store.contests.judging import load_marks
from tests.contests.sheets import Line, lines, rules
from tests.contests.stage import Messenger, Someone, act
from tests.flow.town import TELEGRAM, Town

CONTEST = "seniors_singing"
COMPETITION = rules(CONTEST)
KEY = COMPETITION.key
STAGES = {stage.key: stage for stage in COMPETITION.stages}
COLUMNS = ("first", "second", "third")
OBJECTING = {
    Objecting.NOT_YET: "公示还没开始",
    Objecting.MAY: "您觉得哪里不对",
    Objecting.OVER: "公示已经结束",
}


async def seat_judges(town: Town) -> dict[str, int]:
    """The seven judges, by what the sheets call them."""
    found = {}
    for n in range(1, 8):
        async with act(town) as (conn, at):
            found[f"J{n}"] = await judging.accept(
                conn, at, KEY, account=TELEGRAM, person=bytes([n]) * 32, name=f"评委{n}"
            )
    return found


async def stands_aside(town: Town, judge: int, entry: int) -> None:
    """A judge is a relative of an entrant, who would wait for those marks for ever."""
    async with act(town) as (conn, at):
        await judging_aside.stand_aside(conn, at, KEY, Place("judging", entry, judge), "relative")


async def marks_the_final(town: Town, judge: int, entry: int) -> None:
    """In the final the organiser has all seven mark everybody, as the sheets have it."""
    async with act(town) as (conn, at):
        where = Place("final", entry, judge)
        await judging_aside.take_back(conn, at, KEY, where, reason="决赛七位评委都打分")


def _marks(stage: str, line: Line) -> dict[str, Decimal]:
    sheet = STAGES[stage].judging
    assert sheet is not None
    keys = [one.key for one in sheet.criteria]
    return {key: Decimal(line[column]) for key, column in zip(keys, COLUMNS, strict=True)}


async def mark_all(town: Town, stage: str, judges: dict[str, int], rows: dict[int, int]) -> None:
    for line in lines(CONTEST, "marks"):
        if line["stage"] == stage:
            where = Place(stage, rows[int(line["number"])], judges[line["judge"]])
            async with act(town) as (conn, at):
                marks = _marks(stage, line)
                await judging.save_marks(conn, at, KEY, where, marks, expected_revision=0)


# What happens after the final -------------------------------------------------------------------


async def _object(town: Town, person: Someone, event: Line) -> None:
    expected = Objecting(event["expected"])
    if isinstance(person, Messenger) and expected is not Objecting.MAY:
        await person.forges(f"object:{KEY}", OBJECTING[expected])
        return
    await person.opens(COMPETITION)
    await person.chooses("提异议", OBJECTING[expected])
    await person.says(event["words"], "您的异议收到了")


async def _freeze(town: Town, event: Line) -> None:
    verdict = Freezing(event["expected"])
    async with act(town) as (conn, at):
        assert await results.freezing(conn, at, KEY) is verdict
    if verdict is Freezing.MAY:
        async with act(town) as (conn, at):
            await results.freeze(conn, at, KEY)
        return
    with pytest.raises(RefusedError) as refused:
        async with act(town) as (conn, at):
            await results.freeze(conn, at, KEY)
    assert refused.value.details == {"why": verdict.value}


async def _decide(town: Town, row: int, event: Line) -> None:
    [found] = await town.rows(
        """
        select o.id from objection o join entry e on e.learner_id = o.learner_id
        where e.id = $1 and o.state = 'open'
        """,
        row,
    )
    async with act(town) as (conn, at):
        upheld = event["act"] == "uphold"
        objection = int(str(found["id"]))
        await objections.decide(conn, at, KEY, objection, upheld=upheld, answer=event["words"])


async def _disqualify(town: Town, row: int, event: Line) -> None:
    [found] = await town.rows("select revision from entry where id = $1", row)
    revision = int(str(found["revision"]))
    async with act(town) as (conn, at):
        reason = event["words"]
        await entries.disqualify(conn, at, KEY, row, expected_revision=revision, reason=reason)


async def _correct(town: Town, row: int, judge: int, event: Line) -> None:
    where = Place(event["stage"], row, judge)
    async with act(town) as (conn, at):
        before = await load_marks(conn, row, where.stage, judge)
        [wrong] = [key for key, mark in before.marks.items() if mark == Decimal(event["before"])]
        marks = {**before.marks, wrong: Decimal(event["after"])}
        reason, revision = event["words"], before.revision
        await judging.correct_marks(
            conn, at, KEY, where, marks, expected_revision=revision, reason=reason
        )


async def happens(
    town: Town,
    people: dict[int, Someone],
    judges: dict[str, int],
    rows: dict[int, int],
    event: Line,
) -> None:
    await town.move_to(datetime.fromisoformat(event["at"]))
    number = int(event["number"] or 0)
    match event["act"]:
        case "object":
            await _object(town, people[number], event)
        case "disqualify":
            await _disqualify(town, rows[number], event)
        case "correct marks":
            await _correct(town, rows[number], judges[event["judge"]], event)
        case "uphold" | "dismiss":
            await _decide(town, rows[number], event)
        case "freeze":
            await _freeze(town, event)
        case other:
            raise AssertionError(other)
