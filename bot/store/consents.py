"""Consents to subscription notices: a ledger of what was given, used and taken back.

``address.notices`` is its balance, by template: so many consents are left, -1 stands for one that
lasts (reference/wechat.md section 6.3: 一次性订阅 is one consent for one send, 长期订阅 for many).
A balance never falls below 0, and each change is written with its line in ``notice_consent``.
Whatever a platform's event says takes effect once, as it is written in the event's transaction;
a consent is used in the claiming transaction (``bot.store.claims.reserve``).
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.store.db import Connection


async def grant(
    conn: Connection,
    address: int,
    templates: Sequence[str],
    lasting: Collection[str],
    now: datetime,
) -> None:
    """The person at ``address`` agreed to one notice of each of ``templates``, or, of those in
    ``lasting``, to all that come.
    """
    await conn.execute(
        """
        with given as (
          select t.template, count(*) as count, t.template = any($3) as lasting
          from unnest($2::text[]) as t (template) group by 1
        ), booked as (
          insert into notice_consent (address_id, template, what, at)
          select a.id, t.template, 'granted', $4 from address a, unnest($2::text[]) as t (template) where a.id = $1
        )
        update address a set refusals = 0, notices = a.notices || (
          select jsonb_object_agg(g.template, case when g.lasting then -1
            when coalesce((a.notices ->> g.template)::int, 0) < 0 then -1
            else coalesce((a.notices ->> g.template)::int, 0) + g.count end)
          from given g)
        where a.id = $1 and exists (select 1 from given)
        """,
        address,
        list(templates),
        list(lasting),
        now,
    )


async def refuse(conn: Connection, address: int, templates: Sequence[str], now: datetime) -> None:
    """The person was asked for a consent to ``templates`` and said no, once for all of them; what
    was given before stays.
    """
    await conn.execute(
        """
        with booked as (
          insert into notice_consent (address_id, template, what, at)
          select a.id, t.template, 'refused', $3 from address a, unnest($2::text[]) as t (template) where a.id = $1
        )
        update address set refusals = least(refusals + 1, 32767)
        where id = $1 and cardinality($2::text[]) > 0
        """,
        address,
        list(templates),
        now,
    )


async def revoke(conn: Connection, address: int, templates: Sequence[str], now: datetime) -> None:
    """The person switched ``templates`` off in the platform's own settings: nothing is left."""
    await _empty(conn, address, templates, "revoked", now)


async def gone(conn: Connection, address: int, template: str, now: datetime) -> None:
    """The platform says that no consent is left (43101), whatever we counted."""
    await _empty(conn, address, [template], "gone", now)


async def _empty(
    conn: Connection, address: int, templates: Sequence[str], what: str, now: datetime
) -> None:
    await conn.execute(
        """
        with booked as (
          insert into notice_consent (address_id, template, what, at)
          select a.id, t.template, $3, $4 from address a, unnest($2::text[]) as t (template) where a.id = $1
        )
        update address set notices = notices - $2::text[] where id = $1
        """,
        address,
        list(templates),
        what,
        now,
    )


async def give_back(
    conn: Connection, address: int, template: str, delivery: int, now: datetime
) -> None:
    """Nothing was sent: the consent that ``delivery`` used is left again, unless all of them were
    taken back meanwhile. A second time changes nothing.
    """
    await conn.execute(
        """
        with last as (
          select id, what from notice_consent
          where address_id = $1 and template = $2 and delivery_id = $3 order by id desc limit 1
        ), back as (
          insert into notice_consent (address_id, template, what, delivery_id, at)
          select $1, $2, 'returned', $3, $4 from last where what = 'used' and not exists (
            select 1 from notice_consent c where c.address_id = $1 and c.template = $2
              and c.what in ('revoked', 'gone') and c.id > last.id)
          returning 1
        )
        update address set notices = notices
          || jsonb_build_object($2::text, coalesce((notices ->> $2)::int, 0) + 1)
        where id = $1 and coalesce((notices ->> $2)::int, 0) >= 0 and exists (select 1 from back)
        """,
        address,
        template,
        delivery,
        now,
    )
