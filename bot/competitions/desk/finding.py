"""Entries found by name. Names are encrypted, so they are opened, a bounded stretch at a time."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.competitions.desk.acting import Desk
from bot.competitions.entering.sealed import open_facts
from bot.keys.vault import SealedError
from bot.store.contests.entries import Entry, EntryFilter, page_of_entries
from bot.store.db import Connection

OPENED_AT_ONCE = 1000
"""Names opened for one answer: some 10 ms of work, so that a page comes back within 100 ms."""


@dataclass(frozen=True, slots=True)
class Found:
    """``entries`` whose name has the words in it. ``after`` is where to look on (None: to the end
    all was looked at).
    """

    entries: Sequence[Entry]
    after: int | None


async def find_entries(
    conn: Connection,
    desk: Desk,
    competition: str,
    words: str,
    wanted: EntryFilter,
    *,
    after: int = 0,
) -> Found:
    """Entries by a part of the name, or by ``words`` as the number, among those ``wanted``.

    A number is found at once, by its index. A name is looked for among the next ``OPENED_AT_ONCE``
    entries after row ``after``: who is not found there is looked for further on from ``Found.after``.
    There is no index over names, as it would tell whoever holds the database who has entered.
    """
    typed = _plain(words)
    if typed.isdecimal():
        by_number = replace(wanted, number=min(int(typed), 2**31 - 1))
        return Found(await page_of_entries(conn, competition, by_number), None)
    page = await page_of_entries(conn, competition, wanted, after=after, most=OPENED_AT_ONCE)
    hits = [one for one in page if typed in _plain(name_of(desk, one))]
    return Found(hits, page[-1].row if len(page) == OPENED_AT_ONCE else None)


def name_of(desk: Desk, entry: Entry) -> str:
    """An entry's name; empty where nobody can be named any more."""
    try:
        return open_facts(desk.vault, entry.sealed).name
    except SealedError:
        return ""


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())
