"""A learner with a passed course in the ledger, written as the ledger writes it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bot.keys.signing import SigningKey
from bot.keys.vault import Vault
from bot.store.db import Connection

BEGAN = datetime(2026, 11, 1, 2, tzinfo=UTC)
PASSED = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
"""In Shanghai it is the 22nd already."""
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
"""Before the machine's clock, by which others' libraries judge."""
VAULT = Vault([b"v" * 32])
SIGNING = SigningKey(b"s" * 32)
ID_BASE = "https://yike.example.org"
PUBLIC = "https://learn.example.org"


@dataclass(frozen=True)
class Passed:
    """The rows of one passed course."""

    learner: int
    completion: int
    claim: UUID


async def add_learner(conn: Connection, zone: str = "Asia/Shanghai") -> tuple[int, UUID]:
    """A learner's row and ledger person."""
    person = uuid4()
    learner = await conn.fetchval(
        "insert into learner (key, state, zone, times, created_at) values ($1, 'active', $2, '{07:30}', $3) returning id",
        *(person, zone, BEGAN),
    )
    await conn.execute(
        "insert into ledger_person (key, learner_id) values ($1, $2)", person, learner
    )
    return learner, person


async def add_claim(
    conn: Connection,
    learner: int,
    person: UUID,
    *,
    course: str = "pay",
    title: str = "手机支付不求人",
    score: tuple[int | None, int | None] = (11, 12),
    at: datetime = PASSED,
    revision: int = 1,
) -> Passed:
    """A course that was passed, with its claim."""
    completion = await conn.fetchval(
        """
        insert into completion (key, person, kind, course_key, registration, revision, content_version, score,
          score_max, success, seconds, notional_minutes, platform, completed_at, recorded_at)
        values ($1, $2, 'course', $3, $4, $5, '2026.1', $6, $7, true, 5400, 240, 'wechat', $8, $8) returning id
        """,
        *(uuid4(), person, course, uuid4(), revision, *score, at),
    )
    claim = uuid4()
    await conn.execute(
        """
        insert into claim (key, completion_id, course_key, title, institution, framework, level, hours, seconds,
          hours_per_credit, credit, rule, score, score_max, pass_mark, evidence, started_at, finished_at, recorded_at)
        values ($1, $2, $3, $4, '越秀区图书馆', 'DB44/T 1988-2017', 2, 4, 5400, 16, 0.25, '16h=1', $5, $6, 0.6, $7, $8, $9, $9)
        """,
        *(claim, completion, course, title, *score, [uuid4(), uuid4()], BEGAN, at),
    )
    return Passed(learner, completion, claim)


async def passed(conn: Connection, **changes: object) -> Passed:
    """Somebody new who passed a course."""
    zone = str(changes.pop("zone", "Asia/Shanghai"))
    learner, person = await add_learner(conn, zone)
    return await add_claim(conn, learner, person, **changes)  # type: ignore[arg-type]


async def void(conn: Connection, one: Passed) -> None:
    """The ledger's voiding of it."""
    await conn.execute(
        "insert into voiding (key, completion_id, reason, by, recorded_at) values ($1, $2, 'mistaken', 'operator', $3)",
        *(uuid4(), one.completion, NOW),
    )


async def erase(conn: Connection, one: Passed) -> None:
    """Forget the claim with its certificate, as an erasure does."""
    await conn.execute("select set_config('yike.erasing', 'on', true)")
    await conn.execute(
        "delete from certificate using claim where claim.id = claim_id and claim.key = $1",
        one.claim,
    )
    await conn.execute("delete from claim where key = $1", one.claim)


LATER = NOW + timedelta(hours=1)
