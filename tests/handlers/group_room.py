"""A group chat with an administrator and members, and the handlers behind it: no platform."""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from bot.clock import FrozenClock
from bot.domain.content import Course
from bot.domain.events import (
    ChannelKind,
    EventBody,
    GroupJoined,
    GroupRights,
    InboundEvent,
    Tap,
    Text,
)
from bot.domain.groups import GroupSettings
from bot.domain.messages import Message
from bot.ledger.statements import Issuer
from bot.store.content_import import import_courses
from bot.store.db import Database
from bot.store.groups.settings import load_settings
from handlers.group_talk import GroupSaid, GroupTalk
from handlers.turn import Deployment
from tests.delivery.owing import BOT, NOON, ZONE, rows

GROUP, TEACHER, PUPIL = "-100500", "501", "502"
SECRET = b"secret of the tests"
_NUMBER = count(1)


class Links:
    """A bot's private chat, and who runs its groups."""

    account = BOT

    async def learn_name(self) -> None:
        """It is known."""

    def link(self, payload: str) -> str:
        return f"https://chat.example/bot?start={payload}"

    async def administrators(self, chat: str) -> frozenset[str]:
        return frozenset({TEACHER})

    async def remove(self, chat: str, message_id: str) -> bool:
        return True


def deployment(*, links: bool = True) -> Deployment:
    """A deployment in Shanghai, with or without links into its private chat."""
    return Deployment(
        Issuer("https://yike.test", b"key"),
        {},
        ZONE,
        chats={BOT: Links()} if links else {},
        secret=SECRET,
    )


def happened(body: EventBody, sender: str = TEACHER, **more: Any) -> InboundEvent:
    """Something in the group; each with a key of its own."""
    number = str(next(_NUMBER))
    event = InboundEvent(
        BOT, ChannelKind.TELEGRAM, number, sender, GROUP, NOON, body, message="77"
    )
    return replace(event, **more)


@dataclass
class Room:
    """The group ``GROUP``; what happens there is handled in a transaction of its own."""

    db: Database
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOON))
    deployment: Deployment = field(default_factory=deployment)

    def __post_init__(self) -> None:
        """The handlers, as the program makes them."""
        self.talk = GroupTalk(self.clock, self.deployment)

    async def handle(
        self, event: InboundEvent, administrators: frozenset[str] | None = frozenset({TEACHER})
    ) -> GroupSaid:
        async with self.db.transaction() as conn:
            return await self.talk.handle(conn, event, administrators)

    async def joins(self, **more: Any) -> GroupSaid:
        return await self.handle(happened(GroupJoined("骑手七班"), **more))

    async def says(self, text: str, sender: str = TEACHER, **more: Any) -> GroupSaid:
        return await self.handle(happened(Text(text), sender, **more))

    async def taps(self, data: str, sender: str = TEACHER, **more: Any) -> GroupSaid:
        return await self.handle(happened(Tap(data), sender, **more))

    async def may_post(self, allowed: bool) -> GroupSaid:
        return await self.handle(happened(GroupRights(allowed, administrator=False)))

    async def teach(self, *courses: Course) -> None:
        async with self.db.transaction() as conn:
            await import_courses(conn, courses, at=NOON, approver="test")

    async def settings(self) -> GroupSettings:
        async with self.db.connection() as conn:
            row = await conn.fetchval("select id from chat_group where platform_id = $1", GROUP)
            return await load_settings(conn, row)

    async def state(self) -> str:
        [row] = await rows(self.db, f"select state from chat_group where platform_id = '{GROUP}'")
        return str(row["state"])


def only(said: GroupSaid) -> Message:
    """The one message that was said to the group."""
    assert said.reply is not None
    [message] = said.reply.messages
    return message


def toast(said: GroupSaid) -> str:
    """What only who touched the button was told."""
    assert said.toast is not None
    return said.toast.messages[0].text


def data_of(message: Message, label: str) -> str:
    """What the button with ``label`` in it carries."""
    [found] = [one.data for one in message.options if label in one.label]
    return found
