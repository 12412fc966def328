"""What the engine tells while it delivers, counted so cheaply that it may tell of every send.

prometheus_client's own counters lock, because threads may share them; ours are told from one
event loop, so plain numbers do, and are turned into metrics only when somebody asks.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.domain.delivery import Kind, Result

LATE = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
"""Seconds after a delivery's due: 1 s is a reply's goal, 10 s everything else's (design 4.13)."""
_BOUNDS = (*map(str, LATE), "+Inf")
STATES = frozenset({"sent", "held", "expired", "failed"})
RESULTS = frozenset(result.value for result in Result)
OTHER = "other"
"""The label of what is not known: an account that was taken out of the settings."""


@dataclass(slots=True)
class _Spread:
    """How often each bucket was met, and all seconds together."""

    met: list[int] = field(default_factory=lambda: [0] * len(_BOUNDS))
    seconds: float = 0.0


@dataclass(slots=True)
class _Count:
    value: int = 0


class Tallies(Collector):
    """Numbers of the deliveries of one process. Labels are bounded: the accounts named at the
    start, kinds, states and results; everything else is "other".
    """

    def __init__(self, accounts: Collection[str]) -> None:
        """``accounts`` are those of the settings."""
        self._accounts = frozenset(accounts)
        self._late: dict[tuple[str, str], _Spread] = {}
        self._ended: dict[tuple[str, str, str], _Count] = {}
        self._attempts: dict[tuple[str, str, str], _Count] = {}

    def decided(self, account: str, kind: Kind, seconds: float) -> None:
        """A delivery was first decided ``seconds`` after its due."""
        spread = self._late.get((account, kind))
        if spread is None:
            key = (self.account(account), kind.value)
            spread = self._late.setdefault(key, _Spread())
        spread.met[bisect_left(LATE, seconds)] += 1
        spread.seconds += seconds

    def ended(self, account: str, kind: Kind, state: str) -> None:
        """A delivery ended as ``sent``, ``held``, ``expired`` or ``failed``."""
        count = self._ended.get((account, kind, state))
        if count is None:
            count = self._new(self._ended, account, kind, state if state in STATES else OTHER)
        count.value += 1

    def attempted(self, account: str, kind: Kind, result: str) -> None:
        """A platform answered one attempt."""
        count = self._attempts.get((account, kind, result))
        if count is None:
            count = self._new(
                self._attempts, account, kind, result if result in RESULTS else OTHER
            )
        count.value += 1

    def account(self, name: str) -> str:
        """The label for an account."""
        return name if name in self._accounts else OTHER

    def _new(
        self, counts: dict[tuple[str, str, str], _Count], account: str, kind: Kind, word: str
    ) -> _Count:
        return counts.setdefault((self.account(account), kind.value, word), _Count())

    def collect(self) -> Iterator[Metric]:
        """The metrics as they stand."""
        late = HistogramMetricFamily(
            "yike_delivery_decided_seconds",
            "From a delivery's due to its first decision: sent, held, dropped or put off.",
            labels=("account", "kind"),
        )
        for labels, spread in self._late.items():
            met = [float(count) for count in accumulate(spread.met)]
            late.add_metric(labels, list(zip(_BOUNDS, met, strict=True)), spread.seconds)
        yield late
        yield _family(
            "yike_deliveries", "Deliveries that ended, by how.", "state", self._ended.items()
        )
        yield _family(
            "yike_delivery_attempts",
            "What the platforms answered to each attempt.",
            "result",
            self._attempts.items(),
        )


def _family(
    name: str, about: str, label: str, counts: Iterable[tuple[tuple[str, str, str], _Count]]
) -> Metric:
    family = CounterMetricFamily(name, about, labels=("account", "kind", label))
    for labels, count in counts:
        family.add_metric(labels, count.value)
    return family
