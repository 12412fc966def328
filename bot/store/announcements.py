"""Organisers' own announcements as they are kept: written, changed, approved.

What becomes of them stands in ``bot.store.announcing``.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from bot.domain.announcements import Announcement, AnnouncementState, Kept
from bot.domain.competitions import GroupName
from bot.domain.errors import InputError
from bot.store.announcing import taking_off
from bot.store.db import Connection, Row
from bot.store.imported import Change, Imported


def announcement_hash(one: Announcement) -> bytes:
    """32 bytes that change with anything in the file but the order of its groups."""
    seen = asdict(one)
    seen["groups"] = sorted(str(group) for group in one.groups)
    canonical = json.dumps(seen, sort_keys=True, default=datetime.isoformat)
    return hashlib.sha256(canonical.encode()).digest()


def version_of(one: Announcement) -> str:
    """8 hex digits of what it says, to whom and when."""
    return announcement_hash(one).hex()[:8]


async def import_announcement(
    conn: Connection, one: Announcement, *, at: datetime, approver: str
) -> Imported:
    """Take in ``one`` within the caller's transaction; this approves it.

    Changed: what is not sent yet says the new words and lasts as long as they do. Who was told is
    not told again. Raises InputError when it was cancelled before, or is over.
    """
    known = await load(conn, one.key, lock=True)
    if known is not None and known.cancelled_at is not None:
        raise InputError(
            f"The announcement {one.key} was cancelled; give it another id to announce it after all."
        )
    version = version_of(one)
    approved = known is not None and known.state is AnnouncementState.APPROVED
    if known is not None and approved and known.version == version:
        return Imported(one.key, version, Change.UNCHANGED)
    if one.expires <= at:
        raise InputError(f"The announcement {one.key} is over already; mend its expires.")
    await put(conn, one, AnnouncementState.APPROVED, at=at, made_by=approver, approved_by=approver)
    return Imported(one.key, version, Change.NEW if known is None else Change.CHANGED)


async def put(
    conn: Connection,
    one: Announcement,
    state: AnnouncementState,
    *,
    at: datetime,
    made_by: str,
    approved_by: str,
) -> int:
    """Write ``one``, with its groups; its revision, one more than before.

    What is owed of it already says the new words and lasts as long as they do.
    """
    revision: int = await conn.fetchval(
        """
        insert into announcement as n (key, title, text, organiser, link, due, expires, urgent, content_hash, state, made_by,
          approved_by, imported_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (key) do update set title = excluded.title, text = excluded.text, organiser = excluded.organiser,
          link = excluded.link, due = excluded.due, expires = excluded.expires, urgent = excluded.urgent,
          content_hash = excluded.content_hash, state = excluded.state, revision = n.revision + 1,
          made_by = excluded.made_by, approved_by = excluded.approved_by, imported_at = excluded.imported_at,
          resumed_at = case when n.state <> excluded.state and excluded.state = 'approved' then excluded.imported_at
            else n.resumed_at end
        returning revision
        """,
        one.key,
        one.title,
        one.text,
        one.organiser,
        one.link,
        one.due,
        one.expires,
        one.urgent,
        announcement_hash(one),
        state.value,
        made_by,
        approved_by,
        at,
    )
    await _put_groups(conn, one, at)
    if revision > 1:
        await _follow(conn, one)
    return revision


async def put_state(
    conn: Connection, key: str, state: AnnouncementState, *, approved_by: str, at: datetime
) -> int:
    """Move it on, or back; its revision, one more than before. What was put off meanwhile comes
    with ``stopping.take_up`` once it is approved.
    """
    revision: int = await conn.fetchval(
        """
        update announcement set state = $2, approved_by = $3, revision = revision + 1,
          resumed_at = case when $2 = 'approved' then $4 else resumed_at end
        where key = $1 returning revision
        """,
        key,
        state.value,
        approved_by,
        at,
    )
    return revision


async def _put_groups(conn: Connection, one: Announcement, at: datetime) -> None:
    """Make the groups those of the file, and take back what is planned for those that go. Who was
    told is not told again: ``announcement_told`` knows the members of cohorts, and a chat that is
    put back counts as planned if anything of it went out there.
    """
    named = [str(group) for group in one.groups]
    # A planner at work on one of them is waited for, so that all it has planned is seen below.
    await conn.execute(
        """
        select 1 from announcement_group where announcement_key = $1 and not (account || ':' || platform_id = any($2::text[]))
        order by account, platform_id for update
        """,
        one.key,
        named,
    )
    tag = await conn.execute(
        "delete from announcement_group where announcement_key = $1 and not (account || ':' || platform_id = any($2::text[]))",
        one.key,
        named,
    )
    await conn.execute(
        """
        insert into announcement_group (announcement_key, account, platform_id, planned_at)
        select $1, o.account, o.platform_id, case when exists (
            select from chat_group g where g.account = o.account and g.platform_id = o.platform_id and (
              exists (select from delivery d where d.kind = 'news' and d.subject = $1 and d.group_id = g.id)
              or exists (select from delivery_past d where d.kind = 'news' and d.subject = $1 and d.group_id = g.id
                and (d.reason <> $5 or d.uncertain)))) then $4::timestamptz end
        from unnest($2::text[], $3::text[]) as o (account, platform_id)
        on conflict do nothing
        """,
        one.key,
        [group.account for group in one.groups],
        [group.platform_id for group in one.groups],
        at,
        taking_off.TAKEN_OFF,
    )
    if tag != "DELETE 0":
        await taking_off.take_back(conn, one.key, at)


async def _follow(conn: Connection, one: Announcement) -> None:
    """What is owed of it lasts as long as it now does, and what is planned goes out no earlier
    than it is due. What waits in inboxes already is handed over as before.
    """
    await conn.execute(
        """
        update delivery set expires = $2, due = greatest(due, $3), next_try = least(greatest(next_try, $3), $2)
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


_KEPT = """
select n.*, coalesce(g.names, '{{}}') as groups, coalesce(g.begun, false) as begun from announcement n
cross join lateral (select array_agg(account || ':' || platform_id order by account, platform_id) as names,
  bool_or(planned_to > 0 or planned_at is not null) as begun
  from announcement_group where announcement_key = n.key) g
where {which}
"""


async def load(conn: Connection, key: str, *, lock: bool = False) -> Kept | None:
    """One announcement, whatever became of it; with ``lock`` nobody else changes it until the
    transaction ends. None: there is none such.
    """
    if lock:
        await conn.fetchval("select 1 from announcement where key = $1 for no key update", key)
    row = await conn.fetchrow(_KEPT.format(which="n.key = $1"), key)
    return kept(row) if row else None


async def load_announcements(conn: Connection, keys: Sequence[str]) -> Mapping[str, Kept]:
    """Announcements that stand, by key. One that was cancelled stands no more."""
    which = "n.key = any($1::text[]) and n.cancelled_at is null"
    rows = await conn.fetch(_KEPT.format(which=which), list(keys))
    return {row["key"]: kept(row) for row in rows}


async def newest(
    conn: Connection,
    *,
    groups: Sequence[int] | None = None,
    made_by: str = "",
    before: tuple[datetime, str] | None = None,
    most: int = 50,
) -> list[Kept]:
    """Announcements, the last due first, ``most`` after the one ``before`` (its due and key).

    With ``groups`` (their rows) only those that go to at least one of these and to no other, and
    those that ``made_by`` wrote for no group yet.
    """
    which = """($1::timestamptz is null or (n.due, n.key) < ($1, $2::text))
      and ($3::bigint[] is null or (exists (select from announcement_group o where o.announcement_key = n.key)
        and not exists (select from announcement_group o left join chat_group c on c.account = o.account
          and c.platform_id = o.platform_id where o.announcement_key = n.key and not (coalesce(c.id, 0) = any($3))))
        or (n.made_by = $5 and not exists (select from announcement_group o where o.announcement_key = n.key)))
      order by n.due desc, n.key desc limit $4"""
    due, key = before or (None, None)
    mine = None if groups is None else list(groups)
    rows = await conn.fetch(_KEPT.format(which=which), due, key, mine, most, made_by)
    return [kept(row) for row in rows]


def kept(row: Row) -> Kept:
    """An announcement from its row with its ``groups`` and ``begun``."""
    one = Announcement(
        row["key"],
        row["title"],
        row["text"],
        row["organiser"],
        row["link"],
        tuple(_group(name) for name in row["groups"]),
        row["due"],
        row["expires"],
        row["urgent"],
    )
    return Kept(
        one,
        AnnouncementState(row["state"]),
        row["revision"],
        bytes(row["content_hash"]).hex()[:8],
        row["made_by"],
        row["approved_by"],
        row["imported_at"],
        row["paused_at"],
        row["cancelled_at"],
        row["begun"],
    )


def _group(name: str) -> GroupName:
    account, _, platform_id = name.partition(":")
    return GroupName(account, platform_id)
