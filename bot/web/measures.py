"""What is measured: Prometheus metrics, and how a webhook call went."""

import time
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Self

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.delivery import Kind
from bot.store.delivery_reports import OpenCount, Overdue
from bot.web.gauges import Gauges
from bot.web.tallies import Tallies

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 4.5)


class Measures:
    """The metrics of one process; it may ``Watch`` the engine (bot.delivery.watching)."""

    def __init__(self, accounts: Collection[str] = ()) -> None:
        """A registry of our own: nothing is counted twice, tests stand side by side.

        ``accounts`` are those of the settings: what is told of others is labelled "other".
        """
        self.registry = CollectorRegistry()
        self._tallies = Tallies(accounts)
        self.registry.register(self._tallies)
        self._gauges = Gauges(self.registry, self._tallies.account)
        for account in accounts:
            self._gauges.stopped(account, stopped=False)
        self._seconds = Histogram(
            "yike_inbound_seconds",
            "From a webhook call's arrival to its answer.",
            ["account"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._calls = Counter(
            "yike_inbound_calls",
            "Webhook calls by what became of them.",
            ["account", "outcome"],
            registry=self.registry,
        )
        self._platform = Gauge(
            "yike_platform_ready",
            "1 when the platform took our webhook, menu and commands.",
            ["account"],
            registry=self.registry,
        )
        # Looking a child up by its labels takes a lock and costs more than counting does.
        self._children: dict[tuple[str, str], tuple[Histogram, Counter]] = {}

    def handling(self, account: str) -> "CallMeasure":
        """Measure one call: ``with measures.handling(account) as call``."""
        return CallMeasure(self, account)

    def handled(self, account: str, word: str, seconds: float) -> None:
        """Count one call that became ``word``."""
        key = (account, word)
        found = self._children.get(key)
        if found is None:
            found = (self._seconds.labels(account), self._calls.labels(account, word))
            self._children[key] = found
        found[0].observe(seconds)
        found[1].inc()

    def platform(self, account: str, *, ready: bool) -> None:
        """Note whether an account's platform is set up."""
        self._platform.labels(account).set(ready)

    # What the engine tells --------------------------------------------------------------------

    def decided(self, account: str, kind: Kind, seconds: float) -> None:
        """A delivery was first decided ``seconds`` after its due."""
        self._tallies.decided(account, kind, seconds)

    def ended(self, account: str, kind: Kind, state: str) -> None:
        """A delivery ended as ``sent``, ``held``, ``expired`` or ``failed``."""
        self._tallies.ended(account, kind, state)

    def attempted(self, account: str, kind: Kind, result: str) -> None:
        """A platform answered one attempt; ``result`` is a ``Result``."""
        self._tallies.attempted(account, kind, result)

    def stopped(self, account: str, *, stopped: bool) -> None:
        """An account's circuit opened, or closed again."""
        self._gauges.stopped(account, stopped=stopped)

    def unrecorded(self, count: int) -> None:
        """So many outcomes wait to be written."""
        self._gauges.unrecorded(count)

    def redis_away(self, away: bool) -> None:
        """Limits are kept without Redis, or with it again."""
        self._gauges.redis_away(away)

    def backlog(self, opened: Sequence[OpenCount], overdue: Overdue, now: datetime) -> None:
        """What the database holds at ``now``."""
        self._gauges.backlog(opened, overdue, now)

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)


class CallMeasure:
    """The time of one call and what became of it; ``stored`` until told otherwise."""

    __slots__ = ("_account", "_begun", "_measures", "_word")

    def __init__(self, measures: Measures, account: str) -> None:
        """Begin with ``with``."""
        self._measures = measures
        self._account = account
        self._word = "stored"
        self._begun = 0.0

    def __enter__(self) -> Self:
        """The time runs."""
        self._begun = time.perf_counter()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Count it, as an error when one comes through."""
        word = "error" if kind else self._word
        self._measures.handled(self._account, word, time.perf_counter() - self._begun)

    def refused(self) -> None:
        """Not let in."""
        self._word = "refused"

    def lost(self) -> None:
        """Not stored; the platform sends again."""
        self._word = "not stored"
