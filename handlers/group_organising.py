"""The settings of a group: a panel for who runs it, changed in place, gone after a while."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.events import InboundEvent, Tap, Text
from bot.domain.groups import GroupSettings, GroupTimes
from bot.domain.messages import Message, say
from bot.learning.shelf import Shelf
from bot.store.db import Connection
from bot.store.groups import settings as group_settings
from bot.store.groups import turns as group_turns
from bot.texts.catalogue import texts
from handlers import group_panel
from handlers.group_changes import touch
from handlers.group_commands import Command, command_of
from handlers.group_panel import PANEL, Panel
from handlers.group_said import GroupSaid, is_first, passing, private_links
from handlers.turn import Deployment

OPEN_FOR = 600
"""Seconds that the panel stays after the last touch."""
CLOSING = 20
"""Seconds that a closed panel can still be read."""


def is_panel_event(event: InboundEvent) -> bool:
    """Whether somebody asks for the panel or touched it; only who runs the group may."""
    match event.body:
        case Text(text=text):
            return command_of(text) is Command.SETTINGS
        case Tap(data=data):
            return data.startswith(f"{PANEL}:")
        case _:
            return False


class Organising:
    """Shows the panel and keeps what is chosen on it."""

    def __init__(self, deployment: Deployment, shelf: Shelf, times: GroupTimes) -> None:
        """Courses come from ``shelf``; ``times`` are the deployment's for all groups."""
        self._deployment = deployment
        self._shelf = shelf
        self._times = times

    async def opened(
        self,
        conn: Connection,
        event: InboundEvent,
        settings: GroupSettings,
        administrators: frozenset[str] | None,
        now: datetime,
    ) -> GroupSaid:
        """Somebody asked for the panel. It is always shown; that it is not is said once."""
        t = texts(settings.language)
        refused = _refusal(event, settings, administrators)
        if refused:
            what = f"{Command.SETTINGS}: {refused}"
            if not await is_first(conn, event, settings.row, what, now):
                return GroupSaid(settings.row)
            links = private_links(self._deployment, event, settings.row, t)
            return GroupSaid(settings.row, passing(event, Message(refused, links=links)))
        panel = await self._panel(conn, event, settings)
        return GroupSaid(settings.row, passing(event, group_panel.main(panel), OPEN_FOR))

    async def touched(
        self,
        conn: Connection,
        event: InboundEvent,
        group: int,
        administrators: frozenset[str] | None,
        now: datetime,
    ) -> GroupSaid:
        """A button of the panel was touched: by anybody, whenever, and perhaps with made-up data."""
        settings = await group_settings.load_settings(conn, group, lock=True)
        refused = _refusal(event, settings, administrators)
        if refused:
            return GroupSaid(group, toast=say(refused))
        panel = await self._panel(conn, event, settings)
        data = event.body.data if isinstance(event.body, Tap) else ""
        done = touch(panel, data.removeprefix(f"{PANEL}:"))
        if done is None:
            shown = passing(event, group_panel.main(panel), OPEN_FOR)
            return GroupSaid(group, shown, say(panel.texts("group-button-old")))
        if done.settings != settings:
            await group_settings.save_settings(conn, done.settings)
            await group_turns.begin(conn, group, now, self._times)
        if done.closed:
            goes = now + timedelta(seconds=CLOSING)
            await group_settings.hasten(conn, event.account, event.chat, event.message, goes)
        toast = say(replace(panel, settings=done.settings).texts("group-saved"))
        return GroupSaid(
            group,
            passing(event, done.shows, CLOSING if done.closed else OPEN_FOR),
            toast if done.settings != settings else None,
        )

    async def _panel(
        self, conn: Connection, event: InboundEvent, settings: GroupSettings
    ) -> Panel:
        library = await self._shelf.library(conn)
        return Panel(settings, library, event.thread, self._times)


def _refusal(
    event: InboundEvent, settings: GroupSettings, administrators: frozenset[str] | None
) -> str:
    """Why this person may not change the settings; empty: he or she may."""
    t = texts(settings.language)
    if event.as_chat:
        return ""
    if administrators is None:
        return t("group-administrators-unknown")
    return "" if event.sender in administrators else t("group-only-administrators")
