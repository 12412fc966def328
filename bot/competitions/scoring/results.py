"""The final scores over the stages, what may be frozen when, and what a correction may change."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bot.competitions.scoring.advancing import gate_of
from bot.competitions.scoring.exact import half_up
from bot.competitions.scoring.ranking import Out, Performance, compared
from bot.content.stage_check import gives_score
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.domain.contests import Ranking

USUAL_DECIMALS = 2
"""Of a weighted score, unless a judged stage is told to a finer place: what is printed is what is
compared, so that a tie in the list is a tie."""


class Freezing(StrEnum):
    """Whether the results may be frozen now."""

    MAY = "may be frozen"
    FROZEN = "they are frozen already"
    CANCELLED = "the competition is cancelled"
    NOT_PUBLISHED = "the competition is not published"
    NOTHING_SCORED = "no stage gives a score"
    STAGE_OPEN = "a stage that is scored has not ended"
    UNJUDGED = "entries wait for a judge"
    PUBLICITY_OPEN = "the publicity stage has not ended"
    OBJECTIONS_OPEN = "objections wait for an answer"


class What(StrEnum):
    """What a correction changes, as ``correction.what`` holds it."""

    ANSWER = "answer"
    MARKS = "marks"
    DIVISION = "division"
    STATE = "state"
    WORK = "work"
    RESULT = "result"


class Correcting(StrEnum):
    """Whether a correction may be made."""

    MAY = "may be corrected"
    NO_REASON = "a reason is needed"
    SAME = "nothing would change"
    NOT_FROZEN = "results that are not frozen follow from answers and marks"


@dataclass(frozen=True, slots=True)
class Frozen:
    """One row of a frozen result. ``entry`` is the number the entry is known by (its row where it
    has none); ``keys`` as ``bot.competitions.scoring.ranking.compared`` gives them.
    """

    entry: int
    division: str
    rank: int | None
    award: str
    score: Decimal | None
    keys: Mapping[str, str | int]


def scored_stages(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Those of ``stages`` that give a score, in order."""
    return tuple(one for one in stages if gives_score(one))


def deciding_stages(ranking: Ranking, stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Those whose scores make the final one: the weighted ones, else the last that gives a score."""
    scored = scored_stages(stages)
    if ranking.weights:
        weighted = {key for key, _ in ranking.weights}
        return tuple(one for one in scored if one.key in weighted)
    return scored[-1:]


def final_performances(
    ranking: Ranking,
    stages: Sequence[Stage],
    by_stage: Mapping[str, Iterable[Performance]],
) -> tuple[Performance, ...]:
    """What each entry brings to the final ranking, by number. ``by_stage``: by stage key, what
    everybody brought to its own ranking (also those who are out, with their reason).

    Without weights it is the last scored stage's. With weights the score is the sum of the stages'
    scores, each times its weight, rounded once; a stage that was missed counts nothing, and who did
    not go on to the last one has no score and no place. The time is the sum over the quiz rounds
    among them, the moment the latest.
    """
    deciding = deciding_stages(ranking, stages)
    if not ranking.weights:
        last = by_stage.get(deciding[0].key, ()) if deciding else ()
        return tuple(sorted(last, key=lambda one: (one.number, one.entry)))
    parts: dict[int, dict[str, Performance]] = {}
    for stage in deciding:
        for one in by_stage.get(stage.key, ()):
            parts.setdefault(one.entry, {})[stage.key] = one
    gated = bool(deciding) and gate_of(stages, deciding[-1].key) is not None
    finals = (_weighted(ranking, deciding, found, gated) for found in parts.values())
    return tuple(sorted(finals, key=lambda one: (one.number, one.entry)))


def may_freeze(
    competition: Competition, at: datetime, *, frozen: bool, unjudged: int, open_objections: int
) -> Freezing:
    """Whether the results may be frozen at ``at``: every stage that is scored and every publicity
    stage is over, nothing waits for a judge and no objection for an answer.
    """
    early = _before_freezing(competition, frozen)
    if early is not None:
        return early
    scored = scored_stages(competition.stages)
    publicity = [one for one in competition.stages if one.kind is StageKind.PUBLICITY]
    checks = (
        (not scored, Freezing.NOTHING_SCORED),
        (any(at < one.closes for one in scored), Freezing.STAGE_OPEN),
        (unjudged > 0, Freezing.UNJUDGED),
        (any(at < one.closes for one in publicity), Freezing.PUBLICITY_OPEN),
        (open_objections > 0, Freezing.OBJECTIONS_OPEN),
    )
    return next((why for wrong, why in checks if wrong), Freezing.MAY)


def may_correct(
    what: What,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str,
    *,
    frozen: bool,
) -> Correcting:
    """Whether a correction may be made. Before the freezing results follow from what entrants and
    judges did, so only that can be corrected; afterwards also a result itself. Each one needs a
    reason, and after the freezing writes a new revision of the result.
    """
    if not reason.strip():
        return Correcting.NO_REASON
    if before == after:
        return Correcting.SAME
    return Correcting.NOT_FROZEN if what is What.RESULT and not frozen else Correcting.MAY


def result_hash(competition: str, revision: int, rows: Iterable[Frozen]) -> bytes:
    """SHA-256 (32 bytes) of a frozen result: of one JSON line for the competition's key and the
    revision, then one for each row as a list of its fields, by division, place (none last) and
    entry; ASCII, no blanks, keys in order, each line ended by a line feed. Decimals are texts, with
    all their digits.
    """
    digest = hashlib.sha256(_line([competition, revision]))
    for row in sorted(rows, key=_frozen_order):
        score = None if row.score is None else f"{row.score:f}"
        fields = [row.entry, row.division, row.rank, row.award, score, dict(row.keys)]
        digest.update(_line(fields))
    return digest.digest()


def frozen_row(
    performance: Performance, place: int | None, award: str, ranking: Ranking
) -> Frozen:
    """The row that is frozen of an entry's final place."""
    keys = compared(performance, ranking)
    division = performance.division or ""
    return Frozen(performance.number, division, place, award, performance.score, keys)


def _before_freezing(competition: Competition, frozen: bool) -> Freezing | None:
    if frozen:
        return Freezing.FROZEN
    if competition.state is CompetitionState.CANCELLED:
        return Freezing.CANCELLED
    published = competition.state is CompetitionState.PUBLISHED
    return None if published else Freezing.NOT_PUBLISHED


def decimals_of(ranking: Ranking, stages: Sequence[Stage]) -> int:
    """To how many decimals a final score is told."""
    judged = [one.judging.decimals for one in deciding_stages(ranking, stages) if one.judging]
    return max([USUAL_DECIMALS, *judged])


def _weighted(
    ranking: Ranking, deciding: Sequence[Stage], found: Mapping[str, Performance], gated: bool
) -> Performance:
    """One entry's performances in the ``deciding`` stages as one; its person's facts are the last
    one's. ``gated``: only those who went on are in the last of them.
    """
    weights = dict(ranking.weights)
    decimals = decimals_of(ranking, deciding)
    scores = {key: one.score for key, one in found.items() if one.score is not None}
    total = sum((Fraction(weights[key]) * Fraction(scores[key]) for key in scores), Fraction(0))
    moments = [one.finished_at for one in found.values() if one.finished_at is not None]
    last = found[next(one.key for one in reversed(deciding) if one.key in found)]
    outs = [one.out for one in found.values() if one.out not in {None, Out.NO_SCORE}]
    missed = Out.NOT_IN if gated and deciding[-1].key not in found else None
    out = outs[-1] if outs else missed
    return replace(
        last,
        score=half_up(total, decimals) if scores and out is not Out.NOT_IN else None,
        time_ms=_time(deciding, found),
        finished_at=max(moments, default=None),
        out=out,
    )


def _time(deciding: Sequence[Stage], found: Mapping[str, Performance]) -> int | None:
    """The sum over the quiz rounds; None where one was missed or cannot be compared."""
    rounds = [found.get(one.key) for one in deciding if one.kind is StageKind.QUIZ]
    times = [one.time_ms for one in rounds if one is not None and one.time_ms is not None]
    return sum(times) if rounds and len(times) == len(rounds) else None


def _frozen_order(row: Frozen) -> tuple[str, bool, int, int]:
    return (row.division, row.rank is None, row.rank or 0, row.entry)


def _line(value: object) -> bytes:
    written = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return (written + "\n").encode("ascii")
