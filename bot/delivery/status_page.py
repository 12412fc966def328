"""``yike deliveries status`` in words: what is wrong first, each with what to do about it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.delivery.outcomes import in_words
from bot.delivery.status import Punctuality, Rate, Status, Trouble
from bot.domain.delivery import Rung
from bot.store.delivery_reports import COUNTED_AT_MOST, OpenCount, Overdue
from bot.store.quotas import ALL

NOTHING = "Nothing is owed, nothing was sent or failed in the last 24 hours; all is well."
WAITED_LONG = timedelta(minutes=1)
"""What could go and waits longer than this is worth a sentence."""
GOAL = 0.99
MOST_TO_DO = 20
MOST_TROUBLES = 20
MOST_CODES = 4


def page(status: Status, accounts: Collection[str], zone: ZoneInfo) -> list[str]:
    """The lines of the page. ``accounts`` are those of the settings; times are in ``zone``."""
    if status.empty:
        return [NOTHING]
    parts = (
        [_headline(status, zone)],
        _to_do(status, accounts, zone),
        _open(status.open, status.at, zone),
        _rates(status.rates),
        _punctuality(status.punctuality),
        _troubles(status.troubles),
        _quotas(status),
    )
    lines: list[str] = []
    for part in parts:
        lines += ["", *part] if part and lines else part
    return lines


def _headline(status: Status, zone: ZoneInfo) -> str:
    owed = sum(one.waiting + one.put_off for one in status.open)
    flying = sum(one.in_flight for one in status.open)
    held = sum(one.held for one in status.open)
    rate = sum(one.lately for one in status.rates)
    return (
        f"{status.at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}: {owed:,} owed, {flying:,} in"
        f" flight, {held:,} held in inboxes, {rate:,.0f} sent a minute."
    )


# What to do ---------------------------------------------------------------------------------------


def _to_do(status: Status, accounts: Collection[str], zone: ZoneInfo) -> list[str]:
    found = [
        *_stopped(status, zone),
        *_refused_ways(status, zone),
        *_overdue(status.overdue),
        *_strangers(status.open, accounts),
        *_slow(status, accounts),
        *_uncertain(status.open),
    ]
    if more := len(found) - MOST_TO_DO:
        found[MOST_TO_DO:] = [f"{more} more like these; see --json"] * (more > 0)
    return ["To look at", *(f"  - {line}" for line in found)] if found else []


def _stopped(status: Status, zone: ZoneInfo) -> Iterable[str]:
    for one in status.stops:
        since = f"{_time(one.since, status.at, zone)} ({in_words(status.at - one.since)} ago)"
        why = one.reason.removeprefix(f"account {one.account} stopped: ")
        yield f"{one.account} is stopped since {since}: {why}."


def _refused_ways(status: Status, zone: ZoneInfo) -> Iterable[str]:
    rungs = {rung.value for rung in Rung}
    for one in status.ways:
        way = f"{one.what} messages" if one.what in rungs else f"template {one.what}"
        yield (
            f"{one.account} leaves {way} alone until {_time(one.until, status.at, zone)}:"
            f" {one.reason}. What would go that way goes another, or waits."
        )


def _overdue(overdue: Overdue) -> Iterable[str]:
    if not overdue.total:
        return
    named = (
        (overdue.lessons, "daily lessons"),
        (overdue.reminders, "reminders"),
        (overdue.announcements, "announcements"),
    )
    counted = ", ".join(f"{_at_least(count)} {what}" for count, what in named if count)
    yield (
        f"Not planned a minute after their time: {counted}. Check that a process with the role"
        " schedules runs (yike run --role schedules), and read its log."
    )


def _at_least(count: int) -> str:
    return f"{count:,}" + (" or more" if count >= COUNTED_AT_MOST else "")


def _strangers(opened: Sequence[OpenCount], accounts: Collection[str]) -> Iterable[str]:
    for account, rows in groupby(opened, lambda one: one.account):
        owed = sum(one.waiting + one.put_off + one.held for one in rows)
        if account not in accounts and owed:
            yield (
                f'{owed:,} are owed by "{account}", which the settings do not have: add the account'
                f" again, or run yike deliveries cancel --account {account} --kind KIND."
            )


def _slow(status: Status, accounts: Collection[str]) -> Iterable[str]:
    """Accounts whose deliveries wait, though nothing stops them."""
    stopped = {one.account for one in status.stops}
    rates = {one.account: one.lately for one in status.rates}
    for account, rows in groupby(status.open, lambda one: one.account):
        waiting = [one for one in rows if one.waiting and one.ready_since is not None]
        if account in stopped or account not in accounts or not waiting:
            continue
        longest = max(status.at - one.ready_since for one in waiting if one.ready_since)
        if longest >= WAITED_LONG:
            count = sum(one.waiting for one in waiting)
            yield _why_slow(account, count, longest, rates.get(account, 0.0))


def _why_slow(account: str, count: int, longest: timedelta, rate: float) -> str:
    said = f"{account}: {count:,} could go and wait, the longest for {in_words(longest)}"
    if rate < 1:
        return (
            f"{said}, and nothing was sent in the last 5 minutes. Check that a process with the"
            " role worker runs (yike run --role worker), and read its log."
        )
    left = in_words(timedelta(minutes=count / rate))
    return (
        f"{said}. At {rate:,.0f} a minute they are through in {left}; if that is too late, raise"
        " the account's rate where its platform allows it, or share the learners out."
    )


def _uncertain(opened: Sequence[OpenCount]) -> Iterable[str]:
    count = sum(one.uncertain for one in opened)
    if count:
        yield (
            f"{count:,} may have arrived already (a process ended or a connection broke while"
            " they were sent); each is tried again where its kind is repeated."
        )


# Tables ---------------------------------------------------------------------------------------------


def _open(opened: Sequence[OpenCount], at: datetime, zone: ZoneInfo) -> list[str]:
    if not opened:
        return []
    head = ("account", "kind", "waiting", "longest", "later", "next at", "in flight", "held")
    rows = [
        (
            one.account,
            one.kind,
            _count(one.waiting),
            in_words(at - one.ready_since) if one.ready_since else "",
            _count(one.put_off),
            _time(one.next_try, at, zone) if one.next_try else "",
            _count(one.in_flight),
            _count(one.held),
        )
        for one in opened
    ]
    return ["Open now", *table((head, *rows))]


def _rates(rates: Sequence[Rate]) -> list[str]:
    if not rates:
        return []
    head = ("account", "last 5 min", "last hour")
    rows = [(one.account, f"{one.lately:,.1f}", f"{one.hour:,.1f}") for one in rates]
    return ["Sent a minute", *table((head, *rows))]


def _punctuality(found: Sequence[Punctuality]) -> list[str]:
    if not found:
        return []
    head = ("account", "kind", "within 10 s", "of", "95 % within", "99 % within", "")
    rows = [
        (
            one.account,
            one.kind,
            _percent(one.share),
            f"{one.count:,}",
            _seconds(one.p95),
            _seconds(one.p99),
            "" if one.share >= GOAL else "below 99 %",
        )
        for one in found
    ]
    return ["Decided on time, last 24 hours", *table((head, *rows))]


def _percent(share: float) -> str:
    """Never 100 % when one was late."""
    return f"{int(share * 1000) / 10:.1f} %"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else in_words(timedelta(seconds=seconds))


def _troubles(found: Sequence[Trouble]) -> list[str]:
    if not found:
        return []
    lines = ["Did not arrive, last 24 hours"]
    for one in found[:MOST_TROUBLES]:
        lines.append(
            f"  {one.count:,} {one.account} {one.kind} {one.state}: {one.what}{_codes(one)}"
        )
        if one.advice:
            lines.append(f"      {one.advice}")
    if more := found[MOST_TROUBLES:]:
        lines.append(f"  {sum(one.count for one in more):,} for other reasons; see --json")
    if any(one.state == "failed" for one in found):
        lines.append("  Once its cause is mended, what failed is sent by: yike deliveries retry")
    return lines


def _codes(one: Trouble) -> str:
    named = [f"{code}: {count:,}" for code, count in one.codes[:MOST_CODES]]
    more = ["…"] * (len(one.codes) > MOST_CODES)
    return f" ({', '.join(named + more)})" if named else ""


def _quotas(status: Status) -> list[str]:
    if not status.quotas:
        return []
    head = ("account", "what", "period", "used")
    rows = [(one.account, one.what, one.period, _used(one.used)) for one in status.quotas]
    return ["Used of the platforms' quotas (their day is Beijing's)", *table((head, *rows))]


def _used(count: int) -> str:
    """What the platform itself called used up, whatever we counted, is all of it."""
    return "all of it" if count >= ALL else f"{count:,}"


def _count(count: int) -> str:
    return f"{count:,}" if count else ""


def _time(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The time alone when it is today's."""
    local = at.astimezone(zone)
    today = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if today else f"{local:%m-%d %H:%M}"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of equal columns, numbers to the right; columns with nothing in them are left out."""
    columns = [one for one in zip(*rows, strict=True) if any(one[1:])]
    shaped = [_column(one) for one in columns]
    return ["  " + "  ".join(cells).rstrip() for cells in zip(*shaped, strict=True)]


def _column(cells: Sequence[str]) -> list[str]:
    width = max(map(len, cells))
    number = all(not cell or cell[0].isdigit() for cell in cells[1:])
    return [cell.rjust(width) if number else cell.ljust(width) for cell in cells]
