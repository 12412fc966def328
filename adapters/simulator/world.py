"""The pictured world: its state, its clock, who waits for what."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.simulator.keeper import Keeper, load_state
from adapters.simulator.state import WorldState
from bot.clock import FrozenClock, MovableClock

KEPT_CALLS = 20_000
"""How many served calls are remembered; a long demo must not grow without end."""


class World:
    """State and time, shared by everything the simulator plays.

    ``calls`` lists the calls served, oldest first, as (where, what was sent). ``deliver_times``
    is how often each inbound event is posted; ``deliver_together`` posts the repeats at the same
    time instead of one after the other. ``retry_delays`` are seconds on the clock.
    """

    def __init__(
        self,
        clock: MovableClock | FrozenClock,
        state_file: Path | None,
        retry_delays: tuple[float, ...],
    ) -> None:
        """Load the state and put a movable clock where it was; without a file it stays where it is.

        Raises InputError when the state file cannot be read.
        """
        self.clock = clock
        self.state: WorldState = load_state(state_file)
        self.retry_delays = retry_delays
        self.deliver_times = 1
        self.deliver_together = False
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.revision = 0
        self._busy = 0
        self._change = asyncio.Event()
        self._keeper = Keeper(state_file, self._snapshot, self._wake)
        if isinstance(clock, MovableClock) and state_file is not None:
            clock.move(timedelta(seconds=self.state.offset_seconds) - clock.offset)
        clock.when_moved(self.touch)

    def start(self) -> None:
        """Begin to keep the state."""
        self._keeper.start()

    async def stop(self) -> None:
        """Write the state a last time."""
        self._keeper.changed()
        await self._keeper.stop()

    def now(self) -> datetime:
        """The present instant of the pictured world, aware, UTC."""
        return self.clock.now()

    def record(self, where: str, payload: dict[str, Any]) -> None:
        """Remember a served call."""
        self.calls.append((where, payload))
        if len(self.calls) > KEPT_CALLS:
            del self.calls[: KEPT_CALLS // 2]

    def touch(self) -> None:
        """Say that something changed: it is written soon, and everybody who waits looks again."""
        self._keeper.changed()
        self.notice()

    def notice(self) -> None:
        """Say that something changed which is kept elsewhere: everybody who waits looks again."""
        self.revision += 1
        self._wake()

    async def flush(self) -> None:
        """Return when everything that happened so far is on the disk."""
        await self._keeper.flush()

    async def until(self, condition: Callable[[], bool], within: float = 30.0) -> None:
        """Wait until ``condition`` holds; looked at again after every change.

        ``within`` is in real seconds; raises TimeoutError after it.
        """
        async with asyncio.timeout(within):
            while not condition():
                await self._change.wait()

    async def changed_since(self, revision: int, within: float) -> bool:
        """Wait for a change after ``revision``; False when ``within`` real seconds brought none."""
        try:
            await self.until(lambda: self.revision != revision, within)
        except TimeoutError:
            return False
        return True

    async def reach(self, due: datetime, unless: Callable[[], bool] = lambda: False) -> None:
        """Wait until the clock shows ``due`` (it may run there or be moved) or ``unless`` holds."""
        while not unless() and (left := (due - self.now()).total_seconds()) > 0:
            change = self._change
            # A frozen clock comes nowhere by waiting; it has to be moved.
            patience = left if isinstance(self.clock, MovableClock) else None
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await change.wait()

    def begin(self) -> None:
        """A delivery is under way; ``settle`` waits for its ``end``."""
        self._busy += 1

    def end(self) -> None:
        """A delivery came to its end, or waits for a later try."""
        self._busy -= 1
        self.touch()

    @property
    def busy(self) -> bool:
        """Whether something is being delivered right now."""
        return self._busy > 0

    async def settle(self, within: float = 30.0) -> None:
        """Wait until nothing is being delivered or waits for an immediate retry.

        ``within`` is in real seconds; raises TimeoutError after it.
        """
        await self.until(lambda: not self.busy, within)

    def _wake(self) -> None:
        waiting, self._change = self._change, asyncio.Event()
        waiting.set()

    def _snapshot(self) -> WorldState:
        if isinstance(self.clock, MovableClock):
            self.state.offset_seconds = self.clock.offset.total_seconds()
        return self.state
