"""The library of the moment: loaded once, and again when an import changed it."""

from bot.learning.library import Library
from bot.store.content import load_shelf, read_revision
from bot.store.db import Connection


class Shelf:
    """Keeps the present revision of the library in memory, for all who teach from it."""

    def __init__(self) -> None:
        """Begin with nothing loaded."""
        self._library = Library(0, ())

    async def library(self, conn: Connection, revision: int | None = None) -> Library:
        """The library at ``revision`` (asked for when not given)."""
        wanted = await read_revision(conn) if revision is None else revision
        if wanted != self._library.revision:
            found, courses = await load_shelf(conn)
            self._library = Library(found, courses)
        return self._library
