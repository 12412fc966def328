"""Judges invited and ended, and the marks they give."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.competitions.desk.judged import judged_stage
from bot.competitions.desk.results import correct
from bot.competitions.desk.standing import stage_of
from bot.competitions.scoring.judging import mark_faults, total_of
from bot.competitions.scoring.results import What
from bot.domain.competitions import CompetitionState, Stage
from bot.domain.names import NameFault, read_name
from bot.store import staff_invites
from bot.store.contests import judge_asides, judges, standings_due
from bot.store.contests import judging as stored
from bot.store.contests.entries import load_entry
from bot.store.contests.judging import Marks
from bot.store.contests.results import NewCorrection
from bot.store.db import Connection

MOST_NOTE = 500
"""Characters of a judge's note."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where marks stand: the stage, the rows of the entry and of the judge."""

    stage: str
    entry: int
    judge: int


async def invite(conn: Connection, desk: Desk, key: str, *, name: str, code: bytes) -> None:
    """Invite somebody to judge: whoever says the word that ``code`` is the keyed hash of judges
    under ``name``. Raises RefusedError.
    """
    known = read_name(name)
    if isinstance(known, NameFault):
        raise RefusedError(Refusal.NAME, {"name": known.value})
    await _not_over(conn, key)
    await staff_invites.invite(
        conn, code, staff_invites.Invite("judge", known, key), desk.actor, desk.at
    )
    await noted(conn, desk, "judge.invite", key)


async def accept(
    conn: Connection, desk: Desk, key: str, *, account: str, person: bytes, name: str
) -> int:
    """Whoever said the word judges from now on; the judge's row. ``person`` is the keyed hash that
    roles are granted to, ``name`` the one in the invitation. Raises RefusedError.
    """
    await _not_over(conn, key)
    row = await judges.add_judge(
        conn, key, account, person, name=name, added_by=desk.actor, at=desk.at
    )
    await noted(conn, desk, "judge.accept", key, after={"judge": row})
    return row


async def end(conn: Connection, desk: Desk, key: str, judge: int, *, reason: str) -> None:
    """Somebody judges no more; marks that were given stay and count, and nobody waits for others of
    his or hers. Raises RefusedError.
    """
    said = reasoned(reason)
    await held(conn, key)
    if await judges.load_judge(conn, key, judge) is None:
        raise RefusedError(Refusal.UNKNOWN_JUDGE)
    if not await judges.end_judge(conn, judge, desk.at):
        raise RefusedError(Refusal.ALREADY)
    await standings_due.outdate(conn, [key])
    await noted(conn, desk, "judge.end", key, after={"judge": judge}, reason=said)


async def save_marks(
    conn: Connection,
    desk: Desk,
    key: str,
    place: Place,
    marks: Mapping[str, Decimal],
    *,
    note: str = "",
    expected_revision: int,
    reason: str = "",
) -> int:
    """Keep what a judge gives an entry; the revision of these marks now.

    ``expected_revision`` is the one that was read (0: there were none). Marks that stood when the
    stage closed change only as a correction, with its ``reason``; first marks come when they come,
    and the standing is made again. After the results are final a judge gives none: see
    ``correct_marks``; nor does who stands aside for the entry. Raises RefusedError, whose details name the criteria that are wrong, and
    StaleEditError.
    """
    head, competition = await held(conn, key)
    if head.state is not CompetitionState.PUBLISHED:
        raise RefusedError(Refusal.WRONG_STATE)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)
    stage = stage_of(competition, place.stage)
    judged = judged_stage(competition, stage)
    if desk.at < stage.opens:
        raise RefusedError(Refusal.NOT_OPEN)
    if not await stored.is_in_stage(conn, judged, place.entry):
        raise RefusedError(Refusal.NOT_IN)
    found = await judges.load_judge(conn, key, place.judge)
    if found is None or found.ended_at is not None:
        raise RefusedError(Refusal.UNKNOWN_JUDGE if found is None else Refusal.JUDGE_ENDED)
    await _not_aside(conn, place)
    before = await stored.load_marks(conn, place.entry, place.stage, place.judge)
    after = _read(stage, marks, note, expected_revision)
    late = desk.at >= stage.closes and before.revision > 0
    said = reasoned(reason) if late else ""
    revision = await stored.put_marks(conn, place.entry, place.stage, place.judge, after, desk.at)
    if late:
        new = _correction(before, after, said, place)
        await correct(conn, desk, head, competition, new)
    elif desk.at >= stage.closes:
        await standings_due.outdate(conn, [key])
    await _note_marks(conn, desk, key, place, before, after, said)
    return revision


async def correct_marks(
    conn: Connection,
    desk: Desk,
    key: str,
    place: Place,
    marks: Mapping[str, Decimal],
    *,
    expected_revision: int,
    reason: str,
) -> int:
    """An organiser corrects marks that a judge gave (a slip of the pen, an objection upheld), at any
    time and with a reason; standings and results follow. Raises RefusedError, StaleEditError.
    """
    said = reasoned(reason)
    head, competition = await held(conn, key)
    stage = stage_of(competition, place.stage)
    judged_stage(competition, stage)
    one = await load_entry(conn, place.entry, lock=True)
    if one is None or one.competition != key:
        raise RefusedError(Refusal.UNKNOWN_ENTRY)
    if await judges.load_judge(conn, key, place.judge) is None:
        raise RefusedError(Refusal.UNKNOWN_JUDGE)
    await _not_aside(conn, place)
    before = await stored.load_marks(conn, place.entry, place.stage, place.judge)
    after = _read(stage, marks, before.note, expected_revision)
    revision = await stored.put_marks(conn, place.entry, place.stage, place.judge, after, desk.at)
    new = _correction(before, after, said, place)
    await correct(conn, desk, head, competition, new)
    await _note_marks(conn, desk, key, place, before, after, said)
    return revision


async def _not_over(conn: Connection, key: str) -> None:
    head, _ = await held(conn, key)
    if head.state is CompetitionState.CANCELLED:
        raise RefusedError(Refusal.WRONG_STATE)
    if head.frozen_at is not None:
        raise RefusedError(Refusal.FROZEN)


async def _not_aside(conn: Connection, place: Place) -> None:
    for one in await judge_asides.asides_of_entry(conn, place.entry):
        if (one.stage, one.judge) == (place.stage, place.judge):
            raise RefusedError(Refusal.ASIDE)


def _read(stage: Stage, marks: Mapping[str, Decimal], note: str, revision: int) -> Marks:
    """Complete marks within bounds, with their total."""
    if stage.judging is None:
        raise RefusedError(Refusal.NOT_JUDGED)
    if faults := mark_faults(stage.judging, marks):
        raise RefusedError(Refusal.MARKS, {key: fault.value for key, fault in faults.items()})
    if len(note) > MOST_NOTE:
        raise RefusedError(Refusal.TOO_LONG)
    return Marks(marks, total_of(stage.judging, marks), note.strip(), revision, None)


def _correction(before: Marks, after: Marks, reason: str, place: Place) -> NewCorrection:
    was, told = ({"judge": place.judge} | _told(one) for one in (before, after))
    return NewCorrection(What.MARKS, was, told, reason, place.entry, place.stage)


def _told(marks: Marks) -> dict[str, object]:
    return {key: f"{mark:f}" for key, mark in sorted(marks.marks.items())}


async def _note_marks(
    conn: Connection,
    desk: Desk,
    key: str,
    place: Place,
    before: Marks,
    after: Marks,
    reason: str,
) -> None:
    where = asdict(place)
    await noted(
        conn,
        desk,
        "marks.save",
        key,
        before=where | {"marks": _told(before)} if before.revision else None,
        after=where | {"marks": _told(after)},
        reason=reason,
    )
