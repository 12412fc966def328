"""Statements as they come over the wire: the exact text of each, parsed once, and its meaning."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from adapters.simulator.xapi_values import StatementRefusedError


def pieces(raw: bytes) -> tuple[bool, Iterator[tuple[str, Any]]]:
    """Whether the body is one statement, and each statement's exact text with what it parses to.

    The iterator parses as it goes. Raises StatementRefusedError, also while it is read, for what
    is no JSON (RFC 8259), for a field that stands twice, and for NaN and its like.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise StatementRefusedError("The body is not JSON.") from None
    at = _skip(text, 0)
    single = not text.startswith("[", at)
    return single, _guarded(_single(text, at) if single else _elements(text, at))


def meaning(statement: dict[str, Any]) -> bytes:
    """16 bytes that two statements share when they mean the same: key order, spacing, and 4
    against 4.0 do not matter, all else does (true is not 1). The id is left out; it is the key.

    ``statement`` is parsed by ``pieces``, which makes whole numbers of 4.0.
    """
    said = {name: value for name, value in statement.items() if name != "id"}
    return hashlib.blake2b(_ENCODER.encode(said).encode(), digest_size=16).digest()


def parse(raw: bytes) -> Any:
    """One JSON text that is no list, by the same rules. Raises StatementRefusedError."""
    single, found = pieces(raw)
    if not single:
        raise StatementRefusedError("The body must be one object.")
    return next(found)[1]


def _guarded(found: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    try:
        yield from found
    except (ValueError, IndexError):
        raise StatementRefusedError("The body is not JSON.") from None
    except RecursionError:
        raise StatementRefusedError("The body is nested too deeply.") from None


def _single(text: str, at: int) -> Iterator[tuple[str, Any]]:
    value, end = _DECODER.raw_decode(text, at)
    if _skip(text, end) != len(text):
        raise ValueError("more after the end")
    yield text[at:end], value


def _elements(text: str, at: int) -> Iterator[tuple[str, Any]]:
    at = _skip(text, at + 1)
    more = text[at] != "]"
    while more:
        value, end = _DECODER.raw_decode(text, at)
        yield text[at:end], value
        at = _skip(text, end)
        more = text[at] != "]"
        if more:
            if text[at] != ",":
                raise ValueError("no comma")
            at = _skip(text, at + 1)
    if _skip(text, at + 1) != len(text):
        raise ValueError("more after the end")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise StatementRefusedError("a field stands twice in one object")
    return made


def _no_constants(word: str) -> float:
    raise StatementRefusedError(f"{word} is no JSON number")


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_no_twins, parse_constant=_no_constants, parse_float=_number
)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False)
