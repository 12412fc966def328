"""A bank from disk: what format it is, is told by its content."""

import re
from collections.abc import Callable
from pathlib import Path

from bot.content.banks.aiken import read_aiken
from bot.content.banks.anki import read_anki
from bot.content.banks.csv_bank import delimiter_of, read_csv
from bot.content.banks.decoding import decode
from bot.content.banks.gift import read_gift
from bot.content.banks.model import (
    MOST_FILE_BYTES,
    Advance,
    Bank,
    BankFormat,
    BankReader,
    refused,
    silent,
)
from bot.content.banks.moodle_xml import read_moodle_xml
from bot.content.banks.settle import settle
from bot.content.banks.text_bank import read_text_bank
from bot.content.banks.xlsx_bank import read_xlsx
from bot.content.banks.xlsx_parts import OLE
from bot.content.banks.zips import open_zip
from bot.content.files import UnreadableError, printable, read_bytes, unreadable
from bot.content.wrong import wrong

MOST_NAMES = 200_000
"""Names in a zip that are looked through for what it is: an Anki package has one a picture."""

READERS: dict[BankFormat, BankReader] = {
    BankFormat.XLSX: read_xlsx,
    BankFormat.CSV: read_csv,
    BankFormat.TEXT: read_text_bank,
    BankFormat.GIFT: read_gift,
    BankFormat.AIKEN: read_aiken,
    BankFormat.MOODLE_XML: read_moodle_xml,
    BankFormat.ANKI: read_anki,
}
_AIKEN = re.compile(r"^A[.)]\s.+\n(?:\n?[B-Z][.)]\s.*\n)+\s*ANSWER:\s*[A-Z]\s*$", re.MULTILINE)
_GIFT_ANSWERS = re.compile(r"(?<!\\)\{((?:\\.|[^{}\\])*)\}", re.DOTALL)
_GIFT_MARK = re.compile(r"(?<!\\)[=~#]|\b(?:TRUE|FALSE|T|F)\b")
_GIFT_LINE = re.compile(r"^::.*::|^\$CATEGORY:|^//\s*\[(?:id|tag):", re.MULTILINE)
_CHINESE_BANK = re.compile(
    r"【?(?:正确|參考|参考|标准)?答案】?\s*[:：】]|【答案】|^\s*\d+[.、．]", re.M
)


def read_bank(path: Path, advance: Advance = silent) -> Bank:
    """The bank in the file ``path``, of whatever format, settled (see ``settle``).

    Raises BankRefusedError when the file is no plain file, larger than 50 MB (it is not read
    then), of no known format, or cannot be read.
    """
    name = printable(path.name)
    try:
        data = _within(path, name)
    except UnreadableError as error:
        raise refused(name, error.fault) from None
    return read_bytes_of_bank(data, name, advance)


def read_bytes_of_bank(data: bytes, name: str, advance: Advance = silent) -> Bank:
    """The bank in ``data``, for a file that is not on disk. Raises BankRefusedError."""
    if not data.strip():
        raise refused(name, wrong("bank-empty"))
    return settle(READERS[format_of(data, name)](data, name, advance))


def _within(path: Path, name: str) -> bytes:
    try:
        too_large = path.stat().st_size > MOST_FILE_BYTES
    except OSError as error:
        raise refused(name, unreadable(error)) from None
    data = None if too_large else read_bytes(path, MOST_FILE_BYTES)
    if data is None:
        raise refused(name, wrong("bank-too-large", most=MOST_FILE_BYTES // 2**20))
    return data


def format_of(data: bytes, name: str) -> BankFormat:
    """The format of a file's bytes. Raises BankRefusedError when it is none of ours."""
    if data.startswith(OLE):
        return BankFormat.XLSX  # whose reader says what is wrong with old and encrypted ones
    if data.startswith(b"PK"):
        return _zipped(data, name)
    text, _ = decode(data, name)
    start = text.lstrip("\ufeff \n\t")
    if start.startswith("<"):
        if "<quiz" in start[:65_536]:
            return BankFormat.MOODLE_XML
        raise refused(name, wrong("bank-other-xml"))
    return _written(text, name)


def _zipped(data: bytes, name: str) -> BankFormat:
    with open_zip(data, name, entries=MOST_NAMES) as opened:  # each reader is stricter
        names = set(opened.namelist())
    if any(entry.startswith("xl/") for entry in names):
        return BankFormat.XLSX
    if (
        any(entry.startswith("collection.anki2") for entry in names)
        or "collection.anki21" in names
    ):
        return BankFormat.ANKI
    if "word/document.xml" in names:
        raise refused(name, wrong("bank-word-file"))
    raise refused(name, wrong("bank-other-zip"))


def _looks_like_gift(text: str) -> bool:
    if _GIFT_LINE.search(text):
        return True
    return any(_GIFT_MARK.search(found[1]) for found in _GIFT_ANSWERS.finditer(text))


def _written(text: str, name: str) -> BankFormat:
    tests: tuple[tuple[BankFormat, Callable[[str], object]], ...] = (
        (BankFormat.AIKEN, _AIKEN.search),
        (BankFormat.CSV, delimiter_of),
        (BankFormat.GIFT, _looks_like_gift),
        (BankFormat.TEXT, _CHINESE_BANK.search),
    )
    for found, test in tests:
        if test(text):
            return found
    for ending, found in (
        (".csv", BankFormat.CSV),
        (".tsv", BankFormat.CSV),
        (".gift", BankFormat.GIFT),
    ):
        if name.casefold().endswith(ending):
            return found  # whose reader says best what is missing
    raise refused(name, wrong("bank-unknown-format"))
