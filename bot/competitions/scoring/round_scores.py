"""What a person's attempts at a quiz round come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from bot.competitions.scoring.exact import half_up
from bot.domain.contests import Counts

DECIMALS = 2
"""Of a round's score."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that has ended: so many of ``items`` were right. ``whole`` as in
    ``bot.competitions.scoring.rounds.Finished``; its time counts only then.
    """

    number: int
    items: int
    right: int
    used_ms: int
    finished_at: datetime
    whole: bool = True


@dataclass(frozen=True, slots=True)
class RoundScore:
    """``score`` out of 100 (for each attempt, where they are summed up). ``time_ms`` None: it
    cannot be compared. ``attempts``: the numbers of those that counted.
    """

    score: Decimal
    time_ms: int | None
    finished_at: datetime
    attempts: tuple[int, ...]


def score_of(attempt: Attempt) -> Decimal:
    """100 for all right, in proportion else, to two decimals, a half up; 0 without items."""
    if not attempt.items:
        return Decimal("0.00")
    return half_up(Fraction(100 * attempt.right, attempt.items), DECIMALS)


def round_score(counts: Counts | None, attempts: Sequence[Attempt]) -> RoundScore | None:
    """What the ended ``attempts`` come to; None: there is none.

    Best (also where the stage says nothing): the highest score, of equal ones the shorter time,
    then the earlier one. Last: the one begun last. Sum: of all scores and all times, finished with
    the last.
    """
    if not attempts:
        return None
    if counts is Counts.SUM:
        return _sum(attempts)
    chosen = max(attempts, key=_begun) if counts is Counts.LAST else min(attempts, key=_best_first)
    return RoundScore(score_of(chosen), _time(chosen), chosen.finished_at, (chosen.number,))


def _sum(attempts: Sequence[Attempt]) -> RoundScore:
    ordered = sorted(attempts, key=_begun)
    times = [_time(one) for one in ordered]
    whole = [time for time in times if time is not None]
    return RoundScore(
        score=sum((score_of(one) for one in ordered), Decimal("0.00")),
        time_ms=sum(whole) if len(whole) == len(times) else None,
        finished_at=max(one.finished_at for one in ordered),
        attempts=tuple(one.number for one in ordered),
    )


def _begun(attempt: Attempt) -> int:
    return attempt.number


def _time(attempt: Attempt) -> int | None:
    return attempt.used_ms if attempt.whole else None


def _best_first(attempt: Attempt) -> tuple[Decimal, bool, int, datetime, int]:
    time = _time(attempt)
    return (-score_of(attempt), time is None, time or 0, attempt.finished_at, attempt.number)
