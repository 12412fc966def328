"""A lesson: a Markdown file with YAML front matter between two lines of three dashes."""

import re
from dataclasses import dataclass

from bot.content.faults import Faults, Spot
from bot.content.files import hidden_character
from bot.content.inducement import inducement
from bot.content.media_file import MOST_FILES, CourseFiles
from bot.content.media_file import REQUIRED as MEDIA_REQUIRED
from bot.content.question_file import MESSAGE_BYTES, induces, read_question
from bot.content.question_file import OPTIONAL as QUESTION_OPTIONAL
from bot.content.question_file import REQUIRED as QUESTION_REQUIRED
from bot.content.table import Table
from bot.content.values import Place
from bot.content.wrong import wrong
from bot.content.yaml_tree import compose
from bot.domain.content import Lesson

REQUIRED = ("id", "title", "minutes")
OPTIONAL = ("asks", "source", "media", "questions")
FENCE = "---"
MOST_MESSAGES = 3
"""A lesson's words stand in the chat itself, in at most so many messages (design 9)."""


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson with the tables it was read from, for faults that only the course can see."""

    lesson: Lesson
    table: Table
    questions: list[Table]


def read_lesson(text: str, file: str, beside: CourseFiles, faults: Faults) -> LessonFile | None:
    """The lesson in a file's ``text``, whole when no fault was noted; None: not even its keys.

    ``beside`` are the files that it may show.
    """
    parts = _split(text, file, faults)
    if parts is None:
        return None
    front, body, body_line = parts
    node = compose(front, file, faults, first_line=2)
    words = _body(body, body_line, file, faults)
    if node is None:
        return None
    place = Place(file, faults, first_line=2)
    return _lesson(Table(node, place, required=REQUIRED, optional=OPTIONAL), words, beside)


def _split(text: str, file: str, faults: Faults) -> tuple[str, str, int] | None:
    """Front matter, body, and the line at which the body begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        faults.add(Spot(file, 1), wrong("lesson-without-dashes"))
        return None
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    faults.add(Spot(file, len(lines)), wrong("lesson-front-not-closed"))
    return None


def _lesson(table: Table, words: str, beside: CourseFiles) -> LessonFile:
    files = table.tables("media", 0, MOST_FILES, required=MEDIA_REQUIRED)
    tables = table.tables(
        "questions", 0, 30, required=QUESTION_REQUIRED, optional=QUESTION_OPTIONAL
    )
    title = table.text("title", 100)
    if bait := inducement(title):
        table.fault("title", induces(bait))
    lesson = Lesson(
        key=table.id("id"),
        title=title,
        minutes=table.whole("minutes", 1, 120),
        text=words,
        questions=tuple(read_question(each) for each in tables),
        asks=table.texts("asks", 0, 20, 200),
        source=table.text_or_blank("source", 1000),
        media=beside.of_lesson(files),
    )
    return LessonFile(lesson, table, tables)


def tidy(body: str) -> str:
    """``body`` without blanks at line ends, with single blank lines, none first or last."""
    lines = "\n".join(line.rstrip() for line in body.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _body(body: str, first_line: int, file: str, faults: Faults) -> str:
    for number, line in enumerate(body.split("\n"), first_line):
        if hidden := hidden_character(line):
            faults.add(Spot(file, number), wrong("invisible-character", char=hidden))
        if bait := inducement(line):
            faults.add(Spot(file, number), induces(bait))
    words = tidy(body)
    if not words:
        faults.add(Spot(file, first_line), wrong("lesson-without-text"))
    else:
        _check_size(words, Spot(file, first_line), faults)
    return words


def _check_size(words: str, spot: Spot, faults: Faults) -> None:
    messages, used = 0, MESSAGE_BYTES
    for number, paragraph in enumerate(words.split("\n\n"), 1):
        size = len(paragraph.encode())
        if size > MESSAGE_BYTES:
            most = MESSAGE_BYTES
            faults.add(spot, wrong("paragraph-too-long", number=number, size=size, most=most))
            return
        used += size + 2
        if used > MESSAGE_BYTES:
            messages, used = messages + 1, size
    if messages > MOST_MESSAGES:
        faults.add(
            spot,
            wrong("lesson-too-long", count=messages, size=MESSAGE_BYTES, most=MOST_MESSAGES),
        )
