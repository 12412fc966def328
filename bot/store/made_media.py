"""Files that we made ourselves (cards, speech, weeks), by what they were made from: made once and kept."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from bot.store.db import Connection
from bot.store.media import MediaFile, keep_file


def recipe(*parts: str) -> bytes:
    """The key of what is made from ``parts``, the maker's own version among them."""
    return hashlib.sha256("\0".join(f"{len(one)}:{one}" for one in parts).encode()).digest()


async def made_before(conn: Connection, of: bytes, now: datetime) -> tuple[str, ...] | None:
    """The files made from ``of``, in their order, as hashes; None where they are still to be made.
    Their use is noted, once a day.
    """
    row = await conn.fetchrow(
        """
        with used as (
          update made_media set used_at = $2 where recipe = $1 and used_at < $2::timestamptz - interval '1 day'
        )
        select hashes from made_media where recipe = $1 and hashes <> '{}'
        """,
        of,
        now,
    )
    return tuple(row["hashes"]) if row else None


async def keep_made(
    conn: Connection, of: bytes, files: Sequence[MediaFile], now: datetime
) -> tuple[str, ...]:
    """Keep what was made from ``of``; its hashes. Who made the same at the same time changes nothing."""
    hashes = [await keep_file(conn, file, now) for file in files]
    await conn.execute(
        """
        insert into made_media (recipe, hashes, made_at, used_at) values ($1, $2, $3, $3)
        on conflict (recipe) do update set hashes = excluded.hashes, made_at = $3, used_at = $3
        where made_media.hashes = '{}'
        """,
        of,
        hashes,
        now,
    )
    return tuple(hashes)


async def take_one(
    conn: Connection, recipes: Sequence[bytes], now: datetime, given_up: datetime
) -> bytes | None:
    """Take the first of ``recipes`` that is not made and that nobody else is making; None: none is left.

    It is noted as being made; who took one before ``given_up`` and did not keep it has given it up.
    """
    taken: bytes | None = await conn.fetchval(
        """
        with wanted as (
          select w.recipe, w.n from unnest($1::bytea[]) with ordinality as w (recipe, n)
          left join made_media m on m.recipe = w.recipe
          where m.recipe is null or (m.hashes = '{}' and m.made_at < $3) order by w.n limit 1
        )
        insert into made_media (recipe, hashes, made_at, used_at) select recipe, '{}', $2, $2 from wanted
        on conflict (recipe) do update set made_at = $2
          where made_media.hashes = '{}' and made_media.made_at < $3
        returning recipe
        """,
        list(recipes),
        now,
        given_up,
    )
    return taken


async def give_back(conn: Connection, of: bytes) -> None:
    """What was taken could not be made; another may try."""
    await conn.execute("delete from made_media where recipe = $1 and hashes = '{}'", of)


async def forget_unused(conn: Connection, before: datetime, most: int) -> int:
    """Let go of what nobody was shown since ``before``, at most ``most``; returns how many.

    A file stays while a lesson, a certificate or something else that was made shows it, and while a
    delivery that is still to go out may.
    """
    rows = await conn.fetch(
        """
        with gone as (
          delete from made_media where recipe in (
            select recipe from made_media where used_at < $1 order by used_at limit $2 for update skip locked)
          returning hashes
        )
        select distinct unnest(hashes) as hash from gone
        """,
        before,
        most,
    )
    await conn.execute(
        """
        delete from media_file f where f.hash = any($1)
          and not exists (select 1 from made_media m where f.hash = any(m.hashes))
          and not exists (select 1 from lesson l, jsonb_array_elements(l.media) e where e ->> 'hash' = f.hash)
          and not exists (select 1 from certificate c where c.picture = f.hash)
        """,
        [row["hash"] for row in rows],
    )
    return len(rows)
