"""What follows from each result, named once for all channels (design 4.7)."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.kinds import RULES
from bot.domain.delivery import Kind, Outcome, Result

SHORTEST = timedelta(seconds=2)
LONGEST = timedelta(minutes=15)
MISCONFIGURED_PAUSE = timedelta(minutes=5)


class Step(StrEnum):
    """What the engine does with the delivery after an attempt."""

    SENT = "sent"
    AGAIN = "again"
    DECIDE_ANEW = "decide anew"
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
    """The step after an attempt; ``until`` goes with AGAIN. ``uncertain``: it may have arrived."""

    step: Step
    reason: str
    until: datetime | None = None
    uncertain: bool = False


def follow(
    outcome: Outcome, kind: Kind, attempts: int, now: datetime, jitter: float | None = None
) -> Following:
    """What follows from ``outcome`` of attempt number ``attempts`` (from 1).

    ``jitter`` (0-1) spreads retries; drawn when it is None.
    """
    spread = random.random() if jitter is None else jitter  # noqa: S311 - spreads load, keeps no secret
    reason = f"{outcome.result.value} {outcome.code}".strip()
    result = outcome.result
    if result in _PLAIN:
        return Following(_PLAIN[result], reason)
    if result is Result.UNKNOWN and not RULES[kind].repeat_uncertain:
        return Following(Step.FAIL, reason, uncertain=True)
    if result is Result.THROTTLED:
        wait = timedelta(seconds=(outcome.retry_after or 5) + spread)
    elif result is Result.MISCONFIGURED:
        wait = MISCONFIGURED_PAUSE
    else:
        wait = backoff(attempts, spread)
    return Following(Step.AGAIN, reason, now + wait, uncertain=result is Result.UNKNOWN)


def backoff(attempts: int, spread: float) -> timedelta:
    """Doubling from 2 s to 15 min, with up to half of it more at random."""
    doubled: timedelta = SHORTEST * 2 ** min(attempts - 1, 12)
    wait = min(doubled, LONGEST)
    return wait * (1 + spread / 2)
