"""How far a flight has come, and what its pages leave behind in the chat: quizzes that will be
answered, messages that are to go again, and what the chat proved to lack.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.flight import InFlight
from bot.delivery.simpler import OF_THE_CHAT
from bot.domain.delivery import Lack, Outcome
from bot.domain.messages import HERE, Reply
from bot.store.groups.passing import PassingMessage
from bot.store.polls import Poll, ShownPoll


@dataclass(frozen=True, slots=True)
class Leavings:
    """What is kept of a flight besides its outcome. ``lost_thread``: the topic of its group that
    is gone or closed.
    """

    polls: tuple[ShownPoll, ...] = ()
    passing: tuple[PassingMessage, ...] = ()
    lost_thread: str = ""


NOTHING_LEFT = Leavings()
"""Of nearly all flights."""


@dataclass(slots=True)
class Progress:
    """A flight that is being sent. It is kept up page by page, so that what arrived is known also
    when the sending is cut short. ``lacks`` holds for the pages to come.
    """

    arrived: int
    polls: tuple[ShownPoll, ...] = ()
    passing: tuple[PassingMessage, ...] = ()
    lacks: tuple[Lack, ...] = ()
    lost_thread: str = ""

    @property
    def leavings(self) -> Leavings:
        """What is to be kept by now."""
        if not (self.polls or self.passing or self.lost_thread):
            return NOTHING_LEFT
        return Leavings(self.polls, self.passing, self.lost_thread)

    def sent(self, flight: InFlight, page: Reply, outcome: Outcome, at: datetime) -> None:
        """``page`` has arrived at ``at``."""
        self.arrived += 1
        if outcome.poll:
            self.polls += _shown(flight, page, outcome, at)
        if page.aim is not HERE and page.aim.passing and flight.group is not None:
            self.passing += _passing(flight, page, outcome, at)

    def lacked(self, flight: InFlight, page: Reply, lack: Lack) -> None:
        """``page`` was refused for want of ``lack``, and is said more simply."""
        if lack in OF_THE_CHAT:
            self.lacks += (lack,)
        if lack is Lack.TOPIC and flight.group is not None:
            self.lost_thread = page.aim.thread


def _shown(flight: InFlight, page: Reply, outcome: Outcome, at: datetime) -> tuple[ShownPoll, ...]:
    """The quiz of a page; a page has one at most."""
    for message in page.messages:
        if message.quiz is not None:
            data, here = message.quiz.data, _message_id(page, outcome)
            poll = Poll(data, flight.address, flight.group, here, at)
            return (ShownPoll(flight.account, outcome.poll, poll),)
    return ()


def _passing(
    flight: InFlight, page: Reply, outcome: Outcome, at: datetime
) -> tuple[PassingMessage, ...]:
    """The page's own message and the one it answers, where their ids are known."""
    remove_at = at + timedelta(seconds=page.aim.passing)
    ids = (_message_id(page, outcome), page.aim.answers)
    return tuple(PassingMessage(flight.account, flight.chat, one, remove_at) for one in ids if one)


def _message_id(page: Reply, outcome: Outcome) -> str:
    """An edited message keeps its id, whether or not the platform repeats it."""
    return outcome.platform_id or page.aim.replaces
