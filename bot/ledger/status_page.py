"""``yike credits status`` in words: what is wrong first, each with what to do about it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ledger.status import TargetStatus

LONG = timedelta(hours=1)
"""What waits longer than this for a bank is worth a sentence."""


def page(found: Sequence[TargetStatus], now: datetime, zone: ZoneInfo) -> list[str]:
    """The lines of the page; times are in ``zone``. What to look at begins with "  - "."""
    queues = "; ".join(f"{one.target}: {one.queued:,} queued" for one in found)
    lines = [f"{now.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}; {queues}"]
    to_do = [line for one in found for line in _to_do(one, zone)]
    if to_do:
        lines += ["", "To look at", *(f"  - {line}" for line in to_do)]
    lines += ["", *_table(found, zone)]
    if said := [f"  {one.target} said last: {_said(one)}" for one in found if _said(one)]:
        lines += ["", *said]
    return lines


def _said(one: TargetStatus) -> str:
    return ": ".join(part for part in (one.reason, one.words) if part)


def _to_do(one: TargetStatus, zone: ZoneInfo) -> Iterable[str]:
    if not one.configured:
        yield (
            f"{one.target} is not in the settings any more, and {one.queued + one.dead:,} are still to"
            " reach it: put it back until they have."
        )
    if one.dead:
        yield (
            f"{one.target} refused {one.dead:,} for good: see yike credits dead {one.target}, mend"
            f" the cause, then yike credits retry {one.target}."
        )
    if one.oldest is not None and one.oldest >= LONG:
        yield (
            f"{one.target}: the oldest has waited for {_span(one.oldest)}. Check that a process"
            " with the role worker runs, and what the bank said last."
        )
    if one.trouble:
        yield f"{one.target} cannot be asked for its decisions: {one.trouble}"
    if one.unread:
        yield (
            f"{one.target} told what cannot be read about {one.unread:,} of our claims, first about"
            f" {one.first_unread}: ask the bank to tell it again as docs/credit-bank.md says."
        )
    yield from _compared(one, zone)


def _compared(one: TargetStatus, zone: ZoneInfo) -> Iterable[str]:
    last = one.reconciled
    if last is None:
        return
    if last.trouble:
        yield f"{one.target} could not be compared with our books: {last.trouble}"
    counts = ((last.missing, "missing"), (last.extra, "extra"), (last.differing, "differing"))
    if found := ", ".join(f"{count:,} {what}" for count, what in counts if count):
        yield (
            f"{one.target}: the comparison of {last.began_at.astimezone(zone):%m-%d %H:%M} found"
            f" {found} there. What is missing was queued again; look into the rest with"
            f" yike credits reconcile {one.target}."
        )


HEAD = (
    *("target", "queued", "oldest", "waiting", "accepted", "refused", "voided", "given up"),
    "compared",
)


def _table(found: Sequence[TargetStatus], zone: ZoneInfo) -> list[str]:
    """``waiting``: for a person's consent or account number."""
    rows = [HEAD, *(_row(one, zone) for one in found)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    return ["  " + "  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    """Names and times to the left, numbers to the right."""
    for n, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield (
            cell.ljust(width) if HEAD[n] in ("target", "oldest", "compared") else cell.rjust(width)
        )


def _row(one: TargetStatus, zone: ZoneInfo) -> tuple[str, ...]:
    counts = (one.accepted, one.dead, one.voided, one.dropped)
    return (
        one.target,
        f"{one.queued:,}",
        _span(one.oldest) if one.oldest is not None else "",
        f"{one.waiting_for_consent:,}",
        *(f"{count:,}" for count in counts),
        f"{one.reconciled.began_at.astimezone(zone):%m-%d %H:%M}" if one.reconciled else "",
    )


def _span(span: timedelta) -> str:
    """As people say it: "40 s", "10 min", "2 h 5 min", "3 d 4 h"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60 % 60, seconds // 3600 % 24, seconds // 86400
    parts = [(days, "d"), (hours, "h"), (minutes if not days else 0, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
