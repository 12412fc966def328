"""Questions to a GIFT file, so that reading it again gives the same questions.

Texts are marked ``[plain]``, so that no program takes a ``<`` in them for HTML.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.content.banks.exporting import id_of, new_file, some
from bot.content.banks.model import BankQuestion
from bot.domain.content import Question, QuestionKind

_SPECIAL = re.compile(r"[\\~=#{}:]")
_FORMAT = re.compile(r"\s*\[(?:html|markdown|plain|moodle)\]", re.IGNORECASE)
_SHARE = re.compile(r"\s*%")


def export_gift(questions: Iterable[BankQuestion], path: Path) -> None:
    """Write ``questions`` to a new file at ``path``, UTF-8, with their keys as ids.

    Raises InputError when there are none, or the file is there or cannot be written.
    """
    kept = some(questions)
    with new_file(path) as file:
        for part in _parts(kept):
            file.write(part.encode("utf-8"))


def _parts(questions: Iterable[BankQuestion]) -> Iterator[str]:
    category = ""
    for one in questions:
        if one.category != category:
            category = one.category
            place = f"/{_line(category)}" if category else ""
            yield f"$CATEGORY: $course$/top{place}\n\n"
        yield _item(one)


def _item(one: BankQuestion) -> str:
    key, question = id_of(one), one.question
    head = ""
    if key:
        head = f"// [id:{_line(key).replace(']', chr(92) + ']')}]\n::{_escaped(_line(key))}::"
    why = f"\t####{_marked(question.why)}\n" if question.why else ""
    return f"{head}[plain]{_escaped(question.stem)} {{{_answers(question)}{why}}}\n\n"


def _answers(question: Question) -> str:
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return "TRUE\n" if question.right == (1,) else "FALSE\n"
        case QuestionKind.SHORT:
            return "\n" + "".join(_accepted(text) for text in question.accepted)
        case QuestionKind.SINGLE:
            lines = (
                f"\t{'=' if number in question.right else '~'}{_option(option, right=number in question.right)}\n"
                for number, option in enumerate(question.options, 1)
            )
            return "\n" + "".join(lines)
        case QuestionKind.MULTIPLE:
            # Several right options share the mark; a wrong one takes it all away.
            share = f"{100 / max(1, len(question.right)):.5f}".rstrip("0").rstrip(".")
            lines = (
                f"\t~%{share if number in question.right else '-100'}%{_marked(option)}\n"
                for number, option in enumerate(question.options, 1)
            )
            return "\n" + "".join(lines)


def _option(option: str, *, right: bool) -> str:
    """An option of a single choice; one that looks like a share of the mark gets its own before."""
    share = f"%{100 if right else 0}%" if _SHARE.match(option) else ""
    return share + _marked(option)


def _accepted(text: str) -> str:
    r"""A short answer: ``*`` alone would stand for any text, and ``->`` would make a pair of it."""
    share = "%100%" if "->" in text or _SHARE.match(text) else ""
    return f"\t={share}{_marked(text.replace('*', chr(92) + '*'))}\n"


def _marked(text: str) -> str:
    """``text`` with escapes; what looks like the name of a format gets one before it."""
    return f"{'[plain]' if _FORMAT.match(text) else ''}{_escaped(text)}"


def _escaped(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPECIAL.sub(lambda found: f"\\{found.group()}", lines).replace("\n", "\\n")


def _line(text: str) -> str:
    """``text`` on one line."""
    return " ".join(text.split())
