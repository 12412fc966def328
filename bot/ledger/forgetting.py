"""The ledger forgets a person: the banks are asked to, and nothing is left that leads back."""

from datetime import datetime

from bot.ledger.statements import Issuer
from bot.ledger.taking_back import take_back
from bot.store.db import Connection
from bot.store.ledger import forgetting as ledger_forgetting
from bot.store.ledger import settling


async def forget(conn: Connection, learner: int, issuer: Issuer, now: datetime) -> int:
    """Erase everything of the learner from the ledger, in the caller's transaction.

    Every credit bank that may hold something of his or hers is asked to take it back, by statements
    that outlive the erasure and name nobody. The journal keeps each entry's commitment without the
    salt that would tell what it was of, so that its chain stays whole. Consents and account numbers
    go with the learner's row. Returns how many statements the banks were asked to take back.
    """
    may_be_held = await ledger_forgetting.may_be_held(conn, learner)
    flying = await ledger_forgetting.in_flight(conn, learner)
    kept = await ledger_forgetting.taken_back(conn, learner)
    await ledger_forgetting.erase(conn, learner, issuer.pseudonym_key, now)
    await ledger_forgetting.keep(conn, kept)
    asked = take_back(may_be_held, issuer, "erased", outliving=True)
    await settling.take_back(conn, asked, now)
    await ledger_forgetting.let_not_overtake(conn, flying)
    return len(asked)
