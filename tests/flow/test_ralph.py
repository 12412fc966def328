"""The whole scenario on both channels into a real learning record store, through a bad line."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, encode_basic_auth

from bot.storage import Storage
from tests.creditbank.ralph import PASSWORD, USERNAME, fault_proxy, running_ralph
from tests.flow.scenario import (
    EXTRA,
    NEXT_MORNING,
    courier_goes_on,
    courier_learns,
    senior_goes_on,
    senior_learns,
)
from tests.flow.town import BANK, COURIER, TEACHER, Town, open_town

pytestmark = [pytest.mark.lrs, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def ralph() -> Iterator[int]:
    """The port of a real LRS with an empty store; without its tools the test is skipped."""
    with running_ralph() as port:
        yield port


async def test_the_lrs_has_each_statement_exactly_once(
    place: Storage, tmp_path: Path, ralph: int
) -> None:
    async with fault_proxy(ralph, lost=0.3, refuse=0.15, busy=0.15, seed=4) as line:
        bank = {
            "name": BANK,
            "kind": "xapi",
            "url": f"http://127.0.0.1:{line.port}/xAPI",
            "username": USERNAME,
            "password": PASSWORD,
        }
        async with open_town(place, tmp_path, credit_bank=[bank]) as town:
            await town.start()
            await live(town)
            ours = await made(town)
    assert {"lost", "refuse", "busy"} <= line.did.keys(), "the line was bad"
    assert Counter(await held(ralph, list(ours.values()))) == Counter(ours.keys())
    assert len(ours) == 18


async def live(town: Town) -> None:
    """Two days of a senior and a courier."""
    await town.teach(EXTRA)
    await senior_learns(town, TEACHER)
    await until_accepted(town)
    await courier_learns(town, COURIER)
    await until_accepted(town)
    await town.move_to(NEXT_MORNING)
    await senior_goes_on(town, TEACHER)
    await until_accepted(town)
    await courier_goes_on(town, COURIER)
    await until_accepted(town)


async def until_accepted(town: Town) -> None:
    """Let the waits after failures pass until the bank has taken everything."""
    for _ in range(100):
        await town.nothing_due()
        states = await town.rows("select distinct state from push")
        if states == [{"state": "accepted"}]:
            return
        town.clock.move(timedelta(minutes=10))
    raise AssertionError("statements are still owed after hours")


async def made(town: Town) -> dict[str, dict[str, Any]]:
    """The statements of the program by their ids."""
    rows = await town.rows("select id, body from statement where form = 'xapi'")
    return {str(row["id"]): json.loads(bytes(row["body"])) for row in rows}  # type: ignore[call-overload]


async def held(port: int, statements: list[dict[str, Any]]) -> list[str]:
    """The ids of all that the LRS holds about the people in ``statements``, page by page."""
    headers = {
        "X-Experience-API-Version": "1.0.3",
        "Authorization": encode_basic_auth(USERNAME, PASSWORD),
    }
    ids: list[str] = []
    people = {json.dumps({"account": one["actor"]["account"]}) for one in statements}
    async with ClientSession(f"http://127.0.0.1:{port}", headers=headers) as http:
        for person in people:
            more, query = "/xAPI/statements", {"agent": person, "limit": "100"}
            while more:
                async with http.get(more, params=query) as answer:
                    page = await answer.json()
                ids += [one["id"] for one in page["statements"]]
                more, query = page.get("more") or "", {}
    return ids
