"""A learner's own link to the dates of what he or she has entered.

Who has the link can read those dates, so that it cannot be guessed or forged: it is a random code
with our signature. It names nobody. It ends when a new one is made, and with the learner.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from bot.store import calendars
from bot.store.db import Connection

_CODE_BYTES, _SIGNATURE_BYTES = 12, 12
SHAPE = "[A-Za-z0-9_-]{32}"
"""What a token looks like."""


def token_of(code: bytes, secret: bytes) -> str:
    """A code with our signature, as it stands in a link."""
    return urlsafe_b64encode(code + _sign(code, secret)).decode()


def read_token(token: str, secret: bytes) -> bytes | None:
    """The code in a token; None for one that we did not sign."""
    try:
        whole = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    code, signature = whole[:_CODE_BYTES], whole[_CODE_BYTES:]
    return code if hmac.compare_digest(signature, _sign(code, secret)) else None


def _sign(code: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"calendar link " + code, sha256)[:_SIGNATURE_BYTES]


async def calendar_link(
    conn: Connection,
    learner: int,
    *,
    secret: bytes,
    public_url: str,
    now: datetime,
    new: bool = False,
) -> str:
    """The address of a learner's own calendar; the same each time, unless a ``new`` one is asked for,
    which ends the one before. ``public_url`` is without a slash at its end.
    """
    code = secrets.token_bytes(_CODE_BYTES)
    if new:
        await calendars.new_link(conn, learner, code, now)
    else:
        code = await calendars.link_of(conn, learner, code, now)
    return f"{public_url}/competitions/{token_of(code, secret)}.ics"
