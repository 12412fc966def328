"""The notes of an Anki collection, with the names of their types, fields and decks.

Two shapes are in use (seen in files that Anki itself writes): up to schema 11 the types and decks are
JSON in ``col``; from schema 15 on they have tables of their own.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.content.banks.model import refused
from bot.content.wrong import wrong

_MOST_CARDS = 500_000


@dataclass(frozen=True, slots=True)
class NoteType:
    """A kind of note: what it is called, and its fields in order."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One note; ``number`` counts from 1 in the collection's order, ``deck`` has ``/`` between levels.

    ``fields`` are HTML; None where the note is damaged.
    """

    number: int
    guid: str
    type: NoteType | None
    deck: str
    fields: tuple[str, ...] | None


def read_notes(connection: sqlite3.Connection, name: str) -> Iterator[Note]:
    """All notes. Raises sqlite3.Error and BankRefusedError."""
    newer = _has_types(connection)
    types = _types_in_tables(connection) if newer else _types_in_json(connection, name)
    decks = _decks(connection, name, newer=newer)
    rows = connection.execute("SELECT id, guid, mid, flds FROM notes")
    for number, (row, guid, kind, written) in enumerate(rows, 1):
        fields = tuple(written.split("\x1f")) if isinstance(written, str) else None
        yield Note(number, str(guid)[:100], types.get(kind), decks.get(row, ""), fields)


def _has_types(connection: sqlite3.Connection) -> bool:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE name IN ('notetypes', 'fields')"
    )
    return len(rows.fetchall()) == 2


def _types_in_tables(connection: sqlite3.Connection) -> dict[int, NoteType]:
    fields: dict[int, list[tuple[int, str]]] = {}
    for kind, place, title in connection.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(kind, []).append((place, str(title)))
    names = connection.execute("SELECT id, name FROM notetypes").fetchall()
    return {
        kind: NoteType(str(title), tuple(field for _, field in sorted(fields.get(kind, []))))
        for kind, title in names
    }


def _types_in_json(connection: sqlite3.Connection, name: str) -> dict[int, NoteType]:
    found = {}
    for kind, model in _json(connection, "models", name).items():
        fields = [str(field["name"]) for field in model.get("flds", [])]
        found[int(kind)] = NoteType(str(model["name"]), tuple(fields))
    return found


def _decks(connection: sqlite3.Connection, name: str, *, newer: bool) -> dict[int, str]:
    """The deck of each note: that of its first card."""
    if newer:
        rows = connection.execute("SELECT id, name FROM decks").fetchall()
        names = {deck: str(title).replace("\x1f", "/") for deck, title in rows}
    else:
        stored = _json(connection, "decks", name)
        names = {int(deck): str(one["name"]).replace("::", "/") for deck, one in stored.items()}
    decks: dict[int, str] = {}
    for note, deck in connection.execute("SELECT nid, did FROM cards"):
        decks.setdefault(note, "" if deck == _DEFAULT else names.get(deck, ""))
        if len(decks) > _MOST_CARDS:
            raise refused(name, wrong("anki-too-many-cards"))
    return decks


_DEFAULT = 1
"""The deck that every collection has; it says nothing of what is in it."""


def _json(connection: sqlite3.Connection, column: str, name: str) -> dict[str, Any]:
    """A column of ``col``, which holds an object of objects by number."""
    row = connection.execute(f"SELECT {column} FROM col").fetchone()
    try:
        found = json.loads(row[0])
    except (TypeError, ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and all(_is_named(key, one) for key, one in found.items()):
        return found
    raise refused(name, wrong("anki-unreadable"))


def _is_named(key: str, one: object) -> bool:
    """Whether ``one`` is a note type or a deck, under its number."""
    if not (key.lstrip("-").isdecimal() and isinstance(one, dict) and "name" in one):
        return False
    fields = one.get("flds", [])
    return isinstance(fields, list) and all(
        isinstance(field, dict) and "name" in field for field in fields
    )
