"""A course that both had passed is one credit: one claim counts, the other stands back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.ledger import consent
from bot.ledger.corrections import void
from bot.ledger.status import claims_of
from bot.ledger.sweeping import sweep
from bot.store.db import Connection, Database
from bot.store.ledger.entries import REPEATED
from tests.delivery.owing import BOT, NOON, OFFICIAL, learner, rows
from tests.followers.people import complete, merge
from tests.ledger.samples import BANK, ISSUER, LRS, OTHER

DAY = timedelta(days=1)


class Both:
    """Two learners who passed the same course, a day apart; and a lesson of the second."""

    def __init__(self, db: Database, keep: int, gone: int) -> None:
        self.db, self.keep, self.gone = db, keep, gone
        self.first = self.second = self.lesson = 0

    async def claim(self) -> None:
        self.first = await complete(self.db, self.keep, "course", None, uuid4(), NOON - DAY)
        self.lesson = await complete(self.db, self.gone, "course", "one", uuid4(), NOON)
        self.second = await complete(self.db, self.gone, "course", None, uuid4(), NOON)

    async def agree(self, *people: int) -> None:
        async with self.db.transaction() as conn:
            for person in people or (self.keep, self.gone):
                await consent.give(conn, person, [LRS], NOON)

    async def set(
        self, completion: int, state: str, *, tried: bool = False, taken: datetime | None = None
    ) -> None:
        async with self.db.transaction() as conn:
            await conn.execute(
                "update push p set state = $2, tried_at = $3, accepted_at = $4 from statement s"
                " where s.id = p.statement_id and s.completion_id = $1",
                *(completion, state, NOON if tried else None, taken),
            )

    async def states(self) -> dict[int, tuple[str, str | None]]:
        found = await rows(
            self.db,
            "select s.completion_id, p.state, p.reason from push p"
            " join statement s on s.id = p.statement_id where s.form = 'xapi' and s.voids is null",
        )
        return {row["completion_id"]: (row["state"], row["reason"]) for row in found}

    async def counted(self, conn: Connection) -> list[UUID]:
        return [one.key for one in await claims_of(conn, self.keep, ["lrs"])]

    async def key(self, completion: int) -> UUID:
        [row] = await rows(self.db, "select key from claim where completion_id = $1", completion)
        found: UUID = row["key"]
        return found


@pytest.fixture
async def both(db: Database) -> Both:
    made = Both(db, await learner(db, f"{OFFICIAL}:oOne"), await learner(db, f"{BOT}:42"))
    await made.claim()
    return made


async def test_the_first_counts_and_the_other_never_leaves(both: Both) -> None:
    await both.agree()
    assert set((await both.states()).values()) == {("queued", None)}
    await merge(both.db, both.keep, both.gone)
    assert await both.states() == {
        both.first: ("queued", None),
        both.lesson: ("queued", None),
        both.second: ("waiting", REPEATED),
    }, "a lesson happened, whoever else passed the course"
    async with both.db.transaction() as conn:
        assert await both.counted(conn) == [await both.key(both.first)]
        assert await consent.give(conn, both.keep, [LRS, OTHER, BANK], NOON) == 2
    assert await sweep(both.db, [LRS, OTHER, BANK], NOON) == 0
    async with both.db.transaction() as conn:
        await consent.set_account(conn, both.keep, BANK, b"sealed", NOON)
    kept = await rows(both.db, "select state, target from push where reason = $1", REPEATED)
    assert sorted((row["target"], row["state"]) for row in kept) == [
        ("bank", "waiting"),
        ("lrs", "waiting"),
        ("other", "waiting"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        (("queued", False, None), ("accepted", True, NOON), "second"),
        (("accepted", True, NOON), ("accepted", True, NOON - DAY), "second"),
        (("accepted", True, NOON - DAY), ("accepted", True, NOON), "first"),
        (("queued", False, None), ("leased", False, None), "second"),
        (("queued", False, None), ("queued", True, None), "second"),
        (("queued", True, None), ("dead", True, None), "first"),
        (("waiting", False, None), ("voided", True, NOON), "second"),
    ],
)
async def test_what_a_bank_has_or_may_have_comes_before_what_came_first(
    both: Both,
    first: tuple[str, bool, datetime | None],
    second: tuple[str, bool, datetime | None],
    counts: str,
) -> None:
    for completion, (state, tried, taken) in ((both.first, first), (both.second, second)):
        await both.set(completion, state, tried=tried, taken=taken)
    await merge(both.db, both.keep, both.gone)
    async with both.db.connection() as conn:
        expected = both.first if counts == "first" else both.second
        assert await both.counted(conn) == [await both.key(expected)]


async def test_a_sweep_holds_back_what_a_race_queued(both: Both) -> None:
    await both.agree()
    await merge(both.db, both.keep, both.gone)
    await both.set(both.second, "queued")
    assert await sweep(both.db, [LRS], NOON, since=NOON - 2 * DAY) == 1
    assert (await both.states())[both.second][0] == "waiting"


async def test_when_the_one_that_counts_is_voided_the_other_goes(both: Both) -> None:
    await both.agree()
    await merge(both.db, both.keep, both.gone)
    async with both.db.transaction() as conn:
        key = await both.key(both.first)
        await void(conn, key, "entered by mistake", "operator", NOON, ISSUER, [LRS])
        assert await both.counted(conn) == [await both.key(both.second)]
    states = await both.states()
    assert states[both.first][0] == "dropped"
    assert states[both.second] == ("queued", None)


async def test_what_both_took_back_goes_again_once(both: Both) -> None:
    await both.agree()
    for completion in (both.first, both.second):
        await both.set(completion, "accepted", taken=NOON)
    async with both.db.transaction() as conn:
        for person in (both.keep, both.gone):
            await consent.withdraw(conn, person, ISSUER, NOON + DAY)
    await merge(both.db, both.keep, both.gone)
    await both.agree(both.keep)
    again = await rows(both.db, "select completion_id from statement where revision = 2")
    assert [row["completion_id"] for row in again] == [both.first]


@pytest.mark.parametrize("agreed", [True, False])
async def test_whoever_said_so_last_decides_what_is_sent_again(both: Both, agreed: bool) -> None:
    """Taken back with one's consent, and agreed to at the other address later."""
    await both.agree(both.gone)
    await both.set(both.lesson, "accepted", taken=NOON)
    async with both.db.transaction() as conn:
        await consent.withdraw(conn, both.gone, ISSUER, NOON + DAY)
        if agreed:
            await consent.give(conn, both.keep, [LRS], NOON + 2 * DAY)
    await merge(both.db, both.keep, both.gone)
    found = await rows(
        both.db,
        "select s.revision, p.state from push p join statement s on s.id = p.statement_id"
        " where s.completion_id = $1 and s.voids is null order by 1",
        both.lesson,
    )
    revisions: Sequence[tuple[int, str]] = [(row["revision"], row["state"]) for row in found]
    assert revisions == [(1, "voided"), (2, "queued")][: 1 + agreed]
