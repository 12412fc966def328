"""What is handed in at a bank with the three lists, and what it answers to that."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.creditbank.answers import Response, retry_after, words_of
from adapters.creditbank.lists import (
    SHAPES,
    ListName,
    UnreadableRecordError,
    entry_of,
    read_record,
)
from bot.domain.credits import Parcel
from bot.ports import PushAnswer, PushResult

_BY_STATUS = {
    401: PushResult.UNAUTHORISED,
    403: PushResult.UNAUTHORISED,
    413: PushResult.TOO_LARGE,
    429: PushResult.THROTTLED,
}
_BY_CODE = {
    (409, "conflict"): PushResult.CONFLICT,
    (422, "invalid"): PushResult.INVALID,
    (422, "unknown_account"): PushResult.NO_ACCOUNT,
    (400, "invalid"): PushResult.INVALID,
}


def body_of(parcels: Sequence[Parcel], name: ListName, zone: ZoneInfo) -> bytes:
    """The body of a hand-in: entries by person in the order of their first, then withdrawals.

    The same bytes for the same parcels. Raises UnreadableRecordError for a body that the ledger
    would not have written.
    """
    profiles: dict[str, list[dict[str, Any]]] = {}
    withdrawals = []
    for parcel in parcels:
        record = read_record(parcel.body)
        if parcel.takes_back is None:
            profiles.setdefault(parcel.account, []).append(entry_of(record, name, zone))
        else:
            withdrawals.append(_withdrawal(record))
    whole = {
        "profiles": [_profile(account, name, found) for account, found in profiles.items()],
        "withdrawals": withdrawals,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _profile(account: str, name: ListName, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """One person's lists with their counts; two of the three are empty."""
    profile: dict[str, Any] = {"cb_id": account}
    for shape in SHAPES.values():
        listed = entries if shape.name == name else []
        profile[shape.count] = len(listed)
        profile[shape.entries] = listed
    return profile


def _withdrawal(record: Mapping[str, Any]) -> dict[str, Any]:
    reason = record.get("reason")
    if not isinstance(reason, str):
        raise UnreadableRecordError("the stored withdrawal has no reason")
    return {"outer_id": record["outer_id"], "reason": reason}


def answer_of(response: Response, now: datetime) -> PushAnswer:
    """What the bank said. Only what is certainly its own word counts as stored, or as a fault of
    what was sent: everything else is tried again, which changes nothing at the bank.

    ``now`` dates a Retry-After given as an instant.
    """
    if known := _BY_STATUS.get(response.status):
        return PushAnswer(known, words_of(response), retry_after(response, now))
    said = parsed(response)
    if response.status == 200 and _is_stored(said):
        return PushAnswer(PushResult.STORED)
    if response.status == 200:
        words = "HTTP 200 without the list of what was stored"
        if response.is_page:
            words = words_of(response)
        return PushAnswer(PushResult.UNAVAILABLE, words)
    code = said.get("code") if isinstance(said, dict) else None
    result = _BY_CODE.get((response.status, str(code)), PushResult.UNAVAILABLE)
    return PushAnswer(result, words_of(response), retry_after(response, now))


def parsed(response: Response) -> Any:
    """The JSON of an answer; None where there is none."""
    try:
        return None if response.is_page else json.loads(response.body)
    except (ValueError, RecursionError):
        return None


def _is_stored(said: Any) -> bool:
    stored = said.get("stored") if isinstance(said, dict) else None
    return isinstance(stored, list) and all(isinstance(one, str) for one in stored)
