"""Time: the only reader of the machine's clock, and a clock that can be moved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return datetime.now(UTC)

    def when_moved(self, tick: Callable[[], None]) -> None:
        """Nobody moves the machine's clock; ``tick`` is never called."""


class MovableClock:
    """A clock that runs on from wherever it was put: for the demo and the simulator.

    ``offset`` is how far it is ahead of the machine's clock.
    """

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        """Start ``offset`` ahead of the machine's clock."""
        self.offset = offset
        self._ticks: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The present instant of this clock, aware, UTC."""
        return datetime.now(UTC) + self.offset

    def when_moved(self, tick: Callable[[], None]) -> None:
        """Have ``tick`` called right after each move."""
        self._ticks.append(tick)

    def move(self, by: timedelta) -> None:
        """Move ahead (or back) and tick at once."""
        self.offset += by
        for tick in self._ticks:
            tick()


class FrozenClock:
    """A clock that stands still until moved: for tests."""

    def __init__(self, at: datetime) -> None:
        """Stand at ``at`` (aware)."""
        self._now = at.astimezone(UTC)
        self._ticks: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Where the clock stands."""
        return self._now

    def when_moved(self, tick: Callable[[], None]) -> None:
        """Have ``tick`` called right after each move."""
        self._ticks.append(tick)

    def move(self, by: timedelta) -> None:
        """Move and tick at once."""
        self._now += by
        for tick in self._ticks:
            tick()

    def set(self, at: datetime) -> None:
        """Stand at ``at`` (aware) and tick at once."""
        self.move(at.astimezone(UTC) - self._now)
