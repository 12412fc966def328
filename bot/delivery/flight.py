"""A delivery on its way: what was claimed, and what sending and recording it need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import Filled, Kind, Rung
from bot.domain.messages import Reply

LEASE = timedelta(seconds=60)
"""How long a claim is its sender's alone; waiting for a seat, sending and recording take less
(see ``sending``)."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place reserved in an address's customer-message window: ``message`` or ``click``, and
    the end of that window, which tells it from a newer one.
    """

    window: str
    until: datetime


@dataclass(slots=True)
class InFlight:
    """A claimed delivery with all that sending it needs; nothing more is read before.

    What is made anew for every delivery is not frozen, here and in its neighbours: a frozen
    class costs six times as much to make. Nothing is changed after it was made all the same.

    ``attempts`` is the number of this claim and its token; ``unsent`` of those before were turned
    back before anything was sent. It was first owed at ``since``. ``pages_sent`` of ``pages`` arrived in an earlier attempt. ``address`` is that of
    a learner, ``group`` the row of a group; one of them is set. ``followed``: more may wait for the
    same recipient, so it is worth a look once this one has landed. ``filled`` is the form that a
    notice or a template message goes as, instead of its page.
    """

    row: int
    kind: Kind
    subject: str
    account: str
    chat: str
    address: int | None
    group: int | None
    rung: Rung
    pages: Sequence[Reply]
    attempts: int
    since: datetime
    expires: datetime | None = None
    place: Place | None = None
    pages_sent: int = 0
    followed: bool = False
    unsent: int = 0
    filled: Filled | None = None

    @property
    def template(self) -> str:
        """The id of the form it goes as; empty where it goes in its own words."""
        return self.filled.template.id if self.filled is not None else ""

    @property
    def tries(self) -> int:
        """The number of this attempt to send, from 1."""
        return self.attempts - self.unsent

    @property
    def chat_name(self) -> str:
        """Our own name of the chat, for limits and pauses; tells nobody who it is."""
        return f"a{self.address}" if self.address is not None else f"g{self.group}"
