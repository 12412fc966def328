"""Claims in plain SQL, and a bank in memory that decides about them."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from bot.domain.credits import (
    Form,
    Holding,
    Parcel,
    Recognised,
    Recognition,
    RecognitionPage,
    Target,
)
from bot.ports import PushAnswer, PushResult
from bot.store.db import Database, Row
from tests.delivery.owing import learner, rows

NOW = datetime.fromisoformat("2026-11-23T04:00:00+00:00")
A, R, C = Recognised.ACCEPTED, Recognised.REJECTED, Recognised.CONVERTED


async def claimed(db: Database, person: int, title: str = "手机支付不求人") -> UUID:
    """A course passed by a learner and claimed; returns the claim's key."""
    key, who = uuid4(), uuid4()
    async with db.transaction() as conn:
        await conn.execute("insert into ledger_person values ($1, $2)", who, person)
        completion = await conn.fetchval(
            """
            insert into completion (key, person, kind, course_key, registration, content_version, seconds,
              notional_minutes, platform, completed_at, recorded_at)
            values ($1, $2, 'course', 'smart-payments', $3, '2026.1', 2400, 240, 'telegram', $4, $4) returning id
            """,
            *(uuid4(), who, uuid4(), NOW),
        )
        await conn.execute(
            """
            insert into claim (key, completion_id, course_key, title, institution, framework, level, hours, seconds,
              hours_per_credit, credit, rule, pass_mark, evidence, started_at, finished_at, recorded_at)
            values ($1, $2, 'smart-payments', $3, '一课', 'DB44/T 1988-2017', 1, 4, 2400, 16, 0.25, '16h=1', 0.6,
              '{}', $4, $4, $4)
            """,
            *(key, completion, title, NOW),
        )
        await statement(conn, key, completion)
    return key


async def statement(
    conn: object,
    id_: UUID,
    completion: int | None,
    *,
    revision: int = 1,
    voids: UUID | None = None,
) -> None:
    """A record of a claim, or what takes one back."""
    await conn.execute(  # type: ignore[attr-defined]
        "insert into statement (id, completion_id, form, revision, voids, body, created_at) "
        "values ($1, $2, 'record', $3, $4, '{}', $5)",
        *(id_, completion, revision, voids, NOW),
    )


async def one_claim(db: Database) -> tuple[int, UUID]:
    """A learner in Telegram with one claim."""
    person = await learner(db, "city:42")
    return person, await claimed(db, person)


def said(
    claim: UUID,
    state: Recognised = A,
    *,
    after: int = 0,
    credit: str | None = None,
    reason: str = "",
) -> Recognition:
    """A decision, ``after`` so many minutes."""
    amount = Decimal(credit) if credit is not None else None
    return Recognition(claim, state, NOW + timedelta(minutes=after), amount, reason)


async def recognised(db: Database) -> list[Row]:
    return await rows(db, "select * from recognition order by id")


async def news(db: Database) -> list[tuple[str, str]]:
    """The deliveries of the kind credit: what about, and which occurrence."""
    found = await rows(
        db, "select subject, occurrence from delivery where kind = 'credit' order by id"
    )
    return [(row["subject"], row["occurrence"]) for row in found]


class DecidingBank:
    """Tells ``pages`` in order: the cursor is how many were told. ``script`` goes first: an error
    is raised, anything else is called before the page is told.
    """

    def __init__(self, name: str = "city-bank", form: Form = Form.RECORD) -> None:
        self._target = Target(name, form, needs_account=form is Form.RECORD)
        self.pages: list[Sequence[Recognition]] = []
        self.script: deque[Exception | Callable[[], Awaitable[None]]] = deque()
        self.asked: list[str] = []

    @property
    def target(self) -> Target:
        return self._target

    @property
    def name(self) -> str:
        return self._target.name

    async def recognitions(self, cursor: str) -> RecognitionPage:
        self.asked.append(cursor)
        if self.script:
            scripted = self.script.popleft()
            if isinstance(scripted, Exception):
                raise scripted
            await scripted()
        at = int(cursor or 0)
        if at >= len(self.pages):
            return RecognitionPage((), cursor)
        return RecognitionPage(tuple(self.pages[at]), str(at + 1), at + 1 < len(self.pages))

    async def push(self, parcels: Sequence[Parcel]) -> PushAnswer:
        return PushAnswer(PushResult.STORED)

    async def holds(self, parcel: Parcel) -> bool | None:
        return None

    async def holdings(self, since: datetime, until: datetime) -> AsyncIterator[Holding]:
        return
        yield

    def means_the_same(self, ours: bytes, theirs: bytes) -> bool:
        return ours == theirs

    async def check(self) -> str:
        return "it is in memory"

    async def stop(self) -> None:
        return None
