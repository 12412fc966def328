"""Organisers' own announcements: taken in, planned once for each group and member, cancelled."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from bot.domain.announcements import Announcement
from bot.domain.competitions import GroupName
from bot.domain.errors import InputError
from bot.store.db import Connection
from bot.store.endings import Ending, end
from bot.store.imported import Change, Imported
from bot.store.planning.competitions import LANE, Batch
from bot.store.planning.pacing import TURNS, Pacing

CANCELLED = "cancelled by the organiser"


def announcement_hash(one: Announcement) -> bytes:
    """32 bytes that change with anything in the file but the order of its groups."""
    seen = asdict(one)
    seen["groups"] = sorted(str(group) for group in one.groups)
    canonical = json.dumps(seen, sort_keys=True, default=datetime.isoformat)
    return hashlib.sha256(canonical.encode()).digest()


async def import_announcement(
    conn: Connection, one: Announcement, *, at: datetime, approver: str
) -> Imported:
    """Take in ``one`` within the caller's transaction; this approves it.

    Changed: what is not sent yet says the new words and lasts as long as they do. Who was told is
    not told again. Raises InputError when it was cancelled before, or is over.
    """
    known = await conn.fetchrow(
        "select content_hash, cancelled_at from announcement where key = $1 for no key update",
        one.key,
    )
    if known is not None and known["cancelled_at"] is not None:
        raise InputError(
            f"The announcement {one.key} was cancelled; give it another id to announce it after all."
        )
    digest = announcement_hash(one)
    if known is not None and bytes(known["content_hash"]) == digest:
        return Imported(one.key, _version(digest), Change.UNCHANGED)
    if one.expires <= at:
        raise InputError(f"The announcement {one.key} is over already; mend its expires.")
    await _put(conn, one, digest, at, approver)
    await _put_groups(conn, one, at)
    if known is not None:
        await _follow(conn, one)
    change = Change.NEW if known is None else Change.CHANGED
    return Imported(one.key, _version(digest), change)


def _version(digest: bytes) -> str:
    return digest.hex()[:8]


async def _put(
    conn: Connection, one: Announcement, digest: bytes, at: datetime, approver: str
) -> None:
    await conn.execute(
        """
        insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, approved_by, imported_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (key) do update set title = excluded.title, text = excluded.text, organiser = excluded.organiser,
          link = excluded.link, due = excluded.due, expires = excluded.expires, urgent = excluded.urgent,
          content_hash = excluded.content_hash, approved_by = excluded.approved_by, imported_at = excluded.imported_at
        """,
        one.key,
        one.title,
        one.text,
        one.organiser,
        one.link,
        one.due,
        one.expires,
        one.urgent,
        digest,
        approver,
        at,
    )


async def _put_groups(conn: Connection, one: Announcement, at: datetime) -> None:
    """Make the groups those of the file. One that planning has begun with stays, as told: put
    back later, it is not told again.
    """
    named = [str(group) for group in one.groups]
    await conn.execute(
        """
        with off as (
          select * from announcement_group
          where announcement_key = $1 and not (account || ':' || platform_id = any($2::text[])) for no key update
        ), begun as (
          update announcement_group g set planned_at = $3 from off o where g.announcement_key = $1
            and g.account = o.account and g.platform_id = o.platform_id and o.planned_to > 0 and o.planned_at is null
        )
        delete from announcement_group g using off o where g.announcement_key = $1 and g.account = o.account
          and g.platform_id = o.platform_id and o.planned_to = 0 and o.planned_at is null
        """,
        one.key,
        named,
        at,
    )
    await conn.execute(
        """
        insert into announcement_group (announcement_key, account, platform_id)
        select $1, g.account, g.platform_id from unnest($2::text[], $3::text[]) as g (account, platform_id)
        on conflict do nothing
        """,
        one.key,
        [group.account for group in one.groups],
        [group.platform_id for group in one.groups],
    )


async def _follow(conn: Connection, one: Announcement) -> None:
    """What is owed of it lasts as long as it now does, and what is planned goes out no earlier
    than it is due. What waits in inboxes already is handed over as before.
    """
    await conn.execute(
        """
        update delivery set expires = $2, due = greatest(due, $3), next_try = greatest(next_try, $3)
        where kind = 'news' and subject = $1 and state = 'planned' and (expires <> $2 or next_try < $3)
        """,
        one.key,
        one.expires,
        one.due,
    )
    await conn.execute(
        "update delivery_held set expires = $2 where kind = 'news' and subject = $1 and part_id is null and expires <> $2",
        one.key,
        one.expires,
    )


async def load_announcements(
    conn: Connection, keys: Sequence[str]
) -> Mapping[str, tuple[Announcement, str, str]]:
    """Announcements that stand, by key, each with its version and who approved it. One that was
    cancelled stands no more.
    """
    rows = await conn.fetch(
        """
        select n.*, array(select account || ':' || platform_id from announcement_group g
          where g.announcement_key = n.key order by 1) as groups
        from announcement n where key = any($1::text[]) and cancelled_at is null
        """,
        list(keys),
    )
    return {
        row["key"]: (
            Announcement(
                row["key"],
                row["title"],
                row["text"],
                row["organiser"],
                row["link"],
                tuple(_group(name) for name in row["groups"]),
                row["due"],
                row["expires"],
                row["urgent"],
            ),
            _version(bytes(row["content_hash"])),
            row["approved_by"],
        )
        for row in rows
    }


def _group(name: str) -> GroupName:
    account, _, platform_id = name.partition(":")
    return GroupName(account, platform_id)


# Planning ----------------------------------------------------------------------------------------

_READY = """
  from announcement_group o join announcement n on n.key = o.announcement_key
  join chat_group g on g.account = o.account and g.platform_id = o.platform_id and g.state = 'known'
  where o.planned_at is null and n.cancelled_at is null and n.due <= $1 and n.expires > $1
"""
_PRIORITY = "(case when {urgent} then 3 else 4 end)::smallint"

_TO_CHATS = f"""
with ready as (
  select o.announcement_key, o.account, o.platform_id, g.id as group_id, n.expires, n.urgent
  {_READY} and g.channel = 'telegram'
  order by o.announcement_key, o.account, o.platform_id limit $2 for no key update of o skip locked
), planned as (
  insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select group_id, account, 'news', announcement_key, 'once', {_PRIORITY.format(urgent="urgent")}, $1, $1, expires, $1
  from ready on conflict do nothing
)
update announcement_group o set planned_at = $1 from ready r
where o.announcement_key = r.announcement_key and o.account = r.account and o.platform_id = r.platform_id
"""

_COHORT = f"""
select o.announcement_key, o.account, o.platform_id, o.planned_to, g.id as group_id, n.expires, n.urgent
{_READY} and g.channel = 'wechat'
order by not n.urgent, o.planned_to, o.announcement_key, o.account, o.platform_id
limit 1 for no key update of o skip locked
"""

_TO_COHORT = f"""
with member as materialized (
  select learner_id from group_member where group_id = $6 and learner_id > $10 order by learner_id limit $11
), told as materialized (
  insert into announcement_told (announcement_key, learner_id)
  select $7, learner_id from member order by learner_id on conflict do nothing returning learner_id
), owed as materialized (
  select t.learner_id, a.account as lane, a.account || '/' || $6::bigint as queue, $1::timestamptz as start,
    row_number() over (partition by a.account order by t.learner_id) - 1 as k, true as wanted
  from told t cross join lateral ({LANE.format(learner="t.learner_id", account="$8::text")}) a
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select learner_id, lane, 'news', $7, 'once', {_PRIORITY.format(urgent="$13::boolean")}, at, at, $12, $1 from placed
  on conflict do nothing returning 1
)
update announcement_group set planned_to = coalesce((select max(learner_id) from member), planned_to),
  planned_at = case when (select count(*) from member) < $11 then $1 end
where announcement_key = $7 and account = $8 and platform_id = $9
returning (select count(*) from planned) as people, planned_at is not null as ended
"""


async def tell_chats(conn: Connection, now: datetime, most: int) -> int:
    """Plan each announcement that is due once for each of its Telegram groups; returns how many,
    up to ``most``.
    """
    tag = await conn.execute(_TO_CHATS, now, most)
    return int(tag.rsplit(" ", 1)[1])


async def tell_cohort(conn: Connection, now: datetime, most: int, pacing: Pacing) -> Batch | None:
    """Plan one announcement for the next members of one WeChat cohort, ``most`` at most.

    Who was told as a member of another cohort is not told again. None: no cohort is left, or
    another planner is at work on it. To be called in a transaction.
    """
    cohort = await conn.fetchrow(_COHORT, now)
    if cohort is None:
        return None
    done = await conn.fetchrow(
        _TO_COHORT,
        now,
        *pacing.columns(),
        cohort["group_id"],
        cohort["announcement_key"],
        cohort["account"],
        cohort["platform_id"],
        cohort["planned_to"],
        most,
        cohort["expires"],
        cohort["urgent"],
    )
    return Batch(0, done["people"], done["ended"]) if done else Batch()


async def tell_member(conn: Connection, group: int, learner: int, now: datetime) -> None:
    """Somebody who joins a cohort gets its announcements that have passed by and still hold.

    To be called when he or she joins, in that transaction; nobody is told of one twice.
    """
    await conn.execute(
        f"""
        with known as materialized (
          select o.announcement_key, g.account, n.expires, n.urgent, o.planned_at is not null or $2 <= o.planned_to as passed
          from chat_group g
          join announcement_group o on o.account = g.account and o.platform_id = g.platform_id
          join announcement n on n.key = o.announcement_key
          where g.id = $1 and g.channel = 'wechat' and n.cancelled_at is null and n.due <= $3 and n.expires > $3
          order by o.announcement_key for share of o
        ), told as (
          insert into announcement_told (announcement_key, learner_id)
          select announcement_key, $2 from known where passed order by 1 on conflict do nothing returning announcement_key
        )
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
        select $2, a.account, 'news', k.announcement_key, 'once', {_PRIORITY.format(urgent="k.urgent")}, $3, $3, k.expires, $3
        from told t join known k on k.announcement_key = t.announcement_key
        cross join lateral ({LANE.format(learner="$2", account="k.account")}) a
        on conflict do nothing
        """,
        group,
        learner,
        now,
    )


# Cancelling --------------------------------------------------------------------------------------


async def cancel(conn: Connection, key: str, now: datetime) -> bool:
    """Nothing is planned of it from now on, and no mass message begins; whether there is such an
    announcement. What is planned and held ends in batches (``cancel_planned``, ``cancel_held``).
    A mass message that goes out stops: what the platform has cannot be taken back.
    """
    tag = await conn.execute(
        "update announcement set cancelled_at = coalesce(cancelled_at, $2) where key = $1",
        key,
        now,
    )
    await conn.execute(
        """
        with planned as (
          update mass_message set state = 'dropped', reason = $3, ended_at = $2
          where kind = 'news' and subject = $1 and state = 'planned'
        ), going as (
          update mass_message set reason = $3, expires = $2 where kind = 'news' and subject = $1 and state = 'sending'
          returning id
        )
        update mass_part p set state = 'failed', status = $3, ended_at = $2 from going g
        where p.mass_id = g.id and p.state = 'reserved' and p.submitted_at is null
          and (p.lease_until is null or p.lease_until <= $2)
        """,
        key,
        now,
        CANCELLED,
    )
    return tag != "UPDATE 0"


async def cancelled_since(conn: Connection, since: datetime, now: datetime) -> list[str]:
    """Announcements cancelled since then that would still be of use: something of them may be
    planned or held, if it was in other hands when they were cancelled.
    """
    rows = await conn.fetch(
        "select key from announcement where cancelled_at >= $1 and expires > $2 order by key",
        since,
        now,
    )
    return [row["key"] for row in rows]


async def cancel_planned(conn: Connection, key: str, now: datetime, most: int) -> int:
    """End the next ``most`` planned deliveries of a cancelled announcement; how many."""
    rows = await conn.fetch(
        """
        select id, attempts from delivery where kind = 'news' and subject = $1 and state = 'planned'
        order by id limit $2 for update skip locked
        """,
        key,
        most,
    )
    endings = [Ending(row["id"], row["attempts"], "expired", CANCELLED) for row in rows]
    return len(await end(conn, endings, now)) if endings else 0


async def cancel_held(conn: Connection, key: str, now: datetime, most: int) -> int:
    """End the next ``most`` that wait in inboxes and are on their way with no mass message."""
    tag = await conn.execute(
        """
        with gone as (
          delete from delivery_held where id in (
            select id from delivery_held where kind = 'news' and subject = $1 and part_id is null
            order by id limit $2 for update skip locked) returning *
        )
        insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
          attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
        select id, learner_id, lane, kind, subject, occurrence, priority, 'expired', due, expires, attempts, uncertain, $4,
          detail, steps || jsonb_build_object('at', $3::timestamptz, 'reason', $4::text), planned_at,
          coalesce(decided_at, $3), $3 from gone
        """,
        key,
        most,
        now,
        CANCELLED,
    )
    return int(tag.rsplit(" ", 1)[1])


async def on_their_way(conn: Connection, key: str) -> tuple[int, int]:
    """What cannot be taken back: deliveries in flight, and receivers of mass messages going out."""
    row = await conn.fetchrow(
        """
        select (select count(*) from delivery where kind = 'news' and subject = $1 and state = 'claimed') as flying,
          (select count(*) from delivery_held where kind = 'news' and subject = $1 and part_id is not null) as mass
        """,
        key,
    )
    return (row["flying"], row["mass"]) if row else (0, 0)
