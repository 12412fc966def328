"""Whom a forecast counts: those whom planning will find, read in batches in the order of a key.

What is read follows planning to the letter: who is in, by which account, in whose queue. Nobody's
platform id is read. The lesson day stands in ``bot.store.reach.lessons``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.delivery import Kind
from bot.store.db import Connection, Row
from bot.store.deliveries import Delivery, Reachable
from bot.store.planning.lessons import FIRST
from bot.store.planning.reminders import KNOWN
from bot.store.reach.forecasts import About


@dataclass(slots=True)
class Owed:
    """One delivery as planning will make it. Its turn is in ``queue`` (empty: it has none and goes
    at once) from ``start`` on, no later than ``latest``. ``again``: the same person gets more of
    it on the same day, from the same windows and consents.
    """

    delivery: Delivery
    queue: str
    start: datetime
    latest: datetime | None = None
    again: bool = False


@dataclass(slots=True)
class Page:
    """Some of them. ``left_out`` are (account, learner's state) of those for whom nothing is
    planned. ``seen`` people were looked at; ``learner`` (of a lesson day also ``due``) is where
    the next page goes on, and ``ended`` says that there is none.
    """

    owed: list[Owed] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    seen: int = 0
    learner: int = 0
    due: datetime = FIRST[0]
    ended: bool = False


LATE = timedelta(minutes=1)
"""As in ``bot.store.planning.pacing``: what is planned so much after its time begins its turns then."""

# A person who takes no messages at all is muted for ever, which no instant of Python's is.
ADDRESS = """a.address, a.account, a.active, a.message_window_until, a.message_window_left,
  a.click_window_until, a.click_window_left, a.notices, a.muted_until, a.mass_month, a.mass_used"""
ADDRESSES = """
left join lateral (select id as address, account, state = 'active' as active, message_window_until, message_window_left,
    click_window_until, click_window_left, nullif(notices, '{{}}'::jsonb) as notices,
    case when isfinite(muted_until) then muted_until when muted_until > '-infinity' then '9999-12-30' end as muted_until, mass_month, mass_used, last_in_at
  from address where learner_id = {learner} offset 0) a on true
"""
ADDRESS_ORDER = "a.active desc nulls last, a.last_in_at desc nulls last, a.address"


def reachable(rows: Iterable[Row]) -> tuple[Reachable, ...]:
    """The active addresses, the last used first."""
    return tuple([_one_address(row) for row in rows if row["active"]])


def _one_address(row: Row) -> Reachable:
    return Reachable(
        row["address"],
        row["account"],
        "",
        (row["message_window_until"], row["message_window_left"]),
        (row["click_window_until"], row["click_window_left"]),
        row["notices"] or {},
        row["muted_until"],
        (row["mass_month"], row["mass_used"]),
    )


def by_person(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of each person, who has one for each address; they are ordered by person."""
    theirs: list[Row] = []
    person = None
    for row in rows:
        if row["learner_id"] != person:
            if theirs:
                yield theirs
            theirs, person = [], row["learner_id"]
        theirs.append(row)
    if theirs:
        yield theirs


def delivery_of(
    about: About,
    person: Row,
    lane: str,
    addresses: tuple[Reachable, ...],
    due: datetime,
    expires: datetime | None,
) -> Delivery:
    """The delivery that planning will make for ``person`` (a row with the learner's columns)."""
    return Delivery(
        row=0,
        lane=lane,
        kind=about.kind,
        subject=about.subject,
        occurrence=about.occurrence,
        due=due,
        expires=expires,
        decided_at=None,
        attempts=0,
        unsent=0,
        uncertain=False,
        detail=_NOTHING_CHOSEN,
        learner=person["learner_id"],
        group=None,
        zone=person["zone"],
        recipient_state=person["learner_state"],
        addresses=addresses,
        breaks=tuple(person["breaks"] or ()),
    )


_NOTHING_CHOSEN: dict[str, Any] = {}


# Announcements, news and reminders --------------------------------------------------------------------

_LOOKED_AT = """
with looked_at as materialized (
  select learner_id, min(place) as place from (
    select m.learner_id, c.place from unnest($1::bigint[]) with ordinality as c (id, place) cross join lateral (
      select learner_id from group_member where group_id = c.id and learner_id > $2 order by learner_id limit $3) m
    {entrants}
  ) as everybody group by learner_id order by learner_id limit $3
)
select p.learner_id, p.place, {wanted} as wanted, l.zone, l.state as learner_state, l.breaks, {address}
from looked_at p cross join lateral (
  select zone, state, case when track = 'couriers' then times end as breaks from learner where id = p.learner_id offset 0) l
{addresses} order by p.learner_id, {order}
"""
_ENTRANTS = """union all
    (select learner_id, null from entry where competition_key = $4 and learner_id > $2 order by learner_id limit $3)"""
_UNTOLD = """($5::boolean or not exists (
    select 1 from {told} t where t.{key} = $4 and t.learner_id = p.learner_id))"""
_CONCERNED = f"""(
    select {KNOWN.format(kind="$6::text", stage="$7", competition="$4", position="$8::int")}
        + 16 * (l.state = 'away')::int = any($5::int[])
    from (select 1) as one left join entry e on e.competition_key = $4 and e.learner_id = p.learner_id)"""


def _people(wanted: str, entrants: str = "") -> str:
    return _LOOKED_AT.format(
        entrants=entrants,
        wanted=wanted,
        address=ADDRESS,
        addresses=ADDRESSES.format(learner="p.learner_id"),
        order=ADDRESS_ORDER,
    )


_WANTED = {
    Kind.ANNOUNCEMENT: _people(_UNTOLD.format(told="competition_told", key="competition_key")),
    Kind.NEWS: _people(_UNTOLD.format(told="announcement_told", key="announcement_key")),
    Kind.REMINDER: _people(_CONCERNED, _ENTRANTS),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A known group of a subject: a chat, or a cohort of people."""

    row: int
    account: str
    channel: str
    zone: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be said about it, to which groups, from ``due`` until it ``expires``.

    ``stage``, its kind and its ``position`` are a reminder's, and so are the sorts of people who
    are ``wanted`` (``bot.domain.concern.masks``). ``everybody``: also who was told already.
    """

    about: About
    due: datetime
    expires: datetime
    groups: tuple[Group, ...]
    stage: str = ""
    stage_kind: str = ""
    position: int = 0
    wanted: tuple[int, ...] = ()
    everybody: bool = False

    @property
    def cohorts(self) -> list[Group]:
        """Groups whose members are told one by one."""
        return [group for group in self.groups if group.channel == "wechat"]

    @property
    def chats(self) -> list[Group]:
        """Groups that are told at once."""
        return [group for group in self.groups if group.channel != "wechat"]


async def members_of(conn: Connection, subject: Subject) -> int:
    """How many people ``people_of`` will give at most: members of two cohorts count twice."""
    count: int = await conn.fetchval(
        "select count(*) from group_member where group_id = any($1::bigint[])",
        [group.row for group in subject.cohorts],
    )
    if subject.about.kind is Kind.REMINDER:
        count += await conn.fetchval(
            "select count(*) from entry where competition_key = $1", subject.about.subject
        )
    return count


async def people_of(conn: Connection, subject: Subject, after: Page, most: int) -> list[Row]:
    """The next members of its cohorts (and entrants, of a reminder), with their addresses."""
    kind = subject.about.kind
    values: tuple[object, ...] = (subject.everybody,)
    if kind is Kind.REMINDER:
        values = (list(subject.wanted), subject.stage_kind, subject.stage, subject.position)
    cohorts = [group.row for group in subject.cohorts]
    return await conn.fetch(
        _WANTED[kind], cohorts, after.learner, most, subject.about.subject, *values
    )


def page_of(rows: Sequence[Row], subject: Subject, now: datetime, most: int) -> Page:
    """What is owed to them, by which account, in whose queue."""
    page = Page()
    cohorts = subject.cohorts
    for person in by_person(rows):
        first = person[0]
        page.seen += 1
        page.learner = first["learner_id"]
        if not first["wanted"] or first["address"] is None:
            continue
        group = cohorts[first["place"] - 1] if first["place"] else None
        lane = _lane(person, group)
        due = max(subject.due, now) if subject.about.kind is not Kind.REMINDER else subject.due
        start = now if due < now - LATE else due
        queue = f"{lane}/{group.row if group else subject.about.subject}"
        one = delivery_of(subject.about, first, lane, reachable(person), due, subject.expires)
        page.owed.append(Owed(one, queue, start))
    page.ended = page.seen < most
    return page


def _lane(person: Sequence[Row], group: Group | None) -> str:
    """As planning has it: the cohort's account where he or she is reached by it, else the one
    last used; of who is reached by none the same among those that are gone.
    """
    alike = [row for row in person if row["active"] == person[0]["active"]]
    theirs = (row["account"] for row in alike if group and row["account"] == group.account)
    account: str = next(theirs, alike[0]["account"])
    return account


def to_chats(subject: Subject, now: datetime) -> list[Owed]:
    """What is owed to its group chats; they have no turns, and go at once."""
    start = max(subject.due, now)
    return [Owed(_to_chat(subject, chat, start), "", start) for chat in subject.chats]


def _to_chat(subject: Subject, chat: Group, due: datetime) -> Delivery:
    person = {"learner_id": None, "zone": chat.zone, "learner_state": "known", "breaks": None}
    one = delivery_of(
        subject.about,
        person,
        chat.account,
        (Reachable(0, chat.account, ""),),
        due,
        subject.expires,
    )
    one.group = chat.row
    return one
