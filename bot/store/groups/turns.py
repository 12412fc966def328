"""When each group is owed its course of the week, its question, the explanation and the board.

Whoever changes turns holds the group's row first, so that nobody waits crosswise: planners pass
by groups that are in other hands, and settings wait for a planner's short transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.delivery import Kind
from bot.domain.group_slots import Rhythm, instant, local_day, next_slot, rhythms_of
from bot.domain.groups import GroupState, GroupTimes
from bot.store.db import Connection, Row
from bot.store.planning.pacing import LATE, TURNS, Pacing

PRIORITY = 5
"""As lessons, whose turns they share: thousands of groups at one time hold up nobody's lesson."""


@dataclass(frozen=True, slots=True)
class GroupTurn:
    """What a group is owed again at ``next_due``, with the group's settings.

    ``about`` is the course that was announced last (of a course's turn; None: none yet).
    """

    group: int
    kind: Kind
    next_due: datetime
    about: str | None
    account: str
    state: str
    zone: str
    track: str | None
    course: str | None
    rotates: bool
    question_time: time | None
    board: bool
    muted_at: datetime | None = None
    quiet: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery to a group as it is planned: its turn is between ``due`` and ``latest``. ``detail``
    goes on to its composer.
    """

    subject: str
    occurrence: str
    due: datetime
    latest: datetime
    expires: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What comes of a turn: what is ``owed``, or the ``reason`` why nothing is; when it comes
    again (None: it ends); and the ``course`` of the week that is announced by it.
    """

    turn: GroupTurn
    next_due: datetime | None
    owed: Owed | None = None
    reason: str = ""
    course: str | None = None


# Settings -----------------------------------------------------------------------------------------


async def begin(conn: Connection, group: int, now: datetime, times: GroupTimes) -> None:
    """Make or move the turns of a group to what its settings ask for; the same again changes
    nothing. To be called in the transaction in which it is joined or its settings change.

    A day that has had its question gets no second one, however often its time is changed.
    """
    row = await conn.fetchrow(_SETTINGS, group)
    if row is None:
        return
    wanted = rhythms_of(row["course_key"], row["question_time"], times, board=row["board"])
    there = {
        Kind(turn["what"]): turn["next_due"]
        for turn in await conn.fetch(
            "select what, next_due from group_turn where group_id = $1", group
        )
    }
    await _end(conn, group, [kind for kind in there if kind not in wanted and _may_end(kind)])
    moved = {
        kind: due
        for kind, rhythm in wanted.items()
        if (due := _due(kind, rhythm, row, there.get(kind), now)) != there.get(kind)
    }
    await _put(conn, group, moved)


_SETTINGS = """
select zone, course_key, question_time, board,
  (select max(day) from group_question where group_id = g.id) as asked
from chat_group g where id = $1 for no key update
"""


def _may_end(kind: Kind) -> bool:
    """The last question is explained also where it was the last one; then that turn ends."""
    return kind is not Kind.EXPLANATION


def _due(kind: Kind, rhythm: Rhythm, row: Row, there: datetime | None, now: datetime) -> datetime:
    """What stands stays where it still fits, also when it is being planned at this moment."""
    zone = row["zone"]
    if there is not None and _fits(rhythm, zone, there):
        return there
    return next_slot(rhythm, zone, now, first=_first_day(kind, row, there)).due


def _fits(rhythm: Rhythm, zone: str, there: datetime) -> bool:
    day = local_day(there, zone)
    return rhythm.weekday in {None, day.weekday()} and instant(day, rhythm.at, zone) == there


def _first_day(kind: Kind, row: Row, there: datetime | None) -> date:
    """The days before it have had theirs. Of a question that is known; what else is moved does
    not go before the day on which it stood.
    """
    if kind is not Kind.QUESTION:
        return local_day(there, row["zone"]) if there else date.min
    asked: date | None = row["asked"]
    return asked + timedelta(days=1) if asked else date.min


async def _end(conn: Connection, group: int, kinds: Collection[Kind]) -> None:
    if kinds:
        await conn.execute(
            "delete from group_turn where group_id = $1 and what = any($2)",
            group,
            [kind.value for kind in kinds],
        )


async def _put(conn: Connection, group: int, due: Mapping[Kind, datetime]) -> None:
    if due:
        await conn.execute(
            """
            insert into group_turn (group_id, what, next_due)
            select $1, * from unnest($2::text[], $3::timestamptz[])
            on conflict (group_id, what) do update set next_due = excluded.next_due
            """,
            group,
            [kind.value for kind in due],
            list(due.values()),
        )


# Planning -----------------------------------------------------------------------------------------

_DUE = """
select t.group_id as group, t.what, t.next_due, t.about, g.account, g.state, g.muted_at, g.quiet, g.zone, g.track,
  g.course_key as course, g.rotates, g.question_time, g.board
from group_turn t join chat_group g on g.id = t.group_id
where t.next_due <= $1 order by t.next_due, t.group_id limit $2
for no key update of t, g skip locked
"""


async def lock_due(conn: Connection, now: datetime, most: int) -> list[GroupTurn]:
    """At most ``most`` turns that are due, the longest waiting first, locked with their groups;
    without those in other hands.
    """
    found = []
    for row in await conn.fetch(_DUE, now, most):
        values = dict(row)
        found.append(GroupTurn(kind=Kind(values.pop("what")), **values))
    return found


async def take(
    conn: Connection, steps: Sequence[Step], now: datetime, pacing: Pacing | None = None
) -> None:
    """Write what comes of turns that ``lock_due`` locked in this transaction. What is owed comes
    in the turns of its account, which are taken last: other planners wait for them.
    """
    await _move(conn, steps)
    await _announce(conn, steps)
    await _try_muted(conn, steps, now)
    owing = [(step.turn, step.owed) for step in steps if step.owed is not None]
    if owing:
        await conn.execute(
            _PLAN,
            now,
            *(pacing or Pacing()).columns(),
            [turn.group for turn, _ in owing],
            [turn.account for turn, _ in owing],
            [turn.kind.value for turn, _ in owing],
            [owed.subject for _, owed in owing],
            [owed.occurrence for _, owed in owing],
            [owed.due for _, owed in owing],
            [owed.latest for _, owed in owing],
            [owed.expires for _, owed in owing],
            [dict(owed.detail) for _, owed in owing],
            PRIORITY,
        )


async def _announce(conn: Connection, steps: Sequence[Step]) -> None:
    """Keep the courses of the week."""
    announced = [(step.turn.group, step.course) for step in steps if step.course is not None]
    if announced:
        await conn.execute(
            """
            update chat_group g set course_key = a.course
            from unnest($1::bigint[], $2::text[]) as a (id, course)
            where g.id = a.id and g.course_key is distinct from a.course
            """,
            [group for group, _ in announced],
            [course for _, course in announced],
        )


async def _try_muted(conn: Connection, steps: Sequence[Step], now: datetime) -> None:
    """Muted groups that are owed something are tried again; of others one remembers when they
    were seen muted, where nobody has.
    """
    muted = [step for step in steps if step.turn.state == GroupState.MUTED]
    if muted:
        await conn.execute(
            """
            update chat_group set state = case when id = any($1) then 'known' else state end,
              muted_at = case when id = any($1) then null else coalesce(muted_at, $3) end
            where id = any($2)
            """,
            [step.turn.group for step in muted if step.owed is not None],
            [step.turn.group for step in muted],
            now,
        )


_PLAN = f"""
with given as materialized (
  select * from unnest($6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[],
      $12::timestamptz[], $13::timestamptz[], $14::jsonb[]) with ordinality
    as g (group_id, lane, kind, subject, occurrence, slot, latest_turn, expires, detail, place)
), owed as materialized (
  select *, lane as queue, case when slot < $1::timestamptz - {LATE} then $1 else slot end as start,
    row_number() over (partition by lane order by place) - 1 as k, true as wanted
  from given
), {TURNS}
insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, detail, planned_at)
select group_id, lane, kind, subject, occurrence, $15, case when slot = start then turn else slot end, turn,
  expires, detail, $1
from (select *, greatest(start, least(at, latest_turn)) as turn from placed) p
order by place
on conflict do nothing
"""

_MOVE = """
with step as (
  select * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[]) as s (id, what, next_due, course)
), ended as (
  delete from group_turn t using step s where t.group_id = s.id and t.what = s.what and s.next_due is null
)
update group_turn t set next_due = s.next_due, about = coalesce(s.course, t.about)
from step s where t.group_id = s.id and t.what = s.what and s.next_due is not null
"""


async def _move(conn: Connection, steps: Sequence[Step]) -> None:
    await conn.execute(
        _MOVE,
        [step.turn.group for step in steps],
        [step.turn.kind.value for step in steps],
        [step.next_due for step in steps],
        [step.course for step in steps],
    )


# Composing ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostedGroup:
    """A group as what is posted there needs it."""

    account: str
    zone: str
    language: str


async def load_groups(conn: Connection, groups: Collection[int]) -> dict[int, PostedGroup]:
    """The groups with these rows; unknown ones are left out."""
    rows = await conn.fetch(
        "select id, account, zone, language from chat_group where id = any($1)", list(groups)
    )
    return {row["id"]: PostedGroup(row["account"], row["zone"], row["language"]) for row in rows}
