"""What deciding needs to know of accounts, beyond the deliveries themselves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection, Row
from bot.store.quotas import Use, day_of

MassTurn = tuple[str, str, str, str]
"""A mass message: account, kind, subject, occurrence."""


@dataclass(frozen=True, slots=True)
class Prospects:
    """Some accounts at a moment: the (account, template or rung) that are ``stopped``; what was
    ``used`` of the day, by account and rung; the dues of the ``masses`` that are planned or under
    way.
    """

    stopped: frozenset[tuple[str, str]]
    used: Mapping[Use, int]
    masses: Mapping[MassTurn, datetime]


_PROSPECTS = """
select 'stopped' as found, account, what, '' as subject, '' as occurrence, null::bigint as used,
  null::timestamptz as due
from push_stop where account = any($1) and until > $2
union all
select 'used', account, what, '', '', used, null from quota_use
where account = any($1) and what in ('customer', 'notice', 'template') and period = $3
union all
select 'mass', m.account, m.kind, m.subject, m.occurrence, null, m.due
from unnest($4::text[], $5::text[], $6::text[], $7::text[]) as t (account, kind, subject, occurrence)
join mass_message m using (account, kind, subject, occurrence)
where m.state in ('planned', 'sending')
"""


async def prospects(
    conn: Connection, accounts: Collection[str], turns: Collection[MassTurn], now: datetime
) -> Prospects:
    """What is known at ``now`` of ``accounts``, and of those of ``turns`` that come; one round
    trip.
    """
    columns = [list(column) for column in zip(*turns, strict=True)] or [[], [], [], []]
    rows = await conn.fetch(_PROSPECTS, list(accounts), now, day_of(now), *columns)
    stopped: set[tuple[str, str]] = set()
    used: dict[Use, int] = {}
    masses: dict[MassTurn, datetime] = {}
    for row in rows:
        if row["found"] == "stopped":
            stopped.add((row["account"], row["what"]))
        elif row["found"] == "used":
            used[row["account"], row["what"]] = row["used"]
        else:
            masses[_turn(row)] = row["due"]
    return Prospects(frozenset(stopped), used, masses)


def _turn(row: Row) -> MassTurn:
    return row["account"], row["what"], row["subject"], row["occurrence"]
