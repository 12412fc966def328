"""Everything that concerns credit, built from the settings: banks, workers, pages and jobs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.config import Settings
from bot.identity import issuer_of, signing_key_of, vault_of
from bot.ledger.journal.sealing import Sealer
from bot.ledger.pushing.worker import PushWorker
from bot.ledger.recognising import Recogniser
from bot.ledger.sweeping import Sweeper
from bot.platforms import account_forms, build_banks, targets_of
from bot.ports import Clock
from bot.store.db import Database
from bot.web import mine, verify
from bot.web.ledger_gauges import LedgerGauges, PushGauges
from bot.web.measures import Measures
from schedules.forgetting import Forgetter, forgetting_jobs
from schedules.jobs import Job
from schedules.ledger import ledger_jobs
from schedules.recognising import recognition_jobs
from schedules.reconciling import BookKeeper, reconciling_jobs

if TYPE_CHECKING:
    from aiohttp import web


class CreditOffice:
    """One for each process: what it has from the settings, and what it builds on demand."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Nothing is connected yet."""
        self._settings = settings
        self._clock = clock
        self.issuer = issuer_of(settings)
        self.vault = vault_of(settings)
        self.banks = build_banks(settings, clock)
        self.targets = targets_of(settings)
        self.titles = {bank.name: bank.title or bank.name for bank in settings.credit_bank}
        self.account_forms = account_forms(settings)
        self.contacts = {bank.name: bank.contact for bank in settings.credit_bank if bank.contact}

    def push_worker(self, db: Database, measures: Measures) -> PushWorker:
        """Who hands in."""
        watch = PushGauges(list(self.titles), measures.registry)
        log = structlog.get_logger("push")
        return PushWorker(db, self.banks, self._clock, log, self.vault, watch=watch)

    def pages(self, db: Database) -> "list[web.RouteDef]":
        """Where certificates are checked, and where one gets a copy of one's data."""
        settings = self._settings
        return [
            *verify.routes(
                db=db,
                clock=self._clock,
                vault=self.vault,
                signing=signing_key_of(settings),
                id_base=settings.security.id_base,
                public_url=settings.server.public_url,
                institution=settings.institution.name,
                uscc=settings.institution.uscc,
            ),
            *mine.routes(db, self._clock, self.vault, self.issuer.pseudonym),
        ]

    def jobs(
        self, db: Database, measures: Measures, wake: Callable[[str], None]
    ) -> tuple[Job, ...]:
        """What the clock brings; any number of processes may run them side by side."""
        settings, clock = self._settings, self._clock
        learning, every = settings.learning, [bank.ask_seconds for bank in settings.credit_bank]
        recogniser = Recogniser(
            db,
            self.banks,
            clock,
            lambda: wake("delivery"),
            every=timedelta(seconds=min(every, default=600)),
        )
        gauges = LedgerGauges(db, clock, list(self.titles), measures.registry)
        forgetter = Forgetter(
            db, clock, self.issuer, settings.privacy.silent_months, lambda: wake("push")
        )
        return (
            Job("sweep unpushed statements", 60, self._unpushed(db, wake)),
            *ledger_jobs(Sealer(db, clock, signing_key_of(settings))),
            *recognition_jobs(recogniser),
            *reconciling_jobs(BookKeeper(db, clock, self.banks, learning.zone_info)),
            *forgetting_jobs(forgetter),
            Job("measure the credit banks", 15, gauges.measure),
        )

    def _unpushed(self, db: Database, wake: Callable[[str], None]) -> Callable[[], Awaitable[int]]:
        sweeper = Sweeper(db, self._clock, self.targets, structlog.get_logger("ledger"))

        async def unpushed() -> int:
            """All statements once from the start on, and each time those of the last hour."""
            count = await sweeper.run()
            if count:
                wake("push")
            return count

        return unpushed
