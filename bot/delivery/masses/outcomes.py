"""What follows from a platform's answer to a mass message: pure functions."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.delivery import Outcome, Result
from bot.domain.masses import refusal
from bot.store.masses.parts import Part
from bot.store.quotas import BEIJING

LEAST_WAIT = timedelta(minutes=1)
"""What the platform asks for between two tries of one key (45066)."""
MOST_WAIT = timedelta(minutes=10)
MENDING = timedelta(minutes=10)
"""Between tries while a person must mend the account's settings."""
KEY_LASTS = timedelta(hours=23)
"""The platform knows a key for 24 hours; repeated later it might go out twice."""
ASK_AFTER = timedelta(minutes=10)
ASK_AGAIN = timedelta(hours=1)
ASK_FOR = timedelta(days=2)
"""A job that never reported: first asked about, then every hour, at most so long."""

PASSED = "its moment passed before it could be sent"
NOBODY_KNOWS = "the platform never answered, so nobody knows whether it went out"
NEVER_REPORTED = "sent; the platform did not say to how many"


class Next(StrEnum):
    """What becomes of a part after a call."""

    TAKEN = "taken"
    AGAIN = "again"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Following:
    """``status`` is kept with the part. ``uncalled``: the platform certainly took nothing."""

    next: Next
    status: str
    until: datetime
    uncalled: bool = False
    used_up: bool = False


def following(outcome: Outcome, part: Part, now: datetime) -> Following:
    """What to do after a call for ``part``."""
    status = outcome.code or outcome.result.value
    first = part.called_at is None
    match outcome.result:
        case Result.SENT:
            return Following(Next.TAKEN, status, now + ASK_AFTER)
        case Result.QUOTA_USED_UP:
            until = next_day(now)
            return Following(Next.AGAIN, status, until, uncalled=first, used_up=True)
        case Result.MISCONFIGURED:
            return Following(Next.AGAIN, status, now + MENDING, uncalled=first)
        case Result.THROTTLED | Result.UNAVAILABLE | Result.UNKNOWN:
            # Busy or silent, the platform may have taken it all the same: only the key tells.
            return Following(Next.AGAIN, status, now + _wait(outcome, part.attempts))
        case _:
            said = f"the platform refused the call: {status}"
            return Following(Next.FAILED, said, now, uncalled=first)


def gives_up(part: Part, now: datetime) -> str:
    """Why a part is not called (again); empty: it is."""
    if part.called_at is not None and now - part.called_at > KEY_LASTS:
        return NOBODY_KNOWS
    if part.expires is not None and part.expires <= now:
        return PASSED if part.called_at is None else NOBODY_KNOWS
    return ""


def sentence(status: str) -> str:
    """Why a part failed, for an organiser: the platform's final status put into words, else what
    was kept with it.
    """
    platform = status.casefold().startswith(("err", "send"))
    return refusal(status) if platform else status


def next_day(now: datetime) -> datetime:
    """When the platform's next day begins (Beijing)."""
    day = now.astimezone(BEIJING).date() + timedelta(days=1)
    return datetime.combine(day, time(), BEIJING)


def day_span(now: datetime) -> tuple[datetime, datetime]:
    """The platform's day that ``now`` falls into."""
    end = next_day(now)
    return end - timedelta(days=1), end


def _wait(outcome: Outcome, attempts: int) -> timedelta:
    named = timedelta(seconds=outcome.retry_after or 0)
    grown = LEAST_WAIT * (1 << min(max(0, attempts - 1), 10))
    return max(named, min(grown, MOST_WAIT), LEAST_WAIT)
