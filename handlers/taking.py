"""What one event does within its transaction: who it is from, its effects, and its reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from bot.delivery.worker import Composer
from bot.domain.delivery import Kind, Rung
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import (
    Followed,
    InboundEvent,
    Left,
    PollAnswered,
    Report,
    Scanned,
    Tap,
    Text,
    WindowOpening,
)
from bot.domain.learners import Dialog, Learner, LearnerState
from bot.domain.messages import Message, Reply
from bot.learning.companion.decision import Answer
from bot.learning.shelf import Shelf
from bot.learning.silence import heard
from bot.ledger.completions import record_completions
from bot.ports import Channel, Clock
from bot.store import followers, inbound, polls, returning
from bot.store.db import Connection
from bot.store.inbound import Finished, Taken
from bot.store.replies import OwedReply
from bot.texts.keyboards import language_of
from handlers import contest_waiting, greeting, inbox, reports, routes, staleness
from handlers.early_answers import EarlyAnswers
from handlers.group_answers import GROUP_QUESTION, count_poll_answer, voter_of
from handlers.group_talk import GroupTalk
from handlers.turn import Deployment, Turn
from handlers.understand import Intent, of_tap, of_text

FOLLOWS = timedelta(seconds=1)
"""What follows an answer must not overtake it: it is still on its way in its response."""
MOST_FOLLOWING = 2
"""Pages that follow as customer messages; a longer reply comes with 继续."""


class QuizNotKnownError(StorageUnavailableError):
    """An answer came before the record of the send that tells what it means."""


@dataclass(frozen=True, slots=True)
class Coming:
    """An event with its key's hash and its sender's lock; and who runs its group, where that was
    asked (None: it was not, or nobody could tell).
    """

    event: InboundEvent
    key: bytes
    lock: int
    administrators: frozenset[str] | None = None


@dataclass(slots=True)
class After:
    """What the events of one transaction leave to be done: replies to be owed at its end, with
    their chats and pages; and after it, what came of questions, statements to push and pages to
    look for.
    """

    owing: list[tuple[OwedReply, str, Sequence[Reply]]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    push: bool = False
    owed: bool = False


@dataclass(frozen=True, slots=True)
class Took:
    """An event in its transaction: what is known of it, and where its effects are gathered."""

    conn: Connection
    came: Coming
    found: Taken
    now: datetime
    after: After
    finished: list[Finished]

    @property
    def event(self) -> InboundEvent:
        """The event itself."""
        return self.came.event

    @property
    def stored(self) -> Reply | None:
        """What was answered when it came before."""
        return Reply.from_json(self.found.reply) if self.found.reply else None


class Taking:
    """Takes one event after the other; keeps nothing of them."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        shelf: Shelf,
        composers: Mapping[Kind, Composer],
        deployment: Deployment,
        clock: Clock,
    ) -> None:
        """``composers`` put into words what waits in an inbox."""
        self._channels = channels
        self._shelf = shelf
        self._composers = composers
        self._deployment = deployment
        self._groups = GroupTalk(clock, deployment, shelf, deployment.group_times)
        self._early = EarlyAnswers()

    async def take(self, took: Took) -> Reply | None:
        """All that the event does; the reply that travels in the response, if any.

        Raises StorageUnavailableError for what is to be sent again.
        """
        conn, event, found, now = took.conn, took.event, took.found, took.now
        if not found.fresh:
            return took.stored
        if isinstance(event.body, PollAnswered):
            return await self._poll_answer(took, event.body)
        if event.in_group:
            return await self._group(took)
        if isinstance(event.body, Left):
            if found.address:
                await inbound.address_gone(conn, found.address, "left", now=now)
                await followers.end_owed_of(conn, found.address, "the person left", now)
        elif isinstance(event.body, Report):
            forms = self._channels[event.account].ability.templates
            await reports.take(conn, event, found.address, now, forms)
        else:
            return await self._person(took)
        # A report may tell of a touch that opened a window (scancode_push).
        touched = found.address if event.window is not WindowOpening.NONE else None
        took.finished.append(Finished(took.came.key, address=touched, window=event.window))
        return None

    async def sorry(self, took: Took) -> Reply | None:
        """The event is only stored, and its sender asked to try again."""
        if not took.found.fresh:
            return took.stored
        left = isinstance(took.event.body, Left)
        if left and took.found.address:  # a sweep ends what is still owed
            await inbound.address_gone(took.conn, took.found.address, "left", now=took.now)
        if left or took.event.in_group or took.found.learner is None:
            took.finished.append(Finished(took.came.key))
            return None
        turn = await self._turn(took)
        return await self._finish(took, turn, turn.say(Message(turn.t("sorry"))))

    # a person --------------------------------------------------------------------------------

    async def _person(self, took: Took) -> Reply | None:
        """Somebody wrote, touched or scanned something, and gets an answer."""
        turn = await self._turn(took)
        await _bring_back(turn)
        stale = staleness.look(turn)
        if stale is not None and not stale.answered:
            took.finished.append(
                Finished(took.came.key, None, turn.learner.row, turn.address, turn.learner.dialog)
            )
            return None
        reply = stale.reply(turn) if stale is not None else await self._answer(turn)
        if turn.waiting:
            reply = await inbox.hand_over(turn, reply, self._composers)
        if turn.facts and await record_completions(
            took.conn,
            turn.facts,
            self._deployment.issuer,
            self._deployment.targets,
            took.now,
        ):
            turn.to_push = len(turn.banks_without_consent) < len(self._deployment.banks)
        took.after.push |= turn.to_push
        took.after.owed |= turn.owes
        took.after.answers += [turn.answer] if turn.answer is not None else []
        return await self._finish(took, turn, turn.dressed(reply))

    async def _turn(self, took: Took) -> Turn:
        learner, address = took.found.learner, took.found.address
        if learner is None:
            learner, address = await self._add(took.conn, took.event, took.now)
        library = await self._shelf.library(took.conn, took.found.revision)
        return Turn(
            took.conn,
            took.now,
            took.event,
            learner,
            address,
            library,
            self._deployment,
            waiting=took.found.held,
        )

    async def _add(
        self, conn: Connection, event: InboundEvent, now: datetime
    ) -> tuple[Learner, int]:
        key, zone, daily = uuid4(), self._deployment.zone, self._deployment.daily_time
        language = language_of(event.language)
        row, address = await inbound.add_learner(
            conn,
            account=event.account,
            channel=event.channel.value,
            platform_id=event.sender,
            key=key,
            zone=zone,
            language=language,
            at=(daily, now),
        )
        learner = Learner(
            row, key, LearnerState.NEW, None, zone, (daily,), Dialog(), language=language
        )
        return learner, address

    async def _answer(self, turn: Turn) -> Reply:
        match turn.event.body:
            case Followed(scene=scene):
                return contest_waiting.kept(turn, await greeting.follow(turn, scene))
            case Scanned(scene=scene):
                return contest_waiting.kept(turn, await greeting.scan(turn, scene))
            case Tap(data=data):
                return await routes.answer(turn, of_tap(data))
            case Text(text=text):
                found = turn.open_question
                intent = of_text(text, turn.learner.dialog, found[1] if found else None)
                return self._more(turn, intent) or await routes.answer(turn, intent)
            case _:
                return await routes.unsupported(turn)

    def _more(self, turn: Turn, intent: Intent) -> Reply | None:
        """继续 brings the next page while there is one (design 5)."""
        pages = turn.learner.dialog.more
        if intent.name != "resume" or not pages:
            return None
        turn.dialog = replace(turn.learner.dialog, more=pages[1:])
        turn.waiting = False  # a page is followed by its next page, not by something else
        return pages[0]

    async def _finish(self, took: Took, turn: Turn, reply: Reply) -> Reply | None:
        """What travels in the response; the rest is owed, or comes with 继续."""
        channel = self._channels[took.event.account]
        in_response = channel.ability.replies_in_response
        pages = list(channel.pages(reply))
        first = pages[0] if in_response else None
        more: Sequence[Reply] = pages[1:] if in_response else pages
        if in_response and more:
            following = channel.pages(reply, by_word=False)
            if _may_follow(channel, took.event.window, len(following) - 1):
                first, *more = following
            else:
                turn.dialog, more = replace(turn.dialog, more=tuple(more)), ()
        took.finished.append(
            Finished(
                took.came.key,
                first.to_json() if first else None,
                turn.learner.row,
                turn.address,
                turn.dialog,
                took.event.window if in_response else WindowOpening.NONE,
            )
        )
        if more:
            self._owe(took, (turn.learner.row, None, turn.address), more, first is not None)
        return first

    # quizzes and groups ----------------------------------------------------------------------

    async def _poll_answer(self, took: Took, body: PollAnswered) -> Reply | None:
        """An answer to a quiz of ours is what its question's button would have said; only whom
        it was shown to answers a private one, wherever it was forwarded.
        """
        event = took.event
        poll = await polls.find_poll(took.conn, event.account, body.poll)
        if poll is None and self._early.may_wait(event.account, body.poll, took.now):
            raise QuizNotKnownError("the quiz is not known yet; its answer is to come again")
        if poll is None or not body.chosen:
            took.finished.append(Finished(took.came.key))
            return None
        if poll.group is not None:
            kind, _, row = poll.data.partition(":")
            if kind == GROUP_QUESTION and row.isdecimal():
                voter = voter_of(self._deployment.secret, event.account, event.sender)
                await count_poll_answer(
                    took.conn, int(row), voter, _row(took), body.chosen, took.now
                )
            took.finished.append(Finished(took.came.key))
            return None
        if poll.address != took.found.address:
            took.finished.append(Finished(took.came.key))
            return None
        numbers = ",".join(map(str, body.chosen))
        tap = replace(event, body=Tap(f"{poll.data}:{numbers}"), message="")
        return await self._person(replace(took, came=replace(took.came, event=tap)))

    async def _group(self, took: Took) -> Reply | None:
        """What is said in a group goes there; who touched a button may be told something alone."""
        said = await self._groups.handle(took.conn, took.event, took.came.administrators)
        toast = said.toast
        took.finished.append(Finished(took.came.key, toast.to_json() if toast else None))
        if said.reply is not None and said.group:
            pages = self._channels[took.event.account].pages(said.reply)
            self._owe(took, (None, said.group, None), pages, follows=False)
        return toast

    # what is owed ----------------------------------------------------------------------------

    def _owe(
        self,
        took: Took,
        recipient: tuple[int | None, int | None, int | None],
        pages: Sequence[Reply],
        follows: bool,
    ) -> None:
        """A reply that travels as a delivery, its first page in flight as soon as we commit; or,
        where it ``follows`` an answer in the response, a moment later.
        """
        event, now = took.event, took.now
        learner, group, address = recipient
        owed = OwedReply(
            learner,
            group,
            address,
            event.account,
            took.came.key.hex(),
            [page.to_json() for page in pages],
            now + FOLLOWS if follows else now,
            at_once=not follows,
        )
        took.after.owing.append((owed, event.chat, pages))


async def _bring_back(turn: Turn) -> None:
    """Any word or touch of somebody who was silent for long: what comes by itself comes again."""
    state = heard(turn.learner.state)
    if state is not turn.learner.state:
        await returning.bring_back(turn.conn, turn.learner.row, turn.now)
        turn.learner = replace(turn.learner, state=state)


def _row(took: Took) -> int | None:
    return took.found.learner.row if took.found.learner is not None else None


def _may_follow(channel: Channel, window: WindowOpening, pages: int) -> bool:
    """Whether so many pages may follow as customer messages: the event just opened a window, and
    most of it is to be left for the lessons of the days to come.
    """
    return (
        Rung.CUSTOMER in channel.ability.pushes
        and window is not WindowOpening.NONE
        and pages <= MOST_FOLLOWING
    )
