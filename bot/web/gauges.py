"""What is open, late and stopped, as gauges: set by whoever knows, read by Prometheus."""

from collections.abc import Callable, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge

from bot.store.delivery_reports import OpenCount, Overdue

Labels = tuple[str, str]
Value = Callable[[OpenCount], float]


class Gauges:
    """The gauges of delivery in one process.

    What comes from the database (backlog, planning) is the same for all processes and is shown
    by those that measure it; take the greatest. The rest is this process's own.
    """

    def __init__(self, registry: CollectorRegistry, label: Callable[[str], str]) -> None:
        """``label`` makes an account's label of its name; several may share one."""
        self._label = label

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(name, about, labels, registry=registry)

        self._by_kind: dict[str, Gauge] = {
            "waiting": gauge(
                "yike_delivery_backlog",
                "Deliveries that could go now and wait.",
                "account",
                "kind",
            ),
            "put_off": gauge(
                "yike_delivery_put_off",
                "Deliveries that wait for a later moment: quiet hours, a retry, their turn.",
                "account",
                "kind",
            ),
            "held": gauge(
                "yike_delivery_held",
                "Deliveries in inboxes, waiting for the next contact.",
                "account",
                "kind",
            ),
            "oldest": gauge(
                "yike_delivery_oldest_seconds",
                "For how long the longest waiting delivery could have gone.",
                "account",
                "kind",
            ),
        }
        self._in_flight = gauge(
            "yike_delivery_in_flight", "Deliveries that are being sent.", "account"
        )
        self._uncertain = gauge(
            "yike_delivery_uncertain", "Open deliveries that may have arrived already."
        )
        self._overdue = gauge(
            "yike_planning_overdue", "What was to be planned over a minute ago and is not."
        )
        self._stopped = gauge(
            "yike_account_stopped",
            "1 while this process sends nothing for an account: its platform takes nothing.",
            "account",
        )
        self._unrecorded = gauge(
            "yike_outcomes_unrecorded", "Outcomes of sends that wait to be written."
        )
        self._redis_away = gauge(
            "yike_limits_redis_away", "1 while limits are kept without Redis, as a safe share."
        )
        self._seen: set[Labels] = set()

    def stopped(self, account: str, *, stopped: bool) -> None:
        """An account's circuit opened, or closed again."""
        self._stopped.labels(self._label(account)).set(stopped)

    def unrecorded(self, count: int) -> None:
        """So many outcomes wait to be written."""
        self._unrecorded.set(count)

    def redis_away(self, away: bool) -> None:
        """Limits are kept without Redis, or with it again."""
        self._redis_away.set(away)

    def backlog(self, opened: Sequence[OpenCount], overdue: Overdue, now: datetime) -> None:
        """What the database holds at ``now``. What was there before and is gone becomes 0."""
        found: dict[Labels, list[OpenCount]] = {labels: [] for labels in self._seen}
        for one in opened:
            found.setdefault((self._label(one.account), one.kind), []).append(one)
        self._seen.update(found)
        flying: dict[str, int] = {}
        for (account, kind), counts in found.items():
            self._by_kind["waiting"].labels(account, kind).set(sum(c.waiting for c in counts))
            self._by_kind["put_off"].labels(account, kind).set(sum(c.put_off for c in counts))
            self._by_kind["held"].labels(account, kind).set(sum(c.held for c in counts))
            ready = min((c.ready_since for c in counts if c.ready_since), default=now)
            age = max(0.0, (now - ready).total_seconds())
            self._by_kind["oldest"].labels(account, kind).set(age)
            flying[account] = flying.get(account, 0) + sum(c.in_flight for c in counts)
        for account, count in flying.items():
            self._in_flight.labels(account).set(count)
        self._uncertain.set(sum(one.uncertain for one in opened))
        self._overdue.set(overdue.total)
