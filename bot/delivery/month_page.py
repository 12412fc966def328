"""The month of mass messages as a person takes it in at a glance: a calendar, then a line each."""

from calendar import Calendar
from collections.abc import Iterable, Sequence
from datetime import date

from bot.delivery.month_preview import AccountMonth, Entry, Mark
from bot.delivery.reach_page import table
from bot.domain.delivery import Kind
from bot.domain.masses import MONTHLY
from bot.ports import MassWay
from bot.store.quotas import BEIJING
from bot.store.reach.outcomes import GroupShare, MassSum

NO_ACCOUNT = "No account may send mass messages: a verified WeChat official account may."
SIGNS = {Mark.GONE: "●", Mark.GOING: "◐", Mark.PLANNED: "○", Mark.NOT: "×"}
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CELL = 7
MOST_SIGNS = 3
EVERYBODY = "all followers"
_NAMES = {Kind.ANNOUNCEMENT: "competition", Kind.NEWS: "news", Kind.DIGEST: "digest"}


def month_page(months: Sequence[AccountMonth]) -> list[str]:
    """The months of all accounts. Days and times are Beijing's."""
    if not months:
        return [NO_ACCOUNT]
    lines: list[str] = []
    for one in months:
        lines += ["", *_month(one)] if lines else _month(one)
    return lines


def _month(one: AccountMonth) -> list[str]:
    return [
        _headline(one),
        f"  {_rule(one)}",
        "",
        *calendar(one),
        "",
        *(_entries(one) if one.entries else []),
        *_shares(one),
    ]


def _headline(one: AccountMonth) -> str:
    first = date.fromisoformat(f"{one.month}-01")
    counted = [f"{count} {mark.value}" for mark in Mark if (count := one.count(mark))]
    said = ", ".join(counted) or "no mass message"
    return f"{one.account}, {first:%B %Y}: {said}."


def _rule(one: AccountMonth) -> str:
    if one.way == MassWay.TAG:
        return "One mass message goes out a day at most."
    fullest = max((share.most for share in one.shares), default=0)
    return (
        f"Each follower gets {MONTHLY} a month at most; who has had most has had {fullest}."
        " What does not go out is handed over with the next contact."
    )


def calendar(one: AccountMonth) -> list[str]:
    """The month, a line a week, each day with the signs of what goes out on it."""
    year, month = map(int, one.month.split("-"))
    signs: dict[date, str] = {}
    for entry in one.entries:
        signs[entry.day] = signs.get(entry.day, "") + SIGNS[entry.mark]
    lines = ["  " + "".join(f"{name:>4}".ljust(CELL) for name in WEEK).rstrip()]
    for week in Calendar().monthdatescalendar(year, month):
        cells = (_cell(day, signs) if day.month == month else "" for day in week)
        lines.append("  " + "".join(cell.ljust(CELL) for cell in cells).rstrip())
    seen = {entry.mark for entry in one.entries}
    legend = "   ".join(f"{SIGNS[mark]} {mark.value}" for mark in Mark if mark in seen)
    return [*lines, f"  {legend}"] if legend else lines


def _cell(day: date, signs: dict[date, str]) -> str:
    found = signs.get(day, "")
    shown = found if len(found) <= MOST_SIGNS else f"{found[: MOST_SIGNS - 1]}+"
    return f"{day.day:>4}{shown}"


def _entries(one: AccountMonth) -> list[str]:
    head = ("", "day", "what", "", "why, and what came of it")
    return table(head, [_entry(entry) for entry in one.entries])


def _entry(one: Entry) -> Sequence[str]:
    local = one.at.astimezone(BEIJING)
    day = f"{local:%a} {local.day:>2} {local:%H:%M}"
    said = one.reason
    if one.sums is not None:
        said = f"{_counted(one.sums)}; {said}" if said else _counted(one.sums)
    return (
        SIGNS[one.mark],
        day,
        _NAMES.get(one.kind, one.kind.value),
        one.title or one.subject,
        said,
    )


def _counted(sums: MassSum) -> str:
    if sums.sent is None:
        return f"handed to the platform for {sums.receivers:,}, which has not counted yet"
    return (
        f"{sums.sent:,} of {sums.receivers:,} got it, {sums.filtered or 0:,} were filtered,"
        f" {sums.failed or 0:,} failed"
    )


def _shares(one: AccountMonth) -> Iterable[str]:
    """How many of the four each group has had."""
    if one.way == MassWay.TAG or not one.shares:
        return []
    head = ("group", "people", *(f"had {had}" for had in range(MONTHLY + 1)), "")
    return ["", "  How many of the four they have had", *table(head, map(_share, one.shares))]


def _share(one: GroupShare) -> Sequence[str]:
    name = (one.title or one.group) if one.group else EVERYBODY
    counts = (f"{count:,}" if count else "" for count in one.people)
    left = "nothing is left for some" if one.people[MONTHLY] else ""
    return (name, f"{sum(one.people):,}", *counts, left)
