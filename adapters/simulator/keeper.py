"""Keeps the pictured world in a file, so that a demo goes on where it was."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from adapters.simulator.state import WorldState
from bot.domain.errors import InputError

WRITE_AFTER = 0.2
"""Seconds (real) that changes are gathered before the file is written."""

_ADAPTER = TypeAdapter(WorldState)


def load_state(path: Path | None) -> WorldState:
    """The world in ``path``; a new one where there is no path or no file yet.

    Raises InputError when the file is there but is no state of this simulator.
    """
    if path is None or not path.exists():
        return WorldState()
    try:
        state = _ADAPTER.validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise InputError(
            f"The simulator's state file {path.name} cannot be read; move it away to begin anew."
        ) from error
    if state.version != 1:
        raise InputError(
            f"The simulator's state file {path.name} is of another version; "
            "move it away to begin anew."
        )
    return state


def write_state(path: Path, content: bytes) -> None:
    """Replace the file in one step; only its owner may read it (it holds tokens)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.replace(path)


class Keeper:
    """Writes the state soon after each change and at the end; does nothing without a path."""

    def __init__(
        self,
        path: Path | None,
        snapshot: Callable[[], WorldState],
        written: Callable[[], None],
    ) -> None:
        """``snapshot`` gives the state as it is to be written, ``written`` hears when it is."""
        self._path = path
        self._snapshot = snapshot
        self._written = written
        self._dirty = asyncio.Event()
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write in the background."""
        if self._path is not None:
            self._task = asyncio.create_task(self._run(), name="simulator state")

    def changed(self) -> None:
        """Have the state written soon."""
        self._dirty.set()

    async def flush(self) -> None:
        """Write now what is not written yet; on return it is on the disk."""
        if self._path is None:
            return
        async with self._lock:
            if self._dirty.is_set():
                self._dirty.clear()
                content = _ADAPTER.dump_json(self._snapshot())
                await asyncio.to_thread(write_state, self._path, content)
                self._written()

    async def stop(self) -> None:
        """Stop writing in the background, after a last write."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self.flush()

    async def _run(self) -> None:
        while True:
            await self._dirty.wait()
            await asyncio.sleep(WRITE_AFTER)
            await self.flush()
