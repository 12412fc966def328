"""Where a list goes on: opaque to callers, signed by us, good for the list it came from only."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from bot.web.api.problems import ProblemError

SIGNATURE = 18
"""Bytes of the signature: enough that nobody makes one, short enough for an address."""
LONGEST = 512
"""Characters of a cursor."""


class Cursors:
    """Makes and reads cursors, with a key of its own derived from the deployment's secret."""

    def __init__(self, secret: bytes) -> None:
        """``secret`` is the deployment's; what is signed here fits nothing else it signs."""
        self._key = hmac.digest(secret, b"cursors of the api", sha256)

    def make(self, of: str, place: list[Any]) -> str:
        """The cursor at ``place`` of the list ``of`` (its name with its filters)."""
        said = json.dumps(place, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._sign(of, said) + said).decode().rstrip("=")

    def read(self, of: str, cursor: str) -> list[Any]:
        """The place again. Raises ProblemError for a cursor that is not ours, or of another list."""
        try:
            whole = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            whole = b""
        signature, said = whole[:SIGNATURE], whole[SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(of, said)):
            raise ProblemError(
                422,
                "cursor",
                "The cursor is not one of this list with these filters; begin again without it.",
            )
        place: list[Any] = json.loads(said)
        return place

    def _sign(self, of: str, said: bytes) -> bytes:
        return hmac.digest(self._key, of.encode() + b"\0" + said, sha256)[:SIGNATURE]
