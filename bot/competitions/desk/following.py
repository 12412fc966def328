"""What follows from a change, asked before it is saved."""

from bot.competitions.desk.acting import Desk
from bot.competitions.desk.changes import Consequence, EntryUse, Uses, what_follows
from bot.competitions.desk.facts import facts_of
from bot.domain.competitions import Competition
from bot.domain.contests import EntryKind
from bot.store.contests import counting
from bot.store.contests.entries import EntryState
from bot.store.db import Connection


async def consequences(
    conn: Connection, desk: Desk, before: Competition, after: Competition
) -> tuple[Consequence, ...]:
    """What a change means to those who entered; changes nothing, so that it can be shown first.

    Names and births are opened only where the rules of divisions change.
    """
    rules_change = before.divisions != after.divisions
    people = await counting.contenders(
        conn, before.key, members=rules_change and before.entry is EntryKind.TEAM
    )
    entries = [
        EntryUse(
            one.division,
            one.entered_at,
            facts_of(desk.vault, before.entry, one) if rules_change else None,
        )
        for one in people
        if one.state is EntryState.ENTERED
    ]
    stages = await counting.stage_uses(conn, before.key)
    uses = Uses(
        entries,
        told={key: one.told for key, one in stages.items()},
        works={key: one.works for key, one in stages.items()},
        attempts={key: one.attempts for key, one in stages.items()},
        marks={key: one.marks for key, one in stages.items()},
        tried={key: one.tried for key, one in stages.items()},
    )
    return what_follows(before, after, uses)
