"""Pictures, sounds and films of ours by content, and where the platforms have them until when."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.store.db import Connection, Database


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of ours; ``content_type`` is its format, such as image/png."""

    kind: Literal["image", "voice", "video"]
    content_type: str
    content: bytes


async def keep_file(conn: Connection, file: MediaFile, now: datetime) -> str:
    """Keep a file, once however often it comes; its name, the hex SHA-256 of its bytes."""
    name = hashlib.sha256(file.content).hexdigest()
    await conn.execute(
        """
        insert into media_file (hash, kind, content_type, bytes, kept_at)
        values ($1, $2, $3, $4, $5) on conflict (hash) do nothing
        """,
        name,
        file.kind,
        file.content_type,
        file.content,
        now,
    )
    return name


async def read_file(conn: Connection, file_hash: str) -> MediaFile | None:
    """The file of that name, None where there is none."""
    row = await conn.fetchrow(
        "select kind, content_type, bytes from media_file where hash = $1", file_hash
    )
    return MediaFile(row["kind"], row["content_type"], row["bytes"]) if row else None


async def find_upload(
    conn: Connection, account: str, file_hash: str, now: datetime
) -> tuple[str, datetime] | None:
    """The id an account's platform has a file under and when it runs out, None where it never
    had it; ``now`` is noted as its last use.
    """
    row = await conn.fetchrow(
        """
        update media_upload set used_at = greatest(used_at, $3)
        where account = $1 and hash = $2 returning media_id, expires_at
        """,
        account,
        file_hash,
        now,
    )
    return (row["media_id"], row["expires_at"]) if row else None


async def keep_upload(
    conn: Connection,
    account: str,
    file_hash: str,
    media_id: str,
    expires_at: datetime,
    now: datetime,
    *,
    used: bool,
) -> None:
    """Note an upload in place of an older one; ``used``: it is about to be sent.

    Of two that were made at once, the one that lasts longer stays.
    """
    await conn.execute(
        """
        insert into media_upload as known (account, hash, media_id, expires_at, used_at)
        values ($1, $2, $3, $4, $5)
        on conflict (account, hash) do update set
          media_id = excluded.media_id, expires_at = excluded.expires_at,
          used_at = case when $6 then greatest(known.used_at, $5) else known.used_at end
        where known.expires_at <= excluded.expires_at
        """,
        account,
        file_hash,
        media_id,
        expires_at,
        now,
        used,
    )


async def due_for_renewal(
    conn: Connection, account: str, used_since: datetime, expires_before: datetime
) -> list[str]:
    """The files an account's people were sent since then and whose uploads run out by then,
    those that run out first first.
    """
    rows = await conn.fetch(
        """
        select hash from media_upload
        where account = $1 and used_at >= $2 and expires_at < $3 order by expires_at, hash
        """,
        account,
        used_since,
        expires_before,
    )
    return [row["hash"] for row in rows]


class SharedMedia:
    """The files, and one account's uploads, as its adapter asks for them.

    Every method raises StorageUnavailableError when the database is away.
    """

    def __init__(self, db: Database, account: str) -> None:
        """``account`` is the name in the settings."""
        self._db = db
        self._account = account

    async def file(self, file_hash: str) -> MediaFile | None:
        """The file of that name, None where there is none."""
        async with self._db.connection() as conn:
            return await read_file(conn, file_hash)

    async def upload(self, file_hash: str, now: datetime) -> tuple[str, datetime] | None:
        """As ``find_upload``."""
        async with self._db.connection() as conn:
            return await find_upload(conn, self._account, file_hash, now)

    async def keep(
        self, file_hash: str, media_id: str, expires_at: datetime, now: datetime, *, used: bool
    ) -> None:
        """As ``keep_upload``."""
        async with self._db.connection() as conn:
            await keep_upload(conn, self._account, file_hash, media_id, expires_at, now, used=used)

    async def due(self, used_since: datetime, expires_before: datetime) -> list[str]:
        """As ``due_for_renewal``."""
        async with self._db.connection() as conn:
            return await due_for_renewal(conn, self._account, used_since, expires_before)
