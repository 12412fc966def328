"""A batch of deliveries within its claiming transaction: what becomes of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.decision import Decision
from bot.domain.learners import Dialog
from bot.domain.messages import Reply
from bot.ports import Channel
from bot.store import claims, endings, learners
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.endings import Ending


@dataclass(slots=True)
class Batch:
    """Each delivery with its decision, and what becomes of it; all of it as of ``now``."""

    now: datetime
    sending: list[tuple[Delivery, Decision]] = field(default_factory=list)
    endings: list[tuple[Delivery, Ending]] = field(default_factory=list)
    waits: list[tuple[Delivery, datetime, str]] = field(default_factory=list)
    dialogs: dict[int, Dialog] = field(default_factory=dict)
    _cut: dict[tuple[str, int], tuple[Reply, Sequence[Reply]]] = field(default_factory=dict)

    def pages(self, channel: Channel, reply: Reply) -> Sequence[Reply]:
        """The pages of ``reply``; many deliveries of a batch share one, which is cut once."""
        found = self._cut.get((channel.account, id(reply)))
        if found is None:
            found = self._cut[channel.account, id(reply)] = (reply, list(channel.pages(reply)))
        return found[1]

    def end(self, one: Delivery, state: str, reason: str) -> None:
        """It ends without being sent."""
        self.endings.append((one, Ending(one.row, one.attempts, state, reason)))

    def wait(self, one: Delivery, until: datetime, reason: str) -> None:
        """It is looked at again at ``until``."""
        self.waits.append((one, until, reason))

    @property
    def settled(self) -> int:
        """How many need no sending now."""
        return len(self.endings) + len(self.waits)

    async def write(self, conn: Connection) -> None:
        """All that was settled, and the dialogs of what is sent."""
        if self.dialogs:
            await learners.save_dialogs(conn, self.dialogs)
        if self.endings:
            await endings.end(conn, [ending for _, ending in self.endings], self.now)
        if self.waits:
            waits = [(one.row, until, reason) for one, until, reason in self.waits]
            await claims.put_off(conn, waits, self.now)
