"""Ten thousand completions to a strict record store, through everything that can go wrong on the
way, with the pusher killed at any point and the clock stepping: each is stored exactly once.
"""

import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.identity import issuer_of
from bot.platforms import targets_of
from bot.store.db import Database
from tests.creditbank.ralph import Proxy, fault_proxy, need_tools
from tests.ledger_faults.bank_process import BankProcess, bank_process
from tests.ledger_faults.people import Fate, Town, course, people
from tests.ledger_faults.pushers import Pushers, xapi
from tests.ledger_faults.relay import Mishap, Relay, bad_line
from tests.ledger_faults.storm import Storm, kills
from tests.ledger_faults.verdict import count, said_of

pytestmark = [pytest.mark.kill, pytest.mark.timeout(240)]

SEEDS = (6,)
KILLS, IN_THE_FIRST = 18, 240
FATES = {
    Fate.AGREES: 70,
    Fate.AGREES_LATE: 12,
    Fate.WAVERS: 18,
    Fate.LEAVES: 6,
    Fate.IS_ERASED: 6,
}
STANDING = 10_000
COURSES = [course(number, 16) for number in (1, 2, 3)]
"""Sixteen lessons with their quizzes and the course make 33 completions, and one lesson more."""
SHARES = {
    Mishap.CUT_REQUEST: 0.04,
    Mishap.CUT_ANSWER: 0.04,
    Mishap.NOT_HTTP: 0.02,
    Mishap.PAGE_200: 0.04,
    Mishap.ERROR_500: 0.02,
}
PROXY = {"lost": 0.08, "refuse": 0.05, "busy": 0.08, "slow": 0.008}
A_MONTH = timedelta(days=30)
STATEMENTS = """
select s.id, s.body, s.voids, p.state from statement s left join push p on p.statement_id = s.id
where s.form = 'xapi'"""


@dataclass
class Run:
    """All that takes part."""

    town: Town
    storm: Storm
    bank: BankProcess
    relay: Relay
    proxy: Proxy
    pushers: Pushers

    async def rows(self, query: str) -> list[dict[str, Any]]:
        """What the database holds."""
        async with self.town.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(query)]


@asynccontextmanager
async def open_run(
    db: Database, database_url: str, redis_url: str, folder: Path, seed: int
) -> AsyncIterator[Run]:
    need_tools()
    async with AsyncExitStack() as stack:
        pushers = Pushers(database_url, redis_url, folder, [])
        # Its own clock is right, and ahead of all that is said to it.
        bank = await stack.enter_async_context(
            bank_process(folder, pushers.clock.offset + A_MONTH)
        )
        proxy = await stack.enter_async_context(fault_proxy(bank.port, seed=seed, **PROXY))
        relay = await stack.enter_async_context(bad_line(proxy.port, SHARES, seed))
        pushers.banks.append(xapi(relay.port))
        stack.push_async_callback(pushers.end)
        settings = pushers.settings
        learners = people(FATES, COURSES, 1, pushers.clock, seed)
        town = Town(db, pushers.clock, issuer_of(settings), targets_of(settings), learners)
        await town.settle_in()
        storm = Storm(db, relay, pushers, seed, second=range(4, 12))
        yield Run(town, storm, bank, relay, proxy, pushers)


@pytest.mark.parametrize("seed", SEEDS)
async def test_ten_thousand_are_stored_exactly_once(
    db: Database,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    tell: Callable[[str], None],
    seed: int,
) -> None:
    began = monotonic()
    async with open_run(db, database_url, redis_url, tmp_path, seed) as run:
        await run.pushers.start("worker-1")
        await run.storm.rage(run.town.acts(random.Random(seed)), kills(seed, KILLS, IN_THE_FIRST))
        assert await run.pushers.stop() == [0]
        await judge(run, tell, monotonic() - began)
    tell(f"  {run.relay.said()}; the proxy: {run.proxy.did}")
    assert {"lost", "refuse", "busy", "slow"} <= run.proxy.did.keys(), "the line was bad"


async def judge(run: Run, tell: Callable[[str], None], seconds: float) -> None:
    """Say the counts, and that all is well."""
    raw, voided = await run.bank.ask("statements")
    held = [json.loads(one) for one in raw.values()]
    issuer = run.town.issuer
    owed = [said_of(fact, issuer) for one in run.town.learners if one.stands for fact in one.facts]
    totals = count(owed, held, voided, issuer)
    tell(
        f"{run.town.recorded} recorded; {totals.line()}; {run.relay.posts} requests, "
        f"{run.pushers.kills} kills, {run.pushers.steps} steps of the clock "
        f"({run.storm.backwards} back), {run.town.raced} acts tried again; {seconds:.0f} s"
    )
    assert totals.well
    assert totals.owed == STANDING
    assert run.pushers.kills >= 15
    assert totals.taken_back, "something was taken back"
    await our_books_agree(run, raw, voided)
    assert "Traceback" not in run.pushers.said()


async def our_books_agree(run: Run, raw: dict[str, bytes], voided: set[str]) -> None:
    """Each statement is there with its bytes where our rows say so, and stands where they do."""
    rows = {str(row["id"]): row for row in await run.rows(STATEMENTS)}
    assert {row["state"] for row in rows.values()} <= {"accepted", "voided", "waiting", None}
    for key, row in rows.items():
        assert key not in raw or raw[key] == row["body"], "other bytes"
        if row["state"] == "accepted":
            assert key in raw
            assert key not in voided
        elif row["state"] == "voided":
            assert key not in raw or key in voided
        else:
            assert key not in raw, "nothing leaves without a consent"
    back = {str(row["voids"]) for row in rows.values() if row["voids"] and row["state"]}
    # Who was erased leaves nothing here but what takes it back.
    assert raw.keys() - rows.keys() <= back
    assert voided <= back
