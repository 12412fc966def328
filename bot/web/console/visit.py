"""One look at a page of the console, or one form sent from it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.store.db import Connection
from bot.texts.catalogue import Texts
from bot.texts.console import console_texts
from bot.web.console.house import House
from bot.web.console.sessions import Session
from bot.web.console.staff import Staff


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent with a form, whole: name as the browser told it, and its bytes."""

    name: str
    content: bytes


@dataclass(slots=True)
class Visit:
    """Who looks, at what, when.

    ``path`` are the named parts of the path, ``query`` what stands behind the question mark, ``form``
    the fields of a form (the last of several), ``fields`` all of them, ``files`` what was uploaded.
    """

    house: House
    now: datetime
    staff: Staff
    session: Session
    language: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    url: str = ""

    @property
    def t(self) -> Texts:
        """What the console says."""
        return console_texts(self.language)

    @property
    def zone(self) -> str:
        """The zone in which instants are shown and written."""
        return self.house.zone.key

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A transaction that sees one instant and writes nothing."""
        async with self.house.db.transaction() as conn:
            await conn.execute("set transaction isolation level repeatable read, read only")
            yield conn

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A transaction; an act and its audit entry commit together."""
        async with self.house.db.transaction() as conn:
            yield conn


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to show: its template below templates/console (``groups_one``), what it says, and the
    HTTP status (422: a form with what is wrong in it, and all that was written).
    """

    template: str
    values: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Done:
    """A form took effect: which page comes next (``groups/7``), and the text that is said there
    (an id of the console's texts) with its values.
    """

    page: str
    said: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """A file of ours, whole. ``inline``: shown in the page (a poster), else downloaded by ``name``."""

    name: str
    content_type: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """A file that is made while it is sent: parts come from ``parts()``."""

    name: str
    content_type: str
    parts: Callable[[], AsyncIterator[bytes]]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A large file of ``size`` bytes, of which a browser may ask for a range (a film's player does):
    ``parts(begin, end)`` gives its bytes from ``begin`` up to ``end`` (exclusive).
    """

    name: str
    content_type: str
    size: int
    parts: Callable[[int, int], AsyncIterator[bytes]]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Bare:
    """A part of a page, for the console's own script to put in its place (a report that fills)."""

    template: str
    values: Mapping[str, Any]


Result = Shown | Done | File | Stream | Part | Bare


class PageError(Exception):
    """A page cannot be shown: ``status`` and the text that says why and what to do."""

    def __init__(self, status: int, said: str, **values: str) -> None:
        """``said`` is an id of the console's texts."""
        super().__init__(said)
        self.status = status
        self.said = said
        self.values = values


def read_instant(written: str) -> datetime | None:
    """An aware instant in an address, as we write it there; None for anything else."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo and 1970 <= found.year <= 2200 else None


def unknown() -> PageError:
    """There is no such thing, or it is not theirs to see: the two are not told apart."""
    return PageError(404, "error-unknown")
