"""One turn of a conversation: everything a handler may read, and what it leaves behind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.chat_ports import GroupChats
from bot.delivery.asking import Chance, NoticePage
from bot.domain.content import Course, Question
from bot.domain.credits import Target
from bot.domain.deep_links import DeepLink, payload_of
from bot.domain.events import InboundEvent, Tap
from bot.domain.groups import GroupTimes
from bot.domain.learners import Dialog, Learner
from bot.domain.messages import Aim, Message, Option, Reply
from bot.domain.quiet_hours import QuietHours
from bot.domain.running import Running
from bot.keys.vault import Vault
from bot.learning.companion.answering import Answering
from bot.learning.companion.decision import Answer
from bot.learning.day import learner_day
from bot.learning.library import Library
from bot.learning.present import question_message
from bot.learning.scripts import title_of
from bot.ledger.facts import Fact
from bot.ledger.statements import Issuer
from bot.store.db import Connection
from bot.store.ledger.consent import PURPOSE
from bot.texts.catalogue import Texts, texts
from bot.texts.dates import clocks


@dataclass(frozen=True, slots=True)
class Deployment:
    """What this deployment has decided, as handlers need it.

    ``banks`` are the credit banks, name to the title learners know, in order; ``zone`` is where people live
    until they say otherwise; ``running`` are the settings that may be changed while the program runs; ``notices`` are the pages on
    which followers allow reminders, by account, where it has any. ``chats`` are the accounts with
    group chats and links of their own; ``targets`` are the same banks as the ledger knows them, ``account_forms``
    the regular expressions of account numbers at those that need one, by name, and ``contacts`` how they are reached; ``vault`` encrypts
    these and names on certificates; ``public_url`` is where browsers reach us; ``copy_lasts`` is how
    long a link to a copy of one's data lasts; ``secret`` signs such links and keys the hashes of people; ``group_times`` is when groups get what;
    ``speaker`` reads lessons aloud, by name; empty: nobody; ``meal_peaks`` are when couriers ride.
    """

    issuer: Issuer
    banks: dict[str, str]
    zone: str
    running: Callable[[], Running] = Running
    notices: Mapping[str, NoticePage] = field(default_factory=dict)
    chats: Mapping[str, GroupChats] = field(default_factory=dict)
    secret: bytes = b""
    group_times: GroupTimes = field(default_factory=GroupTimes)
    targets: tuple[Target, ...] = ()
    account_forms: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    vault: Vault | None = None
    public_url: str = ""
    copy_lasts: timedelta = timedelta(hours=24)
    speaker: str = ""
    answering: Answering | None = None
    meal_peaks: tuple[QuietHours, ...] = ()

    @property
    def daily_time(self) -> time:
        """When newcomers' lessons come, until they say otherwise."""
        return self.running().daily_time

    @property
    def two_people(self) -> bool:
        """Whether who has reviewed a course does not approve it as well."""
        return self.running().content_two_people

    @property
    def helper(self) -> str:
        """Who helps those whose groups have no helper, and how to reach him or her."""
        return self.running().helper

    def named(self, bank: str, t: Texts) -> str:
        """A credit bank as a consent names it: its title, and how it is reached where that is known
        (PIPL article 23).
        """
        contact = self.contacts.get(bank)
        return t("mark-clause").join((self.banks[bank], contact)) if contact else self.banks[bank]

    def link(self, account: str, to: DeepLink) -> str:
        """An address that opens the private chat with ``account`` at something; empty where the
        account has no such links, or not yet.
        """
        chats, payload = self.chats.get(account), payload_of(to, self.secret)
        return chats.link(payload) if chats is not None and payload else ""


@dataclass(slots=True)
class Turn:
    """A handler reads the learner and the library, writes through ``conn``, and returns a reply.

    ``dialog`` becomes the learner's dialog; the methods below that make replies set it. What was
    numbered last is what a number means, and a question stays open behind anything said on the
    side. ``facts`` are
    recorded in the ledger in the same transaction, after the handler; ``to_push`` tells that
    statements are queued, so that the push worker is woken after the commit. ``waiting`` tells that
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
    to_push: bool = False
    answer: Answer | None = None
    """What came of a question to the companion, for what follows the commit."""
    owes: bool = False
    """Whether something is owed to somebody else now, so that the worker is woken after the commit."""
    asked: bool = False
    """Whether the reply ends in a question, which nothing may drown."""
    keyboard: bool = False
    """Whether the standing keyboard is shown from now on."""
    replaces: bool = False
    """Whether the reply takes the place of our message that was touched."""
    chance: Chance | None = None
    """Why this would be a good moment to offer reminders, if it is one."""

    @property
    def t(self) -> Texts:
        """What we say, in the learner's language."""
        return texts(self.learner.language)

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
        return clocks(self.learner.times, self.t)

    @property
    def banks_without_consent(self) -> list[str]:
        """The credit banks this learner has not agreed to."""
        return [b for b in self.deployment.banks if PURPOSE + b not in self.learner.consents]

    @property
    def open_question(self) -> tuple[Course, Question] | None:
        """The question that waits for its answer, with its course; none when its course has
        changed since it was asked.
        """
        return self.library.question(self.learner.dialog.question)

    def dressed(self, reply: Reply) -> Reply:
        """``reply`` as it goes out: with the standing keyboard, or in the place of what was touched."""
        touched = self.event.message if isinstance(self.event.body, Tap) else ""
        aim = Aim(replaces=touched) if self.replaces and touched else reply.aim
        return replace(reply, aim=aim, keyboard=self.learner.language if self.keyboard else "")

    def title_of(self, course: Course) -> str:
        """A course's title as the learner reads it."""
        return title_of(course, self.t)

    def set_times(self, times: Sequence[time]) -> None:
        """The learner's times as they now are, for what is said in this turn."""
        self.learner = replace(self.learner, times=tuple(times))

    def say(self, *messages: Message) -> Reply:
        """A reply with nothing to choose: what was open before stays open."""
        self.dialog = replace(self.learner.dialog, misread=0)
        return Reply(messages)

    def offer(self, *messages: Message, asking: str = "") -> Reply:
        """A reply whose last message offers options; they replace whatever was open before."""
        last = messages[-1]
        if len(last.options) == 1 and not last.hint:
            last = replace(last, hint=self.t("hint-one"))
        self.dialog = Dialog(options=last.options, asking=asking)
        return Reply((*messages[:-1], last))

    def aside(self, *messages: Message, asking: str = "") -> Reply:
        """An offer on the side: numbers go to its options, an open question waits behind them
        until ``back``.
        """
        before = self.learner.dialog
        reply = self.offer(*messages, asking=asking)
        if self.open_question:
            self.dialog = replace(
                self.dialog,
                question=before.question,
                review=before.review,
                queue=before.queue,
                right=before.right,
                asked=before.asked,
            )
        return reply

    def back(self, *messages: Message) -> Reply:
        """The end of an aside: the open question is shown again; else nothing is open."""
        found, before = self.open_question, self.learner.dialog
        if found is None:
            return self.offer(*messages)
        shown = question_message(*found, self.t)
        return self.question(
            before.question,
            *messages,
            shown,
            review=before.review,
            queue=before.queue,
            score=(before.right, before.asked),
        )

    def suggest(self, text: str, option: Option) -> Reply:
        """A word on what to do next; it offers nothing while a question is open."""
        if self.open_question:
            return self.say(Message(text))
        return self.offer(Message(text, options=(option,)))

    def question(
        self,
        row: int,
        *messages: Message,
        review: bool = False,
        queue: Sequence[int] = (),
        score: tuple[int, int] = (0, 0),
    ) -> Reply:
        """A reply that ends in a question, which is now the open one. ``score``: how many of a
        round were answered rightly so far, and how many were answered.
        """
        right, asked = score
        self.dialog = Dialog(
            options=messages[-1].options,
            question=row,
            review=review,
            queue=tuple(queue),
            right=right,
            asked=asked,
        )
        self.asked = True
        return Reply(messages)
