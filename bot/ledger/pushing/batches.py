"""How owed statements are cut into what one request carries."""

from collections import deque
from collections.abc import Sequence

from bot.store.ledger.push import Owed

MOST_STATEMENTS = 50
MOST_BYTES = 256 * 1024
"""Limits of one request (reference/learning.md section 1): what record stores and the proxies
before them take without being asked."""


def take_batch(rows: deque[Owed], most: int = MOST_STATEMENTS) -> list[Owed]:
    """Take from the front of ``rows``, in order, at most ``most`` statements that are at most
    MOST_BYTES as a JSON array. A statement that is larger by itself goes alone; nothing is taken
    where there is nothing.
    """
    batch: list[Owed] = []
    room = MOST_BYTES - 1  # one bracket
    while rows and len(batch) < most:
        need = len(rows[0].body) + 1  # its comma, or for the last one the other bracket
        if batch and need > room:
            break
        batch.append(rows.popleft())
        room -= need
    return batch


def halves(rows: Sequence[Owed]) -> tuple[list[Owed], list[Owed]]:
    """Two or more statements cut in the middle, in order."""
    middle = len(rows) // 2
    return list(rows[:middle]), list(rows[middle:])
