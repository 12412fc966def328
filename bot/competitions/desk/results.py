"""Results made final, corrected afterwards with a reason, and never changed silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.competitions.desk.judged import unjudged
from bot.competitions.desk.performing import everybody, final
from bot.competitions.desk.standing import remake
from bot.competitions.scoring.judging import MarkFault
from bot.competitions.scoring.ranking import award_of, rank
from bot.competitions.scoring.results import (
    Correcting,
    Freezing,
    Frozen,
    What,
    decimals_of,
    frozen_row,
    may_correct,
    may_freeze,
    result_hash,
)
from bot.domain.competitions import Competition
from bot.domain.contests import RankKey
from bot.domain.errors import StaleEditError
from bot.domain.names import NameFault, read_name
from bot.store.competitions import Head
from bot.store.contests import objections, results
from bot.store.contests.results import NewCorrection, ResultRow, Revision
from bot.store.db import Connection

MOST_PLACE = 1_000_000
"""The last place that can be given by hand."""
MOST_SCORE = 1_000_000_000
"""Scores given by hand are below it."""
LONGEST_AWARD = 60
"""Characters of an award's title."""


@dataclass(frozen=True, slots=True)
class ResultChange:
    """What a correction gives an entry in the result; None: as it is. ``rank`` is at most
    MOST_PLACE, ``score`` below MOST_SCORE with no more decimals than the competition's scores have,
    ``award`` as ``bot.domain.names.read_name`` takes it, or empty.
    """

    rank: int | None = None
    award: str | None = None
    score: Decimal | None = None
    has_place: bool = True
    """False: it loses its place."""


async def freezing(conn: Connection, desk: Desk, key: str) -> Freezing:
    """Whether the results may be made final now, and if not why: for the screen and the act."""
    head, competition = await held(conn, key)
    return may_freeze(
        competition,
        desk.at,
        frozen=head.frozen_at is not None,
        unjudged=await unjudged(conn, competition),
        open_objections=await objections.open_objections(conn, key),
    )


async def freeze(conn: Connection, desk: Desk, key: str) -> Revision:
    """Make the results final and so public: everybody is told his or her place.

    Raises RefusedError, whose details say by ``why`` what is missing
    (``bot.competitions.scoring.results.Freezing``).
    """
    verdict = await freezing(conn, desk, key)
    if verdict is not Freezing.MAY:
        refusal = Refusal.FROZEN if verdict is Freezing.FROZEN else Refusal.CHECKS
        raise RefusedError(refusal, {"why": verdict.value})
    _, competition = await held(conn, key)
    await remake(conn, desk, competition, due=True)
    revision = await _keep(
        conn, desk, competition, await _computed(conn, desk, competition), 1, ""
    )
    await noted(
        conn, desk, "competition.freeze", key, after={"revision": 1, "hash": revision.hash.hex()}
    )
    return revision


async def correct_result(
    conn: Connection,
    desk: Desk,
    key: str,
    changes: Mapping[int, ResultChange],
    *,
    expected_revision: int,
    reason: str,
) -> Revision:
    """Correct final results by hand: by row of the entry, what it has from now on. All changes make
    one new revision; the earlier ones stay as they were.

    Raises RefusedError, whose details name the value that is wrong, and StaleEditError where the
    result has had another revision since.
    """
    said = reasoned(reason)
    head, competition = await held(conn, key)
    if head.frozen_at is None:
        raise RefusedError(Refusal.NOT_FROZEN)
    [newest, *_] = await results.revisions_of(conn, key)
    if newest.revision != expected_revision:
        raise StaleEditError(
            "The results were corrected since you opened them; nothing was changed."
        )
    rows = {one.entry: one for one in await results.result_rows(conn, key, newest.revision)}
    if missing := changes.keys() - rows.keys():
        raise RefusedError(Refusal.UNKNOWN_ENTRY, {"entries": sorted(missing)})
    for entry, change in changes.items():
        corrected = _changed(rows[entry], _read(competition, change))
        before, after = _told(rows[entry]), _told(corrected)
        verdict = may_correct(What.RESULT, before, after, said, frozen=True)
        if verdict is not Correcting.MAY:
            raise RefusedError(Refusal.SAME)
        new = NewCorrection(What.RESULT, before, after, said, entry)
        await results.put_correction(conn, key, new, desk.actor, desk.at)
        rows[entry] = corrected
    number = newest.revision + 1
    revision = await _keep(conn, desk, competition, list(rows.values()), number, said)
    await noted(
        conn,
        desk,
        "competition.correct-result",
        key,
        before={"revision": newest.revision, "hash": newest.hash.hex()},
        after={"revision": number, "hash": revision.hash.hex(), "entries": sorted(changes)},
        reason=said,
    )
    return revision


async def correct(
    conn: Connection,
    desk: Desk,
    head: Head,
    competition: Competition,
    new: NewCorrection,
) -> None:
    """Keep a correction of what results follow from, and let them follow: standings that were made
    are made again, and final results have a new revision where anything in them changed.

    To be called within an act that has changed it already and notes it.
    """
    verdict = may_correct(
        What(new.what), new.before, new.after, new.reason, frozen=head.frozen_at is not None
    )
    if verdict is Correcting.SAME:
        raise RefusedError(Refusal.SAME)
    if verdict is not Correcting.MAY:
        raise RefusedError(Refusal.NO_REASON)
    await results.put_correction(conn, competition.key, new, desk.actor, desk.at)
    await remake(conn, desk, competition)
    if head.frozen_at is None:
        return
    [newest, *_] = await results.revisions_of(conn, competition.key)
    old = await results.result_rows(conn, competition.key, newest.revision)
    fresh = _reapplied(
        await _computed(conn, desk, competition),
        await results.result_corrections(conn, competition.key),
    )
    if _by_entry(old) != _by_entry(fresh):
        await _keep(conn, desk, competition, fresh, newest.revision + 1, new.reason)


def hash_of(key: str, revision: int, rows: Sequence[ResultRow]) -> bytes:
    """The hash that a revision with these rows must have: anybody can compute it again."""
    return result_hash(key, revision, [_frozen(one) for one in rows])


async def _computed(conn: Connection, desk: Desk, competition: Competition) -> list[ResultRow]:
    """The final result as it follows from answers and marks, of every entry there ever was: who
    withdrew has a number in it and no place, so that no number is missing without a word.
    """
    found = await final(conn, competition, await everybody(conn, desk, competition))
    rows = []
    for placed in rank(found, competition.ranking):
        award = award_of(competition.ranking, placed.rank)
        row = frozen_row(placed.performance, placed.rank, award, competition.ranking)
        rows.append(
            ResultRow(
                entry=placed.performance.entry,
                number=row.entry,
                division=placed.performance.division,
                rank=row.rank,
                award=row.award,
                score=row.score,
                keys=row.keys,
            )
        )
    return rows


def _reapplied(
    rows: Sequence[ResultRow], corrections: Sequence[results.Correction]
) -> list[ResultRow]:
    """What somebody corrected in the result by hand holds, whatever else is corrected later."""
    found = _by_entry(rows)
    for one in corrections:
        if one.entry in found:
            found[one.entry] = _overwritten(found[one.entry], one)
    return list(found.values())


def _overwritten(row: ResultRow, one: results.Correction) -> ResultRow:
    """Only what that correction changed."""
    for name in ("rank", "award", "score"):
        if one.before[name] != one.after[name]:
            value = one.after[name]
            if name == "score" and value is not None:
                row = _scored(row, Decimal(value))
            else:
                row = replace(row, **{name: value})
    return row


async def _keep(
    conn: Connection,
    desk: Desk,
    competition: Competition,
    rows: Sequence[ResultRow],
    number: int,
    reason: str,
) -> Revision:
    digest = hash_of(competition.key, number, rows)
    revision = Revision(number, digest, desk.actor, desk.at, reason)
    await results.put_result(conn, competition.key, revision, rows)
    return revision


def _read(competition: Competition, change: ResultChange) -> ResultChange:
    """A correction as it is kept. Raises RefusedError."""
    if change.rank is not None and not 0 < change.rank <= MOST_PLACE:
        fault = MarkFault.TOO_LOW if change.rank < 1 else MarkFault.TOO_HIGH
        raise RefusedError(Refusal.MARKS, {"rank": fault.value})
    award = read_name(change.award, LONGEST_AWARD) if change.award and change.award.strip() else ""
    if isinstance(award, NameFault):
        raise RefusedError(Refusal.NAME, {"award": award.value})
    score = None if change.score is None else _score(competition, change.score)
    return replace(change, award=None if change.award is None else award, score=score)


def _score(competition: Competition, given: Decimal) -> Decimal:
    """A score with as many decimals as the others have. Raises RefusedError."""
    fault = None
    if not given.is_finite():
        fault = MarkFault.NO_NUMBER
    elif given < 0:
        fault = MarkFault.TOO_LOW
    elif given >= MOST_SCORE:
        fault = MarkFault.TOO_HIGH
    else:
        finest = Decimal(1).scaleb(-decimals_of(competition.ranking, competition.stages))
        if given % finest:
            fault = MarkFault.TOO_FINE
        else:
            return abs(given.quantize(finest))
    raise RefusedError(Refusal.MARKS, {"score": fault.value})


def _changed(row: ResultRow, change: ResultChange) -> ResultRow:
    place = row.rank if change.rank is None else change.rank
    changed = replace(
        row,
        rank=place if change.has_place else None,
        award=row.award if change.award is None else change.award,
    )
    return changed if change.score is None else _scored(changed, change.score)


def _scored(row: ResultRow, score: Decimal) -> ResultRow:
    """With what the record says was compared, where the score was."""
    named = RankKey.SCORE.value
    keys = {**row.keys, named: f"{score:f}"} if named in row.keys else row.keys
    return replace(row, score=score, keys=keys)


def _told(row: ResultRow) -> dict[str, object]:
    score = None if row.score is None else f"{row.score:f}"
    return {"rank": row.rank, "award": row.award, "score": score}


def _frozen(row: ResultRow) -> Frozen:
    return Frozen(row.number, row.division or "", row.rank, row.award, row.score, row.keys)


def _by_entry(rows: Sequence[ResultRow]) -> dict[int, ResultRow]:
    return {one.entry: one for one in rows}
