"""What follows from each result, named once for all channels (design 4.7)."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.kinds import RULES
from bot.domain.delivery import Kind, Outcome, Result, Scope

SHORTEST = timedelta(seconds=2)
LONGEST = timedelta(minutes=15)
MISCONFIGURED_PAUSE = timedelta(minutes=5)
LONGEST_REST = timedelta(seconds=30)
"""What a platform that is down costs an account at most after it is back."""
AT_ONCE = 3
"""So many attempts are decided anew at once; after that a wrong answer could go round for ever."""


class Step(StrEnum):
    """What the engine does with the delivery after an attempt."""

    SENT = "sent"
    AGAIN = "again"
    DECIDE_ANEW = "decide anew"
    HOLD = "hold"
    FAIL = "fail"


SENTENCES: dict[Result, str] = {
    Result.SENT: "It arrived at the platform.",
    Result.THROTTLED: "The platform asks us to slow down; it goes again when it said.",
    Result.WINDOW_CLOSED: "No customer-message window is open; it waits for the next contact.",
    Result.QUOTA_USED_UP: "The messages of this window are used up; it waits for the next contact.",
    Result.GONE: "The person blocked or left the account; nothing goes there until they return.",
    Result.MIGRATED: "The group got a new id; it goes there.",
    Result.REFUSED: "The platform does not allow this message in this chat; check the bot's rights.",
    Result.BAD_REQUEST: "The platform cannot take this content; mend the text and retry.",
    Result.MISCONFIGURED: "The platform refuses our credentials or settings; run yike doctor.",
    Result.UNAVAILABLE: "The platform is down or not to be reached; it goes again by itself.",
    Result.UNKNOWN: "Nobody knows whether it arrived; each kind says whether it is repeated.",
}
"""The sentence an operator reads for each result."""

NOT_SENT = frozenset(
    {
        Result.THROTTLED,
        Result.MISCONFIGURED,
        Result.UNAVAILABLE,
        Result.REFUSED,
        Result.BAD_REQUEST,
    }
)
"""After these nothing has gone out: a place reserved in a window is free again."""

_PLAIN: dict[Result, Step] = {
    Result.SENT: Step.SENT,
    Result.WINDOW_CLOSED: Step.DECIDE_ANEW,
    Result.QUOTA_USED_UP: Step.DECIDE_ANEW,
    Result.GONE: Step.DECIDE_ANEW,
    Result.MIGRATED: Step.DECIDE_ANEW,
    Result.REFUSED: Step.FAIL,
    Result.BAD_REQUEST: Step.FAIL,
}


@dataclass(frozen=True, slots=True)
class Following:
    """The step after an attempt; ``until`` goes with AGAIN and DECIDE_ANEW.

    ``uncertain``: it may have arrived. ``rest``: until when the whole account rests.
    """

    step: Step
    reason: str
    until: datetime | None = None
    uncertain: bool = False
    rest: datetime | None = None


def follow(
    outcome: Outcome, kind: Kind, attempts: int, now: datetime, jitter: float | None = None
) -> Following:
    """What follows from ``outcome`` of attempt number ``attempts`` (from 1).

    ``jitter`` (0-1) spreads retries; drawn when it is None.
    """
    spread = random.random() if jitter is None else jitter  # noqa: S311 - spreads load, keeps no secret
    reason = f"{outcome.result.value} {outcome.code}".strip()
    plain = _plain(outcome, kind)
    if plain is Step.DECIDE_ANEW:
        late = timedelta(0) if attempts <= AT_ONCE else backoff(attempts - AT_ONCE, spread)
        return Following(plain, reason, now + late)
    if plain is not None:
        return Following(plain, reason, uncertain=outcome.result is Result.UNKNOWN)
    wait = _wait(outcome, attempts, spread)
    return Following(
        Step.AGAIN,
        reason,
        now + wait,
        uncertain=outcome.result is Result.UNKNOWN,
        rest=now + _rest(outcome, wait) if outcome.scope is Scope.ACCOUNT else None,
    )


def _plain(outcome: Outcome, kind: Kind) -> Step | None:
    """The step that needs no waiting; None: it goes again."""
    match outcome.result, outcome.scope:
        case Result.UNKNOWN, _ if not RULES[kind].repeat_uncertain:
            return Step.FAIL
        case Result.MIGRATED, _ if not outcome.platform_id:
            return Step.FAIL
        case Result.QUOTA_USED_UP, Scope.ACCOUNT:
            # Nobody can be sent anything until the quota is renewed, whatever his window.
            return Step.HOLD if RULES[kind].holdable else Step.FAIL
        case result, _:
            return _PLAIN.get(result)


def _wait(outcome: Outcome, attempts: int, spread: float) -> timedelta:
    if outcome.result is Result.THROTTLED:
        return timedelta(seconds=max(1.0, outcome.retry_after or 5) + spread)
    if outcome.result is Result.MISCONFIGURED:
        return MISCONFIGURED_PAUSE
    return backoff(attempts, spread)


def _rest(outcome: Outcome, wait: timedelta) -> timedelta:
    """How long the account rests: as the platform says, or until somebody has mended our
    settings; what is only guessed has a bound.
    """
    guessed = outcome.result not in {Result.THROTTLED, Result.MISCONFIGURED}
    return min(wait, LONGEST_REST) if guessed else wait


def backoff(attempts: int, spread: float) -> timedelta:
    """Doubling from 2 s to 15 min, with up to half of it more at random."""
    doubled: timedelta = SHORTEST * 2 ** min(attempts - 1, 12)
    wait = min(doubled, LONGEST)
    return wait * (1 + spread / 2)
