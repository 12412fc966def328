"""Refused calls, kept to be looked up by their rid (openapi/rid/get)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.simulator.wechat_errors import WechatRefusal

KEPT = 1000
LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Errand:
    """A refused call: when, from where, to what path, with which words it was refused."""

    at: datetime
    client: str
    path: str
    answer: str


class Errands:
    """The last refused calls of all accounts."""

    def __init__(self) -> None:
        """None yet."""
        self._kept: dict[str, Errand] = {}

    def keep(self, errand: Errand) -> str:
        """Keep a refused call; its rid."""
        rid = "-".join(secrets.token_hex(4) for _ in range(3))
        self._kept[rid] = errand
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return rid

    def tell(self, now: datetime, body: dict[str, Any]) -> dict[str, Any]:
        """openapi/rid/get: 76002 no rid, 76001 unknown or older than seven days."""
        rid = body.get("rid")
        if not isinstance(rid, str) or not rid:
            raise WechatRefusal(76002)
        found = self._kept.get(rid)
        if found is None or now - found.at >= LASTS:
            raise WechatRefusal(76001)
        request = {
            "invoke_time": int(found.at.timestamp()),
            "cost_in_ms": 1,
            "request_url": found.path,
            "request_body": "",
            "response_body": found.answer,
            "client_ip": found.client,
        }
        return {"errcode": 0, "errmsg": "ok", "request": request}
