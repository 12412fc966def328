"""What was owed against what was taken, to the message. Pure, and tested on made-up data."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tests.faults.bot_api import Chat


@dataclass(frozen=True, slots=True)
class Totals:
    """``doubled``: chats that got their message more than once, and how often too often;
    ``allowed``: how often each might have, being in flight when it happened.
    """

    owed: int
    once: int
    lost: tuple[Chat, ...]
    doubled: Counter[Chat]
    allowed: Counter[Chat]
    strangers: tuple[Chat, ...]

    def faults(self) -> list[str]:
        """What is wrong, in words; nothing when every chat got its message exactly once, save
        what may have come twice.
        """
        said = []
        if self.lost:
            said.append(f"{len(self.lost)} got nothing, the first {self.lost[0]}")
        if beyond := self.doubled - self.allowed:
            said.append(f"{len(beyond)} got it too often, the first {next(iter(beyond))}")
        if self.strangers:
            said.append(f"{len(self.strangers)} got what was not owed to them")
        return said

    def line(self, seconds: float, why: str = "in flight at a kill") -> str:
        """The totals in one line."""
        return (
            f"{self.owed} owed, {self.once} sent once, {len(self.doubled)} more than once "
            f"({why}: {self.allowed.total()}), {len(self.lost)} lost; {seconds:.1f} s"
        )


def count(
    owed: Collection[Chat], accepted: Mapping[Chat, int], allowed: Counter[Chat] | None = None
) -> Totals:
    """Hold ``accepted`` (how often each chat got it) against ``owed`` (to each once)."""
    return Totals(
        owed=len(owed),
        once=sum(accepted.get(chat, 0) == 1 for chat in owed),
        lost=tuple(chat for chat in owed if not accepted.get(chat)),
        doubled=Counter({chat: accepted[chat] - 1 for chat in owed if accepted.get(chat, 0) > 1}),
        allowed=allowed if allowed is not None else Counter(),
        strangers=tuple(set(accepted) - set(owed)),
    )
