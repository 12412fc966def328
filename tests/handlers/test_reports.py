"""What a platform reports takes effect in its event's transaction, on whom it is about alone."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.delivery import Kind, Template
from bot.domain.events import (
    ChannelKind,
    ConsentsGiven,
    ConsentsWithdrawn,
    ErasureDemanded,
    EventBody,
    InboundEvent,
    MassReported,
    Notice,
    PushesReported,
    PushReported,
)
from bot.store import receipts
from bot.store.db import Database
from bot.store.receipts import Receipt
from handlers import reports
from tests.delivery.owing import NOON, OFFICIAL, learner, owe, rows

ONCE = Template("ONCE", "notice", frozenset({Kind.LESSON}), {"thing1": "title"})
ALWAYS = Template("ALWAYS", "notice", frozenset({Kind.LESSON}), {}, long_term=True)


async def address_of(db: Database, person: int) -> int:
    [row] = await rows(db, "select id from address where learner_id = $1", person)
    return int(row["id"])


async def report(db: Database, body: EventBody, address: int = 0) -> None:
    """What the platform says of its own accord, to its effects."""
    event = InboundEvent(OFFICIAL, ChannelKind.WECHAT, "k", "o1", "o1", NOON, body)
    async with db.transaction() as conn:
        await reports.take(conn, event, address, NOON, (ONCE, ALWAYS))


async def standing(db: Database, address: int) -> tuple[Any, int]:
    """The consents left, and how often one was refused."""
    [row] = await rows(db, "select notices, refusals from address where id = $1", address)
    return row["notices"], row["refusals"]


async def ledger(db: Database, address: int) -> list[tuple[str, str]]:
    found = await rows(
        db, "select template, what from notice_consent where address_id = $1 order by id", address
    )
    return [(row["template"], row["what"]) for row in found]


@pytest.fixture
async def address(db: Database) -> int:
    return await address_of(db, await learner(db, f"{OFFICIAL}:o1"))


async def test_what_is_agreed_to_is_kept_for_once_or_for_good(db: Database, address: int) -> None:
    await report(db, ConsentsGiven(("ONCE", "ALWAYS", "FOREIGN")), address)
    await report(db, ConsentsGiven(("ONCE", "ALWAYS")), address)
    assert await standing(db, address) == ({"ONCE": 2, "ALWAYS": -1, "FOREIGN": 1}, 0)


async def test_refusals_are_counted_until_something_is_agreed_to(
    db: Database, address: int
) -> None:
    for times in (1, 2):
        await report(db, ConsentsGiven((), ("ONCE",)), address)
        assert await standing(db, address) == ({}, times)
    await report(db, ConsentsGiven(("ONCE",)), address)
    assert await standing(db, address) == ({"ONCE": 1}, 0)


async def test_who_agrees_to_one_of_two_has_not_refused(db: Database, address: int) -> None:
    await report(db, ConsentsGiven(("ONCE",), ("ALWAYS",)), address)
    assert await standing(db, address) == ({"ONCE": 1}, 0)
    assert await ledger(db, address) == [("ALWAYS", "refused"), ("ONCE", "granted")]


async def test_what_is_switched_off_is_gone_and_what_is_switched_on_is_there(
    db: Database, address: int
) -> None:
    await report(db, ConsentsGiven(("ONCE", "ALWAYS")), address)
    await report(db, ConsentsWithdrawn(("ALWAYS",), ("ONCE",)), address)
    assert await standing(db, address) == ({"ONCE": 2}, 0)
    await report(db, ConsentsWithdrawn(("ONCE", "ALWAYS")), address)
    assert await standing(db, address) == ({}, 0)
    assert [what for _, what in await ledger(db, address)].count("revoked") == 3


async def sent(db: Database, person: int, message_id: str, occurrence: str) -> int:
    """A lesson that went out as a notice, whose receipt is waited for."""
    row = await owe(db, person, state="sent", occurrence=occurrence)
    receipt = Receipt(OFFICIAL, message_id, row, await address_of(db, person), NOON)
    async with db.transaction() as conn:
        await receipts.keep(conn, [receipt], NOON)
    return row


async def test_one_report_tells_of_several_notices(db: Database) -> None:
    person = await learner(db, f"{OFFICIAL}:o1")
    arrived = await sent(db, person, "11", "2026-11-22")
    failed = await sent(db, person, "12", "2026-11-23")
    waiting = await sent(db, person, "13", "2026-11-24")
    told = PushReported("11", ok=True, status="success"), PushReported("12", ok=False, status="no")
    await report(db, PushesReported(told), await address_of(db, person))
    past = await rows(db, "select id from delivery_past where state = 'sent' order by id")
    assert [row["id"] for row in past] == [arrived, waiting]
    held = await rows(db, "select id, reason from delivery_held")
    assert [(row["id"], row["reason"].split(";")[0]) for row in held] == [(failed, "no")]
    left = await rows(db, "select message_id from push_receipt")
    assert [row["message_id"] for row in left] == ["13"]


async def test_who_blocks_templates_is_left_alone(db: Database) -> None:
    person = await learner(db, f"{OFFICIAL}:o1")
    await sent(db, person, "11", "2026-11-23")
    await report(db, PushesReported((PushReported("11", ok=False, status="failed:user block"),)))
    [row] = await rows(db, "select muted_until > $1 as muted from address", NOON)
    assert row["muted"]


async def test_a_mass_message_is_reported_to_its_part(db: Database) -> None:
    async with db.transaction() as conn:
        mass = await conn.fetchval(
            """
            insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)
            values ($1, 'news', 'fair', '1', $2, 'sending', $2) returning id
            """,
            OFFICIAL,
            NOON,
        )
        await conn.execute(
            """
            insert into mass_part (mass_id, state, receivers, next_try, message_id, reserved_at, submitted_at)
            values ($1, 'submitted', 100, $2, '34182', $2, $2)
            """,
            mass,
            NOON - timedelta(minutes=1),
        )
    told = MassReported("34182", "send success", total=100, filtered=90, sent=85, failed=5)
    await report(db, told)
    [part] = await rows(db, "select state, total, filtered, sent, failed, status from mass_part")
    assert dict(part) == {
        "state": "done",
        "total": 100,
        "filtered": 90,
        "sent": 85,
        "failed": 5,
        "status": "send success",
    }


async def test_an_erasure_takes_the_address_and_leaves_the_learner(db: Database) -> None:
    person, other = await learner(db, f"{OFFICIAL}:o1"), await learner(db, f"{OFFICIAL}:o2")
    await report(
        db, ErasureDemanded("user_authorization_cancellation"), await address_of(db, person)
    )
    left = await rows(db, "select platform_id, learner_id from address")
    assert [(row["platform_id"], row["learner_id"]) for row in left] == [("o2", other)]
    assert len(await rows(db, "select id from learner where id = $1", person)) == 1


@pytest.mark.parametrize(
    "body",
    [
        Notice("view"),
        ErasureDemanded("user_info_modified"),
        ConsentsGiven(("ONCE",), ("ALWAYS",)),
        ConsentsWithdrawn(("ONCE",)),
        PushesReported((PushReported("never sent", ok=True, status="success"),)),
    ],
)
async def test_what_is_said_of_nobody_we_know_changes_nothing(
    db: Database, address: int, body: EventBody
) -> None:
    before = await rows(db, "select * from address")
    await report(db, body)
    assert await rows(db, "select * from address") == before
    for table in ("notice_consent", "push_receipt", "mass_report"):
        assert await rows(db, f"select * from {table}") == []
