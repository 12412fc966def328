"""Browsers that ask to be let into the console, and the one-time links that let them in.

A browser asks and is shown a code; whoever says the code in chat gets a link there; the link opens
in the browser that asked, once, within ten minutes. Codes, browsers and links are kept as keyed
hashes only.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.store.db import Connection

LASTS = timedelta(minutes=10)
MOST_TRIES = 5
"""Wrong words typed into the page that asked, before it has to ask anew."""


class Entered(StrEnum):
    """What came of a link."""

    IN = "in"
    OTHER_BROWSER = "other-browser"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


async def ask(conn: Connection, code: bytes, browser: bytes, now: datetime) -> bool:
    """A browser asks; False where the code happens to be in use. What it asked before is dropped."""
    await conn.execute("delete from sign_in where browser = $1 and used_at is null", browser)
    made = await conn.fetchval(
        """
        insert into sign_in (code, browser, asked_at, expires_at) values ($1, $2, $3, $4)
        on conflict do nothing returning true
        """,
        code,
        browser,
        now,
        now + LASTS,
    )
    return bool(made)


async def give_link(
    conn: Connection, code: bytes, link: bytes, address: int, now: datetime
) -> bool:
    """Whoever is reached at ``address`` said the code: from now on ``link`` opens for him or her.
    False: no browser waits with this code, or it has its link already.
    """
    given = await conn.fetchval(
        """
        update sign_in set link = $2, address_id = $3
        where code = $1 and link is null and used_at is null and expires_at > $4 returning true
        """,
        code,
        link,
        address,
        now,
    )
    return bool(given)


async def look_at(
    conn: Connection, link: bytes, browser: bytes, now: datetime
) -> tuple[Entered, int]:
    """What will come of a link that a browser opens, and the row of the address that is let in."""
    row = await conn.fetchrow(
        "select browser, used_at, expires_at, address_id from sign_in where link = $1", link
    )
    if row is None:
        return Entered.UNKNOWN, 0
    if row["used_at"] is not None:
        return Entered.USED, 0
    if row["expires_at"] <= now:
        return Entered.EXPIRED, 0
    if bytes(row["browser"]) != browser:
        return Entered.OTHER_BROWSER, 0
    return Entered.IN, int(row["address_id"])


async def use_up(conn: Connection, link: bytes, now: datetime) -> bool:
    """A link lets its browser in, once: False where it has just done so elsewhere."""
    used = await conn.fetchval(
        "update sign_in set used_at = $2 where link = $1 and used_at is null returning true",
        link,
        now,
    )
    return bool(used)


async def miss(conn: Connection, browser: bytes) -> None:
    """A word was typed that opens nothing; after a few the browser has to ask anew."""
    await conn.execute(
        "update sign_in set tries = tries + 1 where browser = $1 and used_at is null", browser
    )
    await conn.execute(
        "delete from sign_in where browser = $1 and used_at is null and tries >= $2",
        browser,
        MOST_TRIES,
    )


async def clear(conn: Connection, now: datetime) -> int:
    """Forget those that are over since a day."""
    tag = await conn.execute("delete from sign_in where expires_at < $1", now - timedelta(days=1))
    return int(tag.rsplit(" ", 1)[1])
