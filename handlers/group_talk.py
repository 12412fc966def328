"""What happens in a group chat: it is greeted, known, moved or left; commands get short answers."""

from bot.competitions.present import announcement
from bot.domain.events import GroupJoined, GroupLeft, GroupMigrated, InboundEvent, Text
from bot.domain.learners import Dialog
from bot.domain.messages import Reply, say
from bot.ports import Clock
from bot.store import groups
from bot.store.competitions import load_competitions
from bot.store.db import Connection
from bot.texts import zh_hans as t
from handlers.understand import UNKNOWN, of_text


class GroupTalk:
    """Handles events of group chats; a group row is made at the first sign of one."""

    def __init__(self, clock: Clock, zone: str) -> None:
        """Groups live in ``zone`` until somebody says otherwise."""
        self._clock = clock
        self._zone = zone

    async def handle(self, conn: Connection, event: InboundEvent) -> tuple[int, Reply | None]:
        """The group's row (0: none) and what is said there, if anything."""
        match event.body:
            case GroupLeft():
                await groups.group_gone(conn, event.account, event.chat)
                return 0, None
            case GroupMigrated(new_chat=new):
                await groups.migrate_group(conn, event.account, event.chat, new)
                return 0, None
            case GroupJoined(title=title):
                return await self._know(conn, event, title), say(t.GROUP_GREETING)
            case Text(text=text):
                row = await self._know(conn, event, "")
                return row, await self._command(conn, text)
            case _:
                return 0, None

    async def _know(self, conn: Connection, event: InboundEvent, title: str) -> int:
        return await groups.know_group(
            conn,
            account=event.account,
            channel=event.channel.value,
            platform_id=event.chat,
            title=title,
            zone=self._zone,
            now=self._clock.now(),
        )

    async def _command(self, conn: Connection, text: str) -> Reply | None:
        intent = of_text(text, Dialog())
        if intent.name == UNKNOWN:
            return None  # it may be for another bot
        if intent.name in {"start", "help"}:
            return say(t.GROUP_GREETING)
        if intent.name != "competitions":
            return say(t.GROUP_ELSEWHERE)
        competitions = await load_competitions(conn, self._clock.now())
        if not competitions:
            return say(t.COMPETITIONS_NONE)
        return say("\n\n".join(announcement(c, self._zone) for c in competitions))
