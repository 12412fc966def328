"""Anki packages to questions: note types with options, cards with two sides, gaps in a text.

A card's reverse side is not asked. Schedules, tags and templates mean nothing here.
"""

import re
from dataclasses import replace

from bot.content.banks.anki_file import collection
from bot.content.banks.anki_notes import Note, read_notes
from bot.content.banks.gift_syntax import GAP
from bot.content.banks.headings import Columns, columns_of
from bot.content.banks.model import (
    Advance,
    Bank,
    BankFormat,
    BankQuestion,
    LeftOut,
    Place,
)
from bot.content.banks.notes import Gathering, Notes
from bot.content.banks.rows import Cell, Sheet
from bot.content.banks.words import folded
from bot.content.wrong import wrong
from bot.domain.content import Question, QuestionKind

_EVERY = 500
"""Progress is told after so many notes."""

_SOUND = re.compile(r"\[sound:([^\]\n]{1,200})\]")
_CLOZE = re.compile(r"\{\{c([0-9]{1,3})::([^{}]{1,600})\}\}")
_ANY_CLOZE = re.compile(r"\{\{c[0-9]{1,3}::")
_OCCLUSION = "image-occlusion:"
_PART = re.compile(r"q[_ ]?([0-9]{1,2})")
_MARKS = re.compile(r"[01](?:\s+[01])*")
_SIDES = {
    "front": "题目",
    "正面": "题目",
    "前面": "题目",
    "back": "答案",
    "背面": "答案",
    "反面": "答案",
    "extra": "解析",
    "extra1": "解析",
    "backextra": "解析",
    "背面额外": "解析",
    "备注": "解析",
    "notes": "解析",
    "comment": "解析",
}
"""Names of fields that mean a column of a table of questions."""


def read_anki(data: bytes, name: str, advance: Advance) -> Bank:
    """The questions of an .apkg or .colpkg file; a place's row is the number of the note.

    Raises BankRefusedError for what is no package of Anki's, is broken or is too large.
    """
    gathering = Gathering(name, BankFormat.ANKI)
    with collection(data, name) as connection:
        for note in read_notes(connection, name):
            _take(note, gathering)
            if note.number % _EVERY == 0:
                advance(note.number, 0)
    return gathering.bank()


def _take(note: Note, gathering: Gathering) -> None:
    sheet = note.type.name if note.type else ""
    notes = Notes(Place(gathering.name, sheet, note.number))
    if note.type is None or note.fields is None or len(note.fields) < len(note.type.fields):
        notes.stop("", wrong("bank-note-damaged"), wrong("bank-mend-check-in-anki"))
        gathering.take(notes, None, known=LeftOut(note.guid))
        return
    named = dict(zip(note.type.fields, note.fields, strict=False))
    if any(_ANY_CLOZE.search(text) for text in named.values()):
        _take_gaps(note, named, notes, gathering)
        return
    texts = {field: _plain(text, field, notes) for field, text in named.items()}
    parts = [field for field in texts if _PART.fullmatch(field.casefold())]
    if len(parts) > 1 and "Answers" in texts:
        _take_marked(note, texts, parts, notes, gathering)
    else:
        _take_row(note, texts, notes, gathering)


def _plain(written: str, field: str, notes: Notes) -> str:
    sounds = _SOUND.findall(written[:100_000])
    text = notes.plain(_SOUND.sub("", written) if sounds else written, "html", field)
    if sounds:
        notes.warn(
            ", ".join(sounds),
            wrong("bank-media-left-out"),
            wrong("bank-mend-clear-without-media"),
            field,
        )
    return text


def _take_row(note: Note, texts: dict[str, str], notes: Notes, gathering: Gathering) -> None:
    """A note whose fields are the columns of a table of questions."""
    columns = _columns(list(texts))
    if columns is None:
        notes.stop(
            next(iter(texts.values()), ""),
            wrong("bank-fields-unknown"),
            wrong("bank-mend-name-fields"),
        )
    elif _is_prose(columns, list(texts.values())):
        notes.stop(
            list(texts.values())[columns.answer],
            wrong("bank-back-of-lines"),
            wrong("bank-mend-answer-alone"),
            columns.name(columns.answer),
        )
    if columns is None or notes.fatal:
        gathering.take(notes, None, known=LeftOut(note.guid))
        return
    sheet = Sheet(gathering.name, notes.place.sheet, columns=columns)
    sheet.take(note.number, [Cell(text) for text in texts.values()])
    notes.doubts += sheet.doubts
    gathering.skipped += sheet.skipped
    found = sheet.questions[0] if sheet.questions else None
    of_row = sheet.left_out[0].given if sheet.left_out else ""
    known = LeftOut(of_row or note.guid)
    gathering.take(notes, found and _known(found, note, notes), known=known)


def _columns(fields: list[str]) -> Columns | None:
    """What the fields mean; of two with other names the first asks and the second answers."""
    headings = [_SIDES.get(folded(field), field) for field in fields]
    found = columns_of(headings)
    if found is None and len(fields) == 2:
        found = columns_of(["题目", "答案"])
    return None if found is None else replace(found, headings=tuple(fields))


def _is_prose(columns: Columns, texts: list[str]) -> bool:
    plain = not columns.options and columns.joined is None
    return plain and "\n" in texts[columns.answer]


def _known(question: BankQuestion, note: Note, notes: Notes) -> BankQuestion:
    return replace(
        question,
        category=question.category or note.deck,
        given=question.given or note.guid,
        html=notes.html,
    )


def _take_marked(
    note: Note, texts: dict[str, str], parts: list[str], notes: Notes, gathering: Gathering
) -> None:
    """A widespread type for several choices: ``Q_1``, ``Q_2``, … and ``Answers`` such as 1 0 0 1."""
    options = tuple(texts[part] for part in parts)
    while options and not options[-1]:
        options = options[:-1]
    answers = texts["Answers"].strip()
    marks = answers.split() if _MARKS.fullmatch(answers) else []
    right = tuple(place for place, mark in enumerate(marks, 1) if mark == "1")
    if not right or len(marks) < len(options) or max(right) > len(options) or not all(options):
        notes.stop(
            answers,
            wrong("bank-answers-do-not-fit"),
            wrong("bank-mend-ones-and-zeros"),
            "Answers",
        )
    stem = texts.get("Question", next(iter(texts.values())))
    if not stem:
        notes.stop(
            answers,
            wrong("bank-question-without-text"),
            wrong("bank-mend-what-is-asked"),
            "Question",
        )
    one = texts.get("QType (0=kprim,1=mc,2=sc)", "").strip() == "2" and len(right) == 1
    kind = QuestionKind.SINGLE if one else QuestionKind.MULTIPLE
    why = next((texts[field] for field in texts if folded(field) == "extra1"), "")
    question = Question("", kind, stem, why, options, right)
    gathering.take(notes, _known(BankQuestion(question, notes.place), note, notes))


def _take_gaps(note: Note, named: dict[str, str], notes: Notes, gathering: Gathering) -> None:
    """A text with gaps: each number of gaps asks one question, as Anki makes one card of it."""
    field = next(name for name, text in named.items() if _ANY_CLOZE.search(text))
    if _OCCLUSION in named[field]:
        notes.stop("", wrong("bank-hides-picture"), wrong("bank-mend-in-words"), field)
        gathering.take(notes, None)
        return
    text = _plain(named[field], field, notes)
    others = [name for name in named if name != field and _SIDES.get(folded(name)) == "解析"]
    why = "\n".join(filter(None, (_plain(named[name], name, notes) for name in others)))
    numbers = sorted({int(found[1]) for found in _CLOZE.finditer(text)})
    if not numbers or _ANY_CLOZE.search(_CLOZE.sub("", text)):
        notes.stop(text, wrong("bank-gaps-not-closed"), wrong("bank-mend-them"), field)
    gathering.take(notes, None)
    for number in [] if notes.fatal else numbers:
        own = Notes(notes.place, html=True)
        gathering.take(own, _gap(note, number, text, why, own))


def _gap(note: Note, number: int, text: str, why: str, notes: Notes) -> BankQuestion:
    hidden = [
        found[2].partition("::")[0] for found in _CLOZE.finditer(text) if int(found[1]) == number
    ]
    answers = tuple(dict.fromkeys(one.strip() for one in hidden))
    if len(answers) > 1:
        notes.stop(text, wrong("bank-several-gaps"), wrong("bank-mend-number-gaps"), "gap")

    def shown(found: re.Match[str]) -> str:
        words, _, hint = found[2].partition("::")
        if int(found[1]) != number:
            return words
        return f"{GAP}（{hint}）" if hint else GAP

    stem = _CLOZE.sub(shown, text)
    question = Question("", QuestionKind.SHORT, stem, why, accepted=answers)
    placed = BankQuestion(question, notes.place, given=f"{note.guid}-c{number}")
    return _known(placed, note, notes)
