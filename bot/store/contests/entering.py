"""Entries as people make them in chat: entering, their team, leaving again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.contests import standings_due, works
from bot.store.contests.entries import EntryState, NewEntry
from bot.store.db import Connection, Row

DRAFTS_KEPT = timedelta(days=7)
"""So long an entry that was begun can be gone on with."""


@dataclass(frozen=True, slots=True)
class MyEntry:
    """A learner's entry. ``sealed``: see ``bot.competitions.entering.sealed``; None: nothing was asked, or it
    was deleted when the entry was withdrawn. ``unit`` is the row of the group it competes for.
    ``reason``: why the organiser withdrew or disqualified it, in the organiser's words.
    """

    row: int
    number: int | None
    state: EntryState
    division: str | None
    unit: int | None
    sealed: bytes | None
    masked: bool
    members: int
    reason: str = ""


async def my_entry(conn: Connection, competition: str, learner: int) -> MyEntry | None:
    """The entry of ``learner``, also a withdrawn one; None: never entered."""
    row = await conn.fetchrow(
        """
        select e.*, (select count(*) from entry_member m where m.entry_id = e.id) as members
        from entry e where competition_key = $1 and learner_id = $2
        """,
        competition,
        learner,
    )
    return _entry(row) if row else None


async def entered(conn: Connection, learner: int) -> set[str]:
    """The competitions that a learner takes part in."""
    rows = await conn.fetch(
        "select competition_key from entry where learner_id = $1 and state = 'entered'", learner
    )
    return {row["competition_key"] for row in rows}


async def keepers(conn: Connection, learner: int, most: int) -> list[tuple[str, str, str]]:
    """The competitions for which something that a learner wrote on entering is kept, the newest
    first: title, organiser and whom to ask.
    """
    rows = await conn.fetch(
        """
        select c.title, c.organiser, c.contact from entry e join competition c on c.key = e.competition_key
        where e.learner_id = $1 and (e.sealed is not null
          or exists (select from entry_member m where m.entry_id = e.id))
        order by e.entered_at desc, e.id desc limit $2
        """,
        learner,
        most,
    )
    return [(row["title"], row["organiser"], row["contact"]) for row in rows]


async def forget_drafts(conn: Connection, now: datetime, most: int) -> int:
    """Let go of what somebody wrote for an entry and has not gone on with for ``DRAFTS_KEPT``; how many.
    A dialog notes it with its time (``handlers.contest_waiting``).
    """
    gone = await conn.fetch(
        """
        with old as (
          select id, substr(dialog ->> 'entry', strpos(dialog ->> 'entry', ' ') + 1) as noted from learner
          where dialog ? 'entry' and split_part(dialog ->> 'entry', ' ', 1)::bigint < $1
          limit $2 for no key update skip locked
        )
        update learner l set dialog = l.dialog - 'entry'
          - case when l.dialog ->> 'asking' = old.noted then 'asking' else 'entry' end
        from old where l.id = old.id returning 1
        """,
        int((now - DRAFTS_KEPT).timestamp()),
        most,
    )
    return len(gone)


async def units(conn: Connection, competition: str, learner: int) -> list[tuple[int, str]]:
    """The groups of a competition that somebody is in, as (row, title), for which one can compete;
    a merged group is the one that took it in.
    """
    rows = await conn.fetch(
        """
        select distinct g.id, g.title from competition_group cg
        join chat_group was on was.account = cg.account and was.platform_id = cg.platform_id
        join chat_group g on g.id = coalesce(was.merged_into, was.id)
        join group_member m on m.group_id in (was.id, g.id) and m.learner_id = $2
        where cg.competition_key = $1 order by g.title, g.id
        """,
        competition,
        learner,
    )
    return [(row["id"], row["title"]) for row in rows]


async def agree(conn: Connection, entry: int, now: datetime, *, masked: bool) -> None:
    """The entrant, or a guardian, has agreed to who is told what."""
    await conn.execute(
        "update entry set agreed_at = $2, masked = $3 where id = $1", entry, now, masked
    )


async def enter_again(conn: Connection, new: NewEntry, now: datetime) -> int | None:
    """Who had withdrawn is in again, under the number there was; None where he or she is in, or is
    disqualified. To be called after ``hold_entering``.
    """
    row: int | None = await conn.fetchval(
        """
        update entry set state = 'entered', state_reason = '', division_key = $3, group_id = $4,
          sealed = $5, guardian_consent_at = $6, entered_at = $7, masked = false, agreed_at = null,
          revision = revision + 1
        where competition_key = $1 and learner_id = $2 and state = 'withdrawn' returning id
        """,
        new.competition,
        new.learner,
        new.division,
        new.unit,
        new.sealed,
        new.guardian_consent_at,
        now,
    )
    return row


_COMPETITION = """
select key from competition where key = (select competition_key from entry where id = $1) for share
"""
"""Whoever makes a standing holds the competition: it is made before somebody leaves, or after."""


async def withdraw(conn: Connection, entry: int, now: datetime) -> None:
    """Leave: the entry stays as a number, what was known of its people and what they handed in, with
    its marks, is deleted (PIPL article 47: it serves nothing any more), and an open attempt ends.
    Standings are made again, so that the next ones move up where they still can.
    """
    competition = await conn.fetchval(_COMPETITION, entry)
    left = await conn.fetchval(
        """
        with left_ as (
          update entry set state = 'withdrawn', sealed = null, guardian_consent_at = null,
            agreed_at = null, revision = revision + 1
          where id = $1 and state = 'entered' returning id),
        people as (delete from entry_member m using left_ where m.entry_id = left_.id),
        marks as (delete from judge_score s using left_ where s.entry_id = left_.id),
        asides as (delete from judge_aside s using left_ where s.entry_id = left_.id),
        done as (
          delete from stage_done d using left_, stage s
          where d.entry_id = left_.id and s.competition_key = $3 and s.key = d.stage_key
            and s.kind = 'upload'),
        attempt as (
          update round_attempt a set finished_at = $2, ended = 'withdrawn'
          from left_ where a.entry_id = left_.id and a.finished_at is null)
        select true from left_
        """,
        entry,
        now,
        competition,
    )
    if left:
        await works.let_go_of(conn, [entry])
        await standings_due.outdate(conn, [competition])


async def put_division(conn: Connection, entry: int, division: str | None) -> None:
    """What a team's members make of it."""
    await conn.execute(
        "update entry set division_key = $2, revision = revision + 1 where id = $1",
        entry,
        division,
    )


async def put_guardians(conn: Connection, entry: int, agreed: datetime | None) -> None:
    """When who leads a team said that the guardians of its children agree; None: it has none."""
    await conn.execute("update entry set guardian_consent_at = $2 where id = $1", entry, agreed)


async def went_on(conn: Connection, entry: int, stage: str) -> bool | None:
    """Whether an entry went on after ``stage``; None: the selection is not made yet. Whom a selection
    that is made does not name did not go on.
    """
    goes_on: bool | None = await conn.fetchval(
        """
        select coalesce(
          (select goes_on from stage_standing where entry_id = e.id and stage_key = $2),
          case when exists (select from stage_standing t where t.competition_key = e.competition_key
            and t.stage_key = $2 and t.goes_on is not null) then false end)
        from entry e where e.id = $1
        """,
        entry,
        stage,
    )
    return goes_on


async def under_14(conn: Connection, learner: int) -> bool | None:
    """What somebody said about being under fourteen; None: was not asked."""
    said: bool | None = await conn.fetchval("select under_14 from learner where id = $1", learner)
    return said


def _entry(row: Row) -> MyEntry:
    return MyEntry(
        row=row["id"],
        number=row["number"],
        state=EntryState(row["state"]),
        division=row["division_key"],
        unit=row["group_id"],
        sealed=row["sealed"],
        masked=row["masked"],
        members=row["members"],
        reason=row["state_reason"],
    )
