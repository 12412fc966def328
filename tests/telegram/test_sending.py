"""The JSON put together by hand against aiogram's own, and the pages that are kept."""

import json
from typing import Any

import pytest
from aiogram.methods import SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.render import render
from adapters.telegram.sending import Sender
from adapters.telegram.wire import Wire
from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import SettingsError
from bot.domain.messages import Message, Option, Reply
from tests.telegram.conftest import NOW, MakeChannel

CLOCK = FrozenClock(NOW)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
OPTIONS = st.lists(st.builds(Option, TEXT, TEXT), max_size=4).map(tuple)
PAGES = st.builds(
    Reply,
    st.lists(
        st.builds(Message, text=TEXT, title=TEXT, options=OPTIONS, hint=TEXT), max_size=3
    ).map(tuple),
)
CHATS = st.integers(-(2**52), 2**52).map(str) | TEXT.map("@{}".format)


class Written(Wire):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/")
        self.bodies: list[bytes] = []

    async def post(self, body: bytes, method: str = "") -> tuple[int, bytes]:
        assert method == "sendMessage"
        self.bodies.append(body)
        return 200, b'{"ok":true,"result":{"message_id":1}}'


def by_aiogram(chat: str, page: Reply) -> dict[str, Any]:
    bubble = render(page)
    rows = [
        [
            InlineKeyboardButton(text=option.label, callback_data=option.data)
            for option in row
            if isinstance(option, Option)
        ]
        for row in bubble.rows
    ]
    call = SendMessage(
        chat_id=chat if chat.startswith("@") else int(chat),
        text=bubble.html,
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=rows) if rows else None,
    )
    said: dict[str, Any] = json.loads(call.model_dump_json(exclude_unset=True, exclude_none=True))
    return said


@given(CHATS, PAGES)
async def test_it_says_what_aiogram_would_say(chat: str, page: Reply) -> None:
    wire = Written()
    for _ in range(2):  # made, then kept
        assert await Sender(wire, CLOCK).send(chat, page) == Outcome(
            Result.SENT, "200", platform_id="1"
        )
    assert [json.loads(body) for body in wire.bodies] == [by_aiogram(chat, page)] * 2


async def test_more_pages_than_are_kept_stay_apart() -> None:
    wire = Written()
    numbers = [*range(200), *range(200)]
    for number in numbers:
        await Sender(wire, CLOCK).send(str(number), Reply((Message(f"第{number}课"),)))
    said = [json.loads(body) for body in wire.bodies]
    assert [(call["chat_id"], call["text"]) for call in said] == [
        (number, f"第{number}课") for number in numbers
    ]


@pytest.mark.parametrize(
    "address", ["", "api.telegram.org", "ftp://h", "http://", "http://a..b", "http://h:99999"]
)
def test_an_address_that_is_none_is_refused(make: MakeChannel, address: str) -> None:
    with pytest.raises(SettingsError, match="api_url of the Telegram account city"):
        make(api_url=address)
