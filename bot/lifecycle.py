"""Start in order, watch every task by name, stop in reverse order with a bound on each step."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger("lifecycle")

STEP_SECONDS = 20.0
"""What one stop step may take before it is given up and said."""


class Lifecycle:
    """Named tasks and stop steps of one process.

    ``stopping`` is set once the process is asked to end, or when a task that should run for
    ever has died: a half-dead process is worse than one that is started again.
    """

    def __init__(self) -> None:
        """Nothing runs yet."""
        self.stopping = asyncio.Event()
        self.failed = False
        self._steps: list[tuple[str, Callable[[], Awaitable[object]]]] = []
        self._passing: set[asyncio.Task[Any]] = set()

    def run(self, name: str, work: Coroutine[Any, Any, object]) -> asyncio.Task[Any]:
        """Run ``work`` until the process stops; its death stops the process."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._watch)
        return task

    def spawn(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """Run ``work`` beside everything; the stop waits for it (see ``settle``)."""
        task = asyncio.create_task(work, name=name)
        self._passing.add(task)
        task.add_done_callback(self._passed)

    def on_stop(self, name: str, step: Callable[[], Awaitable[object]]) -> None:
        """Have ``step`` run at the stop, before all steps registered earlier."""
        self._steps.append((name, step))

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT ask for a graceful stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)

    async def settle(self) -> None:
        """Wait for what ``spawn`` began."""
        while self._passing:
            await asyncio.gather(*self._passing, return_exceptions=True)

    async def stop(self) -> None:
        """Run all stop steps, the last registered first; none can keep the others from running."""
        self.stopping.set()
        for name, step in reversed(self._steps):
            try:
                async with asyncio.timeout(STEP_SECONDS):
                    await step()
            except TimeoutError:
                log.warning("a stop step took too long and was given up", step=name)
            except Exception:
                log.exception("a stop step failed", step=name)
        self._steps.clear()

    def _watch(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or self.stopping.is_set():
            return
        self.failed = True
        self.stopping.set()
        log.error(
            "a task ended that should run on; stopping",
            task=task.get_name(),
            exc_info=task.exception(),
        )

    def _passed(self, task: asyncio.Task[Any]) -> None:
        self._passing.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a task failed", task=task.get_name(), exc_info=error)


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait for their end.

    They are cancelled again each second: Python 3.11's ``asyncio.wait_for`` swallows a
    cancellation that comes as its work ends, and libraries use it.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=1)
