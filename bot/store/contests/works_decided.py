"""Works that are fetched: claimed, taken or refused; files are kept once by content.

They are checked by ``bot.competitions.works.taking`` before anything of them is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.contests import WorkRule
from bot.domain.contests_json import works_from
from bot.domain.works import Checked, UploadStage
from bot.store.contests.works import STAGE, Sent, stage_of, to_be_fetched
from bot.store.db import Connection
from bot.store.deliveries import ACTED_AT
from bot.store.planning.competitions import LANE

NEWS_PRIORITY = 2
"""Somebody waits to hear whether it is taken."""

_CLAIMED = "where id = $1 and tries = $2 and state = 'fetching'"


@dataclass(frozen=True, slots=True)
class ToFetch:
    """A work whose file is to be fetched, claimed. ``tries`` counts this one, and is what says
    later whether the claim still holds. ``stage``: None where it is no more.
    """

    row: int
    account: str
    file_ref: str
    tries: int
    sent_at: datetime
    stage: UploadStage | None


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told of a work. ``reason`` is a ``WorkFault``'s value, empty for an accepted
    one; ``rule``, ``closes``: of its stage, None where that is no more.
    """

    row: int
    state: str
    reason: str
    competition: str
    title: str
    organiser: str
    zone: str
    rule: WorkRule | None
    closes: datetime | None


async def claim(
    conn: Connection, accounts: Sequence[str], now: datetime, lease_until: datetime
) -> ToFetch | None:
    """The next work to fetch from one of ``accounts``, nobody else's until ``lease_until``."""
    row = await conn.fetchrow(
        f"""
        with due as (
          select id from work where state = 'fetching' and next_try <= $1 and account = any($2::text[])
            and (lease_until is null or lease_until <= $1)
          order by next_try, id limit 1 for update skip locked
        ), taken as (
          update work w set tries = w.tries + 1, lease_until = $3 from due where w.id = due.id returning w.*
        )
        select taken.id, taken.account, taken.file_ref, taken.tries, taken.sent_at, s.works is null as gone,
          {STAGE}
        from taken join entry e on e.id = taken.entry_id join competition c on c.key = e.competition_key
        left join stage s on s.competition_key = c.key and s.key = taken.stage_key
        """,
        now,
        list(accounts),
        lease_until,
    )
    if row is None:
        return None
    stage = None if row["gone"] else stage_of(row)
    return ToFetch(row["id"], row["account"], row["file_ref"], row["tries"], row["sent_at"], stage)


async def retry(conn: Connection, work: ToFetch, at: datetime) -> bool:
    """Let a work be fetched again at ``at``; False where the claim holds no more."""
    found = await conn.fetchval(
        f"update work set next_try = $3, lease_until = null {_CLAIMED} returning true",
        work.row,
        work.tries,
        at,
    )
    return bool(found)


async def refuse(
    conn: Connection, work: ToFetch, reason: str, now: datetime, *, late: bool = False
) -> bool:
    """A work is not taken, and its entrant is told; False where the claim holds no more."""
    found = await conn.fetchval(
        f"""
        update work set state = 'refused', reason = $3, late = $4, decided_at = $5, file_ref = '',
          next_try = null, lease_until = null {_CLAIMED} returning true
        """,
        work.row,
        work.tries,
        reason,
        late,
        now,
    )
    if found:
        await owe_news(conn, work.row, now)
    return bool(found)


async def accept(
    conn: Connection, work: ToFetch, checked: Checked, content: bytes, now: datetime
) -> bool:
    """A work is taken: its file is kept, the former one replaced, the stage done, its entrant told.
    False where the claim holds no more.

    Of two that are fetched at once the one that was sent later counts, whichever comes first.
    """
    await _lock_entry(conn, work.row)
    held = await conn.fetchval(
        f"select true from work {_CLAIMED} for update", work.row, work.tries
    )
    if not held:
        return False
    await conn.execute(
        """
        insert into work_file (hash, content_type, size, seconds, bytes, kept_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (hash) do update set kept_at = excluded.kept_at  -- held, so that nobody lets it go
        """,
        checked.hash,
        checked.content_type,
        checked.size,
        checked.seconds,
        content,
        now,
    )
    await conn.execute(
        """
        update work set hash = $2, kind = $3, file_ref = '', next_try = null, lease_until = null
        where id = $1
        """,
        work.row,
        checked.hash,
        checked.kind.value,
    )
    await _let_count(conn, work.row, now)
    await owe_news(conn, work.row, now)
    return True


async def accept_link(conn: Connection, sent: Sent, now: datetime) -> int:
    """A link is taken as a work, which is told in the reply; its row."""
    row = await to_be_fetched(conn, sent, None)
    await accept_asked_link(conn, row, now)
    return row


async def accept_asked_link(conn: Connection, row: int, now: datetime) -> None:
    """A link that was noted already (``is_meant``) is taken as a work."""
    await _lock_entry(conn, row)
    await conn.execute("update work set kind = 'link', next_try = null where id = $1", row)
    await _let_count(conn, row, now)


async def _lock_entry(conn: Connection, row: int) -> None:
    """One work of an entry is decided at a time."""
    await conn.execute(
        "select from entry where id = (select entry_id from work where id = $1) for no key update",
        row,
    )


async def _let_count(conn: Connection, row: int, now: datetime) -> None:
    """The newest of an entry's works for a stage counts; the stage is done."""
    await conn.execute(
        """
        with mine as (select * from work where id = $1), newer as (
          select true as there from work w, mine m
          where w.entry_id = m.entry_id and w.stage_key = m.stage_key and w.state = 'accepted'
            and (w.sent_at, w.id) > (m.sent_at, m.id) limit 1
        ), former as (
          update work w set state = 'replaced' from mine m
          where w.entry_id = m.entry_id and w.stage_key = m.stage_key and w.state = 'accepted' and w.id <> m.id
            and not exists (select from newer)
        ), done as (
          insert into stage_done (entry_id, stage_key, done_at)
          select entry_id, stage_key, sent_at from mine on conflict do nothing
        )
        update work set decided_at = $2,
          state = case when exists (select from newer) then 'replaced' else 'accepted' end
        where id = $1
        """,
        row,
        now,
    )


async def owe_news(conn: Connection, row: int, now: datetime, occurrence: str = "once") -> None:
    """Owe the entrant what became of a work, once for each ``occurrence``; with when he or she sent
    it, or said that it is one.
    """
    lane = LANE.format(learner="e.learner_id", account="w.account")
    await conn.execute(
        f"""
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at, detail)
        select e.learner_id, a.account, 'result', 'work:' || w.id, $3, {NEWS_PRIORITY}, $2, $2, $2,
          jsonb_build_object('{ACTED_AT}', greatest(w.sent_at, w.meant_at))
        from work w join entry e on e.id = w.entry_id and e.learner_id is not null
        cross join lateral ({lane}) a where w.id = $1 on conflict do nothing
        """,
        row,
        now,
        occurrence,
    )


async def load_told(conn: Connection, rows: Sequence[int]) -> dict[int, Told]:
    """What is to be told of works, by row."""
    found = await conn.fetch(
        """
        select w.id, w.state, w.reason, c.key, c.title, c.organiser, c.zone, s.works, s.closes
        from work w join entry e on e.id = w.entry_id join competition c on c.key = e.competition_key
        left join stage s on s.competition_key = c.key and s.key = w.stage_key
        where w.id = any($1)
        """,
        list(rows),
    )
    return {
        row["id"]: Told(
            row["id"],
            row["state"],
            row["reason"],
            row["key"],
            row["title"],
            row["organiser"],
            row["zone"],
            works_from(row["works"]) if row["works"] else None,
            row["closes"],
        )
        for row in found
    }
