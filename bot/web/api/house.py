"""What the API works with, as the composition root gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.quiet_hours import QuietHours
from bot.keys.vault import Vault
from bot.ledger.statements import Issuer
from bot.ports import Channel, Clock
from bot.store.api.rates import Rates
from bot.store.db import Database
from bot.web.api.cursors import Cursors


@dataclass(frozen=True, slots=True)
class House:
    """One for each process.

    ``channels`` are the accounts of the settings; ``zone`` and ``quiet`` (hours) are the
    deployment's; ``public_url`` is how callers reach us, without a slash at its end.
    ``private_hooks``: subscribers may be at private addresses, and without TLS.
    """

    db: Database
    clock: Clock
    vault: Vault
    issuer: Issuer
    rates: Rates
    cursors: Cursors
    channels: Mapping[str, Channel]
    zone: ZoneInfo
    quiet: QuietHours
    public_url: str
    private_hooks: bool
