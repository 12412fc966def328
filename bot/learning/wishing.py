"""What people wish to learn, found in what they write, and the same wishes together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.companion.masking import masked
from bot.learning.companion.terms import terms
from bot.texts.wishes import AROUND, ENGLISH_WISHES, NOT_WISHED, TAIL, WISHES

LONGEST = 200
"""Characters of a message that is looked at, and of a wish that is kept."""
ALIKE = 0.4
"""Two wishes are one where so much of what both say is in both (Jaccard)."""

_BEFORE = re.compile(rf"^(?:{AROUND})+")
_WISHES = [re.compile(one) for one in WISHES]
_ENGLISH = [re.compile(one, re.IGNORECASE) for one in ENGLISH_WISHES]
_TAIL = re.compile(rf"(?:{TAIL})+$")
_NOT_WISHED = re.compile(NOT_WISHED)
_MEANS = re.compile(r"[\u3400-\u9fffA-Za-z]")


def wish_of(text: str) -> str | None:
    """What a message wishes to learn (要是有做菜的课就好了 → 做菜), masked; None where it is no wish.

    Only whole messages of a few known shapes are taken for one: whatever else mentions learning is
    left to be an answer, a command or a question.
    """
    said = masked(text)
    if len(text) > LONGEST:
        return None
    said = _BEFORE.sub("", said).rstrip(" 。.!！~～")
    for pattern in (*_WISHES, *_ENGLISH):
        if found := pattern.fullmatch(said):
            return _wished(found["what"])
    return None


def _wished(what: str) -> str | None:
    core = _TAIL.sub("", what.strip(" ,，:：“”\"'")).strip(" ,，:：“”\"'")
    if not _MEANS.search(core) or _NOT_WISHED.match(core):
        return None
    return core


def as_written(text: str) -> str:
    """A wish that was asked for, in its own words: without politeness, masked, on one line."""
    return _BEFORE.sub("", masked(text)).strip(" 。.!！~～")[:LONGEST]


@dataclass(frozen=True, slots=True)
class Wish:
    """One person's wish. ``person`` tells people apart (a learner's row)."""

    row: int
    person: int
    words: str
    wished_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What some people wish to learn: in the newest words, by how many ``people``, with up to three
    other ways in which it was said; ``rows`` are the wishes.
    """

    words: str
    people: int
    last: datetime
    others: tuple[str, ...]
    rows: tuple[int, ...]


def gathered(wishes: Iterable[Wish]) -> list[Wanted]:
    """Pure: ``wishes`` (newest first) by likeness, most people first, then the newest."""
    groups: list[tuple[set[str], list[Wish]]] = []
    for wish in wishes:
        said = set(terms(wish.words)) or {wish.words}
        best = max(groups, key=lambda group: _alike(said, group[0]), default=None)
        if best is None or _alike(said, best[0]) < ALIKE:
            groups.append((said, [wish]))
        else:
            best[1].append(wish)
    wanted = [_wanted(members) for _, members in groups]
    return sorted(wanted, key=lambda one: (-one.people, -one.last.timestamp()))


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _wanted(members: Sequence[Wish]) -> Wanted:
    newest = members[0]
    others = dict.fromkeys(one.words for one in members[1:] if one.words != newest.words)
    return Wanted(
        newest.words,
        len({one.person for one in members}),
        newest.wished_at,
        tuple(others)[:3],
        tuple(one.row for one in members),
    )
