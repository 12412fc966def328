"""How well the companion answers, on questions in a file: ``python -m docs.companion_figures``.

Each line of the file holds a question, a tab, and where its answer stands (COURSE/LESSON, several
separated by ``|``) or ``off`` for one that no lesson answers; a line that begins with ``#`` is a comment.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.content.load import load_pack
from bot.learning.companion.decision import Knowledge, decide
from bot.learning.library import Library

ROOT = Path(__file__).parent.parent
PACK, QUESTIONS = ROOT / "packs" / "yike-basics", ROOT / "tests" / "companion" / "questions.tsv"
OFF = "off"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the lessons that answer it; none: it is off all topics."""

    question: str
    lessons: frozenset[str]


@dataclass(slots=True)
class Figures:
    """What came of the questions: of those on a topic how many (``on``), how many had the right lesson
    ``first`` or among the first ``three``, were ``answered``, and ``wrongly``; of those off all topics
    how many (``off``) and how many were ``refused``.
    """

    on: int = 0
    first: int = 0
    three: int = 0
    answered: int = 0
    wrongly: int = 0
    off: int = 0
    refused: int = 0
    milliseconds: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """As a table."""
        rows = (
            ("on a topic", self.on, self.on),
            ("right lesson first", self.first, self.on),
            ("right lesson in the first three", self.three, self.on),
            ("answered", self.answered, self.on),
            ("answered by another lesson", self.wrongly, self.on),
            ("off all topics", self.off, self.off),
            ("refused", self.refused, self.off),
        )
        lines = [f"{name:34}{n:5}{n / max(1, of):8.0%}" for name, n, of in rows]
        return "\n".join([*lines, f"{'milliseconds, median':34}{median(self.milliseconds):9.1f}"])


def read(file: Path) -> Iterator[Asked]:
    """The questions of a file. Raises ValueError for a line that is not one."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        question, tab, where = line.partition("\t")
        if not (question and tab and where):
            raise ValueError(
                f"{file.name}, line {number}: a question, a tab and a lesson or 'off'"
            )
        lessons = frozenset[str]() if where == OFF else frozenset(where.split("|"))
        yield Asked(question, lessons)


def measure(known: Knowledge, asked: Sequence[Asked]) -> Figures:
    """Ask each question once. Raises ValueError for a lesson that there is not."""
    there = {"/".join(place.key) for place in known.ranking.places}
    if unknown := set().union(*(one.lessons for one in asked)) - there:
        raise ValueError(f"there is no lesson {min(unknown)}")
    figures = Figures()
    for one in asked:
        begun = perf_counter()
        answer = decide(known, one.question)
        figures.milliseconds.append((perf_counter() - begun) * 1000)
        quoted = "/".join(answer.quotation.place.key) if answer.quotation else None
        if one.lessons:
            _on(figures, known, one, quoted)
        else:
            figures.off += 1
            figures.refused += quoted is None
            if quoted:
                figures.notes.append(f"answered although off: {one.question} <- {quoted}")
    return figures


def _on(figures: Figures, known: Knowledge, one: Asked, quoted: str | None) -> None:
    found = ["/".join(hit.place.key) for hit in known.ranking.hits(one.question)[:3]]
    figures.on += 1
    figures.first += bool(found) and found[0] in one.lessons
    figures.three += not one.lessons.isdisjoint(found)
    figures.answered += quoted is not None
    if quoted and quoted not in one.lessons:
        figures.wrongly += 1
        figures.notes.append(f"answered by another: {one.question} <- {quoted}")
    if one.lessons.isdisjoint(found):
        figures.notes.append(f"not in the first three: {one.question}")


def main() -> None:
    """Print the figures of a file, and with ``--notes`` what went wrong."""
    parser = argparse.ArgumentParser(description="How well the companion answers.")
    parser.add_argument("questions", nargs="?", type=Path, default=QUESTIONS)
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--notes", action="store_true", help="name the questions that went wrong")
    given = parser.parse_args()
    known = Knowledge(Library(1, load_pack(given.pack).courses))
    figures = measure(known, list(read(given.questions)))
    print(figures)
    if given.notes:
        print("\n".join(["", *figures.notes]))


if __name__ == "__main__":
    main()
