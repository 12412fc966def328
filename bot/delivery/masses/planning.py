"""An account's turns for mass messages as they would be planned now: for the planner, who stores
them, and for whoever looks ahead.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.masses.budget import MassRules, digest_wishes, plan_month
from bot.domain.delivery import Kind
from bot.domain.masses import Audience, Rank, Spent, Turn, Wish
from bot.ports import MassWay
from bot.store.db import Connection
from bot.store.masses import planned as masses
from bot.store.masses.planned import MassRow
from bot.store.quotas import month_of

About = tuple[Kind, str, str]
"""What a mass message is, within its account: kind, subject, occurrence."""

Counting = Callable[
    [Connection, str, frozenset[str], Sequence[MassRow], datetime], Awaitable[Sequence[Audience]]
]
"""Parts an account's followers by groups, with what they have had this month."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``turns``: of every wish that is not settled, first come first. ``gone``: planned mass
    messages (their rows) that nothing wishes for any more.
    """

    turns: list[Turn]
    gone: list[int]


async def count_now(
    conn: Connection,
    account: str,
    groups: frozenset[str],
    rows: Sequence[MassRow],  # noqa: ARG001 - a counting's shape
    now: datetime,
) -> Sequence[Audience]:
    """Counted anew: it walks all followers."""
    return await masses.audiences(conn, account, groups, month_of(now))


async def plan_account(
    conn: Connection,
    account: str,
    rules: MassRules,
    rows: Sequence[MassRow],
    now: datetime,
    *,
    until: datetime,
    count: Counting = count_now,
) -> Plan:
    """The turns of an account as of ``now``, digests that begin before ``until`` included.

    ``rows`` are its stored mass messages: those that are open, and all that began or ended this
    month (``masses.rows_of``).
    """
    known = {one.about for one in rows}
    wishes = await masses.wishes_of(conn, account, now)
    # One whose time had passed when we began (a new deployment) is not sent belatedly.
    weekly = digest_wishes(rules, now, until)
    wishes += [one for one in weekly if one.opens > now or one.about in known]
    alive = {wish.about: wish for wish in wishes}
    settled = {one.about for one in rows if is_settled(one, alive, now)}
    named = [one.groups for one in wishes] + [one.groups for one in rows]
    groups = frozenset(name for one in named if one is not None for name in one)
    turns = plan_month(
        rules,
        [wish for wish in wishes if wish.about not in settled],
        spent_by(rows, settled, rules.way),
        await count(conn, account, groups, rows, now),
        now,
    )
    gone = [one.row for one in rows if one.state == "planned" and one.about not in alive]
    return Plan(turns, gone)


def is_settled(row: MassRow, alive: Mapping[About, Wish], now: datetime) -> bool:
    """Pure: whether a turn is not planned anew: it began or ended, or its time has come and only
    the sender is waited for.
    """
    if row.began_at is not None:
        return True
    wish = alive.get(row.about)
    return row.state == "planned" and row.due <= now and wish is not None and wish.opens <= now


def spent_by(rows: Sequence[MassRow], settled: set[About], way: MassWay) -> list[Spent]:
    """Pure: what of an account's mass messages counts, being under way or gone out. What went to
    people listed one by one is in their own counts once it is over.
    """
    found = []
    for one in rows:
        over = one.went and way is MassWay.TAG
        if one.about in settled and (one.state in {"planned", "sending"} or over):
            groups = None if one.order[0] == Rank.DIGEST else one.groups
            found.append(Spent(one.began_at or one.due, groups, Rank(one.order[0])))
    return found
