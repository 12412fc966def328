"""Standings made from answers and marks, and made again when those change."""

from collections.abc import Mapping

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted
from bot.competitions.desk.judged import is_being_judged
from bot.competitions.desk.performing import everybody, final, performances
from bot.competitions.scoring.advancing import Selected, going_on, selection_stands
from bot.competitions.scoring.ranking import Out, Performance, Placed, Placing, compared, rank
from bot.competitions.scoring.results import scored_stages
from bot.domain.competitions import Competition, Stage, StageKind
from bot.store.contests import rounds, standings, standings_due
from bot.store.contests.standings import StandingRow, Went
from bot.store.db import Connection


async def renew(conn: Connection, desk: Desk, key: str, stage_key: str) -> tuple[StandingRow, ...]:
    """Make a stage's standing from what was answered and marked up to now, as an act of the staff
    or of the clock (``bot.competitions.desk.settling``).

    A publicity stage's standing is the final ranking, as it is made public. While a scored stage is
    open, or an entry in it waits for a judge, nobody goes on yet; once a stage has opened that the
    selection lets into, it stays (``bot.competitions.scoring.advancing.selection_stands``). Raises
    RefusedError.
    """
    head, competition = await held(conn, key)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)
    rows = await make(conn, desk, competition, stage_of(competition, stage_key))
    await noted(
        conn, desk, "competition.standing", key, after={"stage": stage_key, "entries": len(rows)}
    )
    return rows


async def make(
    conn: Connection, desk: Desk, competition: Competition, stage: Stage
) -> tuple[StandingRow, ...]:
    """Make and keep a stage's standing, within an act that notes it."""
    await rounds.close_overdue(conn, competition.key, desk.at)
    everyone = await everybody(conn, desk, competition)
    rows = await _rows(conn, desk, competition, stage, everyone)
    await standings.put_standing(conn, competition.key, stage.key, rows, desk.at)
    return rows


async def remake(
    conn: Connection, desk: Desk, competition: Competition, *, due: bool = False
) -> None:
    """Make all standings again that were made before, and with ``due`` those that ought to be there,
    in their order: each selection opens the way to the next stage.
    """
    made = await standings_due.made_before(conn, competition.key)
    if due:
        made |= await standings_due.due_in(conn, competition.key, desk.at)
    if not made:
        return
    await rounds.close_overdue(conn, competition.key, desk.at)
    everyone = await everybody(conn, desk, competition)
    for stage in competition.stages:
        if stage.key in made:
            rows = await _rows(conn, desk, competition, stage, everyone)
            await standings.put_standing(conn, competition.key, stage.key, rows, desk.at)


def stage_of(competition: Competition, key: str) -> Stage:
    """A stage by its key. Raises RefusedError."""
    for stage in competition.stages:
        if stage.key == key:
            return stage
    raise RefusedError(Refusal.UNKNOWN_STAGE)


async def _rows(
    conn: Connection,
    desk: Desk,
    competition: Competition,
    stage: Stage,
    everyone: tuple[Performance, ...],
) -> tuple[StandingRow, ...]:
    if stage.kind is StageKind.PUBLICITY:
        found = await final(conn, competition, everyone)
    elif stage in scored_stages(competition.stages):
        found = await performances(conn, competition, stage, everyone)
    else:
        raise RefusedError(Refusal.NO_SCORES)
    kept = await _kept(conn, desk, competition, stage)
    over = stage.advance is not None and desk.at >= stage.closes
    selects = over and (bool(kept) or not await is_being_judged(conn, competition, stage))
    return standing_rows(competition, stage, found, selects=selects, kept=kept)


async def _kept(
    conn: Connection, desk: Desk, competition: Competition, stage: Stage
) -> Mapping[int, Went]:
    """The selection of a stage that can be changed no more; empty: it can, or was never made."""
    if stage.advance is None or not selection_stands(competition.stages, stage.key, desk.at):
        return {}
    selected = await standings.selection(conn, competition.key, stage.key)
    return {entry: one for entry, one in selected.items() if one.why != Out.DISQUALIFIED}


def standing_rows(
    competition: Competition,
    stage: Stage,
    found: tuple[Performance, ...],
    *,
    selects: bool,
    kept: Mapping[int, Went] | None = None,
) -> tuple[StandingRow, ...]:
    """The lines of a standing; ``selects``: the stage is over, so some go on and others do not.

    Who withdrew, or did not come into the stage, has no line in it. ``kept`` is a selection that
    stands: whom it names goes on, or not, as it says, whatever the places are now, save by being
    disqualified; who is not in it (put back since) is selected by the places.
    """
    listed = [one for one in found if one.out not in {Out.WITHDRAWN, Out.NOT_IN}]
    stands = kept or {}
    advance = stage.advance if selects or stands else None
    going = {one.performance.entry: one for one in going_on(advance, listed, competition.ranking)}
    lines = []
    for placed in rank(listed, competition.ranking):
        one = placed.performance
        went = _went(placed, going[one.entry], stands.get(one.entry))
        lines.append(
            StandingRow(
                entry=one.entry,
                division=one.division,
                rank=placed.rank,
                score=one.score,
                keys=compared(one, competition.ranking),
                goes_on=went.goes_on,
                why=went.why,
            )
        )
    return tuple(lines)


def _went(placed: Placed, chosen: Selected, kept: Went | None) -> Went:
    if kept is not None and placed.out is not Out.DISQUALIFIED:
        return kept
    why = placed.out or (chosen.why if chosen.goes_on is not None else placed.placing)
    return Went(chosen.goes_on, (why or Placing.NONE).value)
