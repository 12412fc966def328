"""The test's end of the played Bot API."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.bot_api_faults import Fault

ROOT = Path(__file__).parents[2]
ANSWER_BYTES = 2**26
PATIENCE = 60.0
"""Seconds in which what is waited for must come."""

Chat = tuple[str, int]
"""The bot's number and the chat."""


@dataclass(frozen=True, slots=True)
class Taken:
    """All that was taken, by chat; ``unknown``: how often the sender was not told of it.

    ``dealt`` are the faults, ``over`` how often each limit was broken, ``peak`` the
    most in any of its windows, ``cpu`` the seconds that it all took.
    """

    total: int
    accepted: Counter[Chat]
    unknown: Counter[Chat]
    by_sender: Counter[str]
    dealt: Counter[str]
    over: Counter[str]
    peak: Counter[str]
    cpu: float


class BotApi:
    """Tells the played Bot API what to do, and asks it what has happened."""

    def __init__(self, port: int, control: int) -> None:
        """Where it listens."""
        self._port = port
        self._control = control

    def url(self, sender: str) -> str:
        """The ``api_url`` for the process called ``sender``."""
        return f"http://127.0.0.1:{self._port}/{sender}"

    async def misbehave(
        self,
        shares: Mapping[Fault, float],
        most: Mapping[Fault, int] | None = None,
        **numbers: float,
    ) -> None:
        """From now on such shares of all calls go wrong; ``numbers`` as in ``Faults``."""
        await self._ask("faults", shares=dict(shares), most=dict(most or {}), **numbers)

    async def limit(self, **limits: int) -> None:
        """Refuse and count what breaks these ``Limits``."""
        await self._ask("limits", **limits)

    async def hold(self, sender: str, at: int, *, accept: bool, all_at: int = 2**40) -> None:
        """See ``bot_api_server.Hold``."""
        await self._ask("hold", sender=sender, at=at, accept=accept, all_at=all_at)

    async def release(self) -> None:
        """Answer those who are held."""
        await self._ask("release")

    async def until(self, total: int, chats: int = 0) -> None:
        """Wait until ``total`` messages were taken, and ``chats`` different ones."""
        await self._ask("until_total", total=total, chats=chats)

    async def until_held(self, sender: str, count: int = 1) -> None:
        """Wait until so many calls of ``sender`` stand still, since the last ``hold``."""
        await self._ask("until_held", sender=sender, count=count)

    async def until_sent(self, sender: str, count: int = 1) -> None:
        """Wait until so many messages of ``sender`` were taken."""
        await self._ask("until_sent", sender=sender, count=count)

    async def until_gone(self, sender: str) -> None:
        """Wait until all that a dead process had sent is read."""
        await self._ask("until_gone", sender=sender)

    async def until_quiet(self, senders: Iterable[str]) -> None:
        """Wait until none of these has called for a moment, nor waits for an answer: they have
        nothing to do until it gets later.
        """
        await self._ask("until_quiet", senders=list(senders))

    async def accepted_from(self, sender: str) -> Counter[Chat]:
        """The chats to which ``sender`` has sent, and how often."""
        return _by_chat(await self._ask("accepted", sender=sender))

    async def taken(self) -> Taken:
        """All that was taken until now."""
        said = await self._ask("totals")
        return Taken(
            total=said["total"],
            accepted=_by_chat(said["accepted"]),
            unknown=_by_chat(said["unknown"]),
            by_sender=Counter(said["by_sender"]),
            dealt=Counter(said["dealt"]),
            over=Counter(said["over"]),
            peak=Counter(said["peak"]),
            cpu=said["cpu"],
        )

    async def _ask(self, do: str, **given: Any) -> Any:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._control, limit=ANSWER_BYTES
        )
        try:
            writer.write(json.dumps({"do": do, **given}).encode() + b"\n")
            async with asyncio.timeout(PATIENCE):
                line = await reader.readline()
        except TimeoutError:
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain: {do} {given}") from None
        finally:
            writer.close()
        assert line, f"the played Bot API did not understand: {do} {given}"
        return json.loads(line)


def _by_chat(rows: list[list[Any]]) -> Counter[Chat]:
    return Counter({(bot, chat): count for bot, chat, count in rows})


@asynccontextmanager
async def played_bot_api() -> AsyncIterator[BotApi]:
    """A process that plays the Bot API, for as long as the context lasts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.bot_api_process"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        ports = json.loads(await process.stdout.readline())
        yield BotApi(*ports)
    finally:
        process.stdin.close()
        await process.wait()
