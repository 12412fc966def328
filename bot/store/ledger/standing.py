"""What stands between a person and the credit banks: age, consents, account numbers, claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection
from bot.store.ledger.consent import PURPOSE


@dataclass(frozen=True, slots=True)
class Given:
    """A consent that stands: since when, and by whom (``self`` or ``guardian``)."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """``under_14`` as the person says (None: not asked); ``consents`` by bank; ``accounts`` are the
    banks that an account number was given for; ``claims``: whether there is anything to recognise.
    """

    under_14: bool | None
    consents: Mapping[str, Given]
    accounts: frozenset[str]
    claims: bool


async def load_standing(conn: Connection, learner: int) -> CreditStanding:
    """How a learner stands, in one statement."""
    row = await conn.fetchrow(
        f"""
        select l.under_14,
          array(select a.target from bank_account a where a.learner_id = l.id) as accounts,
          exists (select 1 from ledger_person p join completion c on c.person = p.key
            join claim m on m.completion_id = c.id
            where p.learner_id = l.id
              and not exists (select 1 from voiding v where v.completion_id = c.id)) as claims,
          (select jsonb_object_agg(substr(c.purpose, {len(PURPOSE) + 1}), jsonb_build_array(c.given_at, c.by))
           from consent c where c.learner_id = l.id and c.withdrawn_at is null
             and c.purpose like '{PURPOSE}%') as consents
        from learner l where l.id = $1
        """,
        learner,
    )
    if row is None:
        return CreditStanding(None, {}, frozenset(), claims=False)
    consents = {
        target: Given(datetime.fromisoformat(at), by)
        for target, (at, by) in (row["consents"] or {}).items()
    }
    return CreditStanding(row["under_14"], consents, frozenset(row["accounts"]), row["claims"])


async def save_age(conn: Connection, learner: int, *, under_14: bool) -> None:
    """What a person says about his or her age."""
    await conn.execute("update learner set under_14 = $2 where id = $1", learner, under_14)


async def is_under_14(conn: Connection, learner: int) -> bool:
    """Whether somebody has said to be under fourteen."""
    return bool(await conn.fetchval("select under_14 from learner where id = $1", learner))
