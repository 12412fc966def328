"""The ledger of consents: its balance, whatever comes in which order."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import claims, consents
from bot.store.claims import Wish
from bot.store.db import Connection, Database
from tests.delivery.forms import agrees, balance, ledger
from tests.delivery.owing import NOON, learner, owe, rows

LATER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
async def person(db: Database) -> int:
    return await learner(db, "city-wechat:oA")


@pytest.fixture
async def conn(db: Database) -> AsyncIterator[Connection]:
    async with db.transaction() as conn:
        yield conn


async def refusals(db: Database) -> int:
    count: int = (await rows(db, "select refusals from address"))[0]["refusals"]
    return count


async def test_each_agreement_adds_one(db: Database, person: int) -> None:
    await agrees(db, person, "a")
    await agrees(db, person, "a", "b")
    assert await balance(db, person) == {"a": 2, "b": 1}
    assert await ledger(db, person) == [
        ("granted", "a", None),
        ("granted", "a", None),
        ("granted", "b", None),
    ]
    assert {row["at"] for row in await rows(db, "select at from notice_consent")} == {NOON}


async def test_twice_in_one_event_is_two(db: Database, person: int) -> None:
    await agrees(db, person, "a", "a")
    assert await balance(db, person) == {"a": 2}


async def test_a_lasting_one_is_one_for_ever(db: Database, person: int) -> None:
    await agrees(db, person, "a", "b", lasting=("b",))
    await agrees(db, person, "b", lasting=("b",))
    assert await balance(db, person) == {"a": 1, "b": -1}
    await agrees(db, person, "b")
    assert await balance(db, person) == {"a": 1, "b": -1}, "one more takes nothing away"


async def test_nothing_given_changes_nothing(db: Database, person: int) -> None:
    address = await agrees(db, person)
    async with db.transaction() as conn:
        await consents.refuse(conn, address, [], NOON)
        await consents.revoke(conn, address, [], NOON)
    assert (await balance(db, person), await ledger(db, person)) == ({}, [])
    assert await refusals(db) == 0


async def test_a_refusal_is_counted_and_takes_nothing(db: Database, person: int) -> None:
    address = await agrees(db, person, "a")
    async with db.transaction() as conn:
        await consents.refuse(conn, address, ["a", "b"], LATER)
        await consents.refuse(conn, address, ["a"], LATER)
    assert await refusals(db) == 2, "asked twice, refused twice"
    assert await balance(db, person) == {"a": 1}
    assert [what for what, _, _ in await ledger(db, person)] == ["granted"] + ["refused"] * 3
    await agrees(db, person, "a")
    assert await refusals(db) == 0


async def test_a_revocation_takes_all_of_a_template(db: Database, person: int) -> None:
    address = await agrees(db, person, "a", "a", "b", lasting=("b",))
    async with db.transaction() as conn:
        await consents.revoke(conn, address, ["a"], LATER)
    assert await balance(db, person) == {"b": -1}
    async with db.transaction() as conn:
        await consents.revoke(conn, address, ["b", "c"], LATER)
    assert await balance(db, person) == {}
    await agrees(db, person, "a")
    assert await balance(db, person) == {"a": 1}


async def test_an_address_that_was_erased_takes_no_harm(db: Database, person: int) -> None:
    address = await agrees(db, person, "a")
    async with db.transaction() as conn:
        await conn.execute("delete from address where id = $1", address)
        await consents.grant(conn, address, ["a"], [], NOON)
        await consents.refuse(conn, address, ["a"], NOON)
        await consents.gone(conn, address, "a", NOON)
        await consents.give_back(conn, address, "a", 7, NOON)
    assert await rows(db, "select 1 from notice_consent") == []


async def test_the_last_consent_is_used_once(db: Database, person: int) -> None:
    address = await agrees(db, person, "a")
    first, second = await owe(db, person), await owe(db, person, subject="other")
    async with db.transaction() as conn:
        wishes = [Wish(first, address, notice="a"), Wish(second, address, notice="b")]
        assert await claims.reserve(conn, wishes[1:], NOON) == set()
        assert await claims.reserve(conn, wishes[:1], NOON) == {first}
        assert await claims.reserve(conn, wishes[:1], NOON) == set()
    assert await balance(db, person) == {"a": 0}
    assert [line for line in await ledger(db, person) if line[0] == "used"] == [
        ("used", "a", first)
    ]


async def test_a_consent_comes_back_once(db: Database, person: int) -> None:
    address = await agrees(db, person, "a")
    row = await owe(db, person)
    async with db.transaction() as conn:
        assert await claims.reserve(conn, [Wish(row, address, notice="a")], NOON) == {row}
        for _ in range(2):
            await consents.give_back(conn, address, "a", row, NOON)
    assert await balance(db, person) == {"a": 1}
    async with db.transaction() as conn:
        assert await claims.reserve(conn, [Wish(row, address, notice="a")], NOON) == {row}
        await consents.give_back(conn, address, "a", row, NOON)
    assert await balance(db, person) == {"a": 1}, "a second attempt's comes back, too"


async def test_what_was_never_used_does_not_come_back(db: Database, person: int) -> None:
    address = await agrees(db, person, "a")
    async with db.transaction() as conn:
        await consents.give_back(conn, address, "a", 99, NOON)
    assert await balance(db, person) == {"a": 1}
    assert len(await ledger(db, person)) == 1


ACTS = st.lists(
    st.sampled_from(["grant", "last", "refuse", "revoke", "gone", "use", "back"]), max_size=12
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
async def test_no_balance_falls_below_nothing_and_each_is_what_the_ledger_says(
    conn: Connection, acts: list[str]
) -> None:
    """Any acts in any order, beside a model in three lines."""
    await conn.execute("savepoint world")
    address = await _somebody(conn)
    left, used = 0, False
    row = 1
    for act in acts:
        match act:
            case "grant" | "last":
                lasting = ["t"] if act == "last" else []
                await consents.grant(conn, address, ["t"], lasting, NOON)
                left = -1 if act == "last" or left < 0 else left + 1
            case "refuse":
                await consents.refuse(conn, address, ["t"], NOON)
            case "revoke":
                await consents.revoke(conn, address, ["t"], NOON)
                left, used = 0, False
            case "gone":
                await consents.gone(conn, address, "t", NOON)
                left, used = 0, False
            case "use":
                taken = await claims.reserve(conn, [Wish(row, address, notice="t")], NOON)
                assert taken == ({row} if left else set())
                used = used or left != 0
                left -= 1 if left > 0 else 0
            case "back":
                await consents.give_back(conn, address, "t", row, NOON)
                left += 1 if used and left >= 0 else 0
                used = False
            case _:
                raise AssertionError(act)
        balance = await conn.fetchval("select notices from address where id = $1", address)
        assert balance.get("t", 0) == left
    await conn.execute("rollback to savepoint world")


async def _somebody(conn: Connection) -> int:
    """An address with delivery 1 planned."""
    address: int = await conn.fetchval(
        """
        with l as (
          insert into learner (key, state, zone, times, created_at)
          values (gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', $1) returning id
        ), d as (
          insert into delivery (id, learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
          overriding system value
          select 1, id, 'city-wechat', 'lesson', 'course', 'today', 5, $1, $1, $1 from l
        )
        insert into address (learner_id, account, channel, platform_id, created_at)
        select id, 'city-wechat', 'wechat', 'oZ', $1 from l returning id
        """,
        NOON,
    )
    return address
