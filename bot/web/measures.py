"""What is measured: Prometheus metrics, and how a webhook call went."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 4.5)


class Measures:
    """The metrics of one process."""

    def __init__(self) -> None:
        """A registry of our own: nothing is counted twice, tests stand side by side."""
        self.registry = CollectorRegistry()
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

    @contextmanager
    def handling(self, account: str) -> Iterator["CallOutcome"]:
        """Measure one call."""
        outcome, begun = CallOutcome(), time.perf_counter()
        try:
            yield outcome
        except BaseException:
            outcome.word = "error"
            raise
        finally:
            self._seconds.labels(account).observe(time.perf_counter() - begun)
            self._calls.labels(account, outcome.word).inc()

    def platform(self, account: str, *, ready: bool) -> None:
        """Note whether an account's platform is set up."""
        self._platform.labels(account).set(ready)

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)


class CallOutcome:
    """What became of a call; ``stored`` until told otherwise."""

    word = "stored"

    def refused(self) -> None:
        """Not let in."""
        self.word = "refused"

    def lost(self) -> None:
        """Not stored; the platform sends again."""
        self.word = "not stored"
