"""Long tables read in stretches, so that memory stays flat however many rows there are."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Any

from bot.store.db import Connection, Row

STRETCH = 1000

_NUMBER = count(1)
"""Each cursor has a name of its own: what a statement gives back is remembered by its text."""


async def stream(
    conn: Connection, query: str, *values: Any, stretch: int = STRETCH
) -> AsyncIterator[Row]:
    """The rows of ``query``, read through a cursor of the server's; to be used within a transaction,
    with which also a table that was left half read ends.

    A cursor takes no parameters: each ``%L`` in ``query`` stands for one of ``values``, as PostgreSQL
    itself quotes it (``format``).
    """
    name = f"stretch_{next(_NUMBER)}"
    marks = "".join(f", ${n}::text" for n in range(2, len(values) + 2))
    declared = await conn.fetchval(
        f"select format($1{marks})",
        f"declare {name} no scroll cursor for {query}",
        *(None if value is None else str(value) for value in values),
    )
    await conn.execute(declared)
    while rows := await conn.fetch(f"fetch {stretch:d} from {name}"):
        for row in rows:
            yield row
        if len(rows) < stretch:
            break
    await conn.execute(f"close {name}")
