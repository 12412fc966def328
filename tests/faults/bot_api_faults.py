"""What goes wrong at the played Bot API, by shares drawn from a seed."""

import random
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """What happens to a call instead of its answer."""

    SERVER_ERROR = "server error"
    CHAT_RESTS = "chat rests"
    """429 with a wait so short that it speaks of one chat."""
    ACCOUNT_RESTS = "account rests"
    """429 with a wait that can only be the whole bot's."""
    SLOW = "slow"
    SILENT = "silent"
    """Not taken, and never answered."""
    SILENT_TAKEN = "silent, taken"
    DROPPED = "dropped"
    """The connection is cut before anything was taken."""
    DROPPED_TAKEN = "dropped, taken"


TAKEN = frozenset({Fault.SLOW, Fault.SILENT_TAKEN, Fault.DROPPED_TAKEN})
"""The message arrives all the same."""


@dataclass
class Faults:
    """Of all calls ``shares`` (0-1) go wrong, of a kind at most as many as ``most`` says."""

    shares: dict[Fault, float] = field(default_factory=dict)
    most: dict[Fault, int] = field(default_factory=dict)
    seed: int = 0
    retry_after: int = 1
    account_retry_after: int = 6
    slow_seconds: float = 1.0

    def __post_init__(self) -> None:
        """Begin to draw."""
        self._chance = random.Random(self.seed)
        self._left = dict(self.most)

    def draw(self) -> Fault | None:
        """What happens to the next call."""
        if not self.shares:
            return None
        mark = self._chance.random()
        for fault, share in self.shares.items():
            mark -= share
            if mark < 0:
                return fault if self._may(fault) else None
        return None

    def _may(self, fault: Fault) -> bool:
        if fault not in self._left:
            return True
        self._left[fault] -= 1
        return self._left[fault] >= 0
