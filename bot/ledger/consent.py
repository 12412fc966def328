"""Consent to hand completions to a credit bank: given for named targets, withdrawn at will.

PIPL article 23 asks for a separate consent that names the recipient: it is kept for each
target by itself, so a target configured later is not covered by what was agreed before.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.store import consent
from bot.store.db import Connection

VERSION = "2026.1"
"""The version of the words that learners agree to; kept with each consent."""


async def give(conn: Connection, learner: int, targets: Sequence[str], now: datetime) -> int:
    """The learner agrees to these targets; what was completed before is queued for them.

    Giving again changes nothing. Returns how many statements were queued by it.
    """
    return await consent.give(conn, learner, targets, VERSION, now)


async def withdraw(conn: Connection, learner: int, now: datetime) -> int:
    """The learner takes back every consent to a credit bank; what was not sent yet waits.

    What a bank has already accepted stays recorded as accepted. Returns how many statements
    were held back by it.
    """
    return await consent.withdraw(conn, learner, now)


async def missing(conn: Connection, learner: int, targets: Sequence[str]) -> tuple[str, ...]:
    """The targets this learner has no standing consent for, in the order given."""
    standing = await consent.standing(conn, learner)
    return tuple(target for target in targets if target not in standing)
