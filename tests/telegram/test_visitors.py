"""Who opened a page: only what Telegram signed for this bot, and lately."""

import hmac
import json
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.visitors import visitor
from bot.chat_ports import Visitor
from bot.domain.errors import CallbackRefusedError
from tests.telegram.conftest import NOW, TOKEN, MakeChannel

PERSON = {
    "id": 7123456789,
    "first_name": "小李",
    "last_name": "\u202e王",
    "language_code": "zh-hans",
}


def signed(token: str = TOKEN, **fields: str) -> str:
    """Launch data as Telegram signs it (Mini Apps, "Validating data received")."""
    fields = {"auth_date": str(int(NOW.timestamp())), "user": json.dumps(PERSON), **fields}
    fields = {name: value for name, value in fields.items() if value}
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", token.encode(), sha256)
    return urlencode({**fields, "hash": hmac.digest(key, lines.encode(), sha256).hex()})


def at(**ago: float) -> str:
    return str(int((NOW - timedelta(**ago)).timestamp()))


def test_a_visitor_is_who_telegram_says(make: MakeChannel) -> None:
    proof = signed(query_id="AAH", signature="of-somebody-else")
    found = make().visitor(proof)
    assert found == Visitor("7123456789", "小李 王", "zh-hans")


@pytest.mark.parametrize("ago", [{"minutes": 59}, {"hours": 1}, {"seconds": -20}])
def test_it_is_good_for_an_hour(ago: dict[str, float]) -> None:
    assert visitor(TOKEN, signed(auth_date=at(**ago)), NOW).platform_id == "7123456789"


GOOD = signed()


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "x",
        "hash=",
        GOOD.replace("hash=", "hash=0"),
        GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"),
        GOOD.replace("7123456789", "7123456780"),
        GOOD + "&start_param=x",
        GOOD + "&user=" + quote(json.dumps(PERSON)),
        GOOD + "&user=",
        signed(token="123456:another"),
        signed(auth_date=at(hours=1, seconds=1)),
        signed(auth_date=at(minutes=-1)),
        signed(auth_date=at(days=-4000)),
        signed(auth_date=""),
        signed(auth_date="soon"),
        signed(auth_date="9" * 300),
        signed(user=""),
        signed(user="{}"),
        signed(user="7"),
        signed(user="{" * 3 + "}"),
        signed(user="[" * 3000 + "]"),
        signed(user=json.dumps({**PERSON, "is_bot": True})),
        signed(start_param="x" * 8192),
        GOOD.split("hash=")[0] + "hash=" + quote("é" * 64),
        GOOD + "\ud83d",
        "a=%ff&hash=%00",
        "&".join(["a"] * 9000),
    ],
)
def test_everything_else_is_refused(proof: str) -> None:
    with pytest.raises(CallbackRefusedError) as refused:
        visitor(TOKEN, proof, NOW)
    assert refused.value.status == 403
    assert TOKEN not in str(refused.value)


@given(st.text(max_size=300) | st.text(max_size=40).map(lambda text: f"{GOOD}&{text}"))
def test_whatever_it_says(proof: str) -> None:
    with pytest.raises(CallbackRefusedError):
        visitor(TOKEN, f"{proof}=", NOW)
