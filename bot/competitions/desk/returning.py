"""Whether an entry that was taken out can be put back."""

from bot.competitions.desk.acting import Refusal, RefusedError
from bot.competitions.entering.asked import asks_anything
from bot.competitions.entering.divisions import Fits
from bot.competitions.entering.teams import TeamFault
from bot.domain.competitions import Competition
from bot.domain.contests import EntryKind, TeamRule
from bot.store.contests import entries as stored
from bot.store.contests.entries import Entry, EntryState
from bot.store.db import Connection
from bot.store.privacy.competing import ERASED


async def may_come_back(conn: Connection, competition: Competition, entry: Entry) -> None:
    """Whether ``entry`` can stand in the competition again, which nobody enters until the
    transaction ends. Raises RefusedError.

    The organiser's own word can be taken back; who left by himself or herself, or was erased, enters
    anew: what was known is deleted, and nobody else may undo that.
    """
    left = entry.state is EntryState.WITHDRAWN and entry.state_reason in {"", ERASED}
    if left or (entry.sealed is None and asks_anything(competition)):
        raise RefusedError(Refusal.FACTS_MISSING, {"why": "what was known of it is deleted"})
    await stored.hold_entering(conn, competition.key)
    taken = await stored.taken(conn, competition.key)
    of = next((one for one in competition.divisions if one.key == entry.division), None)
    if of is not None and of.quota is not None and taken.get(of.key, 0) >= of.quota:
        raise RefusedError(Refusal.NO_DIVISION, {"why": Fits.FULL.value})
    if competition.entry is EntryKind.TEAM and (competition.team or TeamRule()).one_team:
        await _nobody_in_two(conn, entry)


async def _nobody_in_two(conn: Connection, entry: Entry) -> None:
    people = await stored.members_of(conn, entry.row)
    fault = TeamFault.IN_TWO_TEAMS.value
    if found := [{"fault": fault, "position": n.position} for n in people if n.elsewhere]:
        raise RefusedError(Refusal.TEAM, {"faults": found})
