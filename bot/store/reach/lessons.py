"""Whom a forecast of a lesson day counts, read in batches in the order of their turns.

What is read follows ``bot.store.planning.lessons`` to the letter. Who gets several lessons on the
day (a courier with several breaks) is read once, with all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.delivery import Kind
from bot.store.db import Connection, Row
from bot.store.deliveries import Reachable
from bot.store.planning.lessons import NO_TURN
from bot.store.planning.restraint import Restraint
from bot.store.reach.forecasts import About
from bot.store.reach.people import (
    ADDRESS,
    ADDRESS_ORDER,
    ADDRESSES,
    LATE,
    Owed,
    Page,
    by_person,
    delivery_of,
    reachable,
)

_TURNS = f"""
with turn as materialized (
  select t.next_due, t.learner_id, t.course_key, t.planned from lesson_turn t
  where t.next_due < $1 and (t.next_due, t.learner_id) > ($2, $3) order by t.next_due, t.learner_id limit $4
)
select t.next_due, t.learner_id, t.course_key, t.planned, l.zone, l.times::text as times, l.state as learner_state, l.breaks,
  l.off_day, l.holidays_off, l.paused_until, l.created_at, a.last_in_at, {ADDRESS}
from turn t cross join lateral (
  select zone, times, state, case when track = 'couriers' then times end as breaks, off_day, holidays_off, paused_until, created_at
  from learner where id = t.learner_id offset 0) l
{ADDRESSES.format(learner="t.learner_id")}
order by t.next_due, t.learner_id, {ADDRESS_ORDER}
"""

_SLOTS = """
select r.n, s.due, s.occurrence, s.ahead, least(s.ahead - (s.ahead - s.due) / 2, s.due + case when $5::time is null
    then interval '1 day' else greatest(interval '0', $5 - s.local - interval '1 minute'
      + case when $5 <= s.local then interval '1 day' else interval '0' end) end) as latest
from unnest($1::text[], $2::text[]) with ordinality as r (zone, times, n)
cross join lateral (
  select due, occurrence, lead(due) over (order by due, occurrence) as ahead, (due at time zone r.zone)::time as local
  from slots_around($3, r.zone, r.times::time[])) s
where s.occurrence = $4 or s.occurrence like $4 || '#%' order by r.n, s.due
"""

Rhythm = tuple[str, str]
"""A zone, and daily times as PostgreSQL writes them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of a rhythm's day: when the next comes, and how late its turn may be."""

    due: datetime
    occurrence: str
    ahead: datetime
    latest: datetime


async def slots_of(
    conn: Connection, day: date, rhythms: Sequence[Rhythm], quiet_from: time | None
) -> dict[Rhythm, list[Slot]]:
    """The times of ``day`` in each rhythm, in order."""
    rows = await conn.fetch(
        _SLOTS,
        [zone for zone, _ in rhythms],
        [times for _, times in rhythms],
        _noon(day),
        day.isoformat(),
        quiet_from,
    )
    found: dict[Rhythm, list[Slot]] = {rhythm: [] for rhythm in rhythms}
    for row in rows:
        slot = Slot(row["due"], row["occurrence"], row["ahead"], row["latest"])
        found[rhythms[row["n"] - 1]].append(slot)
    return found


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


DAY_BEGINS = timedelta(hours=4)
"""A learner's day (design 4.11)."""
LAST_HOUR = timedelta(hours=40)
"""After noon (UTC) of a day it has ended everywhere: it ends at 04:00 of the next in UTC-12."""


async def turns_of(conn: Connection, day: date) -> int:
    """How many turns ``lesson_turns`` will give of ``day``."""
    count: int = await conn.fetchval(
        "select count(*) from lesson_turn where next_due < $1", _noon(day) + LAST_HOUR
    )
    return count


async def lesson_turns(conn: Connection, day: date, after: Page, most: int) -> list[Row]:
    """The next turns that may owe something on ``day``, with their people and addresses."""
    return await conn.fetch(_TURNS, _noon(day) + LAST_HOUR, after.due, after.learner, most)


_AWAY = f"""
select a.account, count(*)::int as people from lesson_turn t cross join lateral (
  select account from address a where a.learner_id = t.learner_id
  order by a.state = 'active' desc, a.last_in_at desc nulls last, a.id limit 1) a
where t.next_due = '{NO_TURN}' group by 1 order by 1
"""


async def away_people(conn: Connection) -> list[tuple[str, int]]:
    """By account, how many get nothing because they were silent for long."""
    return [(row["account"], row["people"]) for row in await conn.fetch(_AWAY)]


SILENT, HOLIDAY, OFF_DAY = "silent", "holiday", "off day"
"""What stands against a lesson that its turn would owe, beside the learner's state."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted: the lessons of ``day``, as of ``now``, at the ``slots`` of each rhythm,
    as far as ``restraint`` lets them go.
    """

    day: date
    now: datetime
    slots: Mapping[Rhythm, Sequence[Slot]]
    restraint: Restraint = field(default_factory=Restraint)


def lesson_page(rows: Sequence[Row], asked: Asked, most: int) -> Page:
    """What the turns owe on the day asked for: to whom, by which account, when."""
    page = Page()
    for person in by_person(rows):
        first = person[0]
        page.seen += 1
        page.due, page.learner = first["next_due"], first["learner_id"]
        owed = _still_owed(first, asked.slots[first["zone"], first["times"]], asked.now)
        if not owed or not first["account"]:  # without any address, he or she was erased
            continue
        addresses = reachable(person)
        state = _stands_against(first, addresses, asked)
        coming = [] if state else _not_held_back(person, owed, asked)
        if coming:
            page.owed += _lessons(first, addresses, coming, asked.now)
        else:
            page.left_out.append((first["account"], state or SILENT))
    page.ended = page.seen < most
    return page


def _stands_against(turn: Row, addresses: tuple[Reachable, ...], asked: Asked) -> str:
    """Why nothing comes on that day, whatever was heard; empty: nothing speaks against it."""
    if (state := turn["learner_state"]) != "active":
        return str(state)
    if not addresses:
        return "gone"
    if turn["off_day"] == asked.day:
        return OFF_DAY
    return HOLIDAY if turn["holidays_off"] and asked.day in asked.restraint.holidays else ""


def _not_held_back(person: Sequence[Row], slots: Sequence[Slot], asked: Asked) -> list[Slot]:
    """The slots at which something comes, as long as nothing is heard; a farewell comes once."""
    turn, restraint = person[0], asked.restraint
    heard = max([row["last_in_at"] for row in person if row["last_in_at"]], default=None)
    local = (heard or turn["created_at"]).astimezone(ZoneInfo(turn["zone"]))
    last = (local - DAY_BEGINS).date()
    if turn["paused_until"]:
        last = max(last, turn["paused_until"] - timedelta(days=1))
    silent = (asked.day - last).days - 1
    if silent >= restraint.farewell_from:
        return list(slots[:1])
    return [one for one in slots if restraint.allows(silent, first="#" not in one.occurrence)]


def _still_owed(turn: Row, slots: Sequence[Slot], now: datetime) -> list[Slot]:
    """Of what is over only the newest is made up for."""
    open_slots = [
        slot
        for slot in slots
        if slot.due >= turn["next_due"] and slot.occurrence not in turn["planned"]
    ]
    over = sum(slot.due <= now for slot in open_slots)
    return open_slots[max(0, over - 1) :]


def _lessons(
    turn: Row, addresses: tuple[Reachable, ...], slots: Sequence[Slot], now: datetime
) -> Iterator[Owed]:
    lane = addresses[0].account
    for number, slot in enumerate(slots, 1):
        about = About(Kind.LESSON, turn["course_key"], slot.occurrence)
        one = delivery_of(about, turn, lane, addresses, slot.due, slot.ahead)
        start = now if slot.due < now - LATE else slot.due
        yield Owed(one, lane, start, slot.latest, again=number < len(slots))
