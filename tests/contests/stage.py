"""People who take part in a contest, in their chats on both channels; and the organiser's desk."""

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from adapters.simulator import Bubble
from adapters.simulator.telegram_attachments import FileKind
from bot.commands_group import cohort, create
from bot.competitions.desk import writing
from bot.competitions.desk.acting import Desk
from bot.contest_office import command_desk
from bot.domain.competitions import Competition
from bot.store import redis as shared
from bot.store.db import Connection
from tests.flow.town import TELEGRAM, WECHAT, Town
from tests.works.made_files import picture

_LINK = re.compile(r"start=(g-[A-Za-z0-9_-]+)")
_FILES: dict[str, FileKind] = {"video": "video", "audio": "audio", "document": "document"}
PATIENCE = 20.0
"""Real seconds in which an answer comes, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class Someone(ABC):
    """One person in a chat. Each act names what must be said to it, and returns all that was."""

    town: Town

    @property
    @abstractmethod
    def heard(self) -> list[Bubble]:
        """What the bot has said to this person."""

    @abstractmethod
    async def joins(self, group: str) -> None:
        """Comes into a group of the deployment, as its posters and messages lead there."""

    @abstractmethod
    async def sends(self, kind: str, content: bytes, *then: str) -> str:
        """Sends a file of that kind of work."""

    @abstractmethod
    async def _writes(self, text: str) -> None: ...

    @abstractmethod
    async def _chooses(self, label: str) -> None: ...

    @abstractmethod
    async def _picks(self, number: int) -> None: ...

    @property
    def story(self) -> str:
        """All that the bot has ever said to this person."""
        return "\n".join(one.text for one in self.heard)

    async def hears(self, words: str) -> None:
        """What is owed comes: by itself where a channel lets it, else with the next thing said."""
        if isinstance(self, Messenger):
            with suppress(TimeoutError):
                await self.town.simulator.until(lambda: words in self.story, PATIENCE)
        elif words not in self.story:
            await self.says("比赛", words)
        assert words in self.story, f"not told: {words}; last: {self.heard[-1].text}"

    async def says(self, text: str, *then: str) -> str:
        """Writes; one of ``then`` must be said (nothing named: anything)."""
        before = self._shown()
        await self._writes(text)
        return await self._until(before, then)

    async def chooses(self, label: str, *then: str) -> str:
        """Takes what is on offer under that name."""
        before = self._shown()
        await self._chooses(label)
        return await self._until(before, then)

    async def answers(self, number: int, *then: str) -> str:
        """Answers the item that is open with the option of that number, from 1."""
        before = self._shown()
        await self._picks(number)
        return await self._until(before, then)

    async def opens(self, competition: Competition) -> str:
        """Looks at the page of a competition."""
        await self.says("比赛", competition.title)
        entered = f"{competition.title}（已报名）"
        label = entered if self._offers(entered) else competition.title
        return await self.chooses(label, competition.organiser)

    def _offers(self, label: str) -> bool:
        return label in _all_of(self.heard[-1])

    def _shown(self) -> dict[str, str]:
        return {one.id: _all_of(one) for one in self.heard}

    def _new(self, before: dict[str, str]) -> str:
        return "\n".join(all_ for one, all_ in self._shown().items() if before.get(one) != all_)

    async def _until(self, before: dict[str, str], then: tuple[str, ...]) -> str:
        wanted = then or ("",)

        def is_said() -> bool:
            new = self._new(before)
            return bool(new) and any(words in new for words in wanted)

        try:
            await self.town.simulator.until(is_said, PATIENCE)
        except TimeoutError:
            said = self._new(before) or f"nothing; last: {self.heard[-1].text}"
            raise AssertionError(f"expected one of {wanted}, was told: {said}") from None
        return self._new(before)


@dataclass(frozen=True, slots=True)
class Messenger(Someone):
    """Somebody on Telegram."""

    user: int

    @property
    def heard(self) -> list[Bubble]:
        return [one for one in self.town.telegram_chat(self.user) if not one.mine]

    async def joins(self, group: str) -> None:
        """Touches the button that the bot put into the group when it came."""
        telegram = self.town.simulator.telegram
        await telegram.join(TELEGRAM, int(group), self.user)
        urls = [url for one in self.town.telegram_chat(int(group)) for _, url in one.links]
        payload = next(found[1] for url in reversed(urls) if (found := _LINK.search(url)))
        before = self._shown()
        await telegram.start_chat(TELEGRAM, self.user, payload=payload)
        await self._until(before, ("已经加入",))

    async def _writes(self, text: str) -> None:
        await self.town.simulator.telegram.say(TELEGRAM, self.user, text)

    async def _chooses(self, label: str) -> None:
        found = next(one for one in reversed(self.heard) if label in dict(one.buttons))
        await self._taps(found, dict(found.buttons)[label])

    async def forges(self, data: str, *then: str) -> str:
        """Touches what is not on offer: an old button, or one that somebody made up."""
        before = self._shown()
        await self._taps(self.heard[-1], data)
        return await self._until(before, then)

    async def sends(self, kind: str, content: bytes, *then: str) -> str:
        before = self._shown()
        await self.town.simulator.telegram.send_file(TELEGRAM, self.user, _FILES[kind], content)
        return await self._until(before, then)

    async def _picks(self, number: int) -> None:
        for bubble in reversed(self.heard):
            items = [data for _, data in bubble.buttons if data.startswith("item:")]
            if items:
                return await self._taps(bubble, items[number - 1])
        raise AssertionError("no item is open")

    async def _taps(self, bubble: Bubble, data: str) -> None:
        await self.town.simulator.telegram.tap(TELEGRAM, self.user, bubble.id, data)


@dataclass(frozen=True, slots=True)
class Follower(Someone):
    """Somebody on WeChat, who answers by number or in the words of what is on offer."""

    openid: str

    @property
    def heard(self) -> list[Bubble]:
        return [one for one in self.town.wechat_chat(self.openid) if not one.mine]

    async def joins(self, group: str) -> None:
        """Scans the cohort's code."""
        await self.town.simulator.wechat.follow(WECHAT, self.openid, scene=group)

    async def _writes(self, text: str) -> None:
        await self.town.simulator.wechat.say(WECHAT, self.openid, text)

    async def _chooses(self, label: str) -> None:
        await self._writes(label)

    async def sends(self, kind: str, content: bytes, *then: str) -> str:
        """A film; of sounds WeChat has only what is spoken at once."""
        if kind != "video":
            raise AssertionError(f"nobody sends a {kind} on WeChat here")
        before = self._shown()
        await self.town.simulator.wechat.video(WECHAT, self.openid, content, picture())
        return await self._until(before, then)

    async def _picks(self, number: int) -> None:
        await self._writes(str(number))


def _all_of(bubble: Bubble) -> str:
    """What one reads in a bubble: its words, and what is on its buttons."""
    return "\n".join((bubble.text, *dict(bubble.buttons)))


def somebody(town: Town, number: int, account: str) -> Someone:
    """The person with that number, on the channel of the ``account``."""
    if account == TELEGRAM:
        return Messenger(town, 80_000 + number)
    return Follower(town, f"oEntrantOfTheContest{number:08}")


async def all_hear(town: Town, news: Iterable[tuple[Someone, str]]) -> None:
    """Each hears these words. Those to whom they come by themselves are looked at first: what the
    others get with their next word has been planned by then.
    """
    ordered = sorted(news, key=lambda one: not isinstance(one[0], Messenger))
    for person, words in ordered:
        if not isinstance(person, Messenger):
            await town.nothing_due()
        await person.hears(words)


def desk(town: Town) -> Desk:
    """The organiser's, at the town's hour."""
    return command_desk(town.settings, town.clock.now())


@asynccontextmanager
async def act(town: Town) -> AsyncIterator[tuple[Connection, Desk]]:
    """One act of the organiser's: a transaction and the desk."""
    async with town.program.db.transaction() as conn:
        yield conn, desk(town)


async def call(town: Town, competition: Competition, titles: dict[str, str]) -> None:
    """The groups of the competition come into being under ``titles`` by platform id, and its file
    is taken in, as the command does it.
    """
    keeper = 79_999
    await town.simulator.telegram.start_chat(TELEGRAM, keeper)
    for name in competition.groups:
        title = titles[name.platform_id]
        if name.account == TELEGRAM:
            group = int(name.platform_id)
            await town.simulator.telegram.add_to_group(TELEGRAM, group, title, by=keeper)
        else:
            channels, zone = town.program.channels, town.settings.learning.zone
            wanted = cohort(str(name), channels, title=title, zone=zone)
            await create(town.program.db, town.clock, channels, wanted, None)
    await town.nothing_due()
    async with act(town) as (conn, at):
        done = await writing.take_in(conn, at, competition)
    assert done.version == "1"


async def empty_valkey(town: Town) -> None:
    """Valkey loses all it holds, while the program is at work."""
    client = shared.connect(town.place.redis_url)
    await client.flushall()
    await client.aclose()


async def start_anew(town: Town) -> None:
    """The same, and the program is stopped and started again."""
    await empty_valkey(town)
    await town.stop()
    await town.start()
