"""A Telegram group on the page, and what these tests have people and the bot do in it."""

from typing import Any

from aiohttp import FormData
from playwright.async_api import Locator, Page, expect

from adapters.simulator.phones_groups import GROUP_TITLE, OWNER, PEOPLE, seed_group
from adapters.simulator.phones_state import TELEGRAM_PERSON
from tests.phones.conftest import Stage
from tests.phones.scripted_bot import TELEGRAM, TELEGRAM_TOKEN

ZHANG, AMINA = (person for person in PEOPLE if person not in (OWNER, TELEGRAM_PERSON))
OPTIONS = ["马上付款", "先核对对方是谁", "转发给朋友"]
WHY = "收款码可以被人调包。"


async def seed(stage: Stage) -> int:
    """The demo's group, with the bot that has heard of it."""
    chat = seed_group(stage.sim.telegram, TELEGRAM)
    await stage.sim.settle()
    assert stage.bot.heard == ["bot:member"]
    stage.bot.heard.clear()
    return chat


async def open_group(page: Page, title: str = GROUP_TITLE) -> Locator:
    """Go to the group by the list of chats; the Telegram phone."""
    telegram = page.locator("#telegram")
    await telegram.get_by_role("button", name="回到聊天列表").click()
    await telegram.get_by_role("button", name=title).click()
    await expect(telegram.locator(".bar-title .account")).to_have_text(title)
    return telegram


async def quiz(stage: Stage, chat: int, **more: Any) -> int:
    """Have the bot ask a quiz; the message's id."""
    fields: dict[str, Any] = {
        "question": "收到陌生人的收款码，怎么做？",
        "options": [{"text": option} for option in OPTIONS],
        "type": "quiz",
        "correct_option_ids": [1],
        "explanation": WHY,
        "is_anonymous": False,
    }
    sent = await stage.bot.telegram("sendPoll", chat_id=chat, **(fields | more))
    return int(sent["message_id"])


async def say(stage: Stage, chat: int, text: str, **more: Any) -> int:
    """Have the bot write; the message's id."""
    sent = await stage.bot.telegram("sendMessage", chat_id=chat, text=text, **more)
    return int(sent["message_id"])


async def send_file(stage: Stage, chat: int, kind: str, content: bytes, **more: str) -> None:
    """Have the bot upload a photo or a voice message."""
    form = FormData({"chat_id": str(chat)} | more)
    form.add_field(kind, content, filename=f"{kind}.bin")
    url = f"{stage.sim.url}/telegram-api/bot{TELEGRAM_TOKEN}/send{kind.title()}"
    async with stage.http.post(url, data=form) as answer:
        assert (await answer.json())["ok"], await answer.text()
