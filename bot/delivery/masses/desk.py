"""What everybody at work on mass messages shares."""

import asyncio
import hashlib
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.masses.outcomes import Following, next_day
from bot.domain.quiet_hours import QuietHours
from bot.ports import Clock, MassWay, Official
from bot.store import quotas
from bot.store.db import Connection, Database
from bot.store.masses import parts as mass_parts
from bot.store.masses.parts import Part

CALLS = "mass"
"""What mass calls are counted as in a day."""
DAILY_CALLS = 100
MINUTE_CALLS = 30
"""The platform takes 60 in any minute; counted by the clock's minutes, 30 never make more."""


@dataclass(frozen=True, slots=True)
class Desk:
    """``officials`` are the accounts by name; ``deployment`` tells our keys from those of another
    deployment that uses the same account.
    """

    db: Database
    officials: Mapping[str, Official]
    clock: Clock
    quiet: QuietHours
    zone: str
    deployment: str

    @property
    def accounts(self) -> list[str]:
        """The accounts that may send mass messages."""
        return [name for name, one in self.officials.items() if one.ability.mass is not None]

    def by_people(self, account: str) -> bool:
        """Whether receivers are listed one by one, and each counts four a month."""
        return self.officials[account].ability.mass is MassWay.PEOPLE

    def is_quiet(self, now: datetime) -> bool:
        """Whether nothing unasked-for may go out, in the deployment's zone."""
        return self.quiet.hold(now, self.zone)

    def key(self, part: int) -> str:
        """The idempotency key of a part's call: at most 32 ASCII characters, ever the same."""
        house = hashlib.sha256(self.deployment.encode()).hexdigest()[:10]
        return f"yike-{house}-{part}"


def account_lock(account: str) -> int:
    """The number by which calls of one account wait for each other."""
    digest = hashlib.sha256(f"mass {account}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


async def room_for_call(conn: Connection, account: str, now: datetime) -> datetime | None:
    """Count one call; None: it may go. Else when there is room again."""
    use = (account, CALLS)
    minute = now.replace(second=0, microsecond=0)
    period = f"{minute:%Y-%m-%dT%H:%M}"
    got = await quotas.reserve(conn, {use: 1}, {use: MINUTE_CALLS}, period)
    if not got[use]:
        return minute + timedelta(minutes=1)
    got = await quotas.reserve(conn, {use: 1}, {use: DAILY_CALLS}, quotas.day_of(now))
    return None if got[use] else next_day(now)


async def shielded(work: Coroutine[Any, Any, None]) -> None:
    """Record an outcome to its end, also when the caller is cancelled meanwhile."""
    await asyncio.shield(asyncio.ensure_future(work))


async def put_back(conn: Connection, part: Part, what: Following, now: datetime) -> None:
    """A part is tried again later, and the day's quota is known to be used up if it was that."""
    if what.used_up:
        await quotas.use_up(conn, (part.account, CALLS), quotas.day_of(now))
    await mass_parts.put_back(conn, part, what.until, what.status, uncalled=what.uncalled)
