"""A bank's adapter for tests, and a proxy's page instead of an answer."""

from typing import Any

from aiohttp import ClientTimeout, web

from adapters.creditbank.bank import BankApi
from bot.clock import FrozenClock
from tests.creditbank.parcels import NOW, TARGET

KEY = ("yike", "a made-up secret")
PAGE = web.Response(text="<html>Log in</html>", content_type="text/html")


def api(url: str, **changes: Any) -> BankApi:
    values = {"record": "training", "timeout": ClientTimeout(total=5), **changes}
    clock = values.pop("clock", FrozenClock(NOW))
    key = values.pop("key", KEY)
    return BankApi(TARGET, url, key, clock, **values)
