"""What the push worker does with each answer, on a real database."""

import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.credits import Parcel
from bot.ledger import consent
from bot.ledger.pushing.decisions import Reason
from bot.ports import PushAnswer, PushResult
from bot.store.db import Database
from tests.ledger.banks import DOWN, MemoryBank
from tests.ledger.outbox import drain, owe, owe_to, worker
from tests.ledger.samples import ISSUER, NOW, bodies, pushes, states


async def test_statements_go_out_oldest_first_in_batches_of_fifty(db: Database) -> None:
    await owe(db, 120, "lrs")
    bank = MemoryBank()
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 120
    assert [len(send) for send in bank.sends] == [50, 50, 20]
    assert bank.stored == await bodies(db), "the stored bytes as they are"
    rows = await pushes(db)
    sent = [UUID(json.loads(body)["id"]) for send in bank.sends for body in send]
    assert sent == [row["statement_id"] for row in rows]
    assert {(row["state"], row["accepted_at"], row["attempts"]) for row in rows} == {
        ("accepted", NOW, 0)
    }


async def test_nothing_goes_out_without_consent(db: Database) -> None:
    learner = await owe(db, 3, "lrs")
    async with db.transaction() as conn:
        await consent.withdraw(conn, learner, ISSUER, NOW)
    bank = MemoryBank()
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 0
    async with db.connection() as conn:  # and not where the queue is wrong about it either
        await conn.execute("update push set state = 'queued'")
    assert await drain(worker(db, FrozenClock(NOW), bank)) == 0
    assert bank.sends == []
    assert await states(db) == {"waiting": 3}, "the queue is put right on the way"


async def test_an_answer_that_was_lost_is_sent_again_byte_for_byte(db: Database) -> None:
    await owe(db, 5, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.lost = 2
    pusher = worker(db, clock, bank)
    for wait in (2, 4):
        assert await pusher.run_once() == 0
        assert await pusher.run_once() == 0, "not before its time"
        clock.move(timedelta(seconds=wait))
    assert await pusher.run_once() == 5
    assert bank.sends[0] == bank.sends[1] == bank.sends[2]
    assert bank.stored == await bodies(db)
    assert {row["attempts"] for row in await pushes(db)} == {2}


async def test_a_conflict_in_a_batch_is_bisected_down_to_the_one(db: Database) -> None:
    await owe(db, 50, "lrs")
    bank = MemoryBank()
    rows = await pushes(db)
    wrong, equal = str(rows[17]["statement_id"]), str(rows[18]["statement_id"])
    bank.stored[wrong] = b'{"another":"statement"}'
    bank.stored[equal] = (await bodies(db))[equal]
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 50
    assert await states(db) == {"accepted": 49, "dead": 1}
    assert bank.asked == [wrong]
    (dead,) = [row for row in await pushes(db) if row["state"] == "dead"]
    assert (str(dead["statement_id"]), dead["reason"]) == (wrong, Reason.ANOTHER_THERE)
    assert dead["words"] == "HTTP 409"


async def test_an_equal_statement_under_a_conflict_is_accepted(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank = MemoryBank()
    bank.stored = await bodies(db)
    bank.script.append(PushAnswer(PushResult.CONFLICT, "HTTP 409"))
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 1
    (row,) = await pushes(db)
    assert (row["state"], row["reason"], row["words"]) == ("accepted", Reason.ALREADY_THERE, None)


async def test_a_conflict_that_cannot_be_looked_into_waits_alone(db: Database) -> None:
    await owe(db, 4, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    wrong = str((await pushes(db))[1]["statement_id"])
    bank.stored[wrong] = b"{}"
    bank.shows = False
    pusher = worker(db, clock, bank)
    assert await pusher.run_once() == 3
    assert await states(db) == {"accepted": 3, "queued": 1}
    assert await pusher.run_once() == 0
    bank.shows = True
    clock.move(timedelta(seconds=2))
    assert await pusher.run_once() == 1
    assert await states(db) == {"accepted": 3, "dead": 1}


async def test_one_invalid_statement_dies_alone_with_the_servers_words(db: Database) -> None:
    await owe(db, 50, "lrs")
    bank = MemoryBank()
    bank.invalid = {str((await pushes(db))[49]["statement_id"])}
    with capture_logs() as logs:
        assert await worker(db, FrozenClock(NOW), bank).run_once() == 50
    assert await states(db) == {"accepted": 49, "dead": 1}
    (dead,) = [row for row in await pushes(db) if row["state"] == "dead"]
    assert (dead["reason"], dead["words"]) == (Reason.REFUSED, "HTTP 400: a bad statement")
    assert [(log["log_level"], log["reason"]) for log in logs] == [("error", Reason.REFUSED)]
    assert len(bank.sends) < 20, "bisected, not one by one"


async def test_a_batch_too_large_is_halved_and_the_limit_remembered(db: Database) -> None:
    await owe(db, 100, "lrs")
    bank = MemoryBank()
    bank.most_bytes = 13 * len(next(iter((await bodies(db)).values())))
    pusher = worker(db, FrozenClock(NOW), bank)
    assert await drain(pusher) == 100
    refused = [send for send in bank.sends if sum(map(len, send)) > bank.most_bytes]
    assert [len(send) for send in refused] == [50, 25, 25], "the second fifty are cut at once"
    assert bank.stored == await bodies(db)


async def test_a_statement_too_large_alone_dies(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank = MemoryBank()
    bank.most_bytes = 10
    assert await worker(db, FrozenClock(NOW), bank).run_once() == 1
    assert {row["reason"] for row in await pushes(db)} == {Reason.TOO_LARGE}


async def test_waits_grow_to_an_hour_and_tries_never_end(db: Database) -> None:
    await owe(db, 60, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    pusher = worker(db, clock, bank)
    bank.script.extend([DOWN] * (3 + 2 * 37))  # from the fourth on another one is tried too
    waits = []
    with capture_logs() as logs:
        while bank.script:
            before = clock.now()
            assert await pusher.run_once() == 0
            row = next(row for row in await pushes(db) if row["tried_at"] == before)
            waits.append((row["next_try"] - before).total_seconds())
            clock.set(row["next_try"])
        assert await drain(pusher) == 60
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert set(waits[11:]) == {3600}
    said = [log["event"] for log in logs]
    assert said == [
        "credit bank takes nothing now",
        "completions have been waiting for the credit bank for over a day",
        "credit bank answers again",
    ], "each thing once"
    assert logs[0]["said"] == "no answer in time"


async def test_waits_grow_with_the_target_also_where_other_statements_come_first(
    db: Database,
) -> None:
    await owe(db, 1, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.extend([DOWN] * 4)
    pusher = worker(db, clock, bank)
    waits = []
    while bank.script:
        async with db.connection() as conn:  # as if nothing had been tried before
            await conn.execute("update push set attempts = 0")
        before = clock.now()
        await pusher.run_once()
        (row,) = await pushes(db)
        waits.append((row["next_try"] - before).total_seconds())
        clock.set(row["next_try"])
    assert waits == [2, 4, 8, 16]


async def test_retry_after_is_honoured(db: Database) -> None:
    await owe(db, 1, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.append(PushAnswer(PushResult.THROTTLED, "HTTP 429", 120.0))
    pusher = worker(db, clock, bank)
    await pusher.run_once()
    clock.move(timedelta(seconds=119))
    assert await pusher.run_once() == 0
    clock.move(timedelta(seconds=1))
    assert await pusher.run_once() == 1


async def test_refused_credentials_stop_the_target_and_burn_no_attempts(db: Database) -> None:
    await owe(db, 60, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.extend([PushAnswer(PushResult.UNAUTHORISED, "HTTP 401: of somebody")] * 3)
    pusher = worker(db, clock, bank)
    with capture_logs() as logs:
        for _ in range(3):
            assert await pusher.run_once() == 0
            assert await pusher.run_once() == 0
            clock.move(timedelta(minutes=5))
        assert len(bank.sends) == 3
        assert {row["attempts"] for row in await pushes(db)} == {0}
        assert await states(db) == {"queued": 60}
        assert await drain(pusher) == 60
    assert [(log["log_level"], log["event"]) for log in logs] == [
        ("error", "credit bank takes nothing now"),
        ("info", "credit bank answers again"),
    ]
    assert logs[0]["said"] == "HTTP 401", "not the server's own words, which may name people"


async def test_a_stop_in_the_middle_of_a_bisection_puts_the_rest_back(db: Database) -> None:
    await owe(db, 8, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    invalid = PushAnswer(PushResult.INVALID, "HTTP 400")
    bank.script.extend([invalid, PushAnswer(PushResult.STORED), DOWN])
    assert await worker(db, clock, bank).run_once() == 4
    rows = await pushes(db)
    assert [row["state"] for row in rows] == ["accepted"] * 4 + ["queued"] * 4
    assert [row["attempts"] for row in rows[4:]] == [1] * 4
    assert {row["lease_until"] for row in rows} == {None}


async def test_one_target_down_does_not_hold_another(db: Database) -> None:
    await owe(db, 3, "lrs", "bank")
    broken, sound = MemoryBank("lrs"), MemoryBank("bank")
    broken.script.append(DOWN)
    assert await worker(db, FrozenClock(NOW), broken, sound).run_once() == 3
    assert (await states(db, "lrs"), await states(db, "bank")) == ({"queued": 3}, {"accepted": 3})


class Failing(MemoryBank):
    """Answers 500 to every request that has one of ``poison`` in it."""

    poison: frozenset[str] = frozenset()

    async def push(self, parcels: Sequence[Parcel]) -> PushAnswer:
        if self.poison & {str(parcel.id) for parcel in parcels}:
            self.sends.append([parcel.body for parcel in parcels])
            return PushAnswer(PushResult.UNAVAILABLE, "HTTP 500")
        return await super().push(parcels)


@pytest.mark.parametrize(
    ("number", "guilty"),
    [(120, [0]), (120, range(0, 60, 7)), (120, range(50)), (2, [0]), (9, [4])],
)
async def test_what_makes_a_bank_fail_is_found_and_put_behind_the_others(
    db: Database, number: int, guilty: Sequence[int]
) -> None:
    learner = await owe(db, number, "lrs")
    ids = [str(row["statement_id"]) for row in await pushes(db)]
    bank, clock = Failing(), FrozenClock(NOW)
    bank.poison = frozenset(ids[one] for one in guilty)
    pusher = worker(db, clock, bank)
    for _ in range(8):
        await pusher.run_once()
        clock.move(timedelta(minutes=1))
    assert await states(db) == {"accepted": number - len(guilty), "queued": len(guilty)}
    assert bank.stored == {
        key: body for key, body in (await bodies(db)).items() if key in bank.stored
    }
    open_rows = [row for row in await pushes(db) if row["state"] == "queued"]
    assert {row["reason"] for row in open_rows} == {Reason.FAILING}
    clock.move(timedelta(hours=1))
    sends = len(bank.sends)
    await owe_to(db, learner, 3, "lrs", now=clock.now())
    assert await pusher.run_once() == 3, "nobody waits for them any more"
    assert [len(sent) for sent in bank.sends[sends:]] == [3] + [1] * len(guilty)
    bank.poison = frozenset()
    clock.move(timedelta(hours=1))
    assert await drain(pusher) == len(guilty), "once the bank is mended they go"


async def test_a_bank_that_is_down_is_not_asked_about_each_statement(db: Database) -> None:
    await owe(db, 120, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.extend([DOWN] * 1000)
    pusher = worker(db, clock, bank)
    for _ in range(24):
        assert await pusher.run_once() == 0
        clock.move(timedelta(hours=1))
    assert len(bank.sends) == 3 + 2 * 21, "its batch, and one other"
    assert {row["reason"] for row in await pushes(db) if row["attempts"]} == {Reason.UNAVAILABLE}
    bank.script.clear()
    assert await drain(pusher) == 120


async def test_after_many_that_fit_more_goes_at_once_again(db: Database) -> None:
    learner = await owe(db, 100, "lrs")
    bank, clock = MemoryBank(), FrozenClock(NOW)
    bank.script.extend([PushAnswer(PushResult.TOO_LARGE, "HTTP 413")] * 2)
    pusher = worker(db, clock, bank)
    await drain(pusher)
    assert [len(sent) for sent in bank.sends[:6]] == [50, 25, 12, 13, 25, 12]
    await owe_to(db, learner, 2000, "lrs", now=NOW + timedelta(minutes=1))
    clock.move(timedelta(minutes=1))
    await drain(pusher)
    assert len(bank.sends[-2]) == 50
    assert len(bank.sends) < 80
