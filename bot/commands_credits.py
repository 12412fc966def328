"""What ``yike credits`` does; how its commands are called stands in ``bot/cli_credits.py``."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.domain.credits import Target
from bot.domain.errors import InputError, YikeError
from bot.ledger.reconciling import Reconciled, reconcile
from bot.ledger.status import TargetStatus, targets_status
from bot.ledger.status_page import page
from bot.ports import Clock, CreditBank
from bot.progress import progress
from bot.store.db import Database
from bot.store.ledger import journal, push_again
from bot.store.ledger.push_again import DeadLetter

MOST_DEAD = 50
"""Dead letters that are listed; a cause seldom has more than a few kinds."""

MOST_DIFFERENCES = 50
"""Differences with a bank's books that are said; all are counted."""

NO_BANK = "No credit bank is configured; completions stay here."


class NotComparedError(YikeError):
    """A bank's books could not be compared with ours."""


# Naming things ------------------------------------------------------------------------------------


def known_target(names: Collection[str], target: str | None) -> None:
    """Raises InputError when the settings do not have ``target``."""
    if target is not None and target not in names:
        raise InputError(
            f'The settings have no credit bank "{target}"; known are: '
            f"{', '.join(names) or 'none'}."
        )


def instant(words: str, zone: ZoneInfo) -> datetime:
    """A day or instant as people write it, in ``zone`` where it names none; UTC.

    Raises InputError.
    """
    try:
        read = datetime.fromisoformat(words)
    except ValueError:
        raise InputError(
            f'"{words}" is no day or time; write it as 2026-11-22 or 2026-11-22T08:00.'
        ) from None
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)


def key_of(words: str) -> UUID:
    """The key of an entry, claim or statement. Raises InputError."""
    try:
        return UUID(words)
    except ValueError:
        raise InputError(
            f'"{words}" is no key; it reads like 6f1e1f4a-9a7b-4c3d-8e2f-1a2b3c4d5e6f.'
        ) from None


# The outboxes -------------------------------------------------------------------------------------


async def status_lines(
    db: Database, clock: Clock, targets: Sequence[str], zone: ZoneInfo, *, as_json: bool
) -> list[str]:
    """`yike credits status`, all of it as of one moment. As JSON instants are UTC, spans seconds."""
    now = clock.now()
    async with db.transaction() as conn:
        await journal.as_of_one_moment(conn)
        found = await targets_status(conn, targets, now)
    if as_json:
        return [_json(found)]
    return page(found, now, zone) if found else [NO_BANK]


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _json(found: Sequence[TargetStatus] | Sequence[DeadLetter]) -> str:
    return json.dumps([asdict(one) for one in found], default=_plain, ensure_ascii=False, indent=2)


async def retry(db: Database, clock: Clock, targets: Collection[str]) -> list[str]:
    """`yike credits retry`: what was refused goes to the queue again. A transaction for each page:
    what was done stays done if it is stopped.
    """
    now, count = clock.now(), 0
    async with db.connection() as conn:
        total = await push_again.count_dead(conn, targets)
    with progress("Queueing again", total) as advance:
        while True:
            async with db.transaction() as conn:
                page = await push_again.retry_dead(conn, targets, now)
            if not page:
                return [f"{count:,} queued again"]
            count += page
            advance(page)


async def replay(
    db: Database, clock: Clock, targets: Sequence[Target], since: datetime
) -> list[str]:
    """`yike credits replay`: what was accepted since then is handed in again, the same bytes. A
    transaction for each page; what was queued is not accepted any more, so that a second run after
    one that was stopped does the rest.
    """
    now, count, after = clock.now(), 0, UUID(int=0)
    with progress("Looking through the outbox, percent", 100) as advance:
        while True:
            async with db.transaction() as conn:
                page = await push_again.replay(conn, targets, since, now, after)
            count += page.queued
            if page.last is None:
                break
            advance(_percent(page.last) - _percent(after))
            after = page.last
    return [f"{count:,} queued again, byte for byte; a bank that has them changes nothing"]


def _percent(statement: UUID) -> int:
    """How far through the outbox an id is: they are spread evenly."""
    return statement.int * 100 >> 128


async def drop(
    db: Database, clock: Clock, statement: UUID, targets: Iterable[str], reason: str
) -> list[str]:
    """`yike credits drop`: a dead letter is given up. Raises InputError where there is none."""
    async with db.transaction() as conn:
        gone = [
            target
            for target in targets
            if await push_again.drop(conn, statement, target, reason, clock.now())
        ]
    if not gone:
        raise InputError(f"No dead letter has the id {statement}; see: yike credits dead")
    return [f"given up at {target}" for target in gone]


async def dead_lines(
    db: Database, target: str | None, zone: ZoneInfo, *, as_json: bool
) -> list[str]:
    """`yike credits dead`: what was refused for good, in the bank's words, the oldest first."""
    async with db.connection() as conn:
        found = await push_again.dead(conn, target, MOST_DEAD + 1)
    if as_json:
        return [_json(found[:MOST_DEAD])]
    if not found:
        return ["Nothing was refused."]
    lines = []
    for one in found[:MOST_DEAD]:
        lines.append(f"{one.statement} {one.target} {_day(one.owed_at, zone)}: {one.reason}")
        if one.words:
            lines.append(f"    {one.words}")
    if len(found) > MOST_DEAD:
        lines.append(f"There are more; these are the {MOST_DEAD} oldest.")
    lines.append("Once the cause is mended: yike credits retry; or give one up: yike credits drop")
    return lines


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


# Comparing books ----------------------------------------------------------------------------------


async def reconcile_lines(
    db: Database,
    clock: Clock,
    banks: Sequence[CreditBank],
    since: datetime | None,
    zone: ZoneInfo,
    say: Callable[[str], None],
) -> None:
    """`yike credits reconcile`: our books beside each bank's, now; what was found is said.

    Without ``since`` what was accepted in the last 35 days; never what was in the last hour. Raises
    NotComparedError when a bank could not be asked to the end.
    """
    troubled = []
    for bank in banks:
        with progress(f"Comparing with {bank.name}"):
            done = await reconcile(db, bank, clock, since)
        for line in compared_lines(done, zone):
            say(line)
        troubled += [done.target] * bool(done.trouble)
    if troubled:
        raise NotComparedError(f"Not compared to the end: {', '.join(troubled)}; try again.")


def compared_lines(done: Reconciled, zone: ZoneInfo) -> list[str]:
    """How one comparison ended, in words."""
    seen = f"{done.target}: {done.checked:,} looked at there, since {_day(done.since, zone)}"
    if done.agrees:
        return [f"{seen}; its books and ours agree"]
    counts = ((done.missing, "missing"), (done.extra, "extra"), (done.differing, "differing"))
    found = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    lines = [f"{seen}; {found or 'nothing found so far'}"]
    lines += [
        f"  {one.what} {one.record}: {one.words}" for one in done.findings[:MOST_DIFFERENCES]
    ]
    if len(done.findings) > MOST_DIFFERENCES:
        lines.append("  and more of them")
    if done.trouble:
        lines.append(f"  not compared to the end: {done.trouble}")
    return lines
