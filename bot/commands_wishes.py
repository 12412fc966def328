"""What ``yike wishes`` and ``yike ratings`` do; how they are called stands in ``bot/cli_wishes.py``."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import InputError
from bot.learning.companion.unanswered import Group, grouped
from bot.learning.wishing import Wanted, Wish, gathered
from bot.ports import Clock
from bot.store import ratings as store_ratings
from bot.store import wishes as store
from bot.store.db import Database

LOOKED_BACK = timedelta(days=90)
MOST_READ = 5000
"""Wishes and questions that are gathered, the newest."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an organiser wants to see. ``since`` is a day (empty: the last 90); ``everything``: what was
    seen before, too; ``seen_by``: mark what is listed as seen by that name (empty: do not).
    """

    since: str
    everything: bool = False
    seen_by: str = ""
    as_json: bool = False


async def wish_lines(db: Database, clock: Clock, zone: ZoneInfo, look: Look) -> list[str]:
    """`yike wishes`. Raises InputError for a day that is none."""
    now = clock.now()
    since = _since(look.since, zone) if look.since else now - LOOKED_BACK
    async with db.transaction() as conn:
        kept = await store.load_wishes(conn, since, MOST_READ, seen=look.everything)
        refused, rows = await store.load_refused(conn, since, MOST_READ, seen=look.everything)
        marked = 0
        if look.seen_by:
            wished = [one.row for one in kept]
            marked = await store.mark_seen(conn, wished, rows, look.seen_by, now)
    wanted = gathered(Wish(one.row, one.learner or 0, one.words, one.wished_at) for one in kept)
    asked = grouped(refused)
    if look.as_json:
        return [_json(wanted, asked)]
    lines = [
        f"What people wish to learn, since {since.astimezone(zone):%Y-%m-%d}:",
        *(_wanted_line(one, zone) for one in wanted),
        *([] if wanted else ["  nothing new"]),
        "",
        "What was asked that no lesson answers:",
        *(_asked_line(one, zone) for one in asked),
        *([] if asked else ["  nothing new"]),
    ]
    return [*lines, "", f"{marked:,} marked as seen."] if look.seen_by else lines


def _since(words: str, zone: ZoneInfo) -> datetime:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise InputError(f'"{words}" is no day; write it as 2026-11-01.') from None
    return datetime.combine(day, time(), zone)


def _wanted_line(one: Wanted, zone: ZoneInfo) -> str:
    others = f" (also: {'; '.join(one.others)})" if one.others else ""
    return f"  {_people(one.people)}  {one.words}{others}, last {_day(one.last, zone)}"


def _asked_line(one: Group, zone: ZoneInfo) -> str:
    near = f", nearest {'/'.join(one.nearest)}" if one.nearest else ""
    others = f" (also: {'; '.join(one.others)})" if one.others else ""
    return f"  {_people(one.people)}  {one.words}{others}{near}, last {_day(one.last, zone)}"


def _people(count: int) -> str:
    return f"{count:>5,} {'person' if count == 1 else 'people'}"


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d}"


def _json(wanted: Sequence[Wanted], asked: Sequence[Group]) -> str:
    whole = {
        "wishes": [asdict(one) | {"last": one.last.isoformat()} for one in wanted],
        "unanswered": [asdict(one) | {"last": one.last.isoformat()} for one in asked],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


async def rating_lines(db: Database, *, as_json: bool) -> list[str]:
    """`yike ratings`."""
    async with db.connection() as conn:
        rated = await store_ratings.ratings(conn)
    if as_json:
        return [json.dumps([asdict(one) for one in rated], ensure_ascii=False, indent=1)]
    if not rated:
        return ["Nobody has rated a course yet."]
    lines = [
        f"{one.mean:.2f}  {one.useful:,} very useful, {one.fair:,} so-so, {one.useless:,} not: "
        f"{one.title} ({one.course})"
        for one in rated
    ]
    return ["Mean of 3 (very useful), 2 (so-so) and 1 (not useful), the lowest first:", *lines]
