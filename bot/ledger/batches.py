"""How owed statements are cut into what one request carries."""

from collections.abc import Sequence

from bot.store.push import Owed

MOST_STATEMENTS = 50
MOST_BYTES = 256 * 1024
"""Limits of one request (reference/learning.md section 1): what record stores and the proxies
before them take without being asked."""


def in_batches(rows: Sequence[Owed], most: int = MOST_STATEMENTS) -> list[list[Owed]]:
    """``rows`` in order, cut so that a batch has at most ``most`` statements and, as a JSON
    array, at most MOST_BYTES. A statement that is larger by itself goes alone."""
    batches: list[list[Owed]] = []
    room = 0
    for row in rows:
        need = len(row.body) + 1  # its comma, or for the last one a bracket
        if not batches or need > room or len(batches[-1]) >= most:
            batches.append([])
            room = MOST_BYTES - 1  # the other bracket
        batches[-1].append(row)
        room -= need
    return batches


def halves(rows: Sequence[Owed]) -> tuple[list[Owed], list[Owed]]:
    """Two or more statements cut in the middle, in order."""
    middle = len(rows) // 2
    return list(rows[:middle]), list(rows[middle:])
