"""What ``yike pack receivers`` does; how it is called stands in ``bot/cli_packs.py``."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from uuid import UUID

from bot.domain.errors import InputError
from bot.progress import progress
from bot.store import received
from bot.store.db import Database
from bot.store.received import Receipt, Wanted

COLUMNS = ("person", "course", "lesson", "version", "at", "time_is", "received_as", "channels")
"""Of the file of receivers."""

Pseudonym = Callable[[UUID], str]


@dataclass(slots=True)
class _Counts:
    people: int = 0
    last: int = 0
    lessons: Counter[tuple[str, str]] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)

    def add(self, page: Iterable[Receipt]) -> None:
        """Count; receipts come person by person."""
        for one in page:
            if one.learner != self.last:
                self.people, self.last = self.people + 1, one.learner
            self.lessons[one.version, one.lesson] += 1
            self.channels[_channels(one)] += 1

    def lines(self) -> list[str]:
        lines = [f"{self.people:,} people, {self.lessons.total():,} receipts"]
        lines += [f"  {name}: {count:,}" for name, count in sorted(self.channels.items())]
        lines += [
            f"  {version} {lesson}: {count:,}"
            for (version, lesson), count in sorted(self.lessons.items())
        ]
        return lines


async def receivers(
    db: Database, wanted: Wanted, pseudonym: Pseudonym, file: Path | None
) -> list[str]:
    """`yike pack receivers`: how many, and in ``file``, a new one that only its owner may read, each
    with the name that credit banks know the person by. Raises InputError.
    """
    counts = _Counts()
    async with db.transaction() as conn:
        await conn.execute("set transaction isolation level repeatable read, read only")
        if not await received.is_known(conn, wanted):
            raise InputError(
                f'There is no such version or lesson of a course "{wanted.course}"; '
                "`yike pack list` names courses and versions."
            )
        total = await received.about_how_many(conn, wanted.course)
        with (
            _private_file(file) if file else nullcontext() as out,
            progress("Looking at people", total) as advance,
        ):
            async for page in received.receipts(conn, wanted):
                counts.add(page)
                if out is not None:
                    _write(out, page, wanted.course, pseudonym)
                advance(len({one.learner for one in page}))
        groups = await received.groups_asked(conn, wanted)
    written = [f"Written to {file}; the names in it are pseudonyms."] if file else []
    return [*counts.lines(), f"{groups:,} groups were asked a question of it", *written]


def _channels(one: Receipt) -> str:
    return " or ".join(one.channels) or "unknown"


def _write(out: TextIO, page: Iterable[Receipt], course: str, pseudonym: Pseudonym) -> None:
    csv.writer(out).writerows(
        (
            pseudonym(one.person),
            course,
            one.lesson,
            _harmless(one.version),
            f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
            one.time_is.value,
            "a group's question" if one.in_group else "lesson",
            _channels(one),
        )
        for one in page
    )


def _harmless(text: str) -> str:
    """What somebody wrote, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text


@contextmanager
def _private_file(file: Path) -> Iterator[TextIO]:
    """A new file for its owner alone, its first line written, gone again when the block fails. It
    begins with the mark that Excel knows UTF-8 by.
    """
    try:
        out = open(  # noqa: SIM115 - closed below
            file, "x", encoding="utf-8-sig", newline="", opener=lambda p, f: os.open(p, f, 0o600)
        )
    except FileExistsError:
        raise InputError(f"{file} exists already; name another file with --csv.") from None
    except OSError as error:
        raise InputError(f"{file} cannot be written ({error.strerror}).") from None
    try:
        with out:
            csv.writer(out).writerow(COLUMNS)
            yield out
    except BaseException:
        file.unlink(missing_ok=True)
        raise
