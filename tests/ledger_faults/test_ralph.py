"""Two thousand completions to a real record store, Ralph, through the fault proxy and a line that
is cut, with kills and steps of the clock: each is stored exactly once.
"""

import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession, encode_basic_auth

from bot.identity import issuer_of
from bot.platforms import targets_of
from bot.store.db import Database
from tests.creditbank.ralph import PASSWORD, USERNAME, Proxy, fault_proxy, running_ralph
from tests.ledger_faults.people import Fate, Town, course, people
from tests.ledger_faults.pushers import Pushers
from tests.ledger_faults.relay import Mishap, bad_line
from tests.ledger_faults.storm import Storm, kills
from tests.ledger_faults.verdict import count, said_in, said_of

pytestmark = [pytest.mark.lrs, pytest.mark.kill, pytest.mark.timeout(300)]

KILLS, IN_THE_FIRST = 6, 45
STANDING = 2000
FATES = {Fate.AGREES: 16, Fate.AGREES_LATE: 2, Fate.WAVERS: 2, Fate.LEAVES: 1, Fate.IS_ERASED: 1}
COURSES = [course(number, 16) for number in (1, 2, 3)]
SHARES = {Mishap.CUT_REQUEST: 0.05, Mishap.CUT_ANSWER: 0.05, Mishap.PAGE_200: 0.05}
PROXY = {"lost": 0.12, "refuse": 0.08, "busy": 0.1}


@pytest.fixture(scope="module")
def ralph() -> Iterator[int]:
    """The port of a Ralph with an empty store; without its tools the test is skipped."""
    with running_ralph() as port:
        yield port


@dataclass
class Run:
    """All that takes part."""

    town: Town
    storm: Storm
    pushers: Pushers
    proxy: Proxy


@asynccontextmanager
async def open_run(
    db: Database, urls: tuple[str, str], folder: Path, ralph: int, seed: int
) -> AsyncIterator[Run]:
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(fault_proxy(ralph, seed=seed, **PROXY))
        relay = await stack.enter_async_context(bad_line(proxy.port, SHARES, seed))
        bank = {"name": "lrs", "kind": "xapi", "username": USERNAME, "password": PASSWORD}
        url = f"http://127.0.0.1:{relay.port}/xAPI"
        pushers = Pushers(*urls, folder, [{**bank, "url": url}])
        stack.push_async_callback(pushers.end)
        settings = pushers.settings
        learners = people(FATES, COURSES, 1, pushers.clock, seed)
        town = Town(db, pushers.clock, issuer_of(settings), targets_of(settings), learners)
        await town.settle_in()
        yield Run(town, Storm(db, relay, pushers, seed), pushers, proxy)


async def held_at(port: int) -> list[dict[str, Any]]:
    """All that the store lists, page by page."""
    found: list[dict[str, Any]] = []
    more, query = "/xAPI/statements", {"limit": "100"}
    headers = {
        "X-Experience-API-Version": "1.0.3",
        "Authorization": encode_basic_auth(USERNAME, PASSWORD),
    }
    async with ClientSession(f"http://127.0.0.1:{port}", headers=headers) as http:
        while more:
            async with http.get(more, params=query) as answer:
                page = await answer.json()
            found += page["statements"]
            more, query = page.get("more") or "", {}
    return found


def _back(statements: list[Mapping[str, Any]] | list[dict[str, Any]]) -> set[str]:
    """What was taken back: this store leaves it to its readers to see."""
    return {
        one["object"]["id"]
        for one in statements
        if one["object"].get("objectType") == "StatementRef"
    }


async def test_two_thousand_are_stored_exactly_once(
    db: Database,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    ralph: int,
    tell: Callable[[str], None],
) -> None:
    began, seed = monotonic(), 4
    async with open_run(db, (database_url, redis_url), tmp_path, ralph, seed) as run:
        await run.pushers.start("worker-1")
        await run.storm.rage(run.town.acts(random.Random(seed)), kills(seed, KILLS, IN_THE_FIRST))
        # How much was sent before it was withdrawn is chance; this was.
        waverer = next(one for one in run.town.learners if one.fate is Fate.WAVERS)
        for act in run.town.second_thoughts(waverer):
            await act()
            await run.storm.until_settled()
        assert await run.pushers.stop() == [0]
    held, issuer = await held_at(ralph), run.town.issuer
    owed = [said_of(fact, issuer) for one in run.town.learners if one.stands for fact in one.facts]
    totals = count(owed, held, _back(held), issuer)
    tell(
        f"Ralph: {run.town.recorded} recorded; {totals.line()}; {run.storm.relay.posts} requests, "
        f"{run.pushers.kills} kills, {run.pushers.steps} steps of the clock; "
        f"{monotonic() - began:.0f} s"
    )
    tell(f"  {run.storm.relay.said()}; the proxy: {run.proxy.did}")
    assert len({one["id"] for one in held}) == len(held), "an id is there twice"
    assert totals.well
    assert totals.owed == STANDING
    assert run.pushers.kills == KILLS
    assert {"lost", "refuse", "busy"} <= run.proxy.did.keys(), "the line was bad"
    assert any(said_in(one, issuer) is None for one in held), "something was taken back"
