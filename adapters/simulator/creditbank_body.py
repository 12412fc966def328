"""Reads what is handed in at the simulated credit bank, strictly."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from adapters.simulator.creditbank_fields import (
    EXTENSION,
    LISTS,
    OPTIONAL,
    Check,
    ListForm,
    account,
    outer_id,
    text,
)
from adapters.simulator.creditbank_refusal import CreditBankRefusal, invalid
from adapters.simulator.lrs_body import meaning, parse
from adapters.simulator.xapi_values import StatementRefusedError

MOST_ENTRIES = 500
AT_ONCE = 20
"""How many entries are checked before others have their turn: less than a millisecond."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of one of the lists; ``record`` is its JSON as sent, ``meaning`` a digest of all
    of it, with the list and the person it is for.
    """

    outer_id: str
    list: str
    cb_id: str
    record: str
    meaning: bytes


@dataclass(slots=True)
class HandIn:
    """What one request brings: entries, and outer ids to take back with the reasons."""

    entries: list[Entry] = field(default_factory=list)
    withdrawals: dict[str, str] = field(default_factory=dict)


async def read_hand_in(raw: bytes, now: datetime) -> HandIn:
    """Read a body. ``now`` bounds the days: nothing was learnt tomorrow.

    Raises CreditBankRefusal: 400 for what is no JSON, 413 for too many entries, else 422.
    """
    try:
        whole = parse(raw)
    except StatementRefusedError as refused:
        raise CreditBankRefusal(400, "invalid", str(refused)) from None
    fields = _object(whole, "the body", {"profiles", "withdrawals"})
    found = HandIn()
    latest = (now + timedelta(hours=14)).date()
    for number, (person, form, entry) in enumerate(_entries(fields["profiles"]), start=1):
        if number > MOST_ENTRIES:
            raise CreditBankRefusal(413, "too_large", f"At most {MOST_ENTRIES} entries a request.")
        found.entries.append(_entry(person, form, entry, latest))
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
    _no_twins(found.entries)
    for item in _list(fields["withdrawals"], "withdrawals"):
        key, reason = _withdrawal(item)
        if key in found.withdrawals:
            raise invalid("An outer id is taken back twice.", key)
        found.withdrawals[key] = reason
    return found


def _entries(profiles: Any) -> Iterator[tuple[str, ListForm, Any]]:
    seen: set[str] = set()
    names = {"cb_id"} | {one.count for one in LISTS.values()}
    names |= {one.entries for one in LISTS.values()}
    for profile in _list(profiles, "profiles"):
        fields = _object(profile, "a profile", names)
        person = fields["cb_id"]
        if not account(person):
            raise invalid("cb_id: must be 6 to 32 letters or digits.")
        if person in seen:
            raise invalid("A cb_id stands in two profiles.")
        seen.add(person)
        for form in LISTS.values():
            listed = _list(fields[form.entries], form.entries)
            if type(fields[form.count]) is not int or fields[form.count] != len(listed):
                raise invalid(f"{form.count}: is not how many there are.")
            for entry in listed:
                yield person, form, entry


def _entry(person: str, form: ListForm, value: Any, latest: date) -> Entry:
    fields = _object(value, f"an entry of {form.entries}", {*form.fields, "extension"})
    key = fields[form.outer_id]
    about = [key] if outer_id(key) else []
    _check(fields, form.fields, about)
    if date.fromisoformat(fields["experience_time"]) > latest:
        raise invalid("experience_time: lies in the future.", *about)
    extension = fields["extension"]
    if not isinstance(extension, dict) or extension.keys() - EXTENSION.keys():
        raise invalid("extension: must be an object of the fields that are known.", *about)
    if missing := sorted(EXTENSION.keys() - OPTIONAL - extension.keys()):
        raise invalid(f"extension.{missing[0]}: is missing.", *about)
    if ("score" in extension) != ("score_max" in extension):
        raise invalid("extension: score and score_max go together.", *about)
    _check(extension, EXTENSION, about)
    digest = meaning({"list": form.name, "cb_id": person, "record": fields})
    record = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return Entry(key, form.name, person, record, digest)


def _check(fields: Mapping[str, Any], checks: Mapping[str, Check], about: list[str]) -> None:
    for name, value in fields.items():
        if name in checks and not checks[name](value):
            raise invalid(f"{name}: has not the form or length it must have.", *about)


def _withdrawal(value: Any) -> tuple[str, str]:
    fields = _object(value, "a withdrawal", {"outer_id", "reason"})
    key, reason = fields["outer_id"], fields["reason"]
    if not outer_id(key):
        raise invalid("outer_id: must be 1 to 64 letters, digits, - or _.")
    if not _REASON(reason):
        raise invalid("reason: must be a text of 1 to 300 characters.", key)
    return key, reason


def _no_twins(entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.outer_id in seen:
            raise invalid("An outer id stands twice.", entry.outer_id)
        seen.add(entry.outer_id)


def _object(value: Any, what: str, names: set[str]) -> dict[str, Any]:
    """An object with these fields and no others."""
    if not isinstance(value, dict):
        raise invalid(f"{what}: must be an object.")
    if missing := sorted(names - value.keys()):
        raise invalid(f"{what}: {missing[0]} is missing.")
    if value.keys() - names:
        raise invalid(f"{what}: has a field that is not known.")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise invalid(f"{what}: must be a list.")
    return value


_REASON = text(300)
