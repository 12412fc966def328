"""What an XLSX file's own XML says that the reading library passes over, and what it must not."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.banks.model import refused
from bot.content.banks.zips import open_zip, read_entry
from bot.content.wrong import Wrong, wrong

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""What old .xls files and encrypted .xlsx files begin with (MS-CFB 2.2)."""

_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"
)
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\s(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"'](\d{1,7})[\"']"
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
MOST_MERGES = 20_000
MOST_UNPACKED = 150 * 1024 * 1024
"""Ten times what 50,000 long questions need; in memory it becomes several times as much."""

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one: rows counted from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet's XML says about merged cells and hidden rows; ``rows`` is how many it has."""

    rows: int = 0
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()


def open_workbook_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """The zip of an XLSX file, looked through for what is refused.

    Raises BankRefusedError for old or encrypted workbooks, macros, links to other files, and XML
    that declares entities.
    """
    if data.startswith(OLE):
        raise refused(name, _ole_fault(data))
    opened = open_zip(data, name, unpacked=MOST_UNPACKED)
    names = {entry.casefold() for entry in opened.namelist()}
    if any(entry.endswith("vbaproject.bin") for entry in names):
        raise refused(name, wrong("workbook-macros"))
    if any("externallinks/" in entry for entry in names):
        raise refused(name, wrong("workbook-links"))
    if "xl/workbook.xml" not in names:
        raise refused(name, wrong("workbook-none"))
    return opened


def _ole_fault(data: bytes) -> Wrong:
    encrypted = "EncryptedPackage".encode("utf-16-le") in data
    return wrong("bank-password") if encrypted else wrong("workbook-old")


def check_xml(opened: zipfile.ZipFile, name: str) -> None:
    """Raises BankRefusedError when a part declares a document type, whose entities could make it
    burst or reach for other files, or hides one in UTF-16.
    """
    for entry in opened.namelist():
        if not entry.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        if _declares(opened, entry):
            raise refused(name, wrong("workbook-entities"))


def _declares(opened: zipfile.ZipFile, entry: str) -> bool:
    """Whether a part declares a type, anywhere: what stands before it may be a long comment."""
    with opened.open(entry) as part:
        piece = part.read(_PIECE)
        if piece.startswith(_UTF16) or b"\x00" in piece[:1000]:
            return True
        tail = b""
        while piece:
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                return True
            tail, piece = piece[-16:], part.read(_PIECE)
    return False


def sheet_facts(opened: zipfile.ZipFile, entry: str, name: str) -> SheetFacts:
    """Merged cells and hidden rows of the sheet in ``entry``."""
    xml = read_entry(opened, entry, name)
    merges = tuple(_merges(xml))
    if len(merges) > MOST_MERGES:
        raise refused(name, wrong("workbook-merges", count=len(merges)))
    return SheetFacts(
        len(_ROW.findall(xml)), merges, frozenset(int(found) for found in _HIDDEN_ROW.findall(xml))
    )


def _merges(xml: bytes) -> Iterator[Merge]:
    for left, top, right, bottom in _MERGE.findall(xml):
        yield Merge(int(top), _column(left), int(bottom), _column(right))


def _column(letters: bytes) -> int:
    number = 0
    for code in letters:
        number = number * 26 + code - ord("A") + 1
    return number - 1
