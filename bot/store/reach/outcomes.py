"""What became of everybody a subject was owed to, counted; and how many mass messages were had.

Nobody's id, name or text comes out of here.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from bot.domain.delivery import Kind
from bot.store.db import Connection
from bot.store.quotas import BEIJING


@dataclass(frozen=True, slots=True)
class Outcome:
    """``people`` of an account and occurrence that came to the same.

    ``state`` is ``sent``, ``held``, ``expired``, ``failed`` or ``open`` (planned, or on its way);
    ``rung`` that of what was sent, and ``mass`` of what is in a mass message on its way.
    """

    account: str
    occurrence: str
    state: str
    rung: str
    reason: str
    people: int


_COUNTED = """
select account, split_part(occurrence, '#', 1) as occurrence, state, rung, reason, count(*)::int as people from (
  select lane as account, occurrence, state, case when state = 'sent' then coalesce(rung, '') else '' end as rung,
    case when state = 'sent' then '' else reason end as reason from delivery_past where {which} {since}
  union all
  select lane, occurrence, 'held', case when part_id is null then '' else 'mass' end, reason from delivery_held where {which}
  union all
  select lane, occurrence, 'open', '', '' from delivery where {which}
) as every group by 1, 2, 3, 4, 5 order by 2, 1, 3, 4, 5
"""
_LESSONS = _COUNTED.format(
    which="kind = 'lesson' and (occurrence = $1 or occurrence like $1 || '#%')",
    since="and ended_at >= $2 and ended_at < $3",
)
ENDS_WITHIN = timedelta(days=4)
"""A lesson gives way to the next one, a day later, all over the world; an outage may hold up its
end by a day or two."""


async def outcomes(
    conn: Connection, kind: Kind, subject: str, occurrence: str | None = None
) -> list[Outcome]:
    """What became of all that was owed of (kind, subject), or of one occurrence of it.

    A lesson day has no subject, and its day as the occurrence; a day's further lessons count
    with it.
    """
    if kind is Kind.LESSON:
        noon = datetime.combine(date.fromisoformat(occurrence or ""), clock_time(12), BEIJING)
        first = noon - timedelta(days=1)
        rows = await conn.fetch(_LESSONS, occurrence, first, noon + ENDS_WITHIN)
    else:
        # The kind stands in the statement, so that the index of what is told to many is used.
        which = f"kind = '{kind.value}' and subject = $1 and ($2::text is null or occurrence = $2)"
        rows = await conn.fetch(_COUNTED.format(which=which, since=""), subject, occurrence)
    return [Outcome(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class MassPart:
    """One call of a mass message: how it stands, for how many it was made, and what the platform
    counted (None: it has not said).
    """

    account: str
    occurrence: str
    number: int
    state: str
    status: str
    receivers: int
    total: int | None
    sent: int | None
    filtered: int | None
    failed: int | None
    submitted_at: datetime | None


async def mass_parts(conn: Connection, kind: Kind, subject: str) -> list[MassPart]:
    """The calls of a subject's mass messages, in the order in which they were made."""
    rows = await conn.fetch(
        """
        select m.account, m.occurrence, (row_number() over (partition by m.id order by p.id))::int as number, p.state,
          p.status, p.receivers, p.total, p.sent, p.filtered, p.failed, p.submitted_at
        from mass_message m join mass_part p on p.mass_id = m.id where m.kind = $1 and m.subject = $2
        order by m.account, m.occurrence, p.id
        """,
        kind.value,
        subject,
    )
    return [MassPart(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class GroupShare:
    """How many of the month's mass messages a group's members have had: ``people`` by number had,
    from none to four.
    """

    account: str
    group: str
    title: str
    people: tuple[int, ...]

    @property
    def most(self) -> int:
        """The most that any member had."""
        return max((had for had, count in enumerate(self.people) if count), default=0)


async def shares(conn: Connection, account: str, month: str) -> list[GroupShare]:
    """How many of the four of ``month`` (``2026-12``) the members of each cohort have had; all
    followers last, as the group "".
    """
    rows = await conn.fetch(
        """
        with follower as materialized (
          select learner_id, least(4, max(case when mass_month = $2 then mass_used else 0 end)) as had
          from address where account = $1 and state = 'active' group by learner_id
        )
        select g.platform_id as name, g.title, f.had, count(*)::int as people from chat_group g
        join group_member m on m.group_id = g.id join follower f on f.learner_id = m.learner_id
        where g.account = $1 and g.channel = 'wechat' and g.state = 'known' group by 1, 2, 3
        union all
        select '', '', had, count(*)::int from follower group by had
        """,
        account,
        month,
    )
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        found.setdefault((row["name"], row["title"]), [0] * 5)[row["had"]] = row["people"]
    ordered = sorted(found.items(), key=lambda item: (item[0][0] == "", item[0]))
    return [GroupShare(account, name, title, tuple(had)) for (name, title), had in ordered]


async def titles(conn: Connection, subjects: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The titles of (kind, subject) where they have any."""
    rows = await conn.fetch(
        """
        select t.kind, t.subject, coalesce(c.title, a.title) as title
        from unnest($1::text[], $2::text[]) as t (kind, subject)
        left join competition c on t.kind <> 'news' and c.key = t.subject
        left join announcement a on t.kind = 'news' and a.key = t.subject
        where coalesce(c.title, a.title) is not null
        """,
        [kind for kind, _ in subjects],
        [subject for _, subject in subjects],
    )
    return {(row["kind"], row["subject"]): row["title"] for row in rows}


@dataclass(frozen=True, slots=True)
class MassSum:
    """All calls of one mass message together: for how many they were made, and what the platform
    counted so far (None: it has said nothing yet).
    """

    receivers: int
    sent: int | None
    filtered: int | None
    failed: int | None


async def mass_sums(conn: Connection, masses: list[int]) -> dict[int, MassSum]:
    """By the rows of mass messages; those without a call that was taken are left out."""
    rows = await conn.fetch(
        """
        select mass_id, sum(receivers)::int as receivers, sum(sent)::int as sent, sum(filtered)::int as filtered,
          sum(failed)::int as failed
        from mass_part where mass_id = any($1) and state in ('submitted', 'done') group by mass_id
        """,
        masses,
    )
    return {
        row["mass_id"]: MassSum(row["receivers"], row["sent"], row["filtered"], row["failed"])
        for row in rows
    }
