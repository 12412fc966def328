"""Groups and their members."""

from datetime import datetime

from bot.store.db import Connection


async def know_group(
    conn: Connection,
    *,
    account: str,
    channel: str,
    platform_id: str,
    title: str,
    zone: str,
    now: datetime,
) -> int:
    """The group's row, made or brought back; an empty title leaves the old one."""
    row: int = await conn.fetchval(
        """
        insert into chat_group as g (account, channel, platform_id, title, zone, known_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (account, platform_id) do update set state = 'known',
          title = case when excluded.title = '' then g.title else excluded.title end
        returning id
        """,
        account,
        channel,
        platform_id,
        title,
        zone,
        now,
    )
    return row


async def group_gone(conn: Connection, account: str, platform_id: str) -> None:
    """We were removed; nothing is owed to it any more until we are added again."""
    await conn.execute(
        "update chat_group set state = 'gone' where account = $1 and platform_id = $2",
        account,
        platform_id,
    )


async def migrate_group(conn: Connection, account: str, old: str, new: str) -> None:
    """A group got a new id: everywhere at once. Where both are known, the new one stays."""
    await conn.execute(
        """
        with named as (
          update competition_group set platform_id = $3 where account = $1 and platform_id = $2
            and not exists (select 1 from competition_group o where o.account = $1 and o.platform_id = $3
                            and o.competition_key = competition_group.competition_key)
        )
        update chat_group g set
          platform_id = case when both_known then g.platform_id else $3 end,
          state = case when both_known then 'gone' else g.state end
        from (select exists (select 1 from chat_group where account = $1 and platform_id = $3) as both_known) k
        where g.account = $1 and g.platform_id = $2
        """,
        account,
        old,
        new,
    )


async def join_group(conn: Connection, group: int, learner: int, now: datetime) -> None:
    """A learner becomes a member."""
    await conn.execute(
        "insert into group_member (group_id, learner_id, joined_at) values ($1, $2, $3) on conflict do nothing",
        group,
        learner,
        now,
    )
