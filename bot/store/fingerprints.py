"""What makes content the same: a hash over a canonical form of all that people can see of it."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from bot.domain.competitions import Competition
from bot.domain.content import Course

_NOT_SEEN = frozenset({"row", "reviewed_by", "revision", "file", "content"})
_SEEN_WHEN_SET = frozenset(
    {
        *("family", "about", "wording", "place"),
        *("title", "per_day", "counts", "works", "judging", "advance"),
    }
)
"""What came later than the first courses and stages: those that have none of it keep their hash."""
_NO_WORDS = frozenset({"revision", "state", "cancel_reason"})
"""Of a competition: what becomes of it, not what is written down."""
_FIRST = frozenset(
    {"key", "title", "category", "organiser", "link", "groups", "stages", "reminders"}
)
"""Of a competition: what the first ones had. Later rules count where they are not the usual ones."""


def course_hash(course: Course) -> bytes:
    """32 bytes that change with anything a learner can see or a claim rests on.

    Database rows and the reviewer's name do not count: a draft keeps its hash when approved.
    A file counts by the hash of its bytes, not by its name.
    """
    return _hash(course)


def competition_hash(competition: Competition) -> bytes:
    """32 bytes that change with anything in the file but the order of its groups."""
    seen = {
        one.name: getattr(competition, one.name)
        for one in fields(Competition)
        if one.name not in _NO_WORDS
        and (one.name in _FIRST or getattr(competition, one.name) != one.default)
    }
    return _hash(seen | {"groups": sorted(str(group) for group in competition.groups)})


def _hash(value: Any) -> bytes:
    canonical = json.dumps(
        _seen(value), ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_written
    )
    return hashlib.sha256(canonical.encode("ascii")).digest()


def _seen(value: Any) -> Any:
    """``value`` as JSON can hold it, with what counts; a course of 12,000 questions is one walk."""
    kind: type[Any] = type(value)
    if is_dataclass(kind):
        pairs = ((name, getattr(value, name)) for name in _names(kind))
        return {name: _seen(inner) for name, inner in pairs if _counts(name, inner)}
    if isinstance(value, dict):
        return {key: _seen(inner) for key, inner in value.items() if _counts(key, inner)}
    if isinstance(value, (list, tuple)):
        return [_seen(inner) for inner in value]
    return value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _counts(key: str, value: Any) -> bool:
    return key not in _NOT_SEEN and (bool(value) or key not in _SEEN_WHEN_SET)


def _written(value: object) -> str | float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
