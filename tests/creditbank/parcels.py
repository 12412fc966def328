"""Records of claims as the ledger stores them, and parcels of them."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from bot.domain.credits import Form, Parcel, Target

NOW = datetime.fromisoformat("2026-11-23T00:30:00+00:00")
ACCOUNT = "SH20261122"
TARGET = Target("city-bank", Form.RECORD, needs_account=True)
_SPACE = UUID("0b0ad8d2-2f5e-4f0a-9a57-3d6a2b1c9e10")


def outer_id(number: int = 1) -> UUID:
    return uuid5(_SPACE, str(number))


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The neutral record; a change to None leaves the field out."""
    whole = {
        "outer_id": str(outer_id(number)),
        "course": "smart-payments",
        "title": "手机支付不求人",
        "institution": "某某社区学院",
        "uscc": "91350100M000100Y43",
        "framework": "DB44/T 1988-2017",
        "level": 1,
        "hours": 4,
        "seconds": 2400,
        "credit": 0.25,
        "hours_per_credit": 16,
        "rule": "16h=1",
        "score": 4,
        "score_max": 5,
        "pass_mark": 0.6,
        "content_version": "2026.1",
        "started_at": "2026-11-20T00:30:00.000Z",
        "finished_at": "2026-11-22T16:30:00.000Z",
        "evidence": [str(outer_id(900)), str(outer_id(901))],
        "language": "zh-CN",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def body(whole: dict[str, Any]) -> bytes:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def parcel(number: int = 1, account: str = ACCOUNT, **changes: Any) -> Parcel:
    return Parcel(outer_id(number), body(record(number, **changes)), account=account)


def takes_back(number: int = 1, reason: str = "consent withdrawn") -> Parcel:
    """What takes record ``number`` back."""
    whole = {"outer_id": str(outer_id(number)), "withdrawn": True, "reason": reason}
    return Parcel(outer_id(number + 10_000), body(whole), takes_back=outer_id(number))
