"""What all pages of ``/app/`` are made with, and the way back into a chat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from bot.chat_ports import GroupChats, SignedPages, SignInPages
from bot.domain.credits import Target
from bot.domain.deep_links import DeepLink, payload_of
from bot.domain.events import ChannelKind
from bot.domain.quiet_hours import QuietHours
from bot.keys.vault import Vault
from bot.learning.shelf import Shelf
from bot.ledger.statements import Issuer
from bot.ports import Channel, Clock
from bot.store.db import Database
from bot.texts.catalogue import Texts
from bot.web.miniapp.seals import Seals


@dataclass(frozen=True, slots=True)
class Doors:
    """What some channels can do beyond a conversation, by account: open a chat by a link, vouch
    for who opened a page, be asked who that is.
    """

    chats: Mapping[str, GroupChats]
    signed: Mapping[str, SignedPages]
    sign_ins: Mapping[str, SignInPages]

    @classmethod
    def of(cls, channels: Mapping[str, Channel]) -> "Doors":
        """The doors of these channels."""
        return cls(
            {name: one for name, one in channels.items() if isinstance(one, GroupChats)},
            {name: one for name, one in channels.items() if isinstance(one, SignedPages)},
            {name: one for name, one in channels.items() if isinstance(one, SignInPages)},
        )


class CreditSide(Protocol):
    """What a deployment has decided about credit banks (``handlers.turn.Deployment``).

    ``issuer`` speaks in what takes a statement back; ``banks`` are the credit banks, name to the
    title learners know, and ``targets`` the same as the ledger knows them; ``account_forms`` are the
    regular expressions of account numbers at those that need one, by name, and ``vault`` encrypts
    these (None: nothing can be encrypted, so that no number is asked for and no certificate made).
    """

    @property
    def issuer(self) -> Issuer: ...
    @property
    def banks(self) -> Mapping[str, str]: ...
    def named(self, bank: str, t: Texts) -> str: ...
    @property
    def targets(self) -> Sequence[Target]: ...
    @property
    def account_forms(self) -> Mapping[str, str]: ...
    @property
    def vault(self) -> Vault | None: ...


@dataclass(frozen=True, slots=True)
class House:
    """The deployment as the pages need it.

    ``public_url`` is how browsers reach us, without a slash at its end; ``quiet`` are the hours in
    which nothing is sent unasked; ``pushed`` wakes whoever pushes statements.
    """

    db: Database
    clock: Clock
    shelf: Shelf
    channels: Mapping[str, Channel]
    doors: Doors
    credit: CreditSide
    seals: Seals
    public_url: str
    quiet: QuietHours
    pushed: Callable[[], None]

    @property
    def root(self) -> str:
        """The path below which the pages are, as browsers see it: ``/app``."""
        return f"{urlsplit(self.public_url).path.rstrip('/')}/app"

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.public_url.startswith("https:")

    def in_telegram(self, account: str) -> bool:
        """Whether an account is on Telegram; an unknown one is not."""
        channel = self.channels.get(account)
        return channel is not None and channel.kind is ChannelKind.TELEGRAM

    def chat(self, account: str, to: DeepLink | None = None) -> str:
        """An address that opens the private chat with ``account``, at something where ``to`` is
        given; empty where a chat has no address, as in WeChat.
        """
        chats = self.doors.chats.get(account)
        if chats is None:
            return ""
        # What a course's or competition's link says is not secret, so that it needs no key.
        return chats.link(payload_of(to, b"") if to is not None else "")
