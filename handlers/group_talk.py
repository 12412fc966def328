"""What happens in a group chat: it is greeted, known, moved or left; commands get short answers."""

from bot.competitions.telling.present import announcement
from bot.delivery.decision import Reason
from bot.domain.events import (
    GroupJoined,
    GroupLeft,
    GroupMigrated,
    GroupRights,
    InboundEvent,
    Tap,
    Text,
)
from bot.domain.groups import GroupSettings, GroupState, GroupTimes
from bot.domain.messages import Message, Reply
from bot.domain.names import clean_name
from bot.learning.groups.board import board_now
from bot.learning.shelf import Shelf
from bot.ports import Clock
from bot.store import endings
from bot.store.competitions import load_competitions
from bot.store.db import Connection
from bot.store.endings import Ending
from bot.store.groups import membership as groups
from bot.store.groups import standing as group_standing
from bot.store.groups import turns as group_turns
from bot.store.groups.settings import load_settings
from bot.texts.catalogue import texts
from bot.texts.keyboards import language_of
from handlers import group_answers
from handlers.group_answers import GROUP_QUESTION
from handlers.group_commands import Command, command_of
from handlers.group_organising import Organising, is_panel_event
from handlers.group_said import NOTHING, GroupSaid, is_first, passing, private_links
from handlers.staleness import Stale, staleness
from handlers.turn import Deployment

__all__ = ["GroupSaid", "GroupTalk", "needs_rights"]


def needs_rights(event: InboundEvent) -> bool:
    """Whether one must know who runs the group before ``event`` is handled. Who speaks as the group
    itself does.
    """
    return event.in_group and not event.as_chat and is_panel_event(event)


class GroupTalk:
    """Handles events of group chats; a group row is made at the first sign of one."""

    def __init__(
        self,
        clock: Clock,
        deployment: Deployment,
        shelf: Shelf | None = None,
        times: GroupTimes | None = None,
    ) -> None:
        """Groups live in the deployment's zone. ``shelf`` is where courses are chosen from (None:
        one of its own); ``times`` are when they get what until their administrators say otherwise.
        """
        self._clock = clock
        self._deployment = deployment
        self._times = times or GroupTimes()
        self._organising = Organising(deployment, shelf or Shelf(), self._times)

    async def handle(
        self, conn: Connection, event: InboundEvent, administrators: frozenset[str] | None
    ) -> GroupSaid:
        """What comes of ``event`` in the transaction of ``conn``. ``administrators`` are who runs
        the group (see ``needs_rights``); None: nobody could be asked.
        """
        match event.body:
            case Text(text=text):
                return await self._text(conn, event, text, administrators)
            case Tap(data=data):
                return await self._tap(conn, event, data, administrators)
            case GroupJoined(title=title):
                return await self._joined(conn, event, title)
            case GroupLeft():
                await self._left(conn, event)
            case GroupMigrated(new_chat=new):
                await self._migrated(conn, event, new)
            case GroupRights(may_post=may_post):
                row = await self._know(conn, event)
                await groups.set_rights(conn, row, self._clock.now(), may_post=may_post)
            case _:
                pass
        return NOTHING

    # coming and going ------------------------------------------------------------------------

    async def _joined(self, conn: Connection, event: InboundEvent, title: str) -> GroupSaid:
        """Greeted once: a supergroup that we know already was a group that we were in."""
        now = self._clock.now()
        row, before = await groups.arrive(
            conn,
            account=event.account,
            channel=event.channel.value,
            platform_id=event.chat,
            title=clean_name(title),
            zone=self._deployment.zone,
            now=now,
            language=language_of(event.language),
        )
        await group_turns.begin(conn, row, now, self._times)
        if before is GroupState.KNOWN:
            return GroupSaid(row)
        settings = await load_settings(conn, row)
        t = texts(settings.language)
        text = t("group-greeting" if settings.course is None else "group-greeting-back")
        links = private_links(self._deployment, event, row, t)
        return GroupSaid(row, Reply((Message(text, links=links),)))

    async def _left(self, conn: Connection, event: InboundEvent) -> None:
        """Nothing is owed to a group that we are out of. First what is planned, then the group: in
        the order in which whoever records a send takes them.
        """
        owed = await groups.owed_to(conn, event.account, event.chat)
        ended = [Ending(row, tries, "failed", Reason.GROUP_GONE.value) for row, tries in owed]
        await endings.end(conn, ended, self._clock.now())
        await groups.group_gone(conn, event.account, event.chat)

    async def _migrated(self, conn: Connection, event: InboundEvent, new: str) -> None:
        """One that we were told to be out of is back by that, and gets its turns again."""
        await groups.migrate_group(conn, event.account, event.chat, new)
        row = await groups.known_row(conn, event.account, new)
        if row is not None:
            await group_turns.begin(conn, row, self._clock.now(), self._times)

    async def _know(self, conn: Connection, event: InboundEvent) -> int:
        """The group's row. One that was not known, or gone, gets its turns."""
        known = await groups.known_row(conn, event.account, event.chat)
        if known is not None:
            return known
        now = self._clock.now()
        row = await groups.know_group(
            conn,
            account=event.account,
            channel=event.channel.value,
            platform_id=event.chat,
            title="",
            zone=self._deployment.zone,
            now=now,
            language=language_of(event.language),
        )
        await group_turns.begin(conn, row, now, self._times)
        return row

    # what people say and touch ---------------------------------------------------------------

    async def _text(
        self,
        conn: Connection,
        event: InboundEvent,
        text: str,
        administrators: frozenset[str] | None,
    ) -> GroupSaid:
        command, now = command_of(text), self._clock.now()
        if command is None or staleness(event, now) is not Stale.FRESH:
            return NOTHING  # it is for somebody else, or the talk has gone on
        settings = await load_settings(conn, await self._know(conn, event))
        if command is Command.SETTINGS:
            said = await self._organising.opened(conn, event, settings, administrators, now)
            if said.reply is not None:
                await self._may_speak(conn, settings)
            return said
        what = Command.HELP if command is Command.START else command
        if not await is_first(conn, event, settings.row, what, now):
            return GroupSaid(settings.row)
        await self._may_speak(conn, settings)
        message = await self._answer(conn, event, settings, command)
        return GroupSaid(settings.row, passing(event, message))

    async def _may_speak(self, conn: Connection, settings: GroupSettings) -> None:
        """Who can write in a muted group shows that we may be able to: Telegram tells us nothing when
        a group is opened again by the permissions of all its members. Where we are not, the
        refusal of our answer mutes it again.
        """
        if settings.state is GroupState.MUTED:
            await group_standing.speak_again(conn, settings.row)

    async def _tap(
        self,
        conn: Connection,
        event: InboundEvent,
        data: str,
        administrators: frozenset[str] | None,
    ) -> GroupSaid:
        name, _, argument = data.partition(":")
        now = self._clock.now()
        if name == GROUP_QUESTION:
            secret = self._deployment.secret
            return GroupSaid(toast=await group_answers.touched(conn, event, argument, secret, now))
        if is_panel_event(event):
            row = await self._know(conn, event)
            return await self._organising.touched(conn, event, row, administrators, now)
        return NOTHING

    async def _answer(
        self, conn: Connection, event: InboundEvent, settings: GroupSettings, command: Command
    ) -> Message:
        """What a command is answered; what is personal is answered in the private chat."""
        t = texts(settings.language)
        links = private_links(self._deployment, event, settings.row, t)
        match command:
            case Command.COMPETITIONS:
                return await self._competitions(conn, settings)
            case Command.BOARD:
                now = self._clock.now()
                return await board_now(conn, settings.row, now, self._deployment.link)
            case Command.HELP | Command.START:
                return Message(t("group-help"), links=links)
            case _:
                return Message(
                    t("group-personal" if links else "group-personal-by-hand"), links=links
                )

    async def _competitions(self, conn: Connection, settings: GroupSettings) -> Message:
        found = await load_competitions(conn, self._clock.now())
        if not found:
            return Message(texts(settings.language)("group-competitions-none"))
        return Message(
            "\n\n".join(
                announcement(one, settings.zone, texts(settings.language)) for one in found
            )
        )
