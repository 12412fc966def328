"""The credit banks' metrics: what is shown, from what, and how seldom the whole is counted."""

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta

import pytest
import structlog
from prometheus_client import CollectorRegistry

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from bot.ledger.pushing.worker import PushWorker
from bot.ports import PushAnswer, PushResult
from bot.store.db import Connection, Database
from bot.store.ledger import reconciliations
from bot.web import ledger_gauges
from bot.web.ledger_gauges import ALL_EVERY, LedgerGauges, PushGauges
from tests.ledger.banks import MemoryBank
from tests.ledger.outbox import owe, owe_to
from tests.ledger.samples import NOW


class Shown:
    """Gauges with a registry and a stopwatch of their own."""

    def __init__(self, db: Database, *targets: str) -> None:
        self.registry = CollectorRegistry()
        self.clock = FrozenClock(NOW)
        self.elapsed = 0.0
        self.cost = 0.0
        self.gauges = LedgerGauges(db, self.clock, targets, self.registry, self._tick)

    def _tick(self) -> float:
        self.elapsed += self.cost
        return self.elapsed

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"yike_credit_{name}", labels)

    def states(self, target: str) -> dict[str, float | None]:
        names = ("queued", "dead", "waiting", "accepted", "voided", "dropped")
        return {name: self.value("statements", target=target, state=name) for name in names}


async def put(db: Database, **states: int) -> None:
    """So many rows of ``lrs`` in each state."""
    await owe(db, sum(states.values()), "lrs")
    for state, count in states.items():
        async with db.connection() as conn:
            await conn.execute(
                "update push set state = $1 where statement_id in (select statement_id from push "
                "where state = 'queued' and tried_at is null limit $2)",
                *(state, count),
            )
            await conn.execute("update push set tried_at = $2 where state = $1", *(state, NOW))


async def test_all_states_and_the_oldest_are_shown(db: Database) -> None:
    await put(db, dead=1, waiting=2, accepted=3, voided=4, dropped=5, queued=6)
    shown = Shown(db, "lrs", "bank")
    shown.clock.move(timedelta(hours=30))
    await shown.gauges.measure()
    assert shown.states("lrs") == {
        "queued": 6,
        "dead": 1,
        "waiting": 2,
        "accepted": 3,
        "voided": 4,
        "dropped": 5,
    }
    assert shown.states("bank") == dict.fromkeys(shown.states("bank"), 0)
    assert shown.value("oldest_seconds", target="lrs") == 30 * 3600
    assert shown.value("oldest_seconds", target="bank") == 0


async def test_a_consent_given_late_brings_nothing_late(db: Database) -> None:
    await owe(db, 1, "lrs")
    shown = Shown(db, "lrs")
    shown.clock.move(timedelta(days=300))
    async with db.connection() as conn:  # queued an hour ago, by a consent
        await conn.execute("update push set next_try = $1", NOW + timedelta(days=300, hours=-1))
    await shown.gauges.measure()
    assert shown.value("oldest_seconds", target="lrs") == 3600
    async with db.connection() as conn:  # tried, in vain
        await conn.execute("update push set attempts = 1")
    await shown.gauges.measure()
    assert shown.value("oldest_seconds", target="lrs") == pytest.approx(300 * 86400)


async def test_what_is_at_rest_is_counted_every_ten_minutes(db: Database) -> None:
    learner = await owe(db, 2, "lrs")
    shown = Shown(db, "lrs")
    await shown.gauges.measure()
    await owe_to(db, learner, 3, "lrs", now=NOW + timedelta(seconds=1))
    async with db.connection() as conn:
        await conn.execute(
            "update push set state = 'accepted' where owed_at < $1", NOW + timedelta(seconds=1)
        )
    await shown.gauges.measure()
    assert (shown.states("lrs")["queued"], shown.states("lrs")["accepted"]) == (3, 0)
    shown.elapsed += ALL_EVERY
    await shown.gauges.measure()
    assert shown.states("lrs")["accepted"] == 2


async def test_measuring_takes_a_small_share_of_the_time(db: Database) -> None:
    learner = await owe(db, 2, "lrs")
    shown = Shown(db, "lrs")
    shown.cost = 1.0  # between two looks at the stopwatch
    await shown.gauges.measure()
    shown.cost = 0.0
    await owe_to(db, learner, 3, "lrs", now=NOW + timedelta(seconds=1))
    shown.elapsed += 48
    await shown.gauges.measure()
    assert shown.states("lrs")["queued"] == 2, "it rests"
    shown.elapsed += 2
    await shown.gauges.measure()
    assert shown.states("lrs")["queued"] == 5


async def test_the_newest_comparison_that_ended_is_shown(db: Database) -> None:
    shown = Shown(db, "lrs", "bank")
    async with db.connection() as conn:
        for day, counts in enumerate([(9, 9, 9, 9), (100, 3, 2, 1)]):
            at = NOW + timedelta(days=day)
            run = await reconciliations.begin(conn, "lrs", NOW, NOW, at)
            await reconciliations.end(conn, run, counts, "", at)
        await reconciliations.begin(conn, "lrs", NOW, NOW, NOW + timedelta(days=2))
    await shown.gauges.measure()
    what = ("checked", "missing", "extra", "differing", "trouble")
    found = [shown.value("reconciliation", target="lrs", what=one) for one in what]
    assert found == [100, 3, 2, 1, 0]
    assert shown.value("reconciliation", target="bank", what="missing") is None, "never compared"
    async with db.connection() as conn:
        run = await reconciliations.begin(conn, "lrs", NOW, NOW, NOW + timedelta(days=3))
        await reconciliations.end(conn, run, (0, 0, 0, 0), "it was down", NOW)
    await shown.gauges.measure()
    assert shown.value("reconciliation", target="lrs", what="trouble") == 1


async def test_the_worker_tells_what_it_brought_and_what_stopped_it(db: Database) -> None:
    registry = CollectorRegistry()
    watch = PushGauges(["lrs"], registry)
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.extend(
        [PushAnswer(PushResult.UNAVAILABLE, "down"), PushAnswer(PushResult.UNAUTHORISED, "401")]
    )
    pusher = PushWorker(db, [bank], clock, structlog.get_logger(), watch=watch)
    await owe(db, 60, "lrs")

    def stopped(reason: str) -> float | None:
        labels = {"target": "lrs", "reason": reason}
        return registry.get_sample_value("yike_credit_stopped", labels)

    def accepted() -> float | None:
        return registry.get_sample_value("yike_credit_accepted_total", {"target": "lrs"})

    assert accepted() == 0
    await pusher.run_once()
    assert (stopped("unavailable"), stopped("credentials refused")) == (1, None)
    clock.move(timedelta(seconds=2))
    await pusher.run_once()
    assert (stopped("unavailable"), stopped("credentials refused")) == (0, 1)
    clock.move(timedelta(minutes=5))
    await pusher.run_once()
    assert (stopped("unavailable"), stopped("credentials refused"), accepted()) == (0, 0, 60)


async def test_how_long_the_oldest_entry_is_in_no_link(db: Database) -> None:
    shown = Shown(db)
    await shown.gauges.measure()
    assert shown.registry.get_sample_value("yike_journal_unsealed_seconds") == 0.0
    await owe(db, 1, "lrs")
    shown.clock.move(timedelta(minutes=20))
    await shown.gauges.measure()
    since = shown.registry.get_sample_value("yike_journal_unsealed_seconds")
    assert since is not None
    assert since >= 1200


async def test_a_count_that_fails_is_not_made_again_at_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []

    async def fail(conn: Connection, targets: Collection[str]) -> dict[tuple[str, str], int]:
        counts.append(1)
        raise TimeoutError

    monkeypatch.setattr(ledger_gauges, "all_pushes", fail)
    shown = Shown(db, "lrs")
    for _ in range(8):
        with suppress(StorageUnavailableError):
            await shown.gauges.measure()
        shown.elapsed += 15
    assert len(counts) == 1
    shown.elapsed += ALL_EVERY
    shown.cost = 1.0
    with pytest.raises(StorageUnavailableError):
        await shown.gauges.measure()
    shown.cost = 0.0
    shown.elapsed += 40
    await owe(db, 1, "lrs")
    await shown.gauges.measure()
    assert shown.states("lrs")["queued"] == 0, "what failed has cost as much: it rests"
    shown.elapsed += 20
    await shown.gauges.measure()
    assert shown.states("lrs")["queued"] == 1


async def test_what_a_bank_taken_out_of_the_settings_still_gets_is_shown(db: Database) -> None:
    await owe(db, 2, "lrs", "old")
    shown = Shown(db, "lrs")
    await shown.gauges.measure()
    assert shown.states("old")["queued"] == 2
    async with db.connection() as conn:
        await conn.execute("update push set state = 'accepted'")
    await shown.gauges.measure()
    assert shown.states("old")["queued"] == 0
