"""Three hundred passed courses to the bank with the three lists, through the same faults: each is
there once by its outer id, what is taken back arrives, and what the bank decides comes back once
each, in its order.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.identity import issuer_of, vault_of
from bot.keys.vault import ACCOUNT
from bot.platforms import targets_of
from bot.store.db import Database
from tests.creditbank.ralph import Proxy, fault_proxy, need_tools
from tests.ledger_faults.bank_process import KEY_ID, SECRET, BankProcess, bank_process
from tests.ledger_faults.people import Fate, Town, course, finished, people
from tests.ledger_faults.pushers import Pushers
from tests.ledger_faults.relay import Mishap, bad_line
from tests.ledger_faults.storm import Storm, kills

pytestmark = [pytest.mark.kill, pytest.mark.timeout(240)]

FATES = {Fate.AGREES: 70, Fate.AGREES_LATE: 15, Fate.WAVERS: 15, Fate.LEAVES: 5, Fate.IS_ERASED: 5}
STANDING = 300
COURSES = [course(number, 1) for number in (1, 2, 3)]
SHARES = {
    Mishap.CUT_REQUEST: 0.06,
    Mishap.CUT_ANSWER: 0.06,
    Mishap.NOT_HTTP: 0.03,
    Mishap.PAGE_200: 0.06,
    Mishap.ERROR_500: 0.04,
}
PROXY = {"lost": 0.1, "refuse": 0.06, "busy": 0.1}
KILLS, IN_THE_FIRST = 6, 30
MINUTE = timedelta(minutes=1)

STANDS = """
select p.statement_id::text as id, c.key::text as claim from push p join statement s on s.id = p.statement_id
  join claim c using (completion_id)
where p.state = 'accepted' and s.voids is null"""
TOLD = """
select c.key::text as claim, r.state from recognition r join claim c on c.id = r.claim_id order by r.id"""
NEWS = """
select subject, occurrence, count(*) as count from (
  select kind, subject, occurrence from delivery
  union all select kind, subject, occurrence from delivery_held
  union all select kind, subject, occurrence from delivery_past) d
where kind = 'credit' and subject <> '' group by 1, 2"""
"""Wherever the delivery is by now: nobody is reached here. A person who was erased keeps no subject."""


@dataclass
class Run:
    """All that takes part."""

    town: Town
    storm: Storm
    bank: BankProcess
    pushers: "SteppingTogether"
    proxy: Proxy

    async def rows(self, query: str) -> list[dict[str, Any]]:
        """What the database holds."""
        async with self.town.db.connection() as conn:
            return [dict(row) for row in await conn.fetch(query)]

    async def until(self, query: str, count: int) -> list[dict[str, Any]]:
        """Let minutes pass until so many rows are there."""
        for _ in range(100):
            if len(found := await self.rows(query)) >= count:
                return found
            await self.storm.relay.lull(0.2)
            await self.pushers.move(MINUTE)
        raise AssertionError(f"not {count} rows came")


@dataclass
class SteppingTogether(Pushers):
    """The bank's clock goes with ours: it refuses what was signed minutes ago."""

    bank: BankProcess | None = None

    async def move(self, by: timedelta) -> None:
        """For a moment they differ: what is signed in it is refused, and goes later."""
        assert self.bank is not None
        await self.bank.ask("move", self.clock.offset + by)
        await super().move(by)


def bank_settings(port: int, **more: object) -> dict[str, Any]:
    """The settings of the simulator's credit bank behind ``port``."""
    address = {"url": f"http://127.0.0.1:{port}/creditbank", "key_id": KEY_ID, "secret": SECRET}
    return {"name": "city-bank", "kind": "bank", "ask_seconds": 30, **address, **more}


@asynccontextmanager
async def open_run(
    db: Database, urls: tuple[str, str], folder: Path, seed: int
) -> AsyncIterator[Run]:
    need_tools()
    async with AsyncExitStack() as stack:
        pushers = SteppingTogether(*urls, folder, [])
        bank = await stack.enter_async_context(bank_process(folder, pushers.clock.offset))
        pushers.bank = bank
        proxy = await stack.enter_async_context(fault_proxy(bank.port, seed=seed, **PROXY))
        relay = await stack.enter_async_context(bad_line(proxy.port, SHARES, seed))
        pushers.banks.append(bank_settings(relay.port))
        stack.push_async_callback(pushers.end)
        settings = pushers.settings
        learners = people(FATES, [], 0, pushers.clock, seed)
        for one in learners:
            one.parts = [
                finished(one, taught, timedelta(days=1), pushers.clock) for taught in COURSES
            ]
        town = Town(db, pushers.clock, issuer_of(settings), targets_of(settings), learners)
        await town.settle_in()
        await give_accounts(town, bank, pushers)
        yield Run(town, Storm(db, relay, pushers, seed), bank, pushers, proxy)


async def give_accounts(town: Town, bank: BankProcess, pushers: Pushers) -> None:
    """Everybody has an account number at the bank, and gives it with the consent."""
    vault = vault_of(pushers.settings)
    numbers = {one.row: f"CB{one.row:08d}" for one in town.learners}
    await bank.ask("add_accounts", list(numbers.values()))
    town.numbers = {row: vault.seal(ACCOUNT, number) for row, number in numbers.items()}


async def test_passed_courses_arrive_once_and_decisions_come_back_once(
    db: Database, database_url: str, redis_url: str, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    began, seed = monotonic(), 5
    async with open_run(db, (database_url, redis_url), tmp_path, seed) as run:
        await run.pushers.start("worker-1", "schedules-1")
        acts = run.town.acts(random.Random(seed))
        await run.storm.rage(acts, kills(seed, KILLS, IN_THE_FIRST))
        told = await the_bank_has_each_once(run)
        rejected = await decided_twice(run, told)
        assert await run.pushers.stop() == [0, 0]
        tell(
            f"three lists: {STANDING} owed, {len(told)} stored once; {2 * len(rejected)} + "
            f"{len(told) - len(rejected)} decisions told once each; {run.storm.relay.posts} "
            f"requests, {run.pushers.kills} kills, {run.pushers.steps} steps; "
            f"{monotonic() - began:.0f} s"
        )
        assert "Traceback" not in run.pushers.said()
    tell(f"  {run.storm.relay.said()}; the proxy: {run.proxy.did}")
    assert {"lost", "refuse", "busy"} <= run.proxy.did.keys(), "the line was bad"


async def the_bank_has_each_once(run: Run) -> dict[str, str]:
    """Each course of each person once, under its own number, and nothing else standing there;
    claims by outer ids.
    """
    records = await run.bank.ask("records")
    standing = {outer: cb_id for outer, cb_id, withdrawn in records if not withdrawn}
    ours = {row["id"]: row["claim"] for row in await run.rows(STANDS)}
    assert standing.keys() == ours.keys()
    assert len(set(ours.values())) == STANDING
    whose = Counter(standing.values())
    assert whose == {f"CB{one.row:08d}": 3 for one in run.town.learners if one.stands}
    taken_back = {outer: reason for outer, _, reason in records if reason}
    assert set(taken_back.values()) <= {"consent withdrawn", "erased"}
    assert taken_back, "something was taken back"
    assert taken_back.items() <= (await run.bank.ask("withdrawals")).items()
    assert await run.rows("select 1 from push where state in ('queued', 'leased', 'dead')") == []
    return ours


async def decided_twice(run: Run, claims: dict[str, str]) -> list[str]:
    """The bank accepts all, and later rejects every third; those rejected."""
    await run.bank.ask("decide", list(claims), "accepted")
    await run.until(TOLD, STANDING)
    await run.pushers.kill("schedules-1")
    rejected = sorted(claims)[::3]
    await run.pushers.move(MINUTE)
    await run.bank.ask("decide", rejected, "rejected", "材料不全")
    await run.until(TOLD, STANDING + len(rejected))
    await run.pushers.kill("schedules-1")
    for _ in range(3):  # and it is not told again
        await run.storm.relay.lull(0.2)
        await run.pushers.move(MINUTE)
    by_claim: dict[str, list[str]] = {}
    for row in await run.rows(TOLD):
        by_claim.setdefault(row["claim"], []).append(row["state"])
    both = {claims[one] for one in rejected}
    assert by_claim == {
        one: ["accepted", "rejected"] if one in both else ["accepted"] for one in claims.values()
    }
    news = {(row["subject"], row["occurrence"]): row["count"] for row in await run.rows(NEWS)}
    accepted = {(f"claim:{one}", "city-bank:accepted"): 1 for one in claims.values()}
    assert news == accepted | {(f"claim:{one}", "city-bank:rejected"): 1 for one in both}
    return rejected
