"""What follows from each result, named once for all channels (design 4.7)."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.kinds import RULES
from bot.domain.delivery import Kind, Outcome, Result, Scope

SHORTEST = timedelta(seconds=2)
LONGEST = timedelta(minutes=15)
MISCONFIGURED_PAUSE = timedelta(minutes=5)
"""How long refused credentials are left alone at most: a person has to mend them."""
LONGEST_REST = timedelta(seconds=30)
"""What a platform that is down costs an account at most after it is back."""
LONGEST_TOLD = timedelta(days=1)
"""A platform may name any wait (10072 s was seen); after a day it is asked again all the same."""
AT_ONCE = 5
"""So many attempts are decided anew at once, one for each way an account has; after that a wrong
answer could go round for ever."""


class Step(StrEnum):
    """What the engine does with the delivery after an attempt."""

    SENT = "sent"
    AGAIN = "again"
    DECIDE_ANEW = "decide anew"
    HOLD = "hold"
    EXPIRE = "expire"
    FAIL = "fail"


SENTENCES: dict[Result, str] = {
    Result.SENT: "It arrived at the platform; nothing is left to do.",
    Result.THROTTLED: "The platform asks us to wait; it goes again when the platform said."
    " If this comes often, lower the account's rate.",
    Result.WINDOW_CLOSED: "No customer-message window is open; another way is tried, else it waits"
    " for the next contact. Nothing is to be done.",
    Result.QUOTA_USED_UP: "The messages of this window, the consents, or the account's quota of"
    " this day are used up; another way is tried, else it waits for the next contact. See the"
    " account's quota in its console if this comes early.",
    Result.GONE: "The person blocked or left the account, or the group removed it; nothing goes"
    " there until they return. Only they can change that.",
    Result.MIGRATED: "The group got a new id; it goes there. Nothing is to be done.",
    Result.REFUSED: "The platform does not allow this message in this chat, or this way; it is not"
    " tried again like this. Check the bot's rights in the group, the template, or what the account"
    " may do, then retry.",
    Result.BAD_REQUEST: "The platform cannot take this content; it is not tried again. Mend the"
    " text, then run yike deliveries retry.",
    Result.MISCONFIGURED: "The platform refuses our credentials or settings; the account rests and"
    " tries again by itself at least every 5 min. Run yike doctor: it names the mend.",
    Result.UNAVAILABLE: "The platform is down or not to be reached; it goes again by itself. If it"
    " lasts, check this machine's network and the platform's notices.",
    Result.UNKNOWN: "Nobody knows whether it arrived; it is marked as uncertain, and each kind"
    " says whether it is repeated. If this comes often, check this machine's network.",
}
"""The sentence an operator reads for each result: what it means, what is done next, and what he
or she can do."""

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


@dataclass(slots=True)
class Following:
    """The step after an attempt; ``until`` goes with AGAIN and DECIDE_ANEW.

    ``uncertain``: it may have arrived.
    """

    step: Step
    reason: str
    until: datetime | None = None
    uncertain: bool = False


def follow(
    outcome: Outcome,
    kind: Kind,
    attempts: int,
    now: datetime,
    jitter: float | None = None,
    *,
    age: timedelta | None = None,
    expires: datetime | None = None,
    inbox: bool = True,
) -> Following:
    """What follows from ``outcome`` of attempt number ``attempts`` (from 1).

    ``jitter`` (0-1) spreads retries; drawn when it is None. ``age`` is how long it has been due;
    a retry that would begin later than its kind is tried, or at ``expires`` or after, is not
    waited for: what can be held is held at once, so that the next contact finds it. None: no
    such limit is known. ``inbox``: the recipient has one (a learner has, a group has none).
    """
    if outcome.result is Result.SENT:
        return Following(Step.SENT, f"sent {outcome.code}".rstrip())
    spread = random.random() if jitter is None else jitter  # noqa: S311 - spreads load, keeps no secret
    following = _next(outcome, kind, attempts, now, spread)
    wait = following.until - now if following.until is not None else timedelta(0)
    if not wait:
        return following
    if expires is not None and now + wait >= expires:
        return _ended(following, Step.EXPIRE, "its moment passes before it can be tried again")
    limit = RULES[kind].give_up_after
    if age is not None and limit is not None and age + wait > limit:
        return _ended(following, _hold_or_fail(kind, inbox), f"gave up after {in_words(age)}")
    return following


def _next(outcome: Outcome, kind: Kind, attempts: int, now: datetime, spread: float) -> Following:
    """What follows as long as it is of use."""
    reason = f"{outcome.result.value} {outcome.code}".strip()
    plain = _plain(outcome, kind)
    if plain is Step.DECIDE_ANEW:
        late = timedelta(0) if attempts <= AT_ONCE else backoff(attempts - AT_ONCE, spread)
        return Following(plain, reason, now + late)
    if plain is not None:
        return Following(plain, reason, uncertain=outcome.result is Result.UNKNOWN)
    until = now + _wait(outcome, attempts, spread)
    return Following(Step.AGAIN, reason, until, uncertain=outcome.result is Result.UNKNOWN)


def _ended(following: Following, step: Step, why: str) -> Following:
    return replace(following, step=step, reason=f"{why}: {following.reason}", until=None)


def _hold_or_fail(kind: Kind, inbox: bool) -> Step:
    return Step.HOLD if inbox and RULES[kind].holdable else Step.FAIL


def in_words(span: timedelta) -> str:
    """``span`` as people say it: "40 s", "10 min", "2 h 53 min"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)
    return " ".join(parts)


def _plain(outcome: Outcome, kind: Kind) -> Step | None:
    """The step that needs no waiting; None: it goes again."""
    match outcome.result, outcome.scope:
        case Result.UNKNOWN, _ if not RULES[kind].repeat_uncertain:
            return Step.FAIL
        case Result.MIGRATED, _ if not outcome.platform_id:
            return Step.FAIL
        case Result.REFUSED, Scope.PERSON | Scope.TEMPLATE | Scope.RUNG:
            # It is closed for others, too; this delivery goes by the next rung, or is held.
            return Step.DECIDE_ANEW
        case result, _:
            return _PLAIN.get(result)


def _wait(outcome: Outcome, attempts: int, spread: float) -> timedelta:
    if outcome.result is Result.THROTTLED:
        told = min(LONGEST_TOLD.total_seconds(), outcome.retry_after or 5)
        return timedelta(seconds=max(1.0, told) + spread)
    if outcome.result is Result.MISCONFIGURED:
        return MISCONFIGURED_PAUSE
    return backoff(attempts, spread)


def backoff(attempts: int, spread: float) -> timedelta:
    """Doubling from 2 s to 15 min, with up to half of it more at random."""
    doubled: timedelta = SHORTEST * 2 ** min(attempts - 1, 12)
    wait = min(doubled, LONGEST)
    return wait * (1 + spread / 2)
