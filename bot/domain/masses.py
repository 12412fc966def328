"""Mass messages: who wishes for one, what it is given, and what a platform says became of it."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.domain.delivery import Kind

MONTHLY = 4
"""Mass messages a follower of a service account gets in a calendar month; more are dropped by the
platform for that follower (reference/wechat.md section 6.4)."""


class Rank(IntEnum):
    """Who goes first when mass messages are short; the lower, the earlier."""

    URGENT = 0
    """An organiser's own announcement that is marked as urgent."""
    COMPETITION = 1
    NEWS = 2
    DIGEST = 3


Order = tuple[int, datetime, str]
"""A wish's place among all: its rank, how soon it presses, its subject."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that would go out as one mass message of an account.

    ``groups`` are the cohorts it is for (their platform ids); None: every follower. It is true
    from ``opens`` on and useless from ``expires`` on; ``presses`` is its next closing, by which
    wishes of one rank are ordered. All aware.
    """

    kind: Kind
    subject: str
    occurrence: str
    rank: Rank
    groups: frozenset[str] | None
    opens: datetime
    expires: datetime
    presses: datetime

    @property
    def order(self) -> Order:
        """Its place among the wishes of its account."""
        return (int(self.rank), self.presses, self.subject)

    @property
    def about(self) -> tuple[Kind, str, str]:
        """What it is, within its account."""
        return (self.kind, self.subject, self.occurrence)


@dataclass(frozen=True, slots=True)
class Audience:
    """Followers who are members of exactly these groups, and how many they are; each has had
    ``used`` mass messages this month, besides what is told of as spent.
    """

    groups: frozenset[str]
    people: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """A mass message that went out, or whose turn has come, at ``at``; ``groups`` as of a wish.

    One that is under way takes nobody's place that is kept for what ranks above its ``rank``.
    """

    at: datetime
    groups: frozenset[str] | None
    rank: Rank = Rank.URGENT


@dataclass(frozen=True, slots=True)
class Turn:
    """What a wish is given: when it goes out, or None, and why, in an organiser's words.

    ``left_out``: how many of its people get none all the same, having had their four.
    """

    wish: Wish
    due: datetime | None
    reason: str
    left_out: int = 0


_ERR = re.compile(r"err\((\d+)\)", re.IGNORECASE)

_REFUSALS = {
    10001: "WeChat takes the text for an advertisement",
    20001: "WeChat takes the text for politics",
    20002: "WeChat takes the text for pornography",
    20004: "WeChat takes the text for a danger to society",
    20006: "WeChat takes the text for unlawful",
    20008: "WeChat takes the text for fraud",
    20013: "WeChat sees somebody else's copyright in the text",
    21000: "WeChat refuses the text and gives no reason",
    22000: "WeChat sees accounts promote each other in it",
    30001: "WeChat's check for originality failed",
    30002: "WeChat finds that the text was published by others",
    30003: "WeChat finds that the text was published by others",
    40001: "the account's administrator refused it",
    40002: "the account's administrator did not confirm it within 30 minutes",
}
"""What ``err(n)`` of MASSSENDJOBFINISH means (reference/wechat.md section 3)."""


def sent(status: str) -> bool:
    """Whether a platform's final ``status`` of a mass message says that it went out."""
    return status.replace(" ", "").casefold() == "sendsuccess"


def refusal(status: str) -> str:
    """A failed mass message's ``status`` as an organiser understands it."""
    found = _ERR.fullmatch(status.strip())
    if found is None:
        return "WeChat could not send it"
    number = int(found[1])
    return f"{_REFUSALS.get(number, 'WeChat refused it')} (err {number})"
