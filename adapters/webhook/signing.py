"""The signature of what is sent, as Standard Webhooks describes it
(https://github.com/standard-webhooks/standard-webhooks, "Signature scheme", symmetric).
"""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256

SECRET_PREFIX = "whsec_"  # noqa: S105 - what the standard writes before a secret


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """What goes into ``webhook-signature``: HMAC-SHA256 over ``id.timestamp.body``.

    ``secret`` reads ``whsec_`` and base64; ``timestamp`` is in Unix seconds.
    """
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, sha256)).decode()
