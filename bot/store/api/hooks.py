"""Subscribers: made, listed, ended; where they are when something is sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.api import HOOKS, HookEvent
from bot.domain.events import ChannelKind
from bot.store import audit
from bot.store.db import Connection, Row
from bot.store.endings import Ending, end
from bot.store.groups.membership import group_gone, owed_to

ENDED = "the subscription has ended"
ANSWERED_GONE = "the receiver answered 410 Gone"
TOKEN_OVER = "its token is good no more"  # noqa: S105 - a sentence


@dataclass(frozen=True, slots=True)
class Hook:
    """A subscriber. ``token`` is the row of whose it is; None: of the command line."""

    row: int
    key: str
    url: str
    events: tuple[HookEvent, ...]
    token: int | None
    made_at: datetime
    ended_at: datetime | None
    end_reason: str


_COLUMNS = "id, key, url, events, token_id, made_at, ended_at, end_reason"


async def make_hook(
    conn: Connection,
    *,
    key: str,
    url: str,
    sealed: bytes,
    events: Collection[HookEvent],
    token: int | None,
    actor: str,
    at: datetime,
) -> Hook:
    """A new subscriber, told of what happens from now on; noted in the audit log.

    ``sealed`` is the secret it is signed with, encrypted.
    """
    row = await conn.fetchrow(
        f"""
        with recipient as (
          insert into chat_group (account, channel, platform_id, zone, known_at)
          values ($1, $2, $3, 'UTC', $4) returning id
        )
        insert into hook (key, group_id, url, sealed, events, token_id, made_by, made_at)
        select $3, id, $5, $6, $7, $8, $9, $4 from recipient returning {_COLUMNS}
        """,
        HOOKS,
        ChannelKind.WEBHOOK.value,
        key,
        at,
        url,
        sealed,
        sorted(event.value for event in events),
        token,
        actor,
    )
    if row is None:
        raise AssertionError("an insert returns its row")
    made = _hook(row)
    await audit.note(
        conn,
        at=at,
        actor=actor,
        act="hook.create",
        kind="hook",
        about=key,
        after={"events": sorted(made.events)},
    )
    return made


async def hooks_after(
    conn: Connection, after: int, most: int, *, token: int | None = None
) -> list[Hook]:
    """The next ``most`` subscribers after row ``after``; with ``token`` only its own."""
    rows = await conn.fetch(
        f"""
        select {_COLUMNS} from hook where id > $1 and ($3::bigint is null or token_id = $3)
        order by id limit $2
        """,
        after,
        most,
        token,
    )
    return [_hook(row) for row in rows]


async def hook_by_key(conn: Connection, key: str, *, token: int | None = None) -> Hook | None:
    """One subscriber; with ``token`` only where it is that one's."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from hook where key = $1 and ($2::bigint is null or token_id = $2)",
        key,
        token,
    )
    return _hook(row) if row else None


async def end_hook(conn: Connection, key: str, *, reason: str, actor: str, at: datetime) -> bool:
    """It is told nothing more, also not what is planned; False when it had ended before."""
    ended = await conn.fetchval(
        """
        update hook set ended_at = $2, end_reason = $3 where key = $1 and ended_at is null
        returning true
        """,
        key,
        at,
        reason,
    )
    if not ended:
        return False
    await group_gone(conn, HOOKS, key)
    owed = [Ending(row, n, "expired", ENDED) for row, n in await owed_to(conn, HOOKS, key)]
    if owed:
        await end(conn, owed, at)
    await audit.note(
        conn, at=at, actor=actor, act="hook.end", kind="hook", about=key, reason=reason
    )
    return True


async def end_lapsed(conn: Connection, now: datetime, most: int) -> int:
    """End at most ``most`` subscribers who answered that they are gone, or whose token is good no
    more; how many.
    """
    rows = await conn.fetch(
        """
        select h.key, g.state = 'gone' as gone from hook h join chat_group g on g.id = h.group_id
        left join api_token t on t.id = h.token_id
        where h.ended_at is null and (g.state = 'gone' or t.revoked_at is not null or t.expires_at <= $1)
        order by h.id limit $2 for no key update of h skip locked
        """,
        now,
        most,
    )
    for row in rows:
        reason = ANSWERED_GONE if row["gone"] else TOKEN_OVER
        await end_hook(conn, row["key"], reason=reason, actor="webhooks", at=now)
    return len(rows)


async def whereabouts(conn: Connection, key: str, now: datetime) -> tuple[str, bytes] | None:
    """The address of a subscriber and its sealed secret; None once it is told nothing more."""
    row = await conn.fetchrow(
        """
        select h.url, h.sealed from hook h left join api_token t on t.id = h.token_id
        where h.key = $1 and h.ended_at is null and t.revoked_at is null
          and (t.expires_at is null or t.expires_at > $2)
        """,
        key,
        now,
    )
    return (row["url"], row["sealed"]) if row else None


def _hook(row: Row) -> Hook:
    return Hook(
        row["id"],
        row["key"],
        row["url"],
        tuple(HookEvent(event) for event in row["events"]),
        row["token_id"],
        row["made_at"],
        row["ended_at"],
        row["end_reason"],
    )
