"""What a platform reports of its own accord takes effect, and is never answered."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.delivery import Template
from bot.domain.events import (
    ConsentsGiven,
    ConsentsWithdrawn,
    ErasureDemanded,
    InboundEvent,
    MassReported,
    PushesReported,
)
from bot.store import consents, followers, receipts
from bot.store.db import Connection
from bot.store.masses import planned as masses


async def take(
    conn: Connection,
    event: InboundEvent,
    address: int,
    now: datetime,
    templates: Sequence[Template] = (),
) -> None:
    """The effects of a report within its event's transaction; ``address`` is 0 where nobody we
    know is meant. ``templates`` are the account's own: what is agreed to of one that is
    ``long_term`` lasts. Anything but a report, and a Notice, changes nothing.
    """
    match event.body:
        case PushesReported(reports=reports):
            for one in reports:
                await receipts.told(
                    conn, event.account, one.message_id, ok=one.ok, status=one.status, now=now
                )
        case MassReported() as report:
            await masses.reported(conn, event.account, report, now)
        case ErasureDemanded() if address:
            await followers.erase(conn, address, now)
        case ConsentsGiven() | ConsentsWithdrawn() as said if address:
            await _choose(conn, address, said, now, templates)
        case _:
            pass


async def _choose(
    conn: Connection,
    address: int,
    said: ConsentsGiven | ConsentsWithdrawn,
    now: datetime,
    templates: Sequence[Template],
) -> None:
    """What a person chose, the noes first: who agrees to one of several was not asked in vain."""
    if isinstance(said, ConsentsWithdrawn):
        await consents.revoke(conn, address, said.templates, now)
    elif said.refused:
        await consents.refuse(conn, address, said.refused, now)
    if said.accepted:
        lasting = {one.id for one in templates if one.long_term}
        await consents.grant(conn, address, said.accepted, lasting, now)
