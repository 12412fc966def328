"""A month of mass messages: what went out, what is planned, and what will not go out and why.

What is stored as a turn is told as it is stored; for a wish that has no turn yet the very
function is asked that gives them (``mass_budget.plan_month``). Months are Beijing's, as the
platform counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.delivery.masses.budget import FURTHEST, MassRules
from bot.delivery.masses.planning import plan_account
from bot.domain.delivery import Kind
from bot.domain.masses import Turn
from bot.store.db import Connection
from bot.store.masses import planned as masses
from bot.store.masses.planned import MassRow
from bot.store.quotas import BEIJING
from bot.store.reach import outcomes as reach_outcomes
from bot.store.reach.forecasts import About
from bot.store.reach.outcomes import GroupShare, MassSum

LOOKED_BACK = timedelta(days=31)
"""What went out before that is of another month."""


class Mark(StrEnum):
    """How a mass message stands."""

    GONE = "gone out"
    GOING = "going out"
    PLANNED = "planned"
    NOT = "not going out"


@dataclass(frozen=True, slots=True)
class Entry:
    """One mass message of the month. ``at`` is its turn; of one that does not go out, when it
    would have. ``reason`` says why then, or why not. ``sums`` are the platform's counts.
    """

    at: datetime
    kind: Kind
    subject: str
    title: str
    mark: Mark
    reason: str
    sums: MassSum | None = None

    @property
    def day(self) -> date:
        """The platform's day."""
        return self.at.astimezone(BEIJING).date()


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """One account's ``month`` (``2026-12``): its mass messages in order, and how many of the four
    each of its groups has had (all its followers last, as the group "").
    """

    account: str
    way: str
    month: str
    entries: tuple[Entry, ...]
    shares: tuple[GroupShare, ...]

    def count(self, mark: Mark) -> int:
        """How many stand so."""
        return sum(one.mark is mark for one in self.entries)


async def preview(
    conn: Connection, rules: Mapping[str, MassRules], month: str, now: datetime
) -> list[AccountMonth]:
    """The month of each account in ``rules``, those that may send mass messages."""
    return [
        await _account_month(conn, account, own, month, now)
        for account, own in sorted(rules.items())
    ]


def span_of(month: str) -> tuple[datetime, datetime]:
    """The first instant of Beijing's ``month``, and of the one after."""
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=32)).replace(day=1)
    begin, end = (datetime.combine(day, time(), BEIJING).astimezone(UTC) for day in (first, after))
    return begin, end


async def _account_month(
    conn: Connection, account: str, rules: MassRules, month: str, now: datetime
) -> AccountMonth:
    begin, end = span_of(month)
    rows = await masses.rows_of(conn, account, now, min(begin, now - LOOKED_BACK))
    turns = await _without_row(conn, account, rules, rows, now)
    entries = [_of_row(row) for row in rows] + [_of_turn(turn, end) for turn in turns]
    theirs = sorted((one for one in entries if begin <= one.at < end), key=lambda one: one.at)
    names = await reach_outcomes.titles(conn, [(one.kind.value, one.subject) for one in theirs])
    numbers = {row.about: row.row for row in rows}
    sums = await reach_outcomes.mass_sums(conn, list(numbers.values()))
    return AccountMonth(
        account,
        rules.way.value,
        month,
        tuple(_told(one, names, numbers, sums) for one in theirs),
        tuple(await reach_outcomes.shares(conn, account, month)),
    )


async def turn_of(
    conn: Connection, account: str, rules: MassRules, about: About, now: datetime
) -> datetime | None:
    """The turn that a subject is about to be given, where nothing is stored of it yet; None: it
    gets none, or what it gets is stored.
    """
    rows = await masses.rows_of(conn, account, now, now - LOOKED_BACK)
    turns = await _without_row(conn, account, rules, rows, now)
    which = (about.kind, about.subject, about.occurrence)
    return next((turn.due for turn in turns if turn.wish.about == which), None)


async def _without_row(
    conn: Connection, account: str, rules: MassRules, rows: list[MassRow], now: datetime
) -> list[Turn]:
    """What the wishes are given that nothing is stored of yet."""
    plan = await plan_account(conn, account, rules, rows, now, until=now + FURTHEST)
    known = {row.about for row in rows}
    return [turn for turn in plan.turns if turn.wish.about not in known]


_MARKS = {
    "planned": Mark.PLANNED,
    "sending": Mark.GOING,
    "done": Mark.GONE,
    "dropped": Mark.NOT,
}


def _of_row(row: MassRow) -> Entry:
    at = row.began_at or row.due
    return Entry(at, row.kind, row.subject, "", _MARKS[row.state], row.reason)


def _of_turn(turn: Turn, end: datetime) -> Entry:
    wish, mark = turn.wish, Mark.PLANNED if turn.due is not None else Mark.NOT
    at = turn.due or min(wish.opens, end)
    return Entry(at, wish.kind, wish.subject, "", mark, turn.reason)


def _told(
    one: Entry,
    names: Mapping[tuple[str, str], str],
    numbers: Mapping[tuple[Kind, str, str], int],
    sums: Mapping[int, MassSum],
) -> Entry:
    """With its title, and what the platform counted."""
    row = numbers.get((one.kind, one.subject, "once"))
    title = names.get((one.kind.value, one.subject), "")
    found = sums.get(row) if row is not None else None
    # One that ended before anybody was left to send it to has not gone out.
    mark = Mark.NOT if one.mark is Mark.GONE and found is None else one.mark
    return Entry(one.at, one.kind, one.subject, title, mark, one.reason, found)
