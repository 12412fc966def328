"""A learner who asked, and a writer that says what it is told to."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.model_ports import NumberedPassage, WriteResult, Written
from bot.store import asked
from bot.store.asked import Asking
from bot.store.db import Database
from tests.delivery.owing import BOT, NOON

PASSAGES = (NumberedPassage(1, "绿茶嫩，水太烫会苦。晾到80度再泡。", "绿茶用八十度的水"),)
GOOD = Written(WriteResult.WRITTEN, "绿茶嫩，水太烫会苦[1]。晾到80度再泡[1]。")
AWAY = Written(WriteResult.UNAVAILABLE, code="503")


@dataclass
class Scripted:
    """A ``Writer`` that gives ``answers`` in turn, the last again and again; ``got`` is what it was
    asked. With ``hold`` it answers once that is set.
    """

    answers: list[Written] = field(default_factory=lambda: [GOOD])
    hold: asyncio.Event | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    got: list[tuple[str, tuple[NumberedPassage, ...]]] = field(default_factory=list)

    async def write(self, question: str, passages: Sequence[NumberedPassage]) -> Written:
        self.got.append((question, tuple(passages)))
        self.begun.set()
        if self.hold is not None:
            await self.hold.wait()
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def stop(self) -> None:
        return None


async def ask(
    db: Database,
    learner: int,
    words: str = "绿茶水温多少",
    *,
    passages: Sequence[NumberedPassage] = PASSAGES,
    outcome: asked.Outcome = "quoted",
    at: datetime = NOON,
    lesson: str | None = "green",
) -> int:
    """A question that was answered by a quotation, and waits for a model; returns the row."""
    asking = Asking(
        learner,
        BOT,
        words,
        "zh-Hans",
        outcome,
        7.5,
        "tea" if lesson else None,
        lesson,
        "2026.1" if lesson else None,
        passages,
    )
    async with db.transaction() as conn:
        return await asked.note(conn, asking, at)
