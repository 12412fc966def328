"""What comes of an event in a group, and how answers there stay quiet."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.deep_links import DeepLink, Target
from bot.domain.events import InboundEvent, Tap
from bot.domain.messages import Aim, Link, Message, Reply
from bot.store.db import Connection
from bot.store.groups import passing as passing_messages
from bot.store.groups import said as group_said
from bot.store.groups.passing import PassingMessage
from bot.texts.catalogue import Texts
from handlers.turn import Deployment

PASSING = 120
"""Seconds that an answer to a command stays, and the command with it."""


@dataclass(frozen=True, slots=True)
class GroupSaid:
    """``group`` is the group's row (0: none). ``reply`` is said there; ``toast`` only to who touched
    a button (None: nothing is, the client just stops waiting).
    """

    group: int = 0
    reply: Reply | None = None
    toast: Reply | None = None


NOTHING = GroupSaid()


def passing(event: InboundEvent, message: Message, seconds: int = PASSING) -> Reply:
    """An answer that is taken away again, in the topic it was asked in: with the command it answers,
    or in the place of our message that was touched.
    """
    aim = Aim(thread=event.thread, passing=seconds)
    if isinstance(event.body, Tap):
        return Reply((message,), replace(aim, replaces=event.message))
    return Reply((message,), replace(aim, answers=event.message))


async def is_first(
    conn: Connection, event: InboundEvent, group: int, what: str, now: datetime
) -> bool:
    """Whether ``what`` is to be said in the event's topic. While the same stands there, who asks
    again reads it, and only the question is taken away: a group takes 20 messages a minute.
    """
    stands = timedelta(seconds=PASSING)
    if await group_said.say_once(conn, group, f"{what} {event.thread}", now, stands):
        return True
    if event.message:
        gone = PassingMessage(event.account, event.chat, event.message, now + stands)
        await passing_messages.keep(conn, [gone])
    return False


def private_links(
    deployment: Deployment, event: InboundEvent, group: int, t: Texts
) -> tuple[Link, ...]:
    """A button that opens the private chat with us, where one joins the group; none where the
    account has no such links.
    """
    url = deployment.link(event.account, DeepLink(Target.GROUP, str(group)))
    return (Link(t("group-private-button"), url),) if url else ()
