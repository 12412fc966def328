"""One table of the copy of one's data."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the copy: its name, the tables of ours it tells of, and the query, whose ``$1``
    are the person's rows (``learner.id``).
    """

    name: str
    covers: Sequence[str]
    query: str


MINE = "= any($1::bigint[])"
"""Of the person: stands behind a column with a learner's row."""
