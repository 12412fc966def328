"""Anki packages, made here in the two shapes that Anki writes, and spoilt ones."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import zstandard

Note = tuple[str, tuple[str, ...]]
"""The name of a note's type, and its fields."""

TYPES: dict[str, tuple[str, ...]] = {
    "Basic": ("Front", "Back"),
    "Cloze": ("Text", "Back Extra"),
    "选择题": ("题目", "选项A", "选项B", "选项C", "答案", "解析"),
    "Several": ("Question", "Title", "QType (0=kprim,1=mc,2=sc)", "Q_1", "Q_2", "Q_3", "Answers", "Extra 1"),
    "Odd": ("Word", "Sound", "Picture"),
}  # fmt: skip

OLD = """
CREATE TABLE col (id integer primary key, crt integer not null, models text not null, decks text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, tags text not null,
  flds text not null, sfld integer not null, csum integer not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null);
CREATE INDEX ix_notes_csum on notes (csum);
"""
NEW = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, models text NOT NULL, decks text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, tags text NOT NULL,
  flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL);
CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL COLLATE unicase, config blob NOT NULL);
CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL COLLATE unicase,
  config blob NOT NULL, PRIMARY KEY (ntid, ord)) without rowid;
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE unicase, kind blob NOT NULL);
"""
DECK = 1_700_000_000_001
MODELS = {name: 1_600_000_000_000 + place for place, name in enumerate(TYPES)}


def old_package(notes: Sequence[Note]) -> bytes:
    """As Anki exports with support for older versions: JSON in ``col``."""
    return packed("collection.anki21", database(old_tables(notes)))


def new_package(notes: Sequence[Note]) -> bytes:
    """As Anki exports today: tables of types and decks, packed with zstd, a note for old readers."""
    return packed(
        "collection.anki21b",
        zstandard.ZstdCompressor().compress(database(new_tables(notes))),
        {"collection.anki2": database(old_tables([("Basic", ("Please update", "to read"))]))},
    )


def packed(entry: str, data: bytes, more: dict[str, bytes] | None = None) -> bytes:
    """A zip with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in ({entry: data} | (more or {})).items():
            package.writestr(name, content)
        package.writestr("media", "{}")
    return out.getvalue()


Script = Sequence[tuple[str, Sequence[object]]]


def old_tables(notes: Sequence[Note]) -> list[tuple[str, Sequence[object]]]:
    """The statements that make an old collection."""
    models = {
        str(MODELS[name]): {
            "name": name,
            "type": int(name == "Cloze"),
            "flds": [{"name": field, "ord": place} for place, field in enumerate(fields)],
        }
        for name, fields in TYPES.items()
    }
    decks = {"1": {"name": "Default"}, str(DECK): {"name": "法律::网络"}}
    script: list[tuple[str, Sequence[object]]] = [(one, ()) for one in OLD.split(";")]
    script.append(("INSERT INTO col VALUES (1, 0, ?, ?)", (json.dumps(models), json.dumps(decks))))
    return script + rows(notes)


def new_tables(notes: Sequence[Note]) -> list[tuple[str, Sequence[object]]]:
    """The statements that make a collection of today."""
    script: list[tuple[str, Sequence[object]]] = [(one, ()) for one in NEW.split(";")]
    script.append(("INSERT INTO col VALUES (1, 0, '', '')", ()))
    for name, fields in TYPES.items():
        script.append(("INSERT INTO notetypes VALUES (?, ?, x'')", (MODELS[name], name)))
        script += [
            ("INSERT INTO fields VALUES (?, ?, ?, x'')", (MODELS[name], place, field))
            for place, field in enumerate(fields)
        ]
    script += [
        ("INSERT INTO decks VALUES (?, ?, x'')", (1, "Default")),
        ("INSERT INTO decks VALUES (?, ?, x'')", (DECK, "法律\x1f网络")),
    ]
    return script + rows(notes)


def rows(notes: Sequence[Note]) -> list[tuple[str, Sequence[object]]]:
    """Notes and their cards."""
    script: list[tuple[str, Sequence[object]]] = []
    for place, (name, fields) in enumerate(notes, 1):
        note = (place, f"guid-{place}", MODELS[name], "", "\x1f".join(fields), fields[0], 0)
        script.append(("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?)", note))
        script.append(("INSERT INTO cards VALUES (?, ?, ?)", (place * 10, place, DECK)))
    return script


def database(script: Script, mode: str = "DELETE") -> bytes:
    """The bytes of an SQLite file made by these statements."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "made.db")
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        for statement, values in script:
            connection.execute(statement, tuple(values))
        connection.commit()
        connection.close()
        return path.read_bytes()
