"""What is read from a question bank: its questions, and every row that is doubtful.

A reader of one format says only what stands in the file: it leaves ``question.key`` empty, puts
an id that the file itself gives into ``given``, and notes what it could not read. What holds for
all formats (keys, repeated stems, equal options, limits, bait, missing reasons) is judged once,
in ``settle``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from bot.content.wrong import Located, Wrong, WrongInputError, wrong
from bot.domain.content import Question
from bot.texts.catalogue import ENGLISH
from bot.texts.faults import fault_texts

MOST_FILE_BYTES = 50 * 1024 * 1024
"""A larger file is refused before it is read."""

MOST_QUESTIONS = 50_000
"""A bank with more is refused; nobody reviews so many at once."""

SHOWN = 60
"""A doubt shows so many characters of what was read."""

Advance = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is; 0 for a total nobody knows."""


class BankFormat(StrEnum):
    """How a bank is written."""

    XLSX = "xlsx"
    CSV = "csv"
    TEXT = "text"
    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle-xml"
    ANKI = "anki"


class BankRefusedError(WrongInputError):
    """The file as a whole cannot be read; the sentence says why, and what to do instead."""


def refused(file: str, fault: Wrong, line: int | None = None) -> BankRefusedError:
    """That the file called ``file`` cannot be read, because of ``fault`` (in that line, from 1)."""
    return BankRefusedError(Located(fault, file, line))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, as a person finds it.

    ``row`` counts from 1, as a spreadsheet or an editor shows it (0: the whole file); for text
    formats it is the line. ``column`` is the column's letter and heading, such as ``C 答案``, or the
    name of a part. ``file`` is the name of the file, without its folder.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    def told(self, language: str | None) -> str:
        """``bank.xlsx, sheet 第一章, row 12, column C 答案``, or the same in another language."""
        parts = [wrong("place-sheet", sheet=self.sheet)] if self.sheet else []
        parts += [wrong("place-row", row=self.row)] if self.row else []
        parts += (
            [wrong("place-column", column=_PARTS.get(self.column, self.column))]
            if self.column
            else []
        )
        between = fault_texts(language)("place-between")
        return between.join([self.file, *(one.told(language) for one in parts)])

    def __str__(self) -> str:
        """Its words in English."""
        return self.told(ENGLISH)


_PARTS = {
    "stem": wrong("part-stem"),
    "options": wrong("part-options"),
    "option": wrong("part-option"),
    "answer": wrong("part-answer"),
    "feedback": wrong("part-feedback"),
    "gap": wrong("part-gap"),
    "questiontext": wrong("part-questiontext"),
    "fraction": wrong("part-fraction"),
} | {f"option {n}": wrong("part-option-number", number=n) for n in range(1, 13)}
"""Parts of a question that have no column of their own, by the names that readers give them."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at.

    ``read`` is what was read, at most 60 characters on one line (use ``shown``). ``says`` is what is
    wrong and ``mend`` what to do; rows with the same ``says`` are told
    together, so it holds no figures of one row. ``fatal``: the question is not imported.
    """

    place: Place
    read: str
    says: Wrong
    mend: Wrong
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """What its reader noted about a question that it kept; ``part`` is stem, options or answer."""

    part: str
    read: str
    says: Wrong
    mend: Wrong


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is known of a question that stands in the file but is kept out by a doubt.

    ``given`` is its id and ``stem`` its stem, each empty where it cannot be read: what an earlier
    import took of it is not gone from the file.
    """

    given: str = ""
    stem: str = ""


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question as it stands in the file.

    ``given`` is the id that the file gives (an id column, ``[id:…]``, idnumber), else empty.
    ``category`` is a point of knowledge or a section, with ``/`` between levels. ``keep_last`` are
    the numbers, from 1, of options such as 以上都对, which must stay behind the others. ``html``: it
    was written as HTML, and its text was taken out of that. ``columns`` says in which column each
    of its parts (stem, options, answer, why, id) stands, where the format has columns. ``remarks``
    become doubts that keep nothing out.
    """

    question: Question
    place: Place
    category: str = ""
    given: str = ""
    keep_last: tuple[int, ...] = ()
    html: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()

    def at(self, part: str) -> Place:
        """Where a part of it stands."""
        return replace(self.place, column=dict(self.columns).get(part, self.place.column))


@dataclass(frozen=True, slots=True)
class Bank:
    """What a file held.

    ``encoding`` is how its bytes became text (``utf-8``, ``gb18030``; empty for a format that has
    its own). ``questions`` stand in the file's order, those with a fatal doubt are not among them.
    ``skipped`` are places that hold no question on purpose, with the reason: headings, hidden
    sheets, instructions. ``left_out`` has one for each question that a doubt keeps out.
    """

    format: BankFormat
    encoding: str
    questions: tuple[BankQuestion, ...]
    doubts: tuple[Doubt, ...] = ()
    skipped: tuple[tuple[Place, Wrong], ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def fatal(self) -> tuple[Doubt, ...]:
        """What keeps questions out."""
        return tuple(doubt for doubt in self.doubts if doubt.fatal)


class BankReader(Protocol):
    """Reads one format."""

    def __call__(self, data: bytes, name: str, advance: Advance) -> Bank:
        """The bank in ``data``; ``name`` is its file's name, for places.

        Raises BankRefusedError when the file as a whole cannot be read.
        """
        ...


def shown(text: str) -> str:
    """``text`` as a doubt shows it: on one line, shortened, nothing invisible in it."""
    line = "".join(char if char.isprintable() else "⏎" if char == "\n" else " " for char in text)
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def silent(done: int, total: int) -> None:
    """An ``Advance`` that says nothing."""
