"""Which mass message goes out when: one pure decision over all wishes of an account.

A service account's follower gets four a calendar month, so a month is planned for each audience:
followers in exactly the same groups. A subscription account has one call a day. Wishes are served
in the order of their ranks, so nothing loses to what ranks below it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.domain.delivery import Kind
from bot.domain.masses import MONTHLY, Audience, Rank, Spent, Turn, Wish
from bot.domain.quiet_hours import QuietHours
from bot.ports import MassWay
from bot.store.quotas import BEIJING, day_of, month_of

DIGEST_MAY_TAKE_THE_LAST_FROM = 25
"""Day of the month. Before it the month's last mass message is kept for something new that may
still come up."""
DIGEST_LASTS = timedelta(days=4)
"""A digest speaks of the coming week: when half of that is gone it is not sent any more."""
A_DIGEST_LOOKS_AHEAD = timedelta(days=7)
"""It names what is open, and what opens so soon."""
FURTHEST = timedelta(days=62)
"""How far ahead a turn is looked for."""
ONCE = "once"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class MassRules:
    """How an account sends mass messages: its way, the local time of day, the weekday of its
    digest (empty: none), the deployment's zone and quiet hours.
    """

    way: MassWay
    at: time
    digest: str
    zone: str
    quiet: QuietHours

    def slot(self, start: datetime) -> datetime:
        """The first usual time (UTC) that is not before ``start`` and not quiet."""
        zone = ZoneInfo(self.zone)
        day = start.astimezone(zone).date()
        found = datetime.combine(day, self.at, zone)
        if found < start:
            found = datetime.combine(day + timedelta(days=1), self.at, zone)
        return self.awake(found.astimezone(UTC))

    def awake(self, at: datetime) -> datetime:
        """``at`` (UTC), or the end of the quiet hours it falls into."""
        return self.quiet.end_after(at, self.zone) if self.quiet.hold(at, self.zone) else at


class Why(StrEnum):
    """Why a wish has its turn, or has none, as an organiser reads it."""

    URGENT = "goes out at once: it is urgent"
    OPEN = "goes out on the first day it is open"
    CHOSEN = "goes out on the day the organiser chose"
    DIGEST = "goes out as the weekly digest"
    HURRY = "goes out before the usual time: it is over by then"
    NEXT_MONTH = "waits for the new month: the four of the one before are given"
    LATER_DAY = "waits for a free day: one mass message a day, and others go before it"
    FULL = "the four mass messages of the month are given to what goes before it"
    KEPT = "the month's last mass message is kept for news until the 25th"
    NO_DAY = "each day until it is over is given to what goes before it"
    TOO_SHORT = "it is over before anything may be sent"


_USUAL = {
    Rank.URGENT: Why.URGENT,
    Rank.COMPETITION: Why.OPEN,
    Rank.NEWS: Why.CHOSEN,
    Rank.DIGEST: Why.DIGEST,
}


@dataclass(frozen=True, slots=True)
class _Given:
    """A book's answer to one wish."""

    due: datetime | None
    why: Why
    left_out: int = 0


class _Book(Protocol):
    """What is left to give."""

    def take(self, wish: Wish) -> _Given:
        """The wish's turn, booked; or why there is none."""
        ...


def plan_month(
    rules: MassRules,
    wishes: Iterable[Wish],
    spent: Iterable[Spent],
    audiences: Sequence[Audience],
    now: datetime,
) -> list[Turn]:
    """A turn, or the reason why there is none, for each of ``wishes``, first come first.

    ``spent`` is what went out and what cannot be changed any more, of this month and later.
    ``audiences`` part the account's followers by the groups they are in (one for those in none).
    Months and days of counting are Beijing's, as the platform counts.
    """
    ordered = sorted(wishes, key=lambda wish: wish.order)
    book: _Book
    if rules.way is MassWay.PEOPLE:
        book = _PeopleBook(rules, spent, audiences, now)
    else:
        book = _DayBook(rules, spent, now)
    given = [(wish, book.take(wish)) for wish in ordered]
    digests = sorted(g.due for w, g in given if w.rank is Rank.DIGEST and g.due is not None)
    return [
        Turn(wish, got.due, _in_words(wish, got, digests, rules.zone), got.left_out)
        for wish, got in given
    ]


def digest_wishes(rules: MassRules, now: datetime, until: datetime) -> list[Wish]:
    """The weekly digests whose time has not passed by and that begin before ``until``."""
    if not rules.digest:
        return []
    zone = ZoneInfo(rules.zone)
    day = (now - DIGEST_LASTS).astimezone(zone).date()
    day += timedelta(days=(WEEKDAYS.index(rules.digest) - day.weekday()) % 7)
    found = []
    while (opens := datetime.combine(day, rules.at, zone).astimezone(UTC)) < until:
        ends = opens + DIGEST_LASTS
        if ends > now:
            found.append(
                Wish(Kind.DIGEST, week_of(day), ONCE, Rank.DIGEST, None, opens, ends, opens)
            )
        day += timedelta(days=7)
    return found


def week_of(day: date) -> str:
    """The ISO week of a local day, ``2026-W48``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def may_take_last(due: datetime) -> bool:
    """Whether a digest may take the last mass message of the month that ``due`` lies in."""
    return due.astimezone(BEIJING).day >= DIGEST_MAY_TAKE_THE_LAST_FROM


def _next_month(at: datetime) -> datetime:
    """The first instant of Beijing's next month."""
    local = at.astimezone(BEIJING)
    first = local.date().replace(day=1) + timedelta(days=32)
    return datetime.combine(first.replace(day=1), time(), BEIJING).astimezone(UTC)


def _first(rules: MassRules, wish: Wish, now: datetime) -> tuple[datetime, Why]:
    """When a wish goes out if nothing else does, and why then."""
    start = max(wish.opens, now).astimezone(UTC)
    if wish.rank is Rank.URGENT:
        return rules.awake(start), Why.URGENT
    usual = rules.slot(start)
    if usual < wish.expires or wish.rank is Rank.DIGEST:
        return usual, _USUAL[wish.rank]
    return rules.awake(start), Why.HURRY


_Key = int | frozenset[str] | None
"""An audience by its number; or groups that nobody is in yet, who join before it goes out."""


class _PeopleBook:
    """Four a month for each audience."""

    def __init__(
        self,
        rules: MassRules,
        spent: Iterable[Spent],
        audiences: Sequence[Audience],
        now: datetime,
    ) -> None:
        self._rules = rules
        self._audiences = audiences
        self._now = now
        month = month_of(now)
        self._used: Counter[tuple[str, _Key]] = Counter(
            {(month, number): one.used for number, one in enumerate(audiences)}
        )
        self._spent = sorted(spent, key=lambda one: one.rank, reverse=True)

    def take(self, wish: Wish) -> _Given:
        while self._spent and self._spent[-1].rank <= wish.rank:
            one = self._spent.pop()
            self._book(month_of(one.at), self._keys(one.groups))
        due, why = _first(self._rules, wish, self._now)
        if due >= wish.expires:
            return _Given(None, Why.TOO_SHORT)
        keys = self._keys(wish.groups)
        for at, reason in self._dues(wish, due, why):
            room = [key for key in keys if self._used[month_of(at), key] < _most(wish, at)]
            if room:
                self._book(month_of(at), room)
                return _Given(at, reason, self._people(set(keys) - set(room)))
        return _Given(None, self._refused(wish, due, keys))

    def _dues(self, wish: Wish, due: datetime, why: Why) -> Iterator[tuple[datetime, Why]]:
        """The first turn, then the first of each month to come; a digest has but the first."""
        yield due, why
        if wish.rank is Rank.DIGEST:
            return
        end = min(wish.expires, self._now + FURTHEST)
        while (due := self._rules.slot(_next_month(due))) < end:
            yield due, Why.NEXT_MONTH

    def _keys(self, groups: frozenset[str] | None) -> list[_Key]:
        """The audiences of a wish."""
        touched = [
            number
            for number, one in enumerate(self._audiences)
            if groups is None or groups & one.groups
        ]
        return [*touched] or [groups]

    def _refused(self, wish: Wish, due: datetime, keys: Sequence[_Key]) -> Why:
        month = month_of(due)
        full = all(self._used[month, key] >= MONTHLY for key in keys)
        return Why.FULL if full or wish.rank is not Rank.DIGEST else Why.KEPT

    def _book(self, month: str, keys: Iterable[_Key]) -> None:
        for key in keys:
            self._used[month, key] += 1

    def _people(self, keys: Iterable[_Key]) -> int:
        return sum(self._audiences[key].people for key in keys if isinstance(key, int))


def _most(wish: Wish, due: datetime) -> int:
    """How many an audience may have had before ``wish`` goes out."""
    kept = wish.rank is Rank.DIGEST and not may_take_last(due)
    return MONTHLY - 1 if kept else MONTHLY


class _DayBook:
    """One call a day, whoever it is for."""

    def __init__(self, rules: MassRules, spent: Iterable[Spent], now: datetime) -> None:
        self._rules = rules
        self._now = now
        self._days = {day_of(one.at) for one in spent}

    def take(self, wish: Wish) -> _Given:
        due, why = _first(self._rules, wish, self._now)
        if due >= wish.expires:
            return _Given(None, Why.TOO_SHORT)
        end = min(wish.expires, self._now + FURTHEST)
        while due < end:
            if (day := day_of(due)) not in self._days:
                self._days.add(day)
                return _Given(due, why)
            due, why = self._next_day(wish, due), Why.LATER_DAY
        return _Given(None, Why.NO_DAY)

    def _next_day(self, wish: Wish, due: datetime) -> datetime:
        """Its time on Beijing's next day."""
        day = due.astimezone(BEIJING).date() + timedelta(days=1)
        begins = datetime.combine(day, time(), BEIJING).astimezone(UTC)
        return self._rules.awake(begins) if wish.rank is Rank.URGENT else self._rules.slot(begins)


def _in_words(wish: Wish, got: _Given, digests: Sequence[datetime], zone: str) -> str:
    words = str(got.why)
    if got.due is not None:
        return f"{words}; {got.left_out:,} have had their four" if got.left_out else words
    if wish.rank is Rank.DIGEST:
        return f"no digest: {words}"
    words += "; held for the next contact"
    ahead = wish.opens - A_DIGEST_LOOKS_AHEAD
    names = next((at for at in digests if ahead < at < wish.expires), None)
    if names is None or wish.kind is not Kind.ANNOUNCEMENT:
        return words
    local = names.astimezone(ZoneInfo(zone))
    return f"{words}; named in the digest of {local.day} {local:%B}"
