"""What a GIFT file says, item by item, before anything is judged.

Sources: Moodle's documentation of the format (docs.moodle.org, *GIFT format*), and what its own
import does with escapes, identifiers and weights. Items are divided by blank lines; lines that
begin with ``//`` are comments; ``\\~ \\= \\# \\{ \\} \\: \\\\`` stand for the character and ``\\n`` for
a line break. A raw line break is a wrapped line, save in Markdown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.content.banks.gift_lines import Chunk, chunks, masked, resolved
from bot.content.banks.model import shown
from bot.content.wrong import Wrong, wrong

GAP = "_____"
"""Stands where the answer belongs in the middle of a sentence."""

_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_SHARE = re.compile(r"\s*%(-?[0-9]{1,3}(?:[.,][0-9]{1,8})?)%")
_ANSWER = re.compile(r"[=~]")
_TRUE = frozenset({"T", "TRUE"})
_FALSE = frozenset({"F", "FALSE"})


class Shape(StrEnum):
    """What kind of item it is, in the words of the format."""

    CHOICE = "multiple choice"
    TRUE_FALSE = "true or false"
    SHORT = "short answer"
    NUMERICAL = "numerical"
    MATCHING = "matching"
    ESSAY = "essay"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some text, with escapes resolved, and how it is written: html, markdown, plain or moodle."""

    text: str
    format: str = "moodle"


NOTHING = Phrase("")


@dataclass(frozen=True, slots=True)
class Answer:
    """One ``=`` or ``~`` of an item.

    ``share`` is the part of the mark in percent where the file says it, else None. ``pair`` is what
    stands behind ``->`` of a matching item.
    """

    text: Phrase
    equals: bool
    share: float | None = None
    feedback: Phrase = NOTHING
    pair: str = ""

    @property
    def worth(self) -> float:
        """Its part of the mark in percent."""
        return self.share if self.share is not None else 100.0 if self.equals else 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``line`` counts from 1 and is where its text begins.

    ``stem`` has ``GAP`` where the answers stood inside a sentence (``gap``). ``true`` is None but for
    true or false, whose remarks on a wrong and on a right reply are ``remarks``.
    """

    shape: Shape
    line: int
    stem: Phrase
    title: str = ""
    ident: str = ""
    category: str = ""
    gap: bool = False
    answers: tuple[Answer, ...] = ()
    true: bool | None = None
    remarks: tuple[Phrase, ...] = ()
    feedback: Phrase = NOTHING
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """An item that is not written as the format wants it."""

    line: int
    read: str
    says: Wrong
    mend: Wrong


def items(text: str) -> Iterator[Item | Broken]:
    """The items of ``text`` in its order; line ends may be LF, CR LF or CR."""
    for chunk in chunks(text):
        yield _item(chunk)


def _item(chunk: Chunk) -> Item | Broken:
    mask = masked(chunk.text)
    opens, closes = mask.count("{"), mask.count("}")
    if opens == closes == 0:
        return _description(chunk)
    if opens != 1 or closes != 1 or mask.index("{") > mask.index("}"):
        return Broken(
            chunk.line,
            shown(chunk.text),
            wrong("bank-curly-not-paired"),
            wrong("bank-mend-curly"),
        )
    return _asked(chunk, mask.index("{"), mask.index("}"))


def _description(chunk: Chunk) -> Item:
    title, rest = _titled(chunk.text)
    stem = _phrase(rest, "moodle")
    return Item(
        Shape.DESCRIPTION, chunk.line, stem, title, chunk.ident, chunk.category, tags=chunk.tags
    )


def _asked(chunk: Chunk, opens: int, closes: int) -> Item:
    title, before = _titled(chunk.text[:opens])
    stem = _phrase(before, "moodle")
    after = _phrase(chunk.text[closes + 1 :], stem.format)
    bare = Item(
        Shape.ESSAY,
        chunk.line,
        stem,
        title,
        chunk.ident,
        chunk.category,
        gap=bool(after.text),
        tags=chunk.tags,
    )
    if after.text:
        bare = replace(bare, stem=Phrase(_around(stem.text, after.text), stem.format))
    return _answered(bare, chunk.text[opens + 1 : closes])


def _around(before: str, after: str) -> str:
    """A sentence with a gap; Chinese is written without spaces around it."""
    left = "" if not before or _wide(before[-1]) else " "
    right = "" if _wide(after[0]) else " "
    return f"{before}{left}{GAP}{right}{after}"


def _wide(char: str) -> bool:
    """Whether the character is written without spaces beside it: Chinese and its punctuation."""
    return "⺀" <= char <= "鿿" or "豈" <= char <= "﫿" or "＀" <= char <= "￯"


def _answered(bare: Item, body: str) -> Item:
    """``bare`` with what stands between the brackets."""
    body, general = _general(body)
    feedback = _phrase(general, bare.stem.format) if general is not None else NOTHING
    bare = replace(bare, feedback=feedback)
    if not body.strip():
        return bare
    if body.lstrip().startswith("#"):
        return replace(bare, shape=Shape.NUMERICAL, answers=_numbers(body, bare.stem.format))
    word, *remarks = _cut(body, "#")
    if word.strip().upper() in _TRUE | _FALSE:
        return replace(
            bare,
            shape=Shape.TRUE_FALSE,
            true=word.strip().upper() in _TRUE,
            remarks=tuple(_phrase(one, bare.stem.format) for one in remarks[:2]),
        )
    return _chosen(bare, _answers(body, bare.stem.format))


def _chosen(bare: Item, answers: tuple[Answer, ...]) -> Item:
    if not all(answer.equals for answer in answers):
        return replace(bare, shape=Shape.CHOICE, answers=answers)
    pairs = tuple(_paired(answer) for answer in answers)
    if all(pair is not None for pair in pairs):
        matched = tuple(pair for pair in pairs if pair is not None)
        return replace(bare, shape=Shape.MATCHING, answers=matched)
    return replace(bare, shape=Shape.SHORT, answers=answers)


def _paired(answer: Answer) -> Answer | None:
    """The two sides of ``left -> right``; None: it is no pair. A weighted answer never is."""
    left, arrow, right = answer.text.text.partition("->")
    if not arrow or answer.share is not None:
        return None
    return replace(answer, text=replace(answer.text, text=left.strip()), pair=right.strip())


def _general(body: str) -> tuple[str, str | None]:
    """What comes before ``####``, and the remark on the whole item behind it; None: there is none."""
    at = masked(body).find("####")
    return (body, None) if at < 0 else (body[:at], body[at + 4 :])


def _numbers(body: str, form: str) -> tuple[Answer, ...]:
    """``#4``, ``#1822:5``, ``#1..5`` or a list of those with ``=``."""
    rest = body.lstrip()[1:]
    if _ANSWER.search(masked(rest)) is None:
        value, *remark = _cut(rest, "#")
        feedback = _phrase(remark[0], form) if remark else NOTHING
        return (Answer(Phrase(resolved(value).strip(), "plain"), True, feedback=feedback),)
    return tuple(_any_other(answer) for answer in _answers(rest, form))


def _any_other(answer: Answer) -> Answer:
    """Moodle writes the remark on every other number as a wrong answer without text."""
    if answer.equals or answer.text.text:
        return answer
    return replace(answer, text=Phrase("*"))


def _answers(body: str, form: str) -> tuple[Answer, ...]:
    mask = masked(body)
    starts = [found.start() for found in _ANSWER.finditer(mask)]
    if not starts or mask[: starts[0]].strip():
        # One right answer needs no sign before it.
        starts = [-1, *starts]
    ends = [*starts[1:], len(body)]
    return tuple(
        _one(body[start + 1 : end], start < 0 or mask[start] == "=", form)
        for start, end in zip(starts, ends, strict=True)
    )


def _one(written: str, equals: bool, form: str) -> Answer:
    share = None
    if found := _SHARE.match(written):
        share = float(found.group(1).replace(",", "."))
        written = written[found.end() :]
    text, *remark = _cut(written, "#")
    feedback = _phrase("#".join(remark), form) if remark else NOTHING
    return Answer(_phrase(text, form), equals, share, feedback)


def _cut(written: str, sign: str) -> list[str]:
    """``written`` in parts at each unescaped ``sign``, still with its escapes."""
    parts, start = [], 0
    for at, char in enumerate(masked(written)):
        if char == sign:
            parts.append(written[start:at])
            start = at + 1
    return [*parts, written[start:]]


def _titled(written: str) -> tuple[str, str]:
    found = _TITLE.match(masked(written))
    if found is None:
        return "", written
    title = _folded(written[found.start(1) : found.end(1)])
    return resolved(title), written[found.end() :]


def _phrase(written: str, form: str) -> Phrase:
    if found := _FORMAT.match(written):
        form, written = found.group(1).lower(), written[found.end() :]
    # In Markdown the spaces at the end of a line and the line break mean something.
    text = written.strip() if form == "markdown" else _folded(written)
    return Phrase(resolved(text), form)


def _folded(written: str) -> str:
    """``written`` on one line: a wrap is a space, between Chinese characters nothing."""
    whole = ""
    for line in filter(None, (one.strip() for one in written.split("\n"))):
        close = not whole or (_wide(whole[-1]) and _wide(line[0]))
        whole += line if close else f" {line}"
    return whole
