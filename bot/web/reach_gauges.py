"""What pushing can still draw on, as gauges: the platforms' quotas, consents, mass messages."""

from collections.abc import Mapping
from datetime import timedelta

import structlog
from prometheus_client import CollectorRegistry, Gauge

from bot.domain.errors import PlatformCallError
from bot.ports import Clock, MassWay, Official
from bot.store.db import Database
from bot.store.quotas import month_of
from bot.store.reach.measures import consents_left, mass_left, masses_failed, ways_stopped

EVERY = 600.0
"""Seconds between two looks: a look is seven calls of an account, and a walk over the addresses."""
MONTHLY = 4
LATELY = timedelta(hours=24)

log = structlog.get_logger("gauges")


class ReachGauges:
    """Keeps them; run ``measure`` as a job. What it shows is the same for all processes."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        officials: Mapping[str, Official],
        registry: CollectorRegistry,
    ) -> None:
        """``registry`` is that of the process's metrics."""
        self._db = db
        self._clock = clock
        self._officials = officials
        self._silent: set[str] = set()

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(name, about, labels, registry=registry)

        self._limit = gauge(
            "yike_platform_quota_limit",
            "Calls of an interface that the platform takes a day, as it says.",
            "account",
            "call",
        )
        self._used = gauge(
            "yike_platform_quota_used",
            "Calls of an interface made today, as the platform says.",
            "account",
            "call",
        )
        self._consents = gauge(
            "yike_consents_left",
            "Notices that followers agreed to and that were not sent yet.",
            "account",
            "template",
        )
        self._lasting = gauge(
            "yike_consents_lasting",
            "Followers whose consent to a notice lasts.",
            "account",
            "template",
        )
        self._mass = gauge(
            "yike_mass_followers",
            "Followers by how many mass messages they can still get this month.",
            "account",
            "left",
        )
        self._stopped = gauge(
            "yike_push_ways_stopped",
            "Templates and ways that a platform refuses to an account, left alone for a day.",
            "account",
        )
        self._failed = gauge(
            "yike_mass_failed",
            "Mass messages of the last 24 hours that failed, whole or in part.",
            "account",
        )

    async def measure(self) -> int:
        """Ask the platforms and the database, and set the gauges. An account whose platform does
        not answer keeps what it said last. Returns 0: nothing is done about it.

        Raises StorageUnavailableError.
        """
        await self._stored()
        for account, official in self._officials.items():
            if official.ability.pushes:
                await self._asked(account, official)
        return 0

    async def _asked(self, account: str, official: Official) -> None:
        try:
            found = await official.quotas()
        except PlatformCallError as error:
            if account not in self._silent:
                self._silent.add(account)
                log.warning("quotas cannot be asked", account=account, reason=str(error))
            return
        self._silent.discard(account)
        for one in found:
            call = one.call.removeprefix("/cgi-bin/")
            self._limit.labels(account, call).set(one.limit)
            self._used.labels(account, call).set(one.used)

    async def _stored(self) -> None:
        counting = [
            name for name, one in self._officials.items() if one.ability.mass is MassWay.PEOPLE
        ]
        now = self._clock.now()
        month = month_of(now)
        async with self._db.connection() as conn:
            consents = [one for one in await consents_left(conn) if one.account in self._officials]
            left = await mass_left(conn, counting, month)
            stopped = await ways_stopped(conn, now)
            failed = await masses_failed(conn, now - LATELY)
        self._consents.clear()
        self._lasting.clear()
        for one in consents:
            self._consents.labels(one.account, one.template).set(one.left)
            self._lasting.labels(one.account, one.template).set(one.lasting)
        for account in counting:
            for more in range(MONTHLY + 1):
                self._mass.labels(account, str(more)).set(left.get((account, more), 0))
        for account in self._officials:
            self._stopped.labels(account).set(stopped.get(account, 0))
            self._failed.labels(account).set(failed.get(account, 0))
