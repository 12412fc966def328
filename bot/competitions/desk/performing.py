"""What every entry brings to a stage's ranking, from what it answered and what judges gave."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.competitions.desk.acting import Desk
from bot.competitions.desk.facts import birth_of
from bot.competitions.scoring.advancing import gate_of
from bot.competitions.scoring.judging import trimmed_mean
from bot.competitions.scoring.ranking import Out, Performance
from bot.competitions.scoring.results import deciding_stages, final_performances
from bot.competitions.scoring.round_scores import Attempt, round_score
from bot.competitions.scoring.rounds import Ended
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.contests import EntryKind, RankKey
from bot.store.contests import standings
from bot.store.contests.counting import Contender, contenders
from bot.store.contests.entries import EntryState
from bot.store.contests.standings import EndedAttempt
from bot.store.db import Connection

_OUT = {
    EntryState.WITHDRAWN: Out.WITHDRAWN,
    EntryState.DISQUALIFIED: Out.DISQUALIFIED,
}


@dataclass(frozen=True, slots=True)
class Score:
    """What a stage gave one entry."""

    score: Decimal | None
    time_ms: int | None = None
    finished_at: datetime | None = None


async def everybody(
    conn: Connection, desk: Desk, competition: Competition
) -> tuple[Performance, ...]:
    """All entries as they enter a ranking, without scores; births only where they are compared."""
    by_age = RankKey.AGE in competition.ranking.keys and competition.entry is EntryKind.PERSON
    return tuple(
        _bare(desk, one, by_age=by_age) for one in await contenders(conn, competition.key)
    )


async def performances(
    conn: Connection,
    competition: Competition,
    stage: Stage,
    everyone: tuple[Performance, ...],
) -> tuple[Performance, ...]:
    """What ``everyone`` brings to the ranking of ``stage``; who did not come through the selection
    before it is out. Where that selection has not been made nobody is kept out by it.
    """
    scores = await _scores(conn, competition, stage)
    gate = gate_of(competition.stages, stage.key)
    through = await _selected(conn, competition.key, gate) if gate else {}
    nothing = Score(None)
    return tuple(_in_stage(one, scores.get(one.entry, nothing), through) for one in everyone)


async def _selected(conn: Connection, key: str, gate: str) -> dict[int, bool]:
    """Who goes on after a stage and who does not; empty while it has not selected anybody."""
    found = await standings.gone_on(conn, key, gate)
    return {entry: goes_on for entry, goes_on in found.items() if goes_on is not None}


async def final(
    conn: Connection, competition: Competition, everyone: tuple[Performance, ...]
) -> tuple[Performance, ...]:
    """What each entry brings to the final ranking."""
    stages = deciding_stages(competition.ranking, competition.stages)
    by_stage = {
        stage.key: await performances(conn, competition, stage, everyone) for stage in stages
    }
    return final_performances(competition.ranking, competition.stages, by_stage)


def _bare(desk: Desk, one: Contender, *, by_age: bool) -> Performance:
    return Performance(
        entry=one.row,
        number=one.number or one.row,
        division=one.division,
        unit=one.unit,
        born=birth_of(desk.vault, one) if by_age else None,
        out=_OUT.get(one.state),
    )


def _in_stage(one: Performance, score: Score, through: Mapping[int, bool]) -> Performance:
    out = one.out
    if out is None and through and not through.get(one.entry, False):
        out = Out.NOT_IN
    return replace(
        one,
        score=score.score,
        time_ms=score.time_ms,
        finished_at=score.finished_at,
        out=out,
    )


async def _scores(conn: Connection, competition: Competition, stage: Stage) -> dict[int, Score]:
    if stage.kind is StageKind.QUIZ:
        attempts = await standings.ended_attempts(conn, competition.key, stage.key)
        return {entry: _of_round(stage, made) for entry, made in attempts.items()}
    if stage.judging is None:
        return {}
    sheet = stage.judging
    given = await standings.totals(conn, competition.key, stage.key)
    return {
        entry: Score(trimmed_mean(totals, sheet.trim, sheet.decimals))
        for entry, totals in given.items()
    }


def _of_round(stage: Stage, made: list[EndedAttempt]) -> Score:
    found = round_score(stage.counts, [_attempt(one) for one in made])
    return Score(None) if found is None else Score(found.score, found.time_ms, found.finished_at)


def _attempt(one: EndedAttempt) -> Attempt:
    return Attempt(
        number=one.number,
        items=one.items,
        right=one.right,
        used_ms=one.used_ms,
        finished_at=one.finished_at,
        whole=one.ended == Ended.ANSWERED or one.seconds is not None,
    )
