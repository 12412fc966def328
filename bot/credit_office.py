"""Everything that concerns credit, built from the settings: banks, who hands in, and pages.

What the clock brings: bot/credit_timetable.py.
"""

from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.config import Settings
from bot.identity import issuer_of, signing_key_of, vault_of
from bot.ledger.proofs import did
from bot.ledger.pushing.worker import PushWorker
from bot.platforms import account_forms, build_banks, targets_of
from bot.ports import Clock
from bot.store.db import Database
from bot.web.ledger_gauges import PushGauges
from bot.web.measures import Measures
from bot.web.section import Section

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

    def pages(self, db: Database) -> "list[web.AbstractRouteDef]":
        """Where certificates are checked, and where one gets a copy of one's data; each is read when
        somebody first asks for it.
        """
        document = did.document_path(self._settings.security.id_base)
        return [
            Section(partial(self._checking, db), "/verify", "/.well-known/did.json", document),
            Section(partial(self._copies, db), "/mine"),
        ]

    def _checking(self, db: Database) -> "list[web.RouteDef]":
        from bot.web import verify  # noqa: PLC0415 - draws certificates; see Section

        settings = self._settings
        return verify.routes(
            db=db,
            clock=self._clock,
            vault=self.vault,
            signing=signing_key_of(settings),
            id_base=settings.security.id_base,
            public_url=settings.server.public_url,
            institution=settings.institution.name,
            uscc=settings.institution.uscc,
        )

    def _copies(self, db: Database) -> "list[web.RouteDef]":
        from bot.web import mine  # noqa: PLC0415 - as above

        return mine.routes(db, self._clock, self.vault, self.issuer.pseudonym)
