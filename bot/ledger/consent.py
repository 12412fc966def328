"""Consent to hand completions to a credit bank: given for named targets, withdrawn at will.

PIPL article 23 asks for a separate consent that names the recipient: it is kept for each
target by itself, so a target configured later is not covered by what was agreed before. Article 15
asks that it is as easily withdrawn: what a bank may have by then is asked back.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.domain.credits import Target
from bot.ledger.statements import Issuer
from bot.ledger.taking_back import take_back
from bot.store.db import Connection
from bot.store.ledger import consent, settling
from bot.store.ledger.consent import Withdrawn

__all__ = [
    "VERSION",
    "By",
    "Withdrawn",
    "accounts",
    "drop_account",
    "give",
    "missing",
    "set_account",
    "withdraw",
]

VERSION = "2026.2"
"""The version of the words that learners agree to; kept with each consent."""


class By(StrEnum):
    """Who agrees: the learner, or a guardian for one under 14 (PIPL article 31)."""

    SELF = "self"
    GUARDIAN = "guardian"


async def give(
    conn: Connection,
    learner: int,
    targets: Sequence[Target],
    now: datetime,
    *,
    by: By = By.SELF,
) -> int:
    """The learner agrees to these targets; what was completed before is queued for them.

    What was taken back at a target after an earlier consent goes there again as a new revision,
    under an id that was never used. Giving again changes nothing. Returns how many statements were
    queued by it; none yet for a target that waits for an account number.
    """
    await consent.give(conn, learner, [one.name for one in targets], VERSION, by, now)
    return await settling.settle(conn, learner, now, targets)


async def withdraw(conn: Connection, learner: int, issuer: Issuer, now: datetime) -> Withdrawn:
    """The learner takes back every consent to a credit bank.

    What was never handed over waits; what a bank has or may have is taken back there, by
    statements that need nobody's consent. The account numbers are deleted: what they were given
    for has ended (PIPL article 47).
    """
    # Before the outbox, as whoever else changes both: two that wait for each other end neither.
    await consent.drop_accounts(conn, learner)
    withdrawn, may_be_held = await consent.withdraw(conn, learner, now)
    await settling.take_back(conn, take_back(may_be_held, issuer, "consent withdrawn"), now)
    return withdrawn


async def missing(conn: Connection, learner: int, targets: Sequence[str]) -> tuple[str, ...]:
    """The targets this learner has no standing consent for, in the order given."""
    standing = await consent.standing(conn, learner)
    return tuple(target for target in targets if target not in standing)


async def set_account(
    conn: Connection, learner: int, target: Target, sealed: bytes, now: datetime
) -> int:
    """Keep the learner's account number at a target, encrypted (``bot.keys.vault``, purpose
    ACCOUNT), in place of one that was there. Returns how many statements were queued by it.
    """
    await consent.set_account(conn, learner, target.name, sealed, now)
    return await settling.settle(conn, learner, now, [target])


async def drop_account(conn: Connection, learner: int, target: Target, now: datetime) -> bool:
    """Forget the learner's account number at a target: what is not sent yet waits for another.
    False when there was none.
    """
    dropped = await consent.drop_account(conn, learner, target.name)
    await settling.settle(conn, learner, now, [target])
    return dropped


async def accounts(conn: Connection, learner: int) -> dict[str, bytes]:
    """The learner's account numbers, encrypted, by target."""
    return await consent.accounts(conn, learner)
