"""A call that is made again: the same answer, and nothing is done twice."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.domain.api import Token
from bot.keys.vault import API_ANSWER, Vault
from bot.store.api import answers
from bot.store.db import Connection
from bot.web.api.operation import Operation
from bot.web.api.problems import ProblemError


class Repeatable:
    """One call with its Idempotency-Key; without one it is simply done."""

    def __init__(
        self,
        vault: Vault,
        token: Token,
        operation: Operation,
        key: str,
        path: Mapping[str, Any],
        raw: bytes,
    ) -> None:
        """``raw`` is the body as it came."""
        self._vault = vault
        self._token = token.row
        self._key = key
        place = json.dumps([operation.id, dict(path)], sort_keys=True).encode()
        self._asked = hashlib.sha256(place + b"\0" + raw).digest()

    async def kept(self, conn: Connection, now: datetime) -> web.Response | None:
        """The answer that stands, with ``Idempotency-Replayed``; None: the work is to be done.

        Raises ProblemError (422) when another call had the same key.
        """
        if not self._key:
            return None
        found = await answers.take(conn, self._token, self._key, self._asked, now)
        if found is None:
            return None
        if found.asked != self._asked:
            raise ProblemError(
                422,
                "idempotency-key",
                "Another call had this Idempotency-Key within 24 hours; give this one its own.",
            )
        body = self._vault.open(API_ANSWER, found.sealed).encode() if found.sealed else b""
        headers = {**found.headers, "Idempotency-Replayed": "true"}
        return web.Response(status=found.status, body=body, headers=headers)

    async def keep(self, conn: Connection, response: web.Response) -> None:
        """Keep what was answered, within the transaction that did the work."""
        if not self._key:
            return
        said = response.body if isinstance(response.body, bytes) else b""
        kept = answers.Kept(
            self._asked,
            response.status,
            dict(response.headers),
            self._vault.seal(API_ANSWER, said.decode()),
        )
        await answers.keep(conn, self._token, self._key, kept)
