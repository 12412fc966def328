"""What machines ask a process: alive, ready, measured."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from bot.web.health import Health
from bot.web.measures import Measures

Client = TestClient[web.Request, web.Application]


class House:
    """A process whose database says what it is told to."""

    def __init__(self) -> None:
        self.database = ""
        self.platforms = {"city": "ok"}
        self.measures = Measures(["city"])

    async def check(self) -> str:
        return self.database

    async def well(self) -> str:
        return ""


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[Client]:
    health = Health(
        {"database": house.check, "redis": house.well}, lambda: house.platforms, house.measures
    )
    app = web.Application()
    app.add_routes(health.routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_ready_says_what_is_well_and_what_is_not(client: Client, house: House) -> None:
    answer = await client.get("/readyz")
    assert (answer.status, await answer.json()) == (
        200,
        {"ready": True, "database": "ok", "redis": "ok", "platforms": {"city": "ok"}},
    )
    house.database = "PostgreSQL cannot be reached"
    answer = await client.get("/readyz")
    body = await answer.json()
    assert answer.status == 503
    assert (body["ready"], body["database"]) == (False, "PostgreSQL cannot be reached")
    assert (await client.get("/healthz")).status == 200


async def test_a_platform_that_is_down_does_not_make_us_unready(
    client: Client, house: House
) -> None:
    house.platforms["city"] = "Telegram cannot be reached"
    answer = await client.get("/readyz")
    assert answer.status == 200
    assert (await answer.json())["platforms"] == {"city": "Telegram cannot be reached"}


async def test_metrics_come_as_the_type_that_prometheus_reads(client: Client) -> None:
    answer = await client.get("/metrics")
    kind = answer.headers["Content-Type"]
    assert kind.startswith("text/plain; version=")
    found = {family.name for family in text_string_to_metric_families(await answer.text())}
    assert "yike_account_stopped" in found
