"""What entrants are told by itself as a result: places and awards, what became of a work, and what
became of an objection.
"""

from collections.abc import Sequence

from bot.competitions import objection_news, work_news
from bot.competitions.compose_results import ResultComposer
from bot.competitions.objection_news import ObjectionNewsComposer
from bot.competitions.work_news import WorkNewsComposer
from bot.domain.delivery import Composed, NotNeeded
from bot.ports import Clock
from bot.store.db import Connection
from bot.store.deliveries import Delivery


class ToldComposer:
    """Composes each by what it is about."""

    def __init__(self, clock: Clock) -> None:
        """Speak of time by ``clock``."""
        self._results = ResultComposer(clock)
        self._works = WorkNewsComposer(clock)
        self._objections = ObjectionNewsComposer()

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row."""
        works = [one for one in deliveries if one.subject.startswith(work_news.SUBJECT)]
        objected = [one for one in deliveries if one.subject.startswith(objection_news.SUBJECT)]
        apart = {one.row for one in (*works, *objected)}
        others = [one for one in deliveries if one.row not in apart]
        found = await self._works(conn, works) if works else {}
        found |= await self._objections(conn, objected) if objected else {}
        return found | (await self._results(conn, others) if others else {})
