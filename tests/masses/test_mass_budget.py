"""Which mass message goes out when: a table of months."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pytest

from bot.delivery.masses.budget import MassRules, digest_wishes, plan_month
from bot.domain.masses import Audience, Rank, Spent, Wish
from tests.masses.months import ALL, BOTH, NOW, RULES, TAGS, A, B, at, wish


def digest(day: int, month: int = 11) -> Wish:
    begins = at(day, 19, month=month)
    return wish(
        f"digest-{day}",
        Rank.DIGEST,
        groups=None,
        opens=begins,
        expires=begins + timedelta(days=4),
        presses=begins,
    )


@dataclass(frozen=True)
class Month:
    """``turns``: by subject, the turn (None: none) and words its reason holds."""

    name: str
    wishes: Sequence[Wish]
    turns: dict[str, tuple[datetime | None, str]]
    spent: Sequence[Spent] = ()
    audiences: Sequence[Audience] = (A, B, BOTH, ALL)
    now: datetime = NOW
    rules: MassRules = RULES


def went(*days: int, groups: str | None = "a", month: int = 11) -> list[Spent]:
    among = frozenset(groups) if groups is not None else None
    return [Spent(at(day, 19, month=month), among) for day in days]


FULL = "the four mass messages of the month are given to what goes before it"
MONTHS = [
    Month(
        "a competition goes out on the evening of its first day",
        [wish("one")],
        {"one": (at(2, 19), "goes out on the first day it is open")},
    ),
    Month(
        "one that opens after that evening's time goes the next evening",
        [wish("one", opens=at(2, 19, 1))],
        {"one": (at(3, 19), "first day")},
    ),
    Month(
        "one that was open when it was imported goes this evening",
        [wish("one", opens=at(1, 9))],
        {"one": (at(1, 19), "first day")},
        now=at(1, 10),
    ),
    Month(
        "one that is over before the evening goes earlier",
        [wish("one", opens=at(2, 9), expires=at(2, 18))],
        {"one": (at(2, 9), "before the usual time: it is over by then")},
    ),
    Month(
        "one that opens and closes by night has no turn",
        [wish("one", opens=at(2, 22), expires=at(3, 7))],
        {"one": (None, "it is over before anything may be sent; held for the next contact")},
    ),
    Month(
        "urgent news goes at once",
        [wish("now", Rank.URGENT, opens=at(1, 9))],
        {"now": (at(1, 12), "it is urgent")},
    ),
    Month(
        "but not by night",
        [wish("now", Rank.URGENT, opens=at(1, 9))],
        {"now": (at(2, 7, 30), "it is urgent")},
        now=at(1, 23),
    ),
    Month(
        "other news goes on the evening of the day the organiser chose",
        [wish("news", Rank.NEWS, opens=at(3, 9))],
        {"news": (at(3, 19), "the day the organiser chose")},
    ),
    Month(
        "a usual time in quiet hours is their end",
        [wish("one")],
        {"one": (at(3, 7, 30), "first day")},
        rules=replace(RULES, at=time(22)),
    ),
    Month(
        "four a month: the fifth by closing waits for the new month",
        [wish(f"c{n}", presses=at(10 + n), expires=at(20, month=12)) for n in range(5)],
        {
            "c0": (at(2, 19), "first day"),
            "c3": (at(2, 19), "first day"),
            "c4": (at(1, 19, month=12), "waits for the new month"),
        },
    ),
    Month(
        "and has none where it is over by then",
        [wish(f"c{n}", presses=at(10 + n)) for n in range(5)],
        {"c3": (at(2, 19), "first day"), "c4": (None, f"{FULL}; held for the next contact")},
    ),
    Month(
        "what went out counts",
        [wish("one")],
        {"one": (None, FULL)},
        spent=went(1, 1, 1, 1),
    ),
    Month(
        "last month's does not",
        [wish("one")],
        {"one": (at(2, 19), "first day")},
        spent=went(28, 29, 30, 31, month=10),
    ),
    Month(
        "another group's does not either, but who is in both has had four",
        [wish("one", groups="b")],
        {"one": (at(2, 19), "first day it is open; 7 have had their four")},
        spent=went(1, 1, 1, 1),
    ),
    Month(
        "urgent news goes before four competitions",
        [
            *(wish(f"c{n}", presses=at(10 + n)) for n in range(4)),
            wish("now", Rank.URGENT, opens=at(1, 9)),
        ],
        {"now": (at(1, 12), "urgent"), "c2": (at(2, 19), "first"), "c3": (None, FULL)},
    ),
    Month(
        "other news comes after competitions",
        [
            *(wish(f"c{n}", opens=at(20)) for n in range(4)),
            wish("news", Rank.NEWS, opens=at(2, 9)),
        ],
        {"news": (None, FULL), "c3": (at(20, 19), "first day")},
    ),
    Month(
        "a digest goes out where there is room",
        [digest(8)],
        {"digest-8": (at(8, 19), "weekly digest")},
    ),
    Month(
        "the month's last one is kept until the 25th",
        [digest(8), digest(15), digest(22), digest(29)],
        {
            "digest-15": (at(15, 19), "weekly digest"),
            "digest-22": (None, "no digest: the month's last mass message is kept for news"),
            "digest-29": (at(29, 19), "weekly digest"),
        },
        spent=went(1, groups=None),
    ),
    Month(
        "what is known for the rest of the month goes before a digest",
        [digest(8), *(wish(f"c{n}", opens=at(26), groups="ab") for n in range(3))],
        {
            "digest-8": (at(8, 19), "157 have had their four"),
            "c2": (at(26, 19), "first day"),
        },
    ),
    Month(
        "no digest where that takes everybody's",
        [digest(8), *(wish(f"c{n}", opens=at(26), groups=None) for n in range(4))],
        {"digest-8": (None, f"no digest: {FULL}")},
    ),
    Month(
        "what has no turn is named in the digest that is read before it closes",
        [wish("one", expires=at(30, 18)), digest(8)],
        {"one": (None, "held for the next contact; named in the digest of 8 November")},
        spent=went(1, 1, 1, 1),
    ),
    Month(
        "but an organiser's own news is not: it is for its groups alone",
        [wish("news", Rank.NEWS), digest(8)],
        {"news": (None, f"{FULL}; held for the next contact")},
        spent=went(1, 1, 1, 1),
    ),
    Month(
        "who has had four counts by himself, in this month alone",
        [wish("one"), wish("two", opens=at(2, 9, month=12), expires=at(9, 9, month=12))],
        {
            "one": (at(2, 19), "first day it is open; 3 have had their four"),
            "two": (at(2, 19, month=12), "first day it is open"),
        },
        audiences=(A, Audience(frozenset({"a"}), 3, used=4)),
    ),
    Month(
        "a digest under way takes no place that is kept for a competition",
        [wish(f"c{n}", opens=at(26)) for n in range(4)],
        {f"c{n}": (at(26, 19), "first day it is open") for n in range(4)},
        spent=[Spent(NOW, None, Rank.DIGEST)],
    ),
    Month(
        "an announcement under way does",
        [wish(f"c{n}", opens=at(26), presses=at(27 + n)) for n in range(4)],
        {"c2": (at(26, 19), "first day it is open"), "c3": (None, FULL)},
        spent=[Spent(NOW, None, Rank.COMPETITION)],
    ),
    Month(
        "a group without members has its turn all the same",
        [wish("one", groups="c")],
        {"one": (at(2, 19), "first day")},
        spent=went(1, 1, 1, 1),
    ),
    Month(
        "one call a day: the sooner closing first, the next a day later",
        [wish("late", presses=at(20)), wish("soon", presses=at(10))],
        {"soon": (at(2, 19), "first day"), "late": (at(3, 19), "waits for a free day")},
        rules=TAGS,
    ),
    Month(
        "a day on which one went is taken",
        [wish("one")],
        {"one": (at(3, 19), "waits for a free day")},
        spent=went(2),
        rules=TAGS,
    ),
    Month(
        "urgent news takes today, and the announcement moves",
        [wish("now", Rank.URGENT, opens=at(2, 9)), wish("one")],
        {"now": (at(2, 10), "urgent"), "one": (at(3, 19), "free day")},
        now=at(2, 10),
        rules=TAGS,
    ),
    Month(
        "a second urgent one goes when quiet hours end",
        [wish("n1", Rank.URGENT, opens=at(2, 9)), wish("n2", Rank.URGENT, opens=at(2, 9))],
        {"n1": (at(2, 10), "urgent"), "n2": (at(3, 7, 30), "free day")},
        now=at(2, 10),
        rules=TAGS,
    ),
    Month(
        "no free day before it closes",
        [wish("one", presses=at(3), expires=at(3, 20)), wish("two", expires=at(3, 20))],
        {"one": (at(2, 19), "first day"), "two": (at(3, 19), "free day")},
        rules=TAGS,
    ),
    Month(
        "and then it is held",
        [wish(name, expires=at(2, 20)) for name in ("one", "two")],
        {"one": (at(2, 19), "first day"), "two": (None, "each day until it is over is given")},
        rules=TAGS,
    ),
    Month(
        "a digest queues too, while it is fresh",
        [wish("one", opens=at(8, 9)), digest(8)],
        {"one": (at(8, 19), "first day"), "digest-8": (at(9, 19), "free day")},
        rules=TAGS,
    ),
]


@pytest.mark.parametrize("month", MONTHS, ids=lambda one: one.name)
def test_a_month(month: Month) -> None:
    plan = plan_month(month.rules, month.wishes, month.spent, month.audiences, month.now)
    turns = {turn.wish.subject: turn for turn in plan}
    assert len(turns) == len(month.wishes)
    for subject, (due, words) in month.turns.items():
        assert turns[subject].due == due, turns[subject].reason
        assert words in turns[subject].reason


def test_digests_of_the_weeks_to_come() -> None:
    now = at(19, 20)
    found = digest_wishes(RULES, now, at(1, month=12))
    assert [one.subject for one in found] == ["2026-W47", "2026-W48"]
    assert [one.opens for one in found] == [at(22, 19), at(29, 19)]
    assert digest_wishes(replace(RULES, digest=""), now, at(1, month=12)) == []


def test_a_digest_of_yesterday_is_still_wished_for() -> None:
    found = digest_wishes(RULES, at(23, 12), at(24))
    assert [one.subject for one in found] == ["2026-W47"]
    turns = plan_month(RULES, found, [], [ALL], at(23, 12))
    assert turns[0].due == at(23, 19)
