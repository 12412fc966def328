"""One turn of a conversation: everything a handler may read, and what it leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from bot.domain.content import Course
from bot.domain.events import InboundEvent
from bot.domain.learners import Dialog, Learner
from bot.domain.messages import Message, Reply
from bot.learning.day import learner_day
from bot.learning.library import Library
from bot.ledger.facts import Fact
from bot.ledger.statements import Issuer
from bot.store.consent import PURPOSE
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Deployment:
    """What this deployment has decided, as handlers need it.

    ``banks`` are the credit banks, name to the title learners know, in order; ``zone`` is where people live and
    ``daily_time`` when their lesson comes, until they say otherwise.
    """

    issuer: Issuer
    banks: dict[str, str]
    zone: str
    daily_time: time


@dataclass(slots=True)
class Turn:
    """A handler reads the learner and the library, writes through ``conn``, and returns a reply.

    ``dialog`` becomes the learner's dialog; ``ask`` and ``keep`` below set it. ``facts`` are
    recorded in the ledger in the same transaction, after the handler. ``waiting`` tells that
    something lies in the learner's inbox and comes along with the reply.
    """

    conn: Connection
    now: datetime
    event: InboundEvent
    learner: Learner
    address: int
    library: Library
    deployment: Deployment
    waiting: bool = False
    dialog: Dialog = field(default_factory=Dialog)
    facts: list[Fact] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The learner's day."""
        return learner_day(self.now, self.learner.zone)

    @property
    def course(self) -> Course | None:
        """The course of the active enrolment, as it is taught now."""
        enrolment = self.learner.enrolment
        return self.library.course(enrolment.course) if enrolment else None

    @property
    def daily_time(self) -> str:
        """The learner's time or breaks, as they are written."""
        return "、".join(f"{one:%H:%M}" for one in self.learner.times)

    @property
    def banks_without_consent(self) -> list[str]:
        """The credit banks this learner has not agreed to."""
        return [b for b in self.deployment.banks if PURPOSE + b not in self.learner.consents]

    def say(self, *messages: Message) -> Reply:
        """A reply with nothing to choose: what was open before stays open."""
        self.dialog = replace(self.learner.dialog, misread=0)
        return Reply(messages)

    def offer(self, *messages: Message, asking: str = "") -> Reply:
        """A reply whose last message offers options; they replace what was open before."""
        self.dialog = Dialog(options=messages[-1].options, asking=asking)
        return Reply(messages)

    def question(
        self, row: int, *messages: Message, review: bool = False, queue: Sequence[int] = ()
    ) -> Reply:
        """A reply that ends in a question, which is now the open one."""
        self.dialog = Dialog(
            options=messages[-1].options, question=row, review=review, queue=tuple(queue)
        )
        return Reply(messages)
