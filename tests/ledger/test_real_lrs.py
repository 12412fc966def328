"""The whole push against a real learning record store, through a link that misbehaves."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import structlog
from aiohttp import ClientSession, encode_basic_auth

from adapters.creditbank.xapi import XapiBank
from bot.clock import FrozenClock
from bot.domain.credits import Parcel
from bot.ledger import consent
from bot.ledger.completions import record_completions
from bot.ledger.facts import Fact
from bot.ledger.pushing.books import LEASE, lock_of
from bot.ledger.pushing.decisions import Reason
from bot.ledger.pushing.worker import PushWorker
from bot.ledger.reconciling import reconcile
from bot.ports import PushResult
from bot.store.db import Database
from bot.store.ledger import push
from tests.creditbank.ralph import PASSWORD, USERNAME, fault_proxy, running_ralph
from tests.ledger.outbox import LRS
from tests.ledger.samples import (
    ISSUER,
    NOW,
    add_learner,
    bodies,
    course_finished,
    lesson_completed,
    many_lessons,
    pushes,
    quiz_finished,
    states,
)

pytestmark = [pytest.mark.lrs, pytest.mark.timeout(300)]
HEADERS = {
    "X-Experience-API-Version": "1.0.3",
    "Authorization": encode_basic_auth(USERNAME, PASSWORD),
}


@pytest.fixture(scope="module")
def ralph() -> Iterator[int]:
    with running_ralph() as port:
        yield port


@pytest.fixture
async def http(ralph: int) -> AsyncIterator[ClientSession]:
    """A client of the LRS itself, past the proxy."""
    async with ClientSession(f"http://127.0.0.1:{ralph}", headers=HEADERS) as session:
        yield session


@asynccontextmanager
async def bank_at(port: int, clock: FrozenClock) -> AsyncIterator[XapiBank]:
    bank = XapiBank(
        "lrs", f"http://127.0.0.1:{port}/xAPI", USERNAME, PASSWORD, clock, id_base=ISSUER.id_base
    )
    try:
        yield bank
    finally:
        await bank.stop()


def worker(db: Database, bank: XapiBank, clock: FrozenClock) -> PushWorker:
    return PushWorker(db, [bank], clock, structlog.get_logger())


async def owe(db: Database, facts: Sequence[Fact], learner: int) -> None:
    async with db.transaction() as conn:
        await consent.give(conn, learner, [LRS], NOW)
        await record_completions(conn, facts, ISSUER, [LRS], NOW)


async def settle_all(pusher: PushWorker, db: Database, clock: FrozenClock) -> None:
    """Turns and waits on the clock until nothing is owed any more."""
    for _ in range(200):
        await pusher.run_once()
        if not {"queued", "leased"} & (await states(db)).keys():
            return
        clock.move(timedelta(hours=2))
    raise AssertionError("statements are still owed after 200 turns")


async def stored(http: ClientSession, key: UUID) -> list[dict[str, Any]]:
    """All that the LRS has about one learner, following its pages."""
    account = {"homePage": f"{ISSUER.id_base}/learners", "name": ISSUER.pseudonym(key)}
    params: dict[str, str] | None = {"agent": json.dumps({"account": account}), "limit": "100"}
    found, more = [], "/xAPI/statements"
    while more:
        async with http.get(more, params=params) as response:
            page = await response.json()
        found += page["statements"]
        more, params = page.get("more") or "", None
    return found


async def test_through_a_faulty_link_each_is_stored_exactly_once(
    db: Database, ralph: int, http: ClientSession
) -> None:
    key, clock = UUID(int=1, version=4), FrozenClock(NOW)
    learner = await add_learner(db, key)
    facts: list[Fact] = [*many_lessons(130, learner=learner, learner_key=key)]
    async with (
        fault_proxy(ralph, lost=0.25, refuse=0.1, busy=0.15, seed=1) as proxy,
        bank_at(proxy.port, clock) as bank,
    ):
        pusher = worker(db, bank, clock)
        for start in range(0, len(facts), 5):
            await owe(db, facts[start : start + 5], learner)
            await pusher.run_once()
            clock.move(timedelta(hours=2))
        await settle_all(pusher, db, clock)
    assert min(proxy.did[name] for name in ("lost", "refuse", "busy")) >= 3, "the link was bad"
    assert await states(db) == {"accepted": 130}
    times = Counter(one["id"] for one in await stored(http, key))
    assert set(times) == set(await bodies(db))
    assert set(times.values()) == {1}


async def test_every_kind_of_statement_is_taken(
    db: Database, ralph: int, http: ClientSession
) -> None:
    key, clock = UUID(int=2, version=4), FrozenClock(NOW)
    learner = await add_learner(db, key)
    who: dict[str, Any] = {"learner": learner, "learner_key": key}
    facts: list[Fact] = [
        lesson_completed(**who),
        quiz_finished(**who, raw=0),
        quiz_finished(**who, attempt=2),
        course_finished(**who),
    ]
    await owe(db, facts, learner)
    async with bank_at(ralph, clock) as bank:
        assert await bank.check() == "Credit bank lrs answers and takes xAPI 1.0.3."
        assert await worker(db, bank, clock).run_once() == 4
        stored_here = await bodies(db)
        for row in await pushes(db):
            one = row["statement_id"]
            assert await bank.holds(Parcel(one, stored_here[str(one)])) is True
    verbs = Counter(one["verb"]["id"].rsplit("/", 1)[1] for one in await stored(http, key))
    assert verbs == {"completed": 2, "failed": 1, "passed": 1}


async def test_a_crash_between_send_and_record_stores_once(
    db: Database, ralph: int, http: ClientSession
) -> None:
    key, clock = UUID(int=3, version=4), FrozenClock(NOW)
    learner = await add_learner(db, key)
    await owe(db, many_lessons(20, learner=learner, learner_key=key), learner)
    async with bank_at(ralph, clock) as bank:
        async with db.transaction(lock_of("lrs")) as conn:
            claimed = await push.claim(conn, LRS, NOW, NOW + LEASE, 12)
        await bank.push(
            [Parcel(row.id, row.body) for row in claimed]
        )  # stored, and here the process is killed
        assert len(await stored(http, key)) == 12
        pusher = worker(db, bank, clock)
        assert await pusher.run_once() == 0
        clock.move(LEASE)
        assert await pusher.run_once() == 20
    assert len(await stored(http, key)) == 20


async def test_one_conflict_does_not_take_the_batch_with_it(
    db: Database, ralph: int, http: ClientSession
) -> None:
    key, clock = UUID(int=4, version=4), FrozenClock(NOW)
    learner = await add_learner(db, key)
    await owe(db, many_lessons(20, learner=learner, learner_key=key), learner)
    wrong, equal = [row["statement_id"] for row in await pushes(db)][7:9]
    ours = await bodies(db)
    renamed = ours[str(wrong)].replace("扫码付款三步走".encode(), "另一个名字".encode())
    async with bank_at(ralph, clock) as bank:
        for one, body in ((wrong, renamed), (equal, ours[str(equal)])):
            assert (await bank.push([Parcel(one, body)])).result is PushResult.STORED
        assert await worker(db, bank, clock).run_once() == 20
    assert await states(db) == {"accepted": 19, "dead": 1}
    (dead,) = [row for row in await pushes(db) if row["state"] == "dead"]
    assert (dead["statement_id"], dead["reason"]) == (wrong, Reason.ANOTHER_THERE)
    assert dead["words"].startswith("HTTP 409")
    assert len(await stored(http, key)) == 20


async def test_its_books_and_ours_agree_until_it_loses_one(
    db: Database, ralph: int, http: ClientSession
) -> None:
    key, clock = UUID(int=5, version=4), FrozenClock(NOW)
    learner = await add_learner(db, key)
    await owe(db, many_lessons(60, learner=learner, learner_key=key), learner)
    async with bank_at(ralph, clock) as bank:
        assert await worker(db, bank, clock).run_once() == 60
        # What the tests before this one stored is extra here: each has a database of its own.
        clock.move(timedelta(hours=2))
        since = datetime(2000, 1, 1, tzinfo=UTC)
        said = await reconcile(db, bank, clock, since)
        assert (said.trouble, said.missing, said.differing) == ("", 0, 0)
        assert said.checked - said.extra == 60
        async with db.connection() as conn:
            await conn.execute(
                "insert into statement select gen_random_uuid(), completion_id, form, 2, null, body, created_at "
                "from statement limit 1"
            )
            await conn.execute(
                "insert into push (statement_id, target, state, owed_at, next_try, accepted_at) "
                "select id, 'lrs', 'accepted', $1, $1, $1 from statement where revision = 2",
                NOW,
            )
        assert (await reconcile(db, bank, clock, since)).missing == 1
