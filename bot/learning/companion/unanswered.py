"""What people asked and no lesson answers, the same question once: that is how content improves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.companion.terms import terms
from bot.store import asked
from bot.store.asked import Refused
from bot.store.db import Connection

NEAR = 0.4
"""Two questions ask about the same where so much of what both say is in both (Jaccard)."""
MOST_READ = 2000
"""Of the newest refused questions; older ones say little of what is missing now."""


@dataclass(frozen=True, slots=True)
class Group:
    """``words`` is how it was asked last, ``times`` how often in all, by how many ``people``;
    ``nearest`` is the lesson (course key, lesson key) that came nearest, or None.
    """

    words: str
    times: int
    people: int
    last: datetime
    nearest: tuple[str, str] | None
    others: tuple[str, ...]


async def unanswered(conn: Connection, since: datetime, limit: int) -> list[Group]:
    """What was refused since ``since``, most people first, at most ``limit`` groups."""
    return grouped(await asked.refused(conn, since, MOST_READ))[:limit]


def grouped(refused: Sequence[Refused]) -> list[Group]:
    """Pure: ``refused`` (newest first) by nearness, most people first, then the newest; without
    those that hold nothing to look for.
    """
    found: list[tuple[set[str], list[Refused]]] = []
    holding: dict[str, set[int]] = {}
    for one in refused:
        if not (said := set(terms(one.words))):
            continue
        beside = {number for term in said for number in holding.get(term, ())}
        at = max(beside, key=lambda number: (_alike(said, found[number][0]), -number), default=-1)
        if at < 0 or _alike(said, found[at][0]) < NEAR:
            at = len(found)
            found.append((said, []))
            for term in said:
                holding.setdefault(term, set()).add(at)
        found[at][1].append(one)
    groups = [_group(members) for _, members in found]
    return sorted(groups, key=lambda one: (-one.people, -one.times, -one.last.timestamp()))


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _group(members: Sequence[Refused]) -> Group:
    newest = members[0]
    others = dict.fromkeys(one.words for one in members[1:] if one.words != newest.words)
    people = len({one.learner for one in members})
    return Group(
        newest.words, len(members), people, newest.asked_at, newest.nearest, tuple(others)[:3]
    )
