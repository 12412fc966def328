"""What the phones page shows of the banks, as JSON: the record store's statements and the credit
bank's desk; and what a visitor decides there.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.simulator.bank import Bank
from adapters.simulator.creditbank_desk import BankRecord, CreditBankDesk, Decision, claimed
from adapters.simulator.creditbank_fields import reason as is_reason
from adapters.simulator.lrs_held import Shown
from adapters.simulator.phones_asked import Body, NonsenseError, text_in
from adapters.simulator.phones_state import local

SHOWN_ENTRIES = 200
SHOWN_RECORDS = 50
VOIDED = "voided"


class BankPane:
    """The pane beside the phones."""

    def __init__(self, store: Bank, bank: CreditBankDesk) -> None:
        """``store`` holds statements, ``bank`` decides about records."""
        self._store = store
        self._bank = bank

    def shown(self, zone: ZoneInfo) -> dict[str, Any]:
        """``ledger`` and ``desk``: see there."""
        return {"ledger": ledger(self._store, zone), "desk": desk(self._bank, zone)}

    def actions(self) -> dict[str, Callable[[Body], object]]:
        """What a visitor may decide, by the words of the page."""
        return {
            "accept": lambda body: _decide(self._bank, "accepted", body),
            "convert": lambda body: _decide(self._bank, "converted", body),
            "reject": lambda body: _decide(self._bank, "rejected", body),
        }


def ledger(bank: Bank, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The newest statements, oldest first, in words a person can read; a taken-back one is among
    them, and what took it back names it.
    """
    newest = bank.latest(SHOWN_ENTRIES)
    names = {one.statement.get("id"): _name(one.statement) for one in newest}
    return [_line(one, names, zone) for one in newest]


def _line(one: Shown, names: dict[Any, str], zone: ZoneInfo) -> dict[str, Any]:
    statement = one.statement
    definition, result = statement["object"].get("definition", {}), statement.get("result", {})
    actor, about = statement["actor"].get("account", {}), statement["object"].get("id")
    verb = statement["verb"]["id"].rsplit("/", 1)[-1]
    score = result.get("score", {})
    return {
        "id": one.id,
        "verb": verb,
        "type": definition.get("type", "").rsplit("/", 1)[-1],
        "object": names.get(about, "") if verb == VOIDED else _name(statement),
        "person": "" if verb == VOIDED else actor.get("name", "")[:8],
        "score": f"{score['raw']}/{score['max']}" if {"raw", "max"} <= score.keys() else "",
        "success": result.get("success"),
        "hours": _hours(definition),
        "voided": one.voided,
        "at": local(_done_at(statement) or one.at, zone),
    }


def _name(statement: dict[str, Any]) -> str:
    """What a statement is about, by its Chinese name where it has one."""
    activity = statement["object"]
    names = activity.get("definition", {}).get("name", {})
    return str(names.get("zh-CN") or next(iter(names.values()), activity.get("id", "")))


def _hours(definition: dict[str, Any]) -> Any:
    extensions = definition.get("extensions", {})
    return next(
        (value for key, value in extensions.items() if key.endswith("notional-hours")), None
    )


def _done_at(statement: dict[str, Any]) -> datetime | None:
    """When it was done, as the statement says; it may have come in much later."""
    try:
        return datetime.fromisoformat(str(statement.get("timestamp")))
    except ValueError:
        return None


def desk(bank: CreditBankDesk, zone: ZoneInfo) -> dict[str, Any] | None:
    """The credit bank's desk, its records oldest first; None where nobody has an account there.

    ``account`` is a number that it knows, the first that no record is under.
    """
    records = bank.latest(SHOWN_RECORDS)
    if not bank.accounts:
        return None
    return {
        "account": _free(sorted(bank.accounts), records),
        "records": [_record(one, zone) for one in records],
    }


def _free(accounts: Sequence[str], records: Sequence[BankRecord]) -> str:
    taken = {one.cb_id for one in records}
    return next((number for number in accounts if number not in taken), accounts[0])


def _record(one: BankRecord, zone: ZoneInfo) -> dict[str, Any]:
    """``state``: received, accepted, converted, rejected or withdrawn; ``given`` is the credit
    that a conversion gave ("" before), ``reason`` why it was rejected.
    """
    return {
        "id": one.outer_id,
        "course": _course(one.record),
        "account": one.cb_id,
        "hours": one.record["extension"]["hours"],
        "claimed": claimed(one.record),
        "state": "withdrawn" if one.withdrawn else one.state or "received",
        "given": one.credit or "",
        "reason": one.reason,
        "at": local(one.stored_at, zone),
    }


def _course(record: dict[str, Any]) -> str:
    """Each of the three lists calls it otherwise."""
    names = ("course_name", "project_name", "certificate_name")
    return next((str(record[name]) for name in names if record.get(name)), "")


def _decide(bank: CreditBankDesk, decision: Decision, body: Body) -> None:
    """Decide about a record. Raises NonsenseError."""
    key = text_in(body, "record")
    reason = text_in(body, "reason").strip() if decision == "rejected" else ""
    if not is_reason(reason):
        raise NonsenseError("原因太长了，请短一些。")
    if key in bank.withdrawals:
        raise NonsenseError("这条记录已经撤回了。")
    try:
        bank.decide(key, decision, reason=reason)
    except KeyError:
        raise NonsenseError("柜台没有这条记录。") from None
