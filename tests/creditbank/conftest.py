"""A small LRS on loopback, and a bank that talks to it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientTimeout

from adapters.creditbank.xapi import XapiBank
from bot.clock import FrozenClock
from tests.creditbank.server import SmallLrs
from tests.ledger.samples import ISSUER, NOW


@pytest.fixture
async def lrs() -> AsyncIterator[SmallLrs]:
    small = SmallLrs()
    await small.server.start_server()
    yield small
    small.hang.set()
    await small.server.close()


@pytest.fixture
async def bank(lrs: SmallLrs) -> AsyncIterator[XapiBank]:
    clock = FrozenClock(NOW)
    timeout = ClientTimeout(total=5)
    made = XapiBank(
        "lrs", lrs.url, "bot", "gehéim", clock, id_base=ISSUER.id_base, timeout=timeout
    )
    yield made
    await made.stop()
