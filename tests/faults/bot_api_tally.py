"""What the played Bot API took in: the truth that every test here is held against."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

Message = tuple[str, int, int]
"""The bot's number, the chat, and a checksum of the text."""


@dataclass
class Tally:
    """Each message with those who sent it, in order; ``untold``: those whose sender was not
    answered, so that he cannot know that it was taken.
    """

    senders: dict[Message, list[str]] = field(default_factory=dict)
    untold: Counter[Message] = field(default_factory=Counter)
    by_sender: Counter[str] = field(default_factory=Counter)
    dealt: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    total: int = 0
    _waiters: list[tuple[Callable[[], bool], "asyncio.Future[None]"]] = field(default_factory=list)

    def accept(self, message: Message, sender: str, *, told: bool) -> None:
        """It has arrived at its chat, once more."""
        self.total += 1
        self.by_sender[sender] += 1
        self.senders.setdefault(message, []).append(sender)
        if not told:
            self.untold[message] += 1
        self.look()

    def tell(self, message: Message) -> None:
        """The sender of one that was taken has been answered after all."""
        self.untold[message] -= 1

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until ``holds``; asked after everything that happens."""
        if holds():
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((holds, waiter))
        await waiter

    def look(self) -> None:
        """Something has happened: let go of those whose moment has come."""
        if not self._waiters:
            return
        left = []
        for holds, waiter in self._waiters:
            if waiter.done():
                continue
            if holds():
                waiter.set_result(None)
            else:
                left.append((holds, waiter))
        self._waiters = left

    def accepted(self, sender: str = "") -> list[tuple[str, int, int]]:
        """Each chat (bot and chat), and how often it was sent to (by ``sender``, if named)."""
        times: defaultdict[tuple[str, int], int] = defaultdict(int)
        for (bot, chat, _), senders in self.senders.items():
            times[bot, chat] += senders.count(sender) if sender else len(senders)
        return [(bot, chat, count) for (bot, chat), count in times.items() if count]

    def unknown(self) -> list[tuple[str, int, int]]:
        """Each chat, and how often its sender was not told that a message was taken."""
        return [(bot, chat, n) for (bot, chat, _), n in self.untold.items() if n > 0]
