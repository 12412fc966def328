"""One official account as an ``Official``: what goes beyond single conversations."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from adapters.wechat.errors import CallFailedError
from adapters.wechat.fetching import Fetcher
from adapters.wechat.following import Following
from adapters.wechat.line import Line
from adapters.wechat.masses import MassMessages, refused_here
from adapters.wechat.menus import set_tagged
from adapters.wechat.page_signature import page_signature
from bot.chat_ports import FetchedFile, FetchFault
from bot.domain.delivery import Outcome
from bot.domain.messages import Reply
from bot.ports import (
    Ability,
    CallQuota,
    Clock,
    FollowerPage,
    GroupCode,
    MassState,
    MenuItem,
    PlatformPerson,
    TaggedMenu,
)

MEDIA_IN_USE = timedelta(days=14)
MEDIA_AHEAD = timedelta(hours=12)
"""Files used within the first are uploaded again when they run out within the second."""


class OfficialAccount:
    """The calls of an account that are about many people, its menus, its pages and its files.

    Each but ``fetch_file`` raises PlatformCallError, and nothing else, for anything platform or
    network do.
    """

    def __init__(
        self, account: str, ability: Ability, line: Line, menu: Sequence[MenuItem], clock: Clock
    ) -> None:
        """Call nothing yet."""
        self._account = account
        self._ability = ability
        self._line = line
        self._menu = menu
        self._clock = clock
        self._masses = MassMessages(line.client, line.media)
        self._following = Following(line.client)
        self._fetcher = Fetcher(line.transport, line.tokens)

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        return self._account

    @property
    def ability(self) -> Ability:
        """What this account may do."""
        return self._ability

    async def send_mass(
        self, reply: Reply, *, key: str, people: Sequence[str] = (), tag: int | None = None
    ) -> Outcome:
        """Hand one mass message to the platform, for 2 to 10,000 ``people`` or for a ``tag``.

        SENT means taken; ``platform_id`` is the message's id, also when this ``key`` (at most
        32 ASCII characters) was taken before (45065). Raises nothing.
        """
        refused = refused_here(self._ability, reply, key, people, tag)
        if refused is not None:
            return refused
        try:
            return await self._masses.send(reply, key=key, people=people, tag=tag)
        except CallFailedError as error:
            return error.outcome

    async def fetch_file(self, ref: str, most_bytes: int) -> FetchedFile | FetchFault:
        """A file that somebody sent, by its media id; else why there is none. Raises nothing."""
        return await self._fetcher.fetch(ref, most_bytes)

    async def mass_state(self, message_id: str) -> MassState:
        """How far a mass message is."""
        return await self._masses.state(message_id)

    async def followers(self, after: str = "") -> FollowerPage:
        """A page of those who follow the account, at most 10,000."""
        return await self._following.followers(after)

    async def people(self, platform_ids: Sequence[str]) -> list[PlatformPerson]:
        """Who they are; at most 100."""
        return await self._following.people(platform_ids)

    async def group_code(self, scene: str) -> GroupCode:
        """A lasting QR code of ``scene`` (1 to 64 characters)."""
        return await self._following.group_code(scene)

    async def tags(self) -> dict[str, int]:
        """The account's own tags: id by name."""
        return await self._following.tags()

    async def make_tag(self, name: str) -> int:
        """A new tag (1 to 30 characters); its id."""
        return await self._following.make_tag(name)

    async def delete_tag(self, tag: int) -> None:
        """Take a tag away from everybody, and end it."""
        await self._following.delete_tag(tag)

    async def tag_people(self, tag: int, platform_ids: Sequence[str], *, on: bool) -> list[str]:
        """Give (or with ``on`` False take) a tag, at most 50 people; those it failed for."""
        return await self._following.tag_people(tag, platform_ids, on=on)

    async def set_menus(self, menus: Sequence[TaggedMenu]) -> None:
        """Set the menus of people with a tag, in place of all that were set before."""
        await set_tagged(self._line.client, self._menu, menus)

    async def page_signature(self, url: str) -> dict[str, str]:
        """What a page at ``url`` needs to use the platform's own elements."""
        return page_signature(
            app_id=self._line.credentials.app_id,
            ticket=await self._line.tickets.get(),
            nonce=secrets.token_hex(8),
            seconds=int(self._clock.now().timestamp()),
            url=url,
        )

    async def quotas(self) -> list[CallQuota]:
        """The calls of the day, for what matters here."""
        return await self._following.quotas()

    async def renew_media(self) -> int:
        """Upload anew the files in use that run out within 12 hours; how many that were.

        To be called each hour or so, by any number of processes.
        """
        return await self._line.media.renew(MEDIA_IN_USE, MEDIA_AHEAD)
