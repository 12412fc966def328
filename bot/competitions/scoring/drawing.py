"""Items and lots drawn by a recorded seed, so that anybody can draw them again.

How: for each key make the text SEED, a line feed (one byte, 10), KEY in UTF-8; take its SHA-256;
order the keys by it, smallest first. The first so many are drawn, in that order. With coreutils:
``printf '%s\\n%s' SEED KEY | sha256sum``. No random generator is involved, so every machine and
every version of every language draws the same.
"""

import hashlib
from collections.abc import Collection, Mapping


def draw(
    seed: str, keys: Collection[str], count: int | None, families: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """``count`` different keys of the pool ``keys`` (None: all), in the order in which they are
    drawn; all of them where the pool has fewer.

    ``families``: by key, what it asks; of those that ask the same (a question in other words) the
    first one drawn stays and the others come last, so they are drawn only where nothing else is.
    """
    if count is not None and count < 0:
        raise ValueError("a draw of fewer than none")
    ordered = sorted(set(keys), key=lambda key: (lot(seed, key), key))
    seen: set[str] = set()
    fresh: list[str] = []
    again: list[str] = []
    for key in ordered:
        family = (families or {}).get(key) or key
        (again if family in seen else fresh).append(key)
        seen.add(family)
    return tuple((fresh + again)[:count])


def lot(seed: str, key: str) -> str:
    """What ``key`` is ordered by: 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()
