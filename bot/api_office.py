"""The public API of a deployment, from its settings: its routes, its subscribers, its jobs."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.delivery.hooks import HookComposer
from bot.domain.api import HOOKS
from bot.domain.errors import SettingsError
from bot.identity import issuer_of, vault_of
from bot.platforms import build_webhooks
from bot.ports import Channel, Clock
from bot.store.api.hook_targets import HookTargets
from bot.store.api.rates import Rates
from bot.store.db import Database

if TYPE_CHECKING:
    from aiohttp import web
    from redis.asyncio import Redis

    from schedules.jobs import Job


class ApiOffice:
    """One for each process."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Nothing is connected yet. Raises SettingsError where an account has the subscribers' name."""
        bots, accounts = settings.telegram, settings.wechat
        if HOOKS in {*(one.name for one in bots), *(one.name for one in accounts)}:
            raise SettingsError(f'No account may be called "{HOOKS}"; give it another name.')
        self._settings = settings
        self._clock = clock
        self._vault = vault_of(settings)
        self._issuer = issuer_of(settings)

    @property
    def composer(self) -> HookComposer:
        """The words of ``Kind.HOOK``."""
        return HookComposer(self._issuer.pseudonym)

    def channel(self, db: Database) -> Channel:
        """Who tells subscribers; for the delivery worker only. To be stopped at the end."""
        targets = HookTargets(db, self._vault, self._clock)
        return build_webhooks(self._settings, targets, self._clock)

    def jobs(self, db: Database, wake: Callable[[str], None]) -> "tuple[Job, ...]":
        """What the clock brings; any number of processes may run them side by side."""
        # Only who runs the schedules pays for reading their code.
        from schedules.hooks import HookPlanner, hook_jobs  # noqa: PLC0415

        key = self._issuer.pseudonym_key
        return hook_jobs(HookPlanner(db, self._clock, lambda: wake("delivery"), key))

    def pages(
        self, db: Database, redis: "Redis", channels: Mapping[str, Channel]
    ) -> "list[web.RouteDef]":
        """All of ``/api/v1/``. ``channels`` are the accounts of the settings."""
        # Only who serves it pays for reading its code: the models take half a second.
        from bot.web import api  # noqa: PLC0415
        from bot.web.api.cursors import Cursors  # noqa: PLC0415

        settings = self._settings
        rates = Rates(redis, self._clock, settings.api.calls_a_minute)
        return api.routes(
            api.House(
                db=db,
                clock=self._clock,
                vault=self._vault,
                issuer=self._issuer,
                rates=rates,
                cursors=Cursors(self._issuer.pseudonym_key),
                channels=channels,
                zone=settings.learning.zone_info,
                quiet=settings.learning.quiet,
                public_url=settings.server.public_url,
                private_hooks=settings.api.private_hooks,
            )
        )
