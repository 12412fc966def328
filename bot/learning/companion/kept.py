"""What the companion knows, read once for each revision of the library, off the event loop."""

import asyncio

from bot.learning.companion.decision import Knowledge
from bot.learning.library import Library


class Companion:
    """Keeps the newest revision that was read, for all who answer from it."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._knowledge: Knowledge | None = None
        self._reading: tuple[int, asyncio.Task[Knowledge]] | None = None

    async def knowledge(self, library: Library, within: float) -> Knowledge | None:
        """What ``library`` says; None where reading it takes longer than ``within`` seconds, which
        it goes on with: of an older revision nothing is told, for it may have been recalled.

        A revision is read once, in a thread, however many ask for it at the same time.
        """
        if self._knowledge is not None and self._knowledge.revision == library.revision:
            return self._knowledge
        reading = self._begin(library)
        done, _ = await asyncio.wait([reading], timeout=within)
        if not done:
            return None
        self._knowledge = reading.result()
        return self._knowledge

    def _begin(self, library: Library) -> "asyncio.Task[Knowledge]":
        if self._reading is not None and self._reading[0] == library.revision:
            task = self._reading[1]
            if not task.done() or (not task.cancelled() and task.exception() is None):
                return task
        task = asyncio.create_task(asyncio.to_thread(Knowledge, library))
        self._reading = library.revision, task
        return task
