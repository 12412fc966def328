"""What the engine tells those who watch it: punctuality, results, stops (design 4.13).

Told in words of ours, never with ids or texts; ``bot.web.measures`` makes metrics of it.
"""

from typing import Protocol

from bot.domain.delivery import Kind


class Watch(Protocol):
    """Somebody who counts."""

    def decided(self, account: str, kind: Kind, seconds: float) -> None:
        """A delivery was first decided (sent, held, dropped, put off) ``seconds`` after its due."""
        ...

    def ended(self, account: str, kind: Kind, state: str) -> None:
        """A delivery ended as ``sent``, ``held``, ``expired`` or ``failed``."""
        ...

    def attempted(self, account: str, kind: Kind, result: str) -> None:
        """A platform answered one attempt; ``result`` is a ``Result``."""
        ...

    def stopped(self, account: str, *, stopped: bool) -> None:
        """An account's circuit opened, or closed again."""
        ...

    def unrecorded(self, count: int) -> None:
        """So many outcomes wait to be written."""
        ...


class Nobody:
    """Watches nothing."""

    def decided(self, account: str, kind: Kind, seconds: float) -> None:
        """Let it pass."""

    def ended(self, account: str, kind: Kind, state: str) -> None:
        """Let it pass."""

    def attempted(self, account: str, kind: Kind, result: str) -> None:
        """Let it pass."""

    def stopped(self, account: str, *, stopped: bool) -> None:
        """Let it pass."""

    def unrecorded(self, count: int) -> None:
        """Let it pass."""
