"""Questions on their way out of the program, and the files they are written to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.content.banks.model import BankQuestion, Place
from bot.content.files import printable
from bot.content.wrong import Located, WrongInputError, wrong
from bot.domain.content import Course


def questions_of(course: Course) -> tuple[BankQuestion, ...]:
    """The questions of ``course`` in order; the title of each one's lesson is its category."""
    return tuple(
        BankQuestion(question, Place(""), category=lesson.title, given=question.key)
        for lesson in course.lessons
        for question in lesson.questions
    )


def id_of(one: BankQuestion) -> str:
    """What the question is called in a file, so that it is known again when that is read."""
    return one.question.key or one.given


def some(questions: Iterable[BankQuestion]) -> tuple[BankQuestion, ...]:
    """``questions`` as a tuple. Raises InputError when there are none."""
    found = tuple(questions)
    if not found:
        raise WrongInputError(wrong("export-no-questions"))
    return found


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file at ``path``, gone again when writing fails.

    Raises InputError when something is there already, or the file cannot be written.
    """
    try:
        with path.open("xb") as file:
            try:
                yield file
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise WrongInputError(Located(wrong("export-file-there"), printable(path))) from error
    except OSError as error:
        raise WrongInputError(
            Located(wrong("export-not-written", reason=error.strerror or ""), printable(path))
        ) from error
