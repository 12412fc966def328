"""What chats will bring of a competition, rendered by what sends it: announced, or cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.chat_ports import ShownPage, ShowsPages
from bot.competitions.telling import notices
from bot.competitions.telling.notices import Reader
from bot.competitions.telling.present import announcement
from bot.domain.competitions import Competition, CompetitionState
from bot.domain.delivery import Rung
from bot.domain.events import ChannelKind
from bot.domain.messages import Reply, say
from bot.ports import Channel
from bot.texts.catalogue import SIMPLIFIED, texts
from bot.web.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Phone:
    """One account's chat with the messages in it."""

    account: str
    channel: ChannelKind
    pages: tuple[ShownPage, ...]


def announced(visit: Visit, competition: Competition) -> list[Phone]:
    """The announcement as its groups get it when it is published."""
    t = texts(SIMPLIFIED)
    said = announcement(competition, competition.zone or visit.zone, t)
    reply = say(said, hint=t("competition-announcement-hint"))
    return phones(competition, visit.house.channels, reply)


def called_off(visit: Visit, competition: Competition, reason: str) -> list[Phone]:
    """What entrants read when it is cancelled for ``reason``."""
    gone = replace(competition, state=CompetitionState.CANCELLED, cancel_reason=reason)
    reader = Reader(visit.now, competition.zone or visit.zone, texts(SIMPLIFIED))
    return phones(competition, visit.house.channels, notices.cancelled(gone, reader).reply)


def phones(competition: Competition, channels: Mapping[str, Channel], reply: Reply) -> list[Phone]:
    """``reply`` in the chats of the accounts whose groups are called; where none is, of all."""
    called = {one.account for one in competition.groups} & channels.keys() or set(channels)
    found = []
    for account in sorted(called):
        channel = channels[account]
        if isinstance(channel, ShowsPages):
            pages: Sequence[ShownPage] = channel.shown(reply, rung=_plain(channel))
            found.append(Phone(account, channel.kind, tuple(pages)))
    return found


def _plain(channel: Channel) -> Rung:
    """A way that carries the words themselves; a reply does so everywhere."""
    pushes = channel.ability.pushes
    return next((one for one in (Rung.SEND, Rung.CUSTOMER) if one in pushes), Rung.REPLY)
