"""What the clock brings to credit."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.config import Settings
from bot.credit_office import CreditOffice
from bot.identity import signing_key_of
from bot.ledger.journal.sealing import Sealer
from bot.ledger.recognising import Recogniser
from bot.ledger.sweeping import Sweeper
from bot.ports import Clock
from bot.store.db import Database
from bot.web.ledger_gauges import LedgerGauges
from bot.web.measures import Measures
from schedules.forgetting import Forgetter, forgetting_jobs
from schedules.jobs import Job
from schedules.ledger import ledger_jobs
from schedules.recognising import recognition_jobs
from schedules.reconciling import BookKeeper, reconciling_jobs


def credit_jobs(
    settings: Settings,
    office: CreditOffice,
    db: Database,
    clock: Clock,
    measures: Measures,
    wake: Callable[[str], None],
) -> tuple[Job, ...]:
    """Any number of processes may run them side by side."""
    learning, every = settings.learning, [bank.ask_seconds for bank in settings.credit_bank]
    recogniser = Recogniser(
        db,
        office.banks,
        clock,
        lambda: wake("delivery"),
        every=timedelta(seconds=min(every, default=600)),
    )
    gauges = LedgerGauges(db, clock, list(office.titles), measures.registry)
    forgetter = Forgetter(
        db, clock, office.issuer, settings.privacy.silent_months, lambda: wake("push")
    )
    sweeper = Sweeper(db, clock, office.targets, structlog.get_logger("ledger"))
    return (
        Job("sweep unpushed statements", 60, _unpushed(sweeper, wake)),
        *ledger_jobs(Sealer(db, clock, signing_key_of(settings))),
        *recognition_jobs(recogniser),
        *reconciling_jobs(BookKeeper(db, clock, office.banks, learning.zone_info)),
        *forgetting_jobs(forgetter),
        Job("measure the credit banks", 15, gauges.measure),
    )


def _unpushed(sweeper: Sweeper, wake: Callable[[str], None]) -> Callable[[], Awaitable[int]]:
    async def unpushed() -> int:
        """All statements once from the start on, and each time those of the last hour."""
        count = await sweeper.run()
        if count:
            wake("push")
        return count

    return unpushed
