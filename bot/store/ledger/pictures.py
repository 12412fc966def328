"""The owner's copy of a certificate as a picture, kept while it is the one that was sent last."""

from datetime import datetime

from bot.store.db import Connection
from bot.store.media import MediaFile, keep_file


async def keep_picture(conn: Connection, certificate: int, png: bytes, now: datetime) -> str:
    """Keep the picture of a certificate (its row) for sending; its name, the hex SHA-256 of its
    bytes. The one before is deleted, as this one is with the certificate (a name may be on it).
    """
    name = await keep_file(conn, MediaFile("image", "image/png", png), now)
    await conn.execute(
        "update certificate set picture = $2 where id = $1 and picture is distinct from $2",
        certificate,
        name,
    )
    return name
