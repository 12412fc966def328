"""A copy of everything we hold of a person, as one ZIP file: JSON for programs, CSV for people.

PIPL art. 45 gives everybody the right to see, copy and take along what is kept of them.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from bot.keys.vault import ACCOUNT, CERTIFICATE_NAME, ENTRANT, SealedError, Vault
from bot.store.db import Connection, Row
from bot.store.privacy.data import gather
from bot.texts.catalogue import ENGLISH, SIMPLIFIED, Texts, texts

Cell = str | int | float | bool | None
Value = Cell | list[Any] | dict[str, Any]
Sections = Mapping[str, Sequence[Mapping[str, Value]]]

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheet programs take UTF-8 for the system's old encoding."""
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Source: OWASP, CSV Injection."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""No file time: nothing in the archive depends on when it was written but what says so."""


async def collect(
    conn: Connection, learner: int, vault: Vault, pseudonym: Callable[[UUID], str]
) -> Sections:
    """The person's data as plain values, opened where we keep them encrypted.

    ``pseudonym`` makes the name a credit bank knows a person by. To be called in a transaction;
    all sections are of one moment.
    """
    await conn.execute("set transaction isolation level repeatable read, read only")
    found = await gather(conn, learner)
    opened = {
        "bank_accounts": ("account", lambda value: _open(vault, ACCOUNT, value)),
        "certificates": ("name", lambda value: _open(vault, CERTIFICATE_NAME, value)),
        "competitions": ("facts", lambda value: _open(vault, ENTRANT, value)),
        "pseudonyms": ("pseudonym", pseudonym),
    }
    sections: dict[str, list[dict[str, Value]]] = {}
    for name, rows in found.items():
        key, opens = opened.get(name, ("", _plain))
        sections[name] = [_row(row, key, opens) for row in rows]
    return sections


def _row(row: Row, key: str, opens: Callable[[Any], Value]) -> dict[str, Value]:
    return {
        name: _plain(value) if name != key or value is None else opens(value)
        for name, value in row.items()
    }


def _open(vault: Vault, purpose: str, sealed: bytes) -> str:
    """What is encrypted under a key we do not have any more is no reason to give nothing."""
    try:
        return vault.open(purpose, sealed)
    except SealedError:
        return texts(SIMPLIFIED)("copy-unreadable")


def _plain(value: Any) -> Value:
    """As JSON has it: instants in UTC to the microsecond, decimals as they are written."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} has no plain form")


def write_copy(
    file: IO[bytes], sections: Sections, made_at: datetime, language: str = SIMPLIFIED
) -> None:
    """Write the ZIP: README.txt, data.json with everything, and a CSV table for each section that
    holds anything. README.txt speaks ``language``.
    """
    made = made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "README.txt", _readme(sections, made, language))
        whole = {"made_at": _plain(made_at), **sections}
        _add(archive, "data.json", json.dumps(whole, ensure_ascii=False, indent=1))
        for name, rows in sections.items():
            if rows:
                _add(archive, f"tables/{name}.csv", _table(rows))


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(
        zipfile.ZipInfo(name, EARLIEST), text.encode(), compress_type=zipfile.ZIP_DEFLATED
    )


def _readme(sections: Sections, made: str, language: str) -> str:
    """In the person's own language, and below it in the one that most others read."""
    own = texts(language)
    said = [_readme_in(one, sections, made) for one in (own, beside(own))]
    return BYTE_ORDER_MARK + "\n".join([*said, ""]).replace("\n", "\r\n")


def _readme_in(t: Texts, sections: Sections, made: str) -> str:
    tables = [
        f"  {name}.csv  {t('copy-sections-' + name.replace('_', '-'))}"
        for name, rows in sections.items()
        if rows
    ]
    return "\n".join([t("copy-readme", made_at=made), "", *tables, ""])


def beside(t: Texts) -> Texts:
    """English beside Chinese, and Simplified Chinese beside English."""
    return texts(SIMPLIFIED if t.language == ENGLISH else ENGLISH)


def _table(rows: Sequence[Mapping[str, Value]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0].keys())
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])
    return BYTE_ORDER_MARK + out.getvalue()


def _cell(value: Value) -> Cell:
    """Text that a spreadsheet program would take for a formula is made plain text by a quote."""
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        value = value.replace("\0", "")
        return f"'{value}" if value.startswith(STARTS_A_FORMULA) else value
    return value
