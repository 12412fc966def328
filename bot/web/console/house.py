"""The deployment as the console needs it."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.chat_ports import GroupChats
from bot.delivery.forecasting import World
from bot.domain.pseudonyms import console_hash, person_hash
from bot.domain.quiet_hours import QuietHours
from bot.domain.running import Running
from bot.keys.vault import Vault
from bot.learning.shelf import Shelf
from bot.ports import Channel, Clock, CreditBank
from bot.store.db import Database
from bot.store.staff import Hash
from bot.web.console.remembering import Remembered

if TYPE_CHECKING:
    from redis.asyncio import Redis


@dataclass(frozen=True, slots=True)
class House:
    """``secret`` is the deployment's pseudonym key; ``world`` is what forecasts go by; ``zone`` is
    where its people live; ``public_url`` is how browsers reach us, without a slash at its end.
    ``wake`` wakes the workers: ``delivery`` or ``push``. ``banks`` are the credit banks, name to title, ``credit`` the same to
    talk to; ``spawn`` begins what a page does not wait for; ``reread`` has every process look at
    the running settings again; ``fixed`` are the settings that hold until
    the next start, by key, none of them secret; ``proxies`` are those that say
    truly whom they speak for.
    ``running`` are the settings that may be changed while the program runs, ``file`` as they were
    at the start: see ``rules``. ``remembered`` keeps what took long to count.
    """

    db: Database
    redis: "Redis"
    clock: Clock
    channels: Mapping[str, Channel]
    shelf: Shelf
    world: World
    secret: bytes
    vault: Vault
    public_url: str
    zone: ZoneInfo
    quiet: QuietHours
    wake: Callable[[str], None]
    spawn: Callable[[str, Coroutine[Any, Any, None]], object]
    reread: Callable[[], Awaitable[None]]
    running: Callable[[], Running] = Running
    file: Running = field(default_factory=Running)
    banks: Mapping[str, str] = field(default_factory=dict)
    credit: Sequence[CreditBank] = ()
    fixed: Sequence[tuple[str, str]] = ()
    proxies: Sequence[IPv4Network | IPv6Network] = ()
    remembered: Remembered = field(default_factory=Remembered)

    def rules(self) -> Running:
        """What holds now: ``two_people`` (what goes out to many is approved by another person than
        the one who wrote it), ``content_two_people`` (the same of courses).
        """
        return self.running()

    def bank(self, name: str) -> CreditBank | None:
        """A credit bank by its name; None: the settings have none such."""
        return next((one for one in self.credit if one.name == name), None)

    def caller(self, peer: str | None, forwarded: Sequence[str]) -> str:
        """Whose address a request comes from: the peer's, or what the nearest proxy that is trusted
        says of the one before it (never further: anybody can write the rest of X-Forwarded-For).
        """
        hops = [one.strip() for header in forwarded for one in header.split(",")]
        address = peer or "unknown"
        while hops and self._is_proxy(address):
            address = hops.pop()
        return address

    def _is_proxy(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.proxies)

    @property
    def root(self) -> str:
        """The path below which the console is, as browsers see it."""
        return f"{urlsplit(self.public_url).path.rstrip('/')}/console"

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.public_url.startswith("https:")

    @property
    def chats(self) -> Mapping[str, GroupChats]:
        """The accounts whose chats have addresses of their own."""
        return {n: one for n, one in self.channels.items() if isinstance(one, GroupChats)}

    @property
    def hashed(self) -> Hash:
        """From account and platform id to what roles are granted to."""
        return partial(person_hash, self.secret)

    def keyed(self, what: str, word: str) -> bytes:
        """A keyed hash of a code, a link or a browser's cookie."""
        return console_hash(self.secret, what, word)
