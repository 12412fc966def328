"""Processes of ours: started, watched through /proc, and ended by their own id."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 30.0
"""Seconds a process may take to start or to end."""


class BenchFaultError(Exception):
    """A measurement that cannot be trusted: what was measured did not do its work."""


class Running:
    """One process, with what /proc tells of it."""

    def __init__(self, process: subprocess.Popen[bytes], begun: float, log: Path) -> None:
        """``begun`` is when it was started (``perf_counter``); ``log`` holds what it writes."""
        self.process = process
        self.begun = begun
        self._log = log

    def cpu(self) -> float:
        """Seconds of CPU it has used so far, of user and system.

        The scheduler's own count knows nanoseconds; where a kernel keeps none, /proc/PID/stat
        gives the same in steps of 10 ms.
        """
        proc = Path(f"/proc/{self.process.pid}")
        if threads := list(proc.glob("task/*/schedstat")):
            return sum(int(file.read_text(encoding="ascii").split()[0]) for file in threads) / 1e9
        stat = (proc / "stat").read_text(encoding="utf-8", errors="replace")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> tuple[float, float]:
        """Resident and proportional set size, in MB."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        sizes = {line.split()[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
        return sizes["Rss:"] / 1024, sizes["Pss:"] / 1024

    def still_there(self) -> None:
        """Raise BenchFaultError with its last words when it has ended."""
        if self.process.poll() is not None:
            words = self._log.read_text(encoding="utf-8", errors="replace")[-800:]
            raise BenchFaultError(f"a process ended with {self.process.returncode}: {words}")

    async def idle(self) -> None:
        """Wait until it uses less than 30 ms of CPU in half a second."""
        for _ in range(int(PATIENCE * 2)):
            before = self.cpu()
            await asyncio.sleep(0.5)
            if self.cpu() - before < 0.03:
                return
        raise BenchFaultError("a process does not come to rest")

    def end(self) -> None:
        """Ask it to end, then make it."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without any setting of Yike, so that only what is measured counts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIKE_")}
    return {**kept, "PYTHONPATH": str(ROOT), **(more or {})}


def python(*words: str) -> list[str]:
    """A command of the Python that runs us."""
    return [sys.executable, *words]


def _begin(command: Sequence[str], folder: Path, more: Mapping[str, str] | None) -> Running:
    log, begun = folder / "said.log", perf_counter()
    with log.open("ab") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(more),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    return Running(process, begun, log)


@asynccontextmanager
async def running(
    command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None
) -> AsyncIterator[Running]:
    """A process in ``folder`` for as long as the context lasts."""
    one = _begin(command, folder, more)
    try:
        yield one
    finally:
        await asyncio.to_thread(one.end)


async def timed(
    command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None
) -> float:
    """Wall seconds from the start of ``command`` to its end. Raises BenchFaultError when it fails."""
    async with running(command, folder, more) as one:
        status = await asyncio.to_thread(one.process.wait, PATIENCE)
        seconds = perf_counter() - one.begun
        if status:
            one.still_there()
    return seconds
