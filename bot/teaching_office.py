"""All that concerns teaching beyond the chat, as the settings have it: the shelf, the companion and
its model, what reads lessons aloud, and what the clock brings to these.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.config import Settings
from bot.delivery.composing import Composer
from bot.domain.delivery import Kind
from bot.learning.companion.answering import Answering
from bot.learning.companion.compose import AnswerComposer
from bot.learning.companion.decision import Answer
from bot.learning.companion.kept import Companion
from bot.learning.companion.writing import Writing
from bot.learning.compose import LessonComposer
from bot.learning.shelf import Shelf
from bot.learning.week import WeekComposer
from bot.platforms import build_speaker, build_writer
from bot.ports import Clock
from bot.store import made_media
from bot.store.db import Connection, Database
from bot.web.companion_tallies import CompanionTallies, QuestionTallies
from bot.web.measures import Measures
from schedules.batches import in_batches
from schedules.jobs import Job
from schedules.speech import Reader

KEEP_MADE = timedelta(days=30)
"""How long a card, a week or a sound that nobody is shown is kept."""
READ_WITHIN = 60.0
"""Seconds that the lessons may take to be read for the companion, at the start."""


class TeachingOffice:
    """One for each process: what it has from the settings, and what it builds on demand."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Nothing is connected yet."""
        self._seconds = settings.companion.seconds
        self._clock = clock
        self.shelf = Shelf()
        self._speaker = build_speaker(settings.speech)
        self._writer = build_writer(settings.companion)
        self._companion = Companion()
        self.answering = Answering(self._companion, with_model=self._writer is not None)

    @property
    def speaker(self) -> str:
        """Who reads lessons aloud; empty where nobody does."""
        return self._speaker.name if self._speaker is not None else ""

    def composers(self) -> dict[Kind, Composer]:
        """Who puts into words what learners are owed."""
        return {
            Kind.LESSON: LessonComposer(self.shelf, self._clock),
            Kind.WEEK: WeekComposer(self.shelf, self._clock),
            Kind.ANSWER: AnswerComposer(),
        }

    def writing(
        self, db: Database, measures: Measures, wake: Callable[[str], None]
    ) -> Writing | None:
        """Who asks the model; None where there is none."""
        if self._writer is None:
            return None
        tallies = CompanionTallies(measures.registry)
        return Writing(
            db,
            self._writer,
            self._clock,
            self._seconds,
            owed=lambda: wake("delivery"),
            count=tallies.count,
        )

    def answered(
        self, measures: Measures, wake: Callable[[str], None]
    ) -> Callable[[Answer], None]:
        """What follows a question once it is stored: it is counted, and a model set to work."""
        tallies = QuestionTallies(measures.registry)

        def follow(found: Answer) -> None:
            tallies.count(found)
            if found.passages and self._writer is not None:
                wake("write")

        return follow

    async def read_ahead(self, db: Database) -> None:
        """Read the lessons for the companion, so that the first question is answered at once."""
        async with db.connection() as conn:
            library = await self.shelf.library(conn)
        await self._companion.knowledge(library, READ_WITHIN)

    def jobs(self, db: Database) -> tuple[Job, ...]:
        """What the clock brings; any number of processes may run them side by side."""
        clock = self._clock

        async def forget(conn: Connection, now: datetime, most: int) -> int:
            return await made_media.forget_unused(conn, now - KEEP_MADE, most)

        async def forget_made() -> int:
            return await in_batches(db, clock, forget, 200)

        jobs = (Job("forget pictures and sounds nobody is shown", 3600, forget_made),)
        if self._speaker is None:
            return jobs
        return (
            Job("read lessons aloud", 2, Reader(db, clock, self.shelf, self._speaker).run),
            *jobs,
        )

    async def close(self) -> None:
        """Let go of the model's connections."""
        if self._writer is not None:
            await self._writer.stop()
