"""Whether two xAPI statements mean the same.

Source: xAPI-Spec 1.0.3, Data, section 2.3.1 (statement immutability): what an LRS adds or writes
in its own way (stored, authority, version, the form of a timestamp) makes no difference.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

ADDED_BY_THE_BANK = frozenset({"stored", "authority", "version"})
DEFAULT_TYPES = frozenset({"Agent", "Activity"})
"""Values of objectType that stand for its absence."""


def same_meaning(one: Any, other: Any) -> bool:
    """Whether two parsed statements are equal in meaning; False for anything else."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return False
    left, right = _bare(one), _bare(other)
    times = left.pop("timestamp", None), right.pop("timestamp", None)
    ids = str(left.pop("id", "")).lower(), str(right.pop("id", "")).lower()
    return ids[0] == ids[1] and _same_instant(*times) and _same(left, right)


def _bare(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in statement.items() if key not in ADDED_BY_THE_BANK}


def _same_instant(one: Any, other: Any) -> bool:
    if one == other:
        return True
    try:
        return datetime.fromisoformat(str(one)) == datetime.fromisoformat(str(other))
    except (ValueError, TypeError):
        return False


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: 4 is 4.0, but true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        left, right = _without_default_type(one), _without_default_type(other)
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if _is_list(one) and _is_list(other):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _without_default_type(value: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in value.items() if k != "objectType" or v not in DEFAULT_TYPES}
