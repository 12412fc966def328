"""CSV files: whatever encoding and delimiter the program used that saved them."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice

from bot.content.banks.decoding import decode
from bot.content.banks.headings import columns_of
from bot.content.banks.model import Advance, Bank, BankFormat, BankRefusedError, refused
from bot.content.banks.rows import HEAD_WITHIN, Cell, Sheet
from bot.content.wrong import wrong

DELIMITERS = ",;\t"
STEP = 500
"""Rows between two words on how far it is."""


def read_csv(data: bytes, name: str, advance: Advance) -> Bank:
    """The bank in a CSV file; rows are counted as a spreadsheet counts them.

    Raises BankRefusedError for an unknown encoding, a file without headings, and quotes that do
    not close.
    """
    text, encoding = decode(data, name)
    delimiter = delimiter_of(text)
    if delimiter is None:
        raise refused(name, wrong("bank-without-headings", most=HEAD_WITHIN))
    sheet = Sheet(name)
    total = text.count("\n")
    for number, row in enumerate(_records(text, delimiter, name), 1):
        sheet.take(number, [Cell(value) for value in row])
        if number % STEP == 0:
            advance(min(number, total), total)
    return Bank(
        BankFormat.CSV,
        encoding,
        tuple(sheet.questions),
        tuple(sheet.doubts),
        tuple(sheet.skipped),
        tuple(sheet.left_out),
    )


def delimiter_of(text: str) -> str | None:
    """What divides the columns: that with which a row of headings shows; None: none does."""
    return next((each for each in DELIMITERS if any(map(columns_of, _first(text, each)))), None)


def _first(text: str, delimiter: str) -> list[list[str]]:
    """The rows among which the headings stand, as far as they can be read."""
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(islice(_rows(text, delimiter), HEAD_WITHIN + 1))
    return found


def _records(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    rows = _rows(text, delimiter)
    number = 0
    try:
        for number, row in enumerate(rows, 1):  # noqa: B007 - told when a row cannot be read
            yield row
    except csv.Error as error:
        raise BankRefusedError(
            wrong(
                "bank-row-unread",
                file=name,
                row=number + 1,
                problem=str(error),
            )
        ) from None


def _rows(text: str, delimiter: str) -> Iterable[list[str]]:
    # Strict: a quotation mark that does not close would swallow the rest of the file unseen.
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
