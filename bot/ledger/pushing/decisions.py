"""What is done with a credit bank's answer: pure, each decision with a named reason.

Source of the rules: reference/learning.md section 1, "Push rules learnt by trying". A batch is
all or nothing, so that a conflict or a refusal says nothing about the single statements in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ports import PushAnswer, PushResult

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED_WAIT = timedelta(days=1)
"""A server may ask for a longer wait than ours, but not for ever."""
STOPPED_FOR = timedelta(minutes=5)
DOUBTED = 3
"""After so many failures of one batch it is asked whether the bank fails, or something in it."""


class Step(StrEnum):
    """What is done next."""

    ACCEPT = "accept"
    SPLIT = "split"
    ASK = "ask"
    BURY = "bury"
    TURN_BACK = "turn back"
    RETRY = "retry"
    PAUSE = "pause"
    STOP = "stop"


class Reason(StrEnum):
    """Why, in the words that are kept with the row and shown by `yike credits status`."""

    STORED = "stored"
    ALREADY_THERE = "already there with equal meaning"
    CONFLICT_IN_BATCH = "a conflict somewhere in the batch"
    INVALID_IN_BATCH = "a refused statement somewhere in the batch"
    BATCH_TOO_LARGE = "the batch is too large"
    CONFLICT = "a conflict"
    ANOTHER_THERE = "another statement has this id"
    CONFLICT_UNKNOWN = "a conflict, but the bank does not show the statement"
    NO_ACCOUNT_IN_BATCH = "an unknown account number somewhere in the batch"
    NO_ACCOUNT = "account unknown at the bank"
    SEALED = "the account number cannot be decrypted"
    REFUSED = "refused"
    TOO_LARGE = "too large even alone"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    UNAUTHORISED = "credentials refused"
    FAILING_IN_BATCH = "the bank fails at something in the batch"
    FAILING = "the bank fails at this one alone"
    ERROR_HERE = "an error in this program"


@dataclass(frozen=True, slots=True)
class Decision:
    """A step with its reason.

    ``next_try`` is set for RETRY (these statements are tried again then), PAUSE (so is the
    whole target) and STOP (the target is tried again then, and no attempt is counted).
    TURN_BACK: the person is asked for the account number again.
    """

    step: Step
    reason: Reason
    next_try: datetime | None = None


def decide(
    answer: PushAnswer, size: int, attempts: int, now: datetime, spread: float = 1.0
) -> Decision:
    """What to do after ``answer`` to a batch of ``size`` statements put off ``attempts`` times.

    ``spread`` (0-1) is the draw for the jitter.
    """
    match answer.result:
        case PushResult.STORED:
            return Decision(Step.ACCEPT, Reason.STORED)
        case PushResult.UNAUTHORISED:
            return Decision(Step.STOP, Reason.UNAUTHORISED, now + STOPPED_FOR)
        case PushResult.THROTTLED | PushResult.UNAVAILABLE:
            throttled = answer.result is PushResult.THROTTLED
            reason = Reason.THROTTLED if throttled else Reason.UNAVAILABLE
            return Decision(
                Step.PAUSE, reason, now + wait(attempts, spread, asked=answer.retry_after)
            )
        case _:
            return _OF_ONE[answer.result] if size == 1 else _OF_MANY[answer.result]


_OF_MANY = {
    PushResult.CONFLICT: Decision(Step.SPLIT, Reason.CONFLICT_IN_BATCH),
    PushResult.INVALID: Decision(Step.SPLIT, Reason.INVALID_IN_BATCH),
    PushResult.TOO_LARGE: Decision(Step.SPLIT, Reason.BATCH_TOO_LARGE),
    PushResult.NO_ACCOUNT: Decision(Step.SPLIT, Reason.NO_ACCOUNT_IN_BATCH),
}
_OF_ONE = {
    PushResult.CONFLICT: Decision(Step.ASK, Reason.CONFLICT),
    PushResult.INVALID: Decision(Step.BURY, Reason.REFUSED),
    PushResult.TOO_LARGE: Decision(Step.BURY, Reason.TOO_LARGE),
    PushResult.NO_ACCOUNT: Decision(Step.TURN_BACK, Reason.NO_ACCOUNT),
}


def after_asking(
    holds: bool | None, attempts: int, now: datetime, spread: float = 1.0
) -> Decision:
    """What to do with a single conflict, given what ``CreditBank.holds`` found."""
    if holds is None:
        return Decision(Step.RETRY, Reason.CONFLICT_UNKNOWN, now + wait(attempts, spread))
    if holds:
        return Decision(Step.ACCEPT, Reason.ALREADY_THERE)
    return Decision(Step.BURY, Reason.ANOTHER_THERE)


def while_others_pass(size: int, attempts: int, now: datetime, spread: float = 1.0) -> Decision:
    """What to do with a batch at which the bank fails again and again though it takes others: find
    the one that is at fault, and put it behind all others. It is tried without end, for the fault
    is the bank's.
    """
    if size > 1:
        return Decision(Step.SPLIT, Reason.FAILING_IN_BATCH)
    return Decision(Step.RETRY, Reason.FAILING, now + wait(attempts, spread))


def without_account(decision: Decision) -> Decision:
    """What to do with a single statement that carries no account number: a bank that misses one
    has nobody to ask for it, so TURN_BACK becomes BURY; all else stays as it is.
    """
    if decision.step is Step.TURN_BACK:
        return Decision(Step.BURY, Reason.REFUSED)
    return decision


def wait(attempts: int, spread: float, *, asked: float | None = None) -> timedelta:
    """How long to wait after ``attempts`` earlier failures: doubling from 2 s to an hour, of
    which a share of one half to all is drawn by ``spread``; never less than the server asked
    for (seconds), up to a day."""
    doubled = min(FIRST_WAIT * (1 << min(attempts, 16)), LONGEST_WAIT)
    own = doubled * (0.5 + spread / 2)
    if asked is None:
        return own
    return max(own, timedelta(seconds=min(asked, LONGEST_ASKED_WAIT.total_seconds())))
