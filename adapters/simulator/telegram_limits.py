"""How much a bot may send (reference/telegram.md section 3), on the pictured clock."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.simulator.telegram_errors import too_many

ACCOUNT = (30, 30.0)
"""All chats: 30 a second (Bots FAQ)."""

PAID = (1000, 1000.0)
"""All chats with ``allow_paid_broadcast``: 1000 a second (Bots FAQ)."""

PRIVATE = (5, 1.0)
"""One chat: about one a second; "short bursts" (Bots FAQ) are taken as five."""

GROUP = (20, 20 / 60)
"""One group: 20 a minute (Bots FAQ)."""


@dataclass(slots=True)
class Bucket:
    """Holds ``size`` sends and refills by ``rate`` a second."""

    size: int
    rate: float
    level: float
    at: datetime

    def wait(self, now: datetime) -> float:
        """Seconds until there is room for one more; 0 when there is."""
        gone = max(timedelta(0), now - self.at).total_seconds()
        self.level = min(float(self.size), self.level + gone * self.rate)
        self.at = now
        # A hair of tolerance: instants are microseconds, rates are fractions.
        return 0.0 if self.level >= 1 - 1e-6 else (1 - self.level) / self.rate

    def take(self) -> None:
        """Use one."""
        self.level -= 1


class TelegramLimits:
    """The buckets of one bot. A refused send uses nothing up."""

    def __init__(self) -> None:
        """All full."""
        self._buckets: dict[int | str, Bucket] = {}

    def spend(self, chat: int, now: datetime, *, edit: bool = False, paid: bool = False) -> bool:
        """Count one send to ``chat`` (an edit counts for the chat only).

        True when it has to be paid for: it was allowed to be, and is beyond what is free.
        Raises TelegramRefusal 429 with ``retry_after`` in whole seconds when it is too much.
        """
        wanted = [self._bucket(chat, GROUP if chat < 0 else PRIVATE, now)]
        costs = False
        if not edit:
            account = self._bucket("account", ACCOUNT, now)
            costs = paid and account.wait(now) > 0
            wanted.append(self._bucket("paid", PAID, now) if costs else account)
        wait = max(bucket.wait(now) for bucket in wanted)
        if wait > 0:
            raise too_many(math.ceil(wait))
        for bucket in wanted:
            bucket.take()
        return costs

    def _bucket(self, key: int | str, size: tuple[int, float], now: datetime) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(size[0], size[1], float(size[0]), now)
        return self._buckets[key]
