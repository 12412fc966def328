"""Reading the lessons aloud ahead, so that 听 brings a sound at once."""

import hashlib
from datetime import datetime, timedelta

import structlog

from bot.domain.content import Lesson
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.learning.shelf import Shelf
from bot.learning.speech.voices import read_lesson_aloud, recorded, speech_recipe
from bot.model_ports import Speaker
from bot.ports import Clock
from bot.store import made_media
from bot.store.db import Database

PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60))
"""Between tries with an engine that fails."""
LEASE = timedelta(minutes=15)

log = structlog.get_logger("schedules")


class Reader:
    """Has one lesson read a run; any number of processes may run one."""

    def __init__(self, db: Database, clock: Clock, shelf: Shelf, speaker: Speaker) -> None:
        """Read what is taught from ``shelf``."""
        self._db = db
        self._clock = clock
        self._shelf = shelf
        self._speaker = speaker
        self._failed = 0
        self._rests_until: datetime | None = None

    async def run(self) -> int:
        """Read the next lesson that has no sound yet; how many were read. A failing engine is said
        once and tried again after growing pauses.
        """
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return 0
        lesson = await self._next(now)
        if lesson is None:
            return 0
        try:
            await read_lesson_aloud(self._db, lesson, self._speaker, now)
        except (PlatformUnavailableError, PlatformMisconfiguredError) as error:
            await self._rest(lesson, str(error), now)
            return 0
        self._failed, self._rests_until = 0, None
        return 1

    async def _next(self, now: datetime) -> Lesson | None:
        async with self._db.transaction() as conn:
            library = await self._shelf.library(conn)
            wanted = {
                speech_recipe(lesson, self._speaker.name): lesson
                for course in library.courses.values()
                for lesson in course.lessons
                if not recorded(lesson)
            }
            found = await made_media.take_one(conn, sorted(wanted, key=_spread), now, now - LEASE)
            return wanted[found] if found else None

    async def _rest(self, lesson: Lesson, reason: str, now: datetime) -> None:
        if not self._failed:
            log.warning("lessons are not read aloud", reason=reason)
        self._rests_until = now + PAUSES[min(self._failed, len(PAUSES) - 1)]
        self._failed += 1
        async with self._db.transaction() as conn:
            await made_media.give_back(conn, speech_recipe(lesson, self._speaker.name))


def _spread(recipe: bytes) -> bytes:
    """An order that has nothing to do with the courses: each gets some sound early."""
    return hashlib.sha256(recipe).digest()
