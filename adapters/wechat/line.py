"""Everything of one account that speaks with the platform's API, put together."""

from dataclasses import dataclass

from adapters.wechat.alarm import Alarm
from adapters.wechat.client import AsyncWeChat
from adapters.wechat.granting import Credentials, fetch_ticket, fetch_token
from adapters.wechat.hosts import Hosts
from adapters.wechat.media import MediaKeeper, MediaShelf
from adapters.wechat.tokens import Granted, NoShelf, TokenKeeper, TokenShelf
from adapters.wechat.transport import Transport
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Shelves:
    """What all processes share for one account; without one, a process keeps its own."""

    tokens: TokenShelf | None = None
    tickets: TokenShelf | None = None
    media: MediaShelf | None = None


class Line:
    """The API of one account: calls, tokens, page tickets, files."""

    def __init__(
        self, account: str, credentials: Credentials, hosts: Hosts, clock: Clock, shelves: Shelves
    ) -> None:
        """Connect to nothing yet. ``account`` is the name that log lines carry."""
        self.credentials = credentials
        self.transport = Transport(hosts)
        self.tokens = TokenKeeper(
            self._token,
            shelves.tokens or NoShelf(),
            clock,
            classic=credentials.call == "classic",
        )
        self.client = AsyncWeChat(credentials.app_id, self.transport, self.tokens, Alarm(account))
        self.tickets = TokenKeeper(self._ticket, shelves.tickets or NoShelf(), clock)
        self.media = MediaKeeper(self.client, shelves.media, clock)

    async def prove(self) -> None:
        """Have the platform look at our credentials. Raises CallFailedError.

        The classic call ends the token that others use: there a call with it is the proof.
        """
        if self.credentials.call == "classic":
            await self.client.get("getcallbackip")
        else:
            await fetch_token(self.transport, self.credentials)

    async def close(self) -> None:
        """End what is under way and close the connections; a later call opens new ones."""
        await self.media.stop()
        await self.transport.close()

    async def _token(self, force: bool) -> Granted:
        return await fetch_token(self.transport, self.credentials, force=force)

    async def _ticket(self, force: bool) -> Granted:
        del force  # every call gives the ticket that holds
        return await fetch_ticket(self.client)
