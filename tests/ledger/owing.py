"""Learners who agreed and are owed to, and workers that push it."""

import structlog

from bot.clock import FrozenClock
from bot.ledger import consent
from bot.ledger.completions import record_completions
from bot.ledger.push import PushWorker
from bot.store.db import Database
from tests.ledger.banks import MemoryBank
from tests.ledger.samples import ISSUER, NOW, add_learner, many_lessons


async def owe(db: Database, number: int, *targets: str) -> int:
    """A learner who agreed, with ``number`` statements owed; returns the learner."""
    learner = await add_learner(db)
    async with db.transaction() as conn:
        await consent.give(conn, learner, targets, NOW)
        facts = many_lessons(number, learner=learner)
        await record_completions(conn, facts, ISSUER, targets, NOW)
    return learner


def worker(db: Database, clock: FrozenClock, *banks: MemoryBank) -> PushWorker:
    return PushWorker(db, banks, clock, structlog.get_logger(), spread=lambda: 1.0)


async def drain(pusher: PushWorker) -> int:
    """Turns until one settles nothing; returns how many statements were settled."""
    total = 0
    while settled := await pusher.run_once():
        total += settled
    return total
