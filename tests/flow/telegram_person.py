"""One person on Telegram, whatever way the bot takes its updates: by webhook, or by polling."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Literal

from aiohttp import ClientSession

from adapters.simulator import Bubble
from tests.flow.town import TELEGRAM, Town

Mode = Literal["webhook", "polling"]
MODES: tuple[Mode, ...] = ("webhook", "polling")


def fetch_updates(town: Town, mode: Mode) -> None:
    """Let the town's bots take their updates that way, from the next start on."""
    bots = tuple(bot.model_copy(update={"mode": mode}) for bot in town.settings.telegram)
    town.settings = town.settings.model_copy(update={"telegram": bots})


async def waiting(town: Town) -> int:
    """How many updates Telegram still holds for the town's bots."""
    count = 0
    async with ClientSession() as http:
        for bot in town.settings.telegram:
            token = bot.token.get_secret_value()
            url = f"{town.simulator.url}/telegram-api/bot{token}/getWebhookInfo"
            async with http.get(url) as answer:
                count += int((await answer.json())["result"]["pending_update_count"])
    return count


async def all_taken(town: Town) -> None:
    """Wait until the bots have taken everything, and have said all that is due."""
    async with asyncio.timeout(20):
        while await waiting(town):
            await asyncio.sleep(0.01)
    await town.nothing_due()


@dataclass(frozen=True)
class Person:
    """Somebody who talks to the bot. Each act returns what came of it: the bot's new and changed
    bubbles, once nothing more is on its way.
    """

    town: Town
    user: int
    account: str = TELEGRAM

    @property
    def heard(self) -> list[Bubble]:
        """What the bot has said to this person."""
        chat = self.town.simulator.telegram.chat(self.account, self.user)
        return [one for one in chat if not one.mine]

    @property
    def quizzes(self) -> list[Bubble]:
        """The quizzes in the chat, oldest first."""
        return [one for one in self.heard if one.poll]

    async def starts(self, payload: str = "") -> list[Bubble]:
        """Opens the chat, perhaps by a link."""
        telegram = self.town.simulator.telegram
        return await self.after(telegram.start_chat(self.account, self.user, payload=payload))

    async def says(self, text: str) -> list[Bubble]:
        """Writes."""
        return await self.after(self.town.simulator.telegram.say(self.account, self.user, text))

    async def touches(self, label: str) -> list[Bubble]:
        """Touches the newest button of that label."""
        found = next(b for b in reversed(self.heard) if label in dict(b.buttons))
        return await self.forges(dict(found.buttons)[label], found)

    async def forges(self, data: str, under: Bubble | None = None) -> list[Bubble]:
        """Has a client that sends whatever ``data`` as touched, under the newest bubble if none
        is named.
        """
        bubble = under or self.heard[-1]
        telegram = self.town.simulator.telegram
        return await self.after(telegram.tap(self.account, self.user, bubble.id, data))

    async def votes(self, *numbers: int, on: Bubble | None = None) -> list[Bubble]:
        """Answers a quiz (the newest unless one is named) with options counted from 1."""
        quiz = on or self.quizzes[-1]
        chosen = [number - 1 for number in numbers]
        telegram = self.town.simulator.telegram
        return await self.after(telegram.vote(self.account, self.user, quiz.id, chosen))

    async def after(self, doing: Awaitable[object]) -> list[Bubble]:
        """What comes after ``doing``."""
        before = {one.id: one.text for one in self.heard}
        await doing
        await all_taken(self.town)
        return [one for one in self.heard if before.get(one.id) != one.text]


def words(bubbles: list[Bubble]) -> str:
    """All that is said in an answer."""
    return "\n".join(one.text for one in bubbles)
