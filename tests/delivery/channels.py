"""A channel that does as a test says, and remembers what it was given."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.delivery import Filled, Outcome, Result, Rung, Template
from bot.domain.events import ChannelKind, InboundEvent
from bot.domain.messages import Message, Reply
from bot.ports import Ability, EventSink, MassWay, RawRequest, RawResponse

SENT = Outcome(Result.SENT, "200")


@dataclass(frozen=True)
class Call:
    """One call of ``send``."""

    chat: str
    text: str
    rung: Rung
    key: str
    filled: Filled | None = None
    page: Reply = field(default=Reply(()), compare=False)


@dataclass
class ScriptedChannel:
    """Implements ``bot.ports.Channel``. ``script`` are the outcomes to come (an exception is
    raised), ``next_in`` the next one in a chat, ``answering_page`` says it from the page itself;
    without them everything is sent. A reply has one page for each message, of which the first
    takes the place that the reply asks for.
    ``meanwhile`` runs while a send is on its way; a check that fails in it is in ``failed``,
    since a worker outlives it. ``doubled`` are chats to which two sends were on their way.
    """

    account: str
    kind: ChannelKind = ChannelKind.TELEGRAM
    pushes: frozenset[Rung] = frozenset({Rung.SEND})
    templates: tuple[Template, ...] = ()
    mass: MassWay | None = None
    script: deque[Outcome | Exception] = field(default_factory=deque)
    next_in: dict[str, Outcome] = field(default_factory=dict)
    answering_page: Callable[[Reply], Outcome] | None = None
    calls: list[Call] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None
    answering: Counter[str] = field(default_factory=Counter)
    doubled: set[str] = field(default_factory=set)
    failed: list[BaseException] = field(default_factory=list)

    @property
    def ability(self) -> Ability:
        answers = self.kind is ChannelKind.WECHAT
        return Ability(answers, self.pushes, self.templates, self.mass)

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:
        first, *more = reply.messages or (Message(""),)
        aim = replace(reply.aim, replaces="")
        return [Reply((first,), reply.aim), *(Reply((one,), aim) for one in more)]

    async def send(
        self, chat: str, reply: Reply, *, rung: Rung, key: str, filled: Filled | None = None
    ) -> Outcome:
        self.calls.append(Call(chat, reply.messages[0].text, rung, key, filled, reply))
        self.answering[chat] += 1
        if self.answering[chat] > 1:
            self.doubled.add(chat)
        try:
            if self.meanwhile is not None:
                await self.meanwhile()
            await asyncio.sleep(0)
        except AssertionError as error:
            self.failed.append(error)
            raise
        finally:
            self.answering[chat] -= 1
        if chat in self.next_in:
            return self.next_in.pop(chat)
        if self.answering_page is not None:
            return self.answering_page(reply)
        outcome = self.script.popleft() if self.script else SENT
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def chats(self) -> list[str]:
        return [call.chat for call in self.calls]

    @property
    def pages_sent(self) -> list[Reply]:
        return [call.page for call in self.calls]

    @property
    def texts(self) -> list[str]:
        return [call.text for call in self.calls]

    async def start(self) -> None:
        return None

    async def check(self) -> str:
        return "scripted"

    def read(self, request: RawRequest) -> InboundEvent | RawResponse:
        return RawResponse()

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        return RawResponse()

    async def poll(self, sink: EventSink) -> None:
        return None

    async def stop(self) -> None:
        return None


def wechat(account: str = "city-wechat", *, pushes: bool = True) -> ScriptedChannel:
    """An official account; ``pushes``: it is verified."""
    rungs = frozenset({Rung.CUSTOMER}) if pushes else frozenset[Rung]()
    return ScriptedChannel(account, ChannelKind.WECHAT, rungs)
