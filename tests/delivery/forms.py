"""An official account with forms, and what its followers agreed to."""

from datetime import datetime
from typing import Any

from bot.clock import FrozenClock
from bot.delivery.worker import Manner
from bot.domain.delivery import Kind, Rung, Template
from bot.domain.events import ChannelKind
from bot.ports import MassWay
from bot.store import consents
from bot.store.db import Database
from bot.store.quotas import Use
from tests.delivery.channels import ScriptedChannel
from tests.delivery.office import Office
from tests.delivery.owing import NOON, OFFICIAL, rows

DAILY = Template("daily", "notice", frozenset({Kind.LESSON}), {"thing1": "title"})
LASTING = Template(
    "lasting", "notice", frozenset({Kind.REMINDER}), {"thing1": "title"}, long_term=True
)
FORM = Template("form", "template", frozenset({Kind.LESSON, Kind.REMINDER}), {"thing1": "title"})
EVERY = frozenset({Rung.CUSTOMER, Rung.NOTICE, Rung.TEMPLATE, Rung.MASS})


def service(
    *templates: Template, pushes: frozenset[Rung] = EVERY, mass: MassWay | None = MassWay.PEOPLE
) -> ScriptedChannel:
    """A verified service account with ``templates``."""
    forms = templates or (DAILY, LASTING, FORM)
    return ScriptedChannel(OFFICIAL, ChannelKind.WECHAT, pushes, forms, mass)


def agency(
    db: Database, clock: FrozenClock, *templates: Template, daily: dict[Use, int] | None = None
) -> Office:
    """An office whose official account has every rung."""
    return Office(db, clock, manner=Manner(daily=daily or {}), wechat=service(*templates))


async def address_of(db: Database, learner: int) -> int:
    found = await rows(db, "select id from address where learner_id = $1 order by id", learner)
    row: int = found[0]["id"]
    return row


async def agrees(
    db: Database, learner: int, *templates: str, lasting: tuple[str, ...] = (), at: datetime = NOON
) -> int:
    """A learner gives consents; returns the address."""
    address = await address_of(db, learner)
    async with db.transaction() as conn:
        await consents.grant(conn, address, templates, lasting, at)
    return address


async def balance(db: Database, learner: int) -> dict[str, int]:
    """Consents left, by template."""
    found = await rows(db, "select notices from address where learner_id = $1", learner)
    notices: dict[str, int] = found[0]["notices"]
    return notices


async def ledger(db: Database, learner: int) -> list[tuple[str, str, int | None]]:
    """All that happened to consents: what, template, delivery."""
    found = await rows(
        db,
        "select c.what, c.template, c.delivery_id from notice_consent c join address a on a.id = c.address_id"
        " where a.learner_id = $1 order by c.id",
        learner,
    )
    return [(row["what"], row["template"], row["delivery_id"]) for row in found]


async def mass_turn(db: Database, due: datetime, state: str = "planned", **about: Any) -> None:
    """A mass message is planned for ``due``."""
    what = {"account": OFFICIAL, "kind": "announcement", "subject": "course", "occurrence": "once"}
    async with db.connection() as conn:
        await conn.execute(
            "insert into mass_message (account, kind, subject, occurrence, due, state, planned_at)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            *(what | about).values(),
            due,
            state,
            NOON,
        )
