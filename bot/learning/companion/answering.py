"""A question from beginning to end: what comes of it, kept in the transaction of its event."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.learning.companion.decision import PLAIN, Answer, Knowledge, Why, decide
from bot.learning.companion.kept import Companion
from bot.learning.companion.masking import masked, without_masks
from bot.learning.library import Library
from bot.store import asked
from bot.store.asked import Asking
from bot.store.db import Connection

WITHIN = 1.5
"""Seconds that a question waits for a library that is being read: a reply is due within 4.5 s."""
LARGE = 4000
"""From so many passages on, a question may take over 5 ms and is looked up beside the event loop."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the learner's row, the account the question came by, the language, and the keys of
    his or her courses.
    """

    learner: int
    account: str
    language: str
    courses: frozenset[str] = frozenset()


class Answering:
    """Answers questions out of the library of the moment."""

    def __init__(self, companion: Companion, *, with_model: bool) -> None:
        """``with_model``: what is quoted also waits for a model's answer."""
        self._companion = companion
        self._with_model = with_model

    async def answer(
        self, conn: Connection, library: Library, asker: Asker, words: str, now: datetime
    ) -> Answer | None:
        """What comes of ``words``, and the question kept with it (two round trips); no network call.
        None: the lessons are still being read after an import, and nothing was kept; the person is
        to ask again in a moment. A question in which nothing is asked is not kept either.

        Once the event's transaction has committed, call whoever writes (``Writing``) where
        ``Answer.passages`` are not empty.
        """
        knowledge = await self._companion.knowledge(library, WITHIN)
        if knowledge is None:
            return None
        question = masked(words)
        guarded = await asked.courses_in_rounds(conn, now)
        found = await _decided(knowledge, without_masks(question), asker.courses, guarded)
        if found.why is not Why.NOTHING_ASKED:
            await asked.note(conn, self._asking(asker, question, found), now)
        return found

    async def told(
        self, conn: Connection, library: Library, asker: Asker, words: str, now: datetime
    ) -> Answer | None:
        """As ``answer``, for words that do not look like a question: what a lesson plainly says to
        them (昨天去医院了 tells, and asks nothing). None, and nothing kept, where none does;
        of somebody in danger it is known without lessons.
        """
        knowledge = await self._companion.knowledge(library, WITHIN)
        if knowledge is None:
            return None
        question = masked(words)
        guarded = await asked.courses_in_rounds(conn, now)
        found = await _decided(knowledge, without_masks(question), asker.courses, guarded)
        plainly = found.quotation is not None and found.score >= PLAIN * knowledge.threshold
        if not plainly and found.danger is None:
            return None
        await asked.note(conn, self._asking(asker, question, found), now)
        return found

    def _asking(self, asker: Asker, question: str, found: Answer) -> Asking:
        place = found.quotation.place if found.quotation else next(iter(found.near), None)
        return Asking(
            asker.learner,
            asker.account,
            question,
            asker.language,
            found.outcome,
            found.score,
            place.course.key if place else None,
            place.lesson.key if place else None,
            place.course.version if place else None,
            found.passages if self._with_model else (),
        )


async def _decided(
    knowledge: Knowledge, question: str, own: frozenset[str], guarded: frozenset[str]
) -> Answer:
    if len(knowledge.ranking.passages) < LARGE:
        return decide(knowledge, question, own, guarded)
    return await asyncio.to_thread(decide, knowledge, question, own, guarded)
