"""A plain client of the simulated credit bank, which signs by docs/credit-bank.md on its own."""

import base64
import copy
import hashlib
import hmac
import json
import secrets
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from bot.clock import FrozenClock

KEY, SECRET = "yike-city", "一把很长的钥匙"
LI, WANG = "SH20260001", "SH20260002"
Json = dict[str, Any]

EXTENSION: Json = {
    "course": "smart-payments",
    "framework": "DB44/T 1988-2017",
    "level": 1,
    "hours": 4,
    "seconds": 3600,
    "hours_per_credit": 16,
    "rule": "16h=1",
    "content_version": "2026.1",
    "pass_mark": 0.6,
    "score": 9,
    "score_max": 10,
    "started_at": "2026-11-01T00:00:00.000Z",
    "finished_at": "2026-11-20T00:00:00.000Z",
    "evidence": ["0f7c1b1e-6a0f-5c8e-9d1c-2f4a9e3b7c11"],
    "uscc": "91350100M000100Y43",
}
TRAINING: Json = {
    "training_outer_id": "t-1",
    "project_name": "手机支付不求人",
    "inst_name": "一课",
    "experience_time": "2026-11-20",
    "have_project_certificate": "1",
    "extension": EXTENSION,
}
CERTIFICATE: Json = {
    "cert_exp_outer_id": "e-1",
    "certificate_name": "手机支付不求人",
    "certificate_level": "1",
    "inst_name": "一课",
    "experience_time": "2026-11-20",
    "extension": EXTENSION,
}
CREDIT: Json = {
    "credit_outer_id": "c-1",
    "course_name": "手机支付不求人",
    "course_subject": "",
    "course_property": "",
    "course_score": "90",
    "course_result_code": "1",
    "course_year": "2026",
    "course_season": "51",
    "learning_stage": "",
    "credit": "0.25",
    "credit_hour": "4",
    "inst_name": "一课",
    "experience_time": "2026-11-20",
    "extension": EXTENSION,
}


def profile(
    cb_id: str = LI, *, training: Any = (), certificate: Any = (), credit: Any = ()
) -> Json:
    """One person's lists with their counts."""
    return {
        "cb_id": cb_id,
        "training_count": len(training),
        "training_list": list(training),
        "certificate_experience_count": len(certificate),
        "certificate_experience_list": list(certificate),
        "credit_count": len(credit),
        "credit_list": list(credit),
    }


def training(key: str, **fields: Any) -> Json:
    """An entry of the first list with another outer id."""
    return copy.deepcopy(TRAINING) | {"training_outer_id": key} | fields


def hand_in(*profiles: Json, withdraw: tuple[str, ...] = ()) -> Json:
    """A whole body."""
    taken = [{"outer_id": key, "reason": "consent withdrawn"} for key in withdraw]
    return {"profiles": list(profiles), "withdrawals": taken}


class CreditBankClient:
    """Signed calls; ``clock`` dates them."""

    def __init__(self, http: ClientSession, clock: FrozenClock) -> None:
        self._http, self._clock = http, clock

    def header(self, method: str, target: str, body: bytes = b"", **other: str) -> str:
        """The Authorization header; ``other`` replaces what would be right."""
        at = self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        at, nonce = other.get("timestamp", at), other.get("nonce", secrets.token_hex(16))
        said = "\n".join((method, target, at, nonce, hashlib.sha256(body).hexdigest()))
        key = other.get("secret", SECRET).encode()
        made = base64.b64encode(hmac.new(key, said.encode(), "sha256").digest()).decode()
        return (
            f'YIKE-HMAC-SHA256 key_id="{other.get("key_id", KEY)}", timestamp="{at}", '
            f'nonce="{nonce}", signature="{other.get("signature", made)}"'
        )

    async def call(
        self, method: str, path: str, body: bytes = b"", authorization: str | None = None
    ) -> tuple[int, Any]:
        """One call; ``path`` with its query, below the bank's address."""
        target = f"/creditbank{path}"
        headers = {
            "Authorization": authorization or self.header(method, target, body),
            "Content-Type": "application/json",
        }
        url = URL(target, encoded=True)
        async with self._http.request(method, url, data=body or None, headers=headers) as answer:
            assert answer.content_type == "application/json"
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        """A call that must be served."""
        status, told = await self.call("GET", path)
        assert status == 200, told
        return told

    async def modify(self, body: Any) -> tuple[int, Any]:
        """Hand in."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return await self.call("POST", "/v1/studyprofiles/modify", raw)

    async def stored(self, body: Any) -> list[str]:
        """Hand in what must be taken; what is new."""
        status, told = await self.modify(body)
        assert status == 200, told
        return list(told["stored"])

    async def refused(self, body: Any) -> tuple[int, str, list[str]]:
        """Hand in what must be refused."""
        status, told = await self.modify(body)
        assert told.keys() == {"code", "message", "outer_ids"}
        return status, told["code"], told["outer_ids"]

    async def every(self, path: str, name: str) -> list[Json]:
        """All items of a listing, page by page; ``name`` is the cursor's parameter."""
        items: list[Json] = []
        cursor, more = "", True
        while more:
            joint = "&" if "?" in path else "?"
            page = await self.get(f"{path}{joint}{name}={cursor}" if cursor else path)
            items += page["items"]
            cursor, more = page["cursor"], page["more"]
        return items
