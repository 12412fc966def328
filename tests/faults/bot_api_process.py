"""The played Bot API as a process of its own: it survives what is killed beside it.

``python -m tests.faults.bot_api_process`` says its two ports in a line of JSON and lives until its
standard input closes. The first port is the Bot API's; the second takes a line of JSON, ``{"do":
…}``, and answers with one, when it is done (see ``bot_api``).
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.faults.bot_api_faults import Fault, Faults
from tests.faults.bot_api_limits import Limits
from tests.faults.bot_api_server import BotApiServer, Hold
from tests.faults.bot_api_wire import Call


class Control:
    """What the second port takes: ``do_…`` each."""

    def __init__(self, server: BotApiServer) -> None:
        """Control ``server``."""
        self._server = server

    async def do(self, do: str, **given: Any) -> Any:
        """The answer to ``{"do": …, …}``."""
        return await getattr(self, f"do_{do}")(**given)

    async def do_faults(
        self, shares: dict[str, float], most: dict[str, int], **numbers: Any
    ) -> bool:
        """See ``Faults``."""
        self._server.faults = Faults(
            {Fault(name): share for name, share in shares.items()},
            {Fault(name): count for name, count in most.items()},
            **numbers,
        )
        return True

    async def do_limits(self, **limits: int) -> bool:
        """See ``Limits``."""
        self._server.limits = Limits(**limits)
        return True

    async def do_hold(self, **given: Any) -> bool:
        """See ``Hold``; those who stand still are counted anew."""
        self._server.tally.held.clear()
        self._server.hold = Hold(**given)
        return True

    async def do_release(self) -> bool:
        """See ``BotApiServer.release``."""
        self._server.release()
        return True

    async def do_until_total(self, total: int, chats: int) -> bool:
        """So many messages, and so many different ones."""
        tally = self._server.tally
        await tally.until(lambda: tally.total >= total and len(tally.senders) >= chats)
        return True

    async def do_until_held(self, sender: str, count: int) -> bool:
        """So many of its calls stood still since the last ``hold``."""
        tally = self._server.tally
        await tally.until(lambda: tally.held[sender] >= count)
        return True

    async def do_until_sent(self, sender: str, count: int) -> bool:
        """So many of its messages were taken."""
        tally = self._server.tally
        await tally.until(lambda: tally.by_sender[sender] >= count)
        return True

    async def do_until_gone(self, sender: str) -> bool:
        """See ``BotApiServer.gone``."""
        await self._server.tally.until(lambda: self._server.gone(sender))
        return True

    async def do_until_quiet(self, senders: list[str]) -> bool:
        """See ``BotApiServer.quiet``."""
        await self._server.quiet(senders)
        return True

    async def do_accepted(self, sender: str) -> list[tuple[str, int, int]]:
        """What was taken from one sender."""
        return self._server.tally.accepted(sender)

    async def do_totals(self) -> dict[str, Any]:
        """All that was taken."""
        tally = self._server.tally
        return {
            "total": tally.total,
            "accepted": tally.accepted(),
            "unknown": tally.unknown(),
            "by_sender": tally.by_sender,
            "dealt": tally.dealt,
            "over": self._server.limits.over,
            "peak": self._server.limits.peak,
            "cpu": time.process_time(),
        }


def answering(
    control: Control,
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """What answers a connection of the second port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                said = await control.do(**json.loads(line))
                writer.write(json.dumps(said).encode() + b"\n")
                await writer.drain()
        finally:
            writer.close()

    return answer


async def serve() -> None:
    """Both ports, until standard input closes."""
    loop = asyncio.get_running_loop()
    server = BotApiServer()
    api = await loop.create_server(lambda: Call(server), "127.0.0.1", 0)
    told = await asyncio.start_server(answering(Control(server)), "127.0.0.1", 0)
    ports = [each.sockets[0].getsockname()[1] for each in (api, told)]
    sys.stdout.write(f"{json.dumps(ports)}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    loop.add_reader(0, lambda: ended.set() if not os.read(0, 1) else None)
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve())
