"""When the next delivery of an account may go: pauses that a platform asked for, and turns."""

from datetime import datetime, timedelta

TURNS_A_SECOND = 30
"""How close booked turns follow each other. Telegram, the strictest, takes 30 a second in all;
what is booked too early is booked once more."""


class Pace:
    """One process's memory of which accounts rest, and of the turns it has given out.

    It only spreads work: what an account may really send is asked of the shared rates, so
    nothing is lost when it is forgotten.
    """

    def __init__(self) -> None:
        """No account rests."""
        self._resting: dict[str, datetime] = {}
        self._booked: dict[tuple[str, str], datetime] = {}

    def rest(self, account: str, until: datetime) -> None:
        """Let nothing of ``account`` go before ``until``; a longer rest stays."""
        self._resting[account] = max(until, self._resting.get(account, until))

    def resting(self, now: datetime) -> frozenset[str]:
        """The accounts that rest."""
        for account in [name for name, until in self._resting.items() if until <= now]:
            del self._resting[account]
        return frozenset(self._resting)

    def turn(self, account: str, kind: str, now: datetime) -> datetime:
        """When a delivery that must wait for ``account`` is to try: after its rest, in turn.

        A large batch is spread by this once, instead of knocking together every second. Each
        kind has its own row of turns: a reply is not put behind ten thousand lessons.
        """
        free = max(self._resting.get(account, now), now)
        turn = max(free, self._booked.get((account, kind), free)) + timedelta(
            seconds=1 / TURNS_A_SECOND
        )
        self._booked[account, kind] = turn
        return turn
