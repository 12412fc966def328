"""The signature of a request to a credit bank with the three lists (docs/credit-bank.md).

Our own: HMAC-SHA256 (RFC 2104) over five lines, so that a bank can check it with what every
language has at hand.
"""

import hmac
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

SCHEME = "YIKE-HMAC-SHA256"


def instant(at: datetime) -> str:
    """An aware instant as this interface writes it: UTC, milliseconds, ``Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def string_to_sign(method: str, path: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    """What is signed: five lines, without a line break at the end.

    ``path`` is path and query exactly as in the request line; the fifth line is the hexadecimal
    SHA-256 of the body (of nothing, where there is none).
    """
    return "\n".join((method, path, timestamp, nonce, sha256(body).hexdigest())).encode()


def signature(secret: str, signed: bytes) -> str:
    """Base64 of the HMAC-SHA256 of ``signed`` under ``secret`` (its UTF-8 bytes)."""
    return b64encode(hmac.digest(secret.encode(), signed, "sha256")).decode()


def authorization(key_id: str, timestamp: str, nonce: str, signed_with: str) -> str:
    """The value of the ``Authorization`` header."""
    return (
        f'{SCHEME} key_id="{key_id}", timestamp="{timestamp}", '
        f'nonce="{nonce}", signature="{signed_with}"'
    )
