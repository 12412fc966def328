"""Private chats with the handlers themselves: each word is one event in one transaction, as the
in-pipe does it, without a platform in between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from bot.chat_ports import GroupChats
from bot.domain.content import Course
from bot.domain.credits import Target as CreditTarget
from bot.domain.deep_links import DeepLink, Target, payload_of
from bot.domain.events import ChannelKind, EventBody, InboundEvent, Tap, Text
from bot.domain.learners import Dialog, Learner, LearnerState
from bot.domain.messages import Message, Reply
from bot.learning.shelf import Shelf
from bot.ledger.completions import record_completions
from bot.ledger.statements import Issuer
from bot.store import inbound
from bot.store.content_import import import_courses
from bot.store.db import Connection, Database, Row
from bot.store.inbound import Asked, Finished
from handlers import routes
from handlers.turn import Deployment, Turn
from handlers.understand import of_tap, of_text
from tests.delivery.owing import NOON, ZONE

SECRET = b"s" * 32
CITY, OFFICIAL = "city", "city-wechat"


@dataclass(frozen=True)
class Links:
    """The group chats of a bot called yike; only its links are wanted here."""

    account: str = CITY

    async def learn_name(self) -> None:
        """It is known."""

    def link(self, payload: str) -> str:
        """An address that opens the private chat."""
        return f"https://t.me/yike?start={payload}"

    async def administrators(self, chat: str) -> frozenset[str]:
        """Nobody is asked here."""
        raise AssertionError(f"nobody asks who runs {chat}")

    async def remove(self, chat: str, message_id: str) -> bool:
        """Nothing is taken away here."""
        raise AssertionError(f"nobody takes {message_id} away from {chat}")


_CHATS: Mapping[str, GroupChats] = {CITY: Links()}
_DEPLOYMENT = Deployment(
    Issuer("https://yike.example.org", b"p" * 32),
    {"lrs": "学分银行"},
    ZONE,
    chats=_CHATS,
    secret=SECRET,
    targets=(CreditTarget("lrs"),),
)


@dataclass
class PrivateChats:
    """Everybody's chats; ``now`` is the clock."""

    db: Database
    now: datetime = NOON
    deployment: Deployment = _DEPLOYMENT
    turn: Turn | None = None
    """The turn that was taken last."""
    _shelf: Shelf = field(default_factory=Shelf)
    _keys: "count[int]" = field(default_factory=count)

    async def teach(self, *courses: Course) -> None:
        """Courses on the shelf."""
        async with self.db.transaction() as conn:
            await import_courses(conn, courses, at=self.now, approver="test")

    async def say(self, who: str, text: str, name: str = "", *, late: int = 0) -> Reply:
        """Somebody (``ACCOUNT:PLATFORM_ID``) writes ``text``, ``late`` minutes ago."""
        return await self.take(self.event(who, Text(text), name, late=late))

    async def tap(self, who: str, data: str, name: str = "") -> Reply:
        """Somebody touches what carries ``data``."""
        return await self.take(self.event(who, Tap(data), name))

    async def open_link(self, who: str, target: Target, name: str) -> Reply:
        """Somebody opens the private chat by a link of ours."""
        return await self.say(who, f"/start {payload_of(DeepLink(target, name), SECRET)}")

    def event(self, who: str, body: EventBody, name: str = "", *, late: int = 0) -> InboundEvent:
        """What somebody does."""
        account, _, person = who.partition(":")
        kind = ChannelKind.WECHAT if "wechat" in account else ChannelKind.TELEGRAM
        at = self.now - timedelta(minutes=late)
        key = f"{next(self._keys)}"
        return InboundEvent(account, kind, key, person, person, at, body, name=name, message="77")

    async def take(self, event: InboundEvent) -> Reply:
        """The event with its effects; what is answered."""
        async with self.db.transaction() as conn:
            turn = await self.begin(conn, event)
            if isinstance(event.body, Tap):
                intent = of_tap(event.body.data)
            else:
                found = turn.open_question
                text = event.body.text if isinstance(event.body, Text) else ""
                intent = of_text(text, turn.learner.dialog, found[1] if found else None)
            reply = turn.dressed(await routes.answer(turn, intent))
            issuer, targets = self.deployment.issuer, self.deployment.targets
            await record_completions(conn, turn.facts, issuer, targets, self.now)
            key = f"{event.account}{event.key}".encode()
            done = Finished(key, None, turn.learner.row, turn.address, turn.dialog)
            await inbound.finish_events(conn, [done], self.now)
        self.turn = turn
        return reply

    async def begin(self, conn: Connection, event: InboundEvent) -> Turn:
        """The turn of an event, within its transaction."""
        key = f"{event.account}{event.key}".encode()
        [taken] = await inbound.take_events(conn, [Asked(key, event.account, event.sender)])
        learner, address = taken.learner, taken.address
        if learner is None:
            learner, address = await self._add(conn, event)
        library = await self._shelf.library(conn, taken.revision)
        return Turn(conn, self.now, event, learner, address, library, self.deployment)

    async def _add(self, conn: Connection, event: InboundEvent) -> tuple[Learner, int]:
        key, times = uuid4(), (self.deployment.daily_time,)
        row, address = await inbound.add_learner(
            conn,
            account=event.account,
            channel=event.channel.value,
            platform_id=event.sender,
            key=key,
            zone=ZONE,
            at=(times[0], self.now),
        )
        return Learner(row, key, LearnerState.NEW, None, ZONE, times, Dialog()), address

    async def rows(self, query: str, *values: object) -> list[Row]:
        """What the database holds."""
        async with self.db.connection() as conn:
            return list(await conn.fetch(query, *values))

    async def learner(self, who: str) -> Row:
        """Somebody's learner, whole."""
        account, _, person = who.partition(":")
        found = await self.rows(
            "select l.* from learner l join address a on a.learner_id = l.id where account = $1 and platform_id = $2",
            account,
            person,
        )
        return found[0]

    async def dialog(self, who: str) -> Dialog:
        """What was said last to somebody."""
        return Dialog.from_json((await self.learner(who))["dialog"])

    async def enrolled(self, who: str, time_of_day: str = "早上 7:30") -> Reply:
        """A farmer, through the greeting; the first lesson."""
        await self.say(who, "开始")
        await self.say(who, "我务农")
        return await self.say(who, time_of_day)

    def later(self, **units: float) -> None:
        """Time goes on."""
        self.now += timedelta(**units)


def told(reply: Reply) -> str:
    """All words of a reply."""
    return "\n".join(f"{one.title}\n{one.text}" for one in reply.messages)


def touchable(reply: Reply) -> list[str]:
    """What the options of a reply's last message carry."""
    return [option.data for option in reply.messages[-1].options]


def last(reply: Reply) -> Message:
    """The last message of a reply, as channels without quizzes show it."""
    return replace(reply.messages[-1], quiz=None)
