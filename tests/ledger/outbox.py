"""Outbox rows of learners who agreed, written straight into the tables, and workers that push them.

Set-based, so that many thousands take a moment; what is recorded in truth stands in
``test_completions``.
"""

from datetime import datetime
from uuid import UUID, uuid5

import structlog

from bot.clock import FrozenClock
from bot.domain.credits import Form, Target
from bot.keys.vault import ACCOUNT, Vault
from bot.ledger.pushing.worker import PushWorker
from bot.store.db import Database
from tests.ledger.banks import MemoryBank
from tests.ledger.samples import NOW, REGISTRATION, add_learner

VAULT = Vault([b"a made-up data key of 32 bytes .."])
LRS = Target("lrs")
RECORDS = Target("bank", Form.RECORD, needs_account=True)


async def owe(
    db: Database, number: int, *targets: str, form: Form = Form.XAPI, now: datetime = NOW
) -> int:
    """A learner who agreed, with ``number`` statements owed to each target; returns the learner."""
    learner = await add_learner(db, uuid5(REGISTRATION, f"{targets}{form}{now}"))
    await owe_to(db, learner, number, *targets, form=form, now=now)
    return learner


async def owe_to(
    db: Database,
    learner: int,
    number: int,
    *targets: str,
    form: Form = Form.XAPI,
    now: datetime = NOW,
) -> None:
    """So many more are owed for a learner, who agrees if he or she did not yet."""
    async with db.transaction() as conn:
        await conn.execute(
            "insert into consent (learner_id, purpose, version, given_at) "
            "select $1, 'credit-bank:' || t, 'test', $3 from unnest($2::text[]) t "
            "on conflict do nothing",
            *(learner, list(targets), now),
        )
        await conn.execute(
            """
            with person as (
              insert into ledger_person (key, learner_id) select key, id from learner where id = $1
              on conflict (key) do update set learner_id = excluded.learner_id returning key
            ), made as (
              insert into completion (key, person, kind, course_key, registration, content_version, seconds,
                notional_minutes, platform, completed_at, recorded_at)
              select gen_random_uuid(), p.key, 'lesson', 'smart-payments', gen_random_uuid(), '1', 150, 2,
                'wechat', $4, $4
              from person p, generate_series(1, $2)
              returning id, gen_random_uuid() as statement
            ), said as (
              insert into statement (id, completion_id, form, body, created_at)
              select statement, id, $5,
                convert_to('{"id":"' || statement || '","n":"' || lpad(id::text, 9, '0') || '","name":"' || repeat('扫码', 100) || '"}', 'UTF8'),
                $4 from made
            )
            insert into push (statement_id, target, state, owed_at, next_try)
            select statement, t, 'queued', $4 + m.id * interval '1 microsecond', $4
            from made m, unnest($3::text[]) t
            """,
            *(learner, number, list(targets), now, form.value),
        )


async def give_account(db: Database, learner: int, account: str, vault: Vault = VAULT) -> bytes:
    """The learner's account number at the bank ``bank``; returns how it is kept."""
    sealed = vault.seal(ACCOUNT, account)
    async with db.connection() as conn:
        await conn.execute(
            "insert into bank_account (learner_id, target, sealed, given_at) values ($1, 'bank', $2, $3) "
            "on conflict (learner_id, target) do update set sealed = excluded.sealed",
            *(learner, sealed, NOW),
        )
    return sealed


async def add_address(db: Database, learner: int) -> None:
    """A way to reach a learner."""
    async with db.connection() as conn:
        await conn.execute(
            "insert into address (learner_id, channel, account, platform_id, last_in_at, created_at) "
            "values ($1, 'telegram', 'city', $2, $3, $3)",
            *(learner, f"made-up-{learner}", NOW),
        )


async def void(db: Database, target: str, voids: UUID, *, now: datetime = NOW) -> UUID:
    """Take a statement back at a target, as a withdrawal does; returns the voiding one's id."""
    number = uuid5(REGISTRATION, f"voided|{voids}")
    async with db.transaction() as conn:
        await conn.execute(
            "update push set state = 'voided' where statement_id = $1 and target = $2",
            *(voids, target),
        )
        await conn.execute(
            "insert into statement (id, form, voids, body, created_at) "
            "select $1::uuid, form, $2, convert_to('{\"id\":\"' || $1::uuid || '\"}', 'UTF8'), $3 "
            "from statement where id = $2",
            *(number, voids, now),
        )
        await conn.execute(
            "insert into push (statement_id, target, state, owed_at, next_try) "
            "values ($1, $2, 'queued', $3, $3)",
            *(number, target, now),
        )
    return number


def worker(db: Database, clock: FrozenClock, *banks: MemoryBank) -> PushWorker:
    return PushWorker(db, banks, clock, structlog.get_logger(), VAULT, spread=lambda: 1.0)


async def drain(pusher: PushWorker) -> int:
    """Turns until one settles nothing; returns how many statements were settled."""
    total = 0
    while settled := await pusher.run_once():
        total += settled
    return total
