"""What entrants are told by itself as a result: places and awards, and what became of an entry, of a
work, and of an objection.
"""

from collections.abc import Sequence
from typing import Protocol

from bot.competitions.telling import entry_news, objection_news, work_news
from bot.competitions.telling.compose_results import ResultComposer
from bot.competitions.telling.entry_news import EntryNewsComposer
from bot.competitions.telling.objection_news import ObjectionNewsComposer
from bot.competitions.telling.work_news import WorkNewsComposer
from bot.domain.delivery import Composed, NotNeeded
from bot.ports import Clock
from bot.store.db import Connection
from bot.store.deliveries import Delivery


class _Composer(Protocol):
    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row."""


class ToldComposer:
    """Composes each by what it is about."""

    def __init__(self, clock: Clock) -> None:
        """Speak of time by ``clock``."""
        self._results = ResultComposer(clock)
        self._by_subject: dict[str, _Composer] = {
            work_news.SUBJECT: WorkNewsComposer(clock),
            objection_news.SUBJECT: ObjectionNewsComposer(),
            entry_news.SUBJECT: EntryNewsComposer(clock),
        }

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row."""
        composed: dict[int, Composed | NotNeeded] = {}
        left = list(deliveries)
        for begins, compose in self._by_subject.items():
            mine = [one for one in left if one.subject.startswith(begins)]
            left = [one for one in left if not one.subject.startswith(begins)]
            if mine:
                composed |= await compose(conn, mine)
        return composed | (await self._results(conn, left) if left else {})
