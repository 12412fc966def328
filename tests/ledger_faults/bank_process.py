"""The simulator's banks in a process of their own: they survive what is killed beside them, and
answer while the test is busy.
"""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from adapters.simulator import Simulator
from bot.clock import MovableClock
from tests.flow.bot_process import FORKED

USERNAME, PASSWORD = "bot", "bot-secret"
KEY_ID, SECRET = "yike", "a-secret-of-the-bank"


@dataclass
class Desk:
    """What may be asked over the pipe, each method by its name."""

    clock: MovableClock
    simulator: Simulator

    def move(self, offset: timedelta) -> None:
        """Put the banks' clock ``offset`` ahead of the machine's."""
        self.clock.move(offset - self.clock.offset)

    def statements(self) -> tuple[dict[str, bytes], set[str]]:
        """The record store's statements as they were sent, and which of them were taken back."""
        bank = self.simulator.bank
        raw = bank.raw
        return raw, {key for key in raw if bank.is_voided(key)}

    def add_accounts(self, numbers: Sequence[str]) -> None:
        """Let people have account numbers at the credit bank."""
        for number in numbers:
            self.simulator.creditbank.add_account(number)

    def records(self) -> list[tuple[str, str, str]]:
        """Outer id, account number, and what was withdrawn for which reason, one for each."""
        return [
            (one.outer_id, one.cb_id, one.withdrawn) for one in self.simulator.creditbank.records
        ]

    def withdrawals(self) -> dict[str, str]:
        """What was taken back, also what never came."""
        return self.simulator.creditbank.withdrawals

    def decide(self, ids: Sequence[str], state: Any, reason: str = "") -> None:
        """Decide the same about each."""
        for one in ids:
            self.simulator.creditbank.decide(one, state, reason=reason)

    def set_password(self, password: str) -> None:
        """The record store's, and the credit bank's secret, from now on."""
        self.simulator.add_bank(USERNAME, password)
        self.simulator.creditbank.add_key(KEY_ID, password)


@dataclass
class BankProcess:
    """The pipe to it; ``port`` is where both banks are served."""

    port: int
    _pipe: "Connection"
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, name: str, *given: Any) -> Any:
        """What the ``Desk`` says."""
        async with self._turn:
            self._pipe.send((name, given))
            return await asyncio.to_thread(self._pipe.recv)


@asynccontextmanager
async def bank_process(folder: Path, offset: timedelta) -> AsyncIterator[BankProcess]:
    """A running one with nothing stored, its clock ``offset`` ahead; it keeps its state in
    ``folder``.
    """
    pipe, inner = FORKED.Pipe()
    process = FORKED.Process(target=serve, args=(folder, offset, inner), daemon=True)
    await asyncio.to_thread(process.start)
    inner.close()
    try:
        yield BankProcess(await asyncio.to_thread(pipe.recv), pipe)
    finally:
        pipe.close()
        await asyncio.to_thread(process.join, 30)


def serve(folder: Path, offset: timedelta, pipe: "Connection") -> None:
    """What runs in the process, until the pipe closes."""
    assert multiprocessing.current_process().daemon
    asyncio.run(_serve(folder, offset, pipe))


async def _serve(folder: Path, offset: timedelta, pipe: "Connection") -> None:
    clock, ended = MovableClock(offset), asyncio.Event()
    simulator = Simulator(clock, folder / "simulator.json")
    clock.move(offset - clock.offset)
    desk = Desk(clock, simulator)
    desk.set_password(PASSWORD)
    simulator.creditbank.add_key(KEY_ID, SECRET)
    await simulator.start()
    loop = asyncio.get_running_loop()

    def asked() -> None:
        try:
            name, given = pipe.recv()
        except (EOFError, OSError):
            loop.remove_reader(pipe.fileno())
            ended.set()
        else:
            pipe.send(getattr(desk, name)(*given))

    pipe.send(int(simulator.url.rsplit(":", 1)[1]))
    loop.add_reader(pipe.fileno(), asked)
    await ended.wait()
    await simulator.stop()
