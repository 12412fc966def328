"""A judge stands aside for an entry (回避), or is put aside by an organiser, or is taken back.

It holds for the stage in which it is said and for the judged ones that follow: whoever is a relative
in the first is one in the final. Nothing of it changes once who goes on is settled.
"""

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.competitions.desk.judged import judged_stage
from bot.competitions.desk.judging import Place
from bot.competitions.desk.results import correct
from bot.competitions.desk.standing import stage_of
from bot.competitions.scoring.advancing import selection_stands
from bot.competitions.scoring.results import What
from bot.domain.competitions import Competition, CompetitionState, Stage
from bot.store.competitions import Head
from bot.store.contests import judge_asides, judges, standings, standings_due
from bot.store.contests import judging as stored
from bot.store.contests.entries import load_entry
from bot.store.contests.judge_asides import Relation
from bot.store.contests.judging import Marks
from bot.store.contests.results import NewCorrection
from bot.store.db import Connection


async def stand_aside(
    conn: Connection, desk: Desk, key: str, place: Place, relation: str, *, reason: str = ""
) -> None:
    """A judge says that an entry is not for him or her to judge; ``relation`` is one of Relation.

    Marks that were given are kept and stop counting. Where the stage has closed on them that is a
    correction, and ``reason`` is needed. Raises RefusedError.
    """
    head, competition = await _may_change(conn, desk, key, place)
    found = await judges.load_judge(conn, key, place.judge)
    if found is None or found.ended_at is not None:
        raise RefusedError(Refusal.UNKNOWN_JUDGE if found is None else Refusal.JUDGE_ENDED)
    how = _relation(relation)
    said = reasoned(reason) if await _is_late(conn, desk, competition, place) else ""
    await _put(conn, desk, (head, competition), place, how, said, by_organiser=False)


async def put_aside(
    conn: Connection, desk: Desk, key: str, place: Place, relation: str, *, reason: str
) -> None:
    """An organiser puts a judge aside for an entry, also one who judges no more and has marked it.
    Raises RefusedError.
    """
    said = reasoned(reason)
    head, competition = await _may_change(conn, desk, key, place)
    if await judges.load_judge(conn, key, place.judge) is None:
        raise RefusedError(Refusal.UNKNOWN_JUDGE)
    how = _relation(relation)
    await _put(conn, desk, (head, competition), place, how, said, by_organiser=True)


async def take_back(conn: Connection, desk: Desk, key: str, place: Place, *, reason: str) -> None:
    """An organiser lets a judge mark an entry after all; marks that were kept count again. Raises
    RefusedError.
    """
    said = reasoned(reason)
    head, competition = await _may_change(conn, desk, key, place)
    open_stages = await _open_stages(conn, desk, competition, place.stage)
    asides = await judge_asides.asides_of_entry(conn, place.entry)
    mine = {one.stage: one.relation for one in asides if one.judge == place.judge}
    if place.stage not in mine:
        raise RefusedError(Refusal.ALREADY)
    changed = await judge_asides.drop_asides(
        conn, place.entry, place.judge, [one.key for one in open_stages]
    )
    before = _facts(place, changed) | {"relation": mine[place.stage].value}
    await noted(conn, desk, "judge.take-back", key, before=before, reason=said)
    for stage in open_stages:
        if stage.key in changed:
            told = mine[stage.key]
            await _follow(conn, desk, (head, competition), stage, place, said, told, out=False)


async def is_settled(conn: Connection, desk: Desk, competition: Competition, stage: Stage) -> bool:
    """Whether who goes on after a stage was chosen, and can be changed no more. A stage that an
    entry holds has chosen nobody, so that it is never too late to let it go on.
    """
    if stage.advance is None or not selection_stands(competition.stages, stage.key, desk.at):
        return False
    return bool(await standings.selection(conn, competition.key, stage.key))


async def _may_change(
    conn: Connection, desk: Desk, key: str, place: Place
) -> tuple[Head, Competition]:
    """The competition, where somebody can be put aside or taken back. Raises RefusedError."""
    head, competition = await held(conn, key)
    if head.state is not CompetitionState.PUBLISHED:
        raise RefusedError(Refusal.WRONG_STATE)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)
    stage = stage_of(competition, place.stage)
    judged = judged_stage(competition, stage)
    entry = await load_entry(conn, place.entry, lock=True)
    if entry is None or entry.competition != key:
        raise RefusedError(Refusal.UNKNOWN_ENTRY)
    if not await stored.is_in_stage(conn, judged, place.entry):
        raise RefusedError(Refusal.NOT_IN)
    if await is_settled(conn, desk, competition, stage):
        raise RefusedError(Refusal.SELECTED)
    return head, competition


async def _put(
    conn: Connection,
    desk: Desk,
    whole: tuple[Head, Competition],
    place: Place,
    relation: Relation,
    said: str,
    *,
    by_organiser: bool,
) -> None:
    open_stages = await _open_stages(conn, desk, whole[1], place.stage)
    changed = await judge_asides.put_asides(
        conn,
        place.entry,
        place.judge,
        [one.key for one in open_stages],
        relation,
        desk.at,
        by_organiser=by_organiser,
    )
    if place.stage not in changed:
        raise RefusedError(Refusal.ALREADY)
    act = "judge.put-aside" if by_organiser else "judge.stand-aside"
    after = _facts(place, changed) | {"relation": relation.value}
    await noted(conn, desk, act, whole[1].key, after=after, reason=said)
    for stage in open_stages:
        if stage.key in changed:
            await _follow(conn, desk, whole, stage, place, said, relation, out=True)


async def _follow(
    conn: Connection,
    desk: Desk,
    whole: tuple[Head, Competition],
    stage: Stage,
    place: Place,
    said: str,
    relation: Relation,
    *,
    out: bool,
) -> None:
    """What a stage that has closed shows follows: as a correction where marks begin or cease to
    count, else when its standing is made again because nobody is waited for any more.
    """
    if desk.at < stage.closes:
        return
    marks = await stored.load_marks(conn, place.entry, stage.key, place.judge)
    if not marks.revision:
        await standings_due.outdate(conn, [whole[1].key])
        return
    counts, kept = (
        {"judge": place.judge} | _counting(marks),
        {"judge": place.judge} | _kept(relation),
    )
    before, after = (counts, kept) if out else (kept, counts)
    new = NewCorrection(What.MARKS, before, after, said, place.entry, stage.key)
    await correct(conn, desk, *whole, new)


def _counting(marks: Marks) -> dict[str, object]:
    return {"total": f"{marks.total:f}", "aside": "–"}


def _kept(relation: Relation) -> dict[str, object]:
    return {"total": "–", "aside": relation.value}


async def _open_stages(
    conn: Connection, desk: Desk, competition: Competition, key: str
) -> list[Stage]:
    """The judged stages from ``key`` on in which it can still be changed who stands aside."""
    places = [one.key for one in competition.stages]
    following = competition.stages[places.index(key) :]
    return [
        one
        for one in following
        if one.judging is not None and not await is_settled(conn, desk, competition, one)
    ]


async def _is_late(conn: Connection, desk: Desk, competition: Competition, place: Place) -> bool:
    """Whether marks would cease to count on which a stage has closed."""
    for stage in await _open_stages(conn, desk, competition, place.stage):
        if desk.at >= stage.closes:
            marks = await stored.load_marks(conn, place.entry, stage.key, place.judge)
            if marks.revision:
                return True
    return False


def _relation(typed: str) -> Relation:
    try:
        return Relation(typed)
    except ValueError:
        raise RefusedError(Refusal.RELATION) from None


def _facts(place: Place, stages: list[str]) -> dict[str, object]:
    """For the audit log: rows only."""
    return {"entry": place.entry, "judge": place.judge, "stages": sorted(stages)}
