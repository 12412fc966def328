"""What an entry's commitment is made of, written by ourselves from its columns.

The database writes the same when the entry is added (``committed`` in the ledger's migration). An
audit does not ask it again: a function that was changed there would hide a row that was changed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

_SEPARATOR = "\x1f"
_NOTHING = "~"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _micros(at: datetime) -> str:
    if at.tzinfo is None:
        return str(at)  # an infinity, which no entry is written with
    return str((at - _EPOCH) // _MICROSECOND)


def _number(value: Decimal) -> str:
    """Without zeros at the end, never with an exponent: PostgreSQL's ``trim_scale``."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _: _NOTHING,
    bool: lambda value: "true" if value else "false",
    datetime: _micros,
    Decimal: _number,
    bytes: bytes.hex,
    list: lambda values: ",".join(map(_written, values)),
}


def _written(value: Any) -> str:
    return _WRITTEN.get(type(value), str)(value)


def canonical(kind: str, values: Iterable[Any]) -> str:
    """The text of an entry: its ``values`` in the order of ``bot.store.ledger.journal.COLUMNS``."""
    return _SEPARATOR.join([kind, *map(_written, values)])


def commitment(salt: bytes, kind: str, values: Iterable[Any]) -> bytes:
    """The salted commitment to an entry, 32 bytes."""
    return sha256(salt + canonical(kind, values).encode()).digest()
