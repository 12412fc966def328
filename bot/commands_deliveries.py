"""What ``yike deliveries`` does; how its commands are called stands in ``bot/cli.py``."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.delivery.status import status
from bot.delivery.status_page import page
from bot.domain.delivery import Kind
from bot.domain.errors import InputError
from bot.ports import Clock
from bot.progress import Advance, progress
from bot.store import operator_acts
from bot.store.db import Database
from bot.store.operator_acts import Cancelled, Only, Which

WALKS = 3
"""How often a table is walked for what others were at work on."""


async def status_lines(
    db: Database, clock: Clock, accounts: Collection[str], zone: ZoneInfo, *, as_json: bool
) -> list[str]:
    """`yike deliveries status`, all of it as of one moment. As JSON instants are UTC."""
    async with db.transaction() as conn:
        await conn.execute("set transaction isolation level repeatable read, read only")
        found = await status(conn, clock.now())
    if as_json:
        return [
            json.dumps(asdict(found), default=datetime.isoformat, ensure_ascii=False, indent=2)
        ]
    return page(found, accounts, zone)


async def only(
    db: Database,
    accounts: Collection[str],
    account: str | None,
    kind: str | None = None,
    subject: str | None = None,
) -> Only:
    """What was named on the command line. Raises InputError when there is no such thing.

    ``accounts`` are those of the settings; one that was taken out may be named while anything is
    owed by it.
    """
    kinds = [one.value for one in Kind]
    if kind is not None and kind not in kinds:
        raise InputError(f'There is no kind "{kind}"; known are: {", ".join(kinds)}.')
    if account is not None and account not in accounts:
        async with db.connection() as conn:
            if not await operator_acts.owes(conn, account):
                raise InputError(
                    f'The settings have no account "{account}", and nothing is owed by it; known'
                    f" are: {', '.join(sorted(accounts)) or 'none'}."
                )
    return Only(account, kind, subject)


async def retry(db: Database, clock: Clock, meant: Only) -> list[str]:
    """`yike deliveries retry`: batch after batch; what it planned again."""
    async with db.connection() as conn:
        total = await operator_acts.count_failed(conn, meant, clock.now())
    planned: Counter[Which] = Counter()
    after: tuple[datetime, int] | None = operator_acts.START
    with progress("Planning again", total) as advance:
        while after is not None:
            async with db.transaction() as conn:
                batch = await operator_acts.retry_failed(conn, meant, clock.now(), after=after)
            planned += batch.planned
            after = batch.after
            advance(batch.seen)
    lines = [f"{planned.total():,} planned again", *_by_which(planned)]
    left = total - planned.total()
    if left > 0:
        lines.append(
            f"{left:,} stay failed: their learner or group is gone, or they are owed again anyway."
        )
    return lines


async def cancel(db: Database, clock: Clock, meant: Only, *, yes: bool) -> list[str]:
    """`yike deliveries cancel`: what it would cancel; with ``yes``, what it cancelled."""
    async with db.connection() as conn:
        found = await operator_acts.count_open(conn, meant)
    if not found.total:
        return ["Nothing of that is planned or held.", *_flying(found.in_flight)]
    if not yes:
        return [
            f"{found.total:,} would be cancelled:",
            *_by_which(found.planned, "planned"),
            *_by_which(found.held, "held in inboxes"),
            *_flying(found.in_flight),
            "Nothing is cancelled yet. To do it, give the same command with --yes.",
        ]
    ended: Counter[Which] = Counter()
    left = found
    with progress("Cancelling", found.total) as advance:
        for _ in range(WALKS):
            ended += await _walk(db, clock, meant, operator_acts.cancel_planned, advance)
            ended += await _walk(db, clock, meant, operator_acts.cancel_held, advance)
            async with db.connection() as conn:
                left = await operator_acts.count_open(conn, meant)
            if not left.total:
                break
    lines = [f"{ended.total():,} cancelled", *_by_which(ended), *_flying(left.in_flight)]
    if left.total:
        lines.append(
            f"{left.total:,} are planned or held anew; cancel again if that is not wanted."
        )
    return lines


Cancel = Callable[..., Awaitable[Cancelled]]
"""A batch of ``operator_acts.cancel_…``."""


async def _walk(
    db: Database, clock: Clock, meant: Only, step: Cancel, advance: Advance
) -> Counter[Which]:
    ended: Counter[Which] = Counter()
    after: int | None = 0
    while after is not None:
        async with db.transaction() as conn:
            batch = await step(conn, meant, clock.now(), after=after)
        ended += batch.ended
        after = batch.after
        advance(batch.ended.total())
    return ended


def _by_which(counted: Mapping[Which, int], where: str = "") -> Iterator[str]:
    for (account, kind), count in sorted(counted.items()):
        yield f"  {account} {kind}: {count:,} {where}".rstrip()


def _flying(count: int) -> list[str]:
    return [f"{count:,} in flight cannot be taken back."] if count else []
