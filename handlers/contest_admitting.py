"""The entry itself: whether somebody can enter, the division, and what is said when it is done."""

from bot.competitions.entering.divisions import Fits, Found, division_of
from bot.competitions.entering.sealed import seal_facts
from bot.competitions.windows import Entering, entering, open_stages
from bot.delivery.asking import Chance, Moment
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.contests import EntryKind
from bot.domain.delivery import Kind
from bot.domain.messages import Message, Option, Reply
from bot.store.contests import entering as store
from bot.store.contests.entries import EntryState, NewEntry, add_entry, hold_entering, taken
from bot.texts.dates import instant
from handlers import contest_asking as asking
from handlers import contest_waiting as waiting
from handlers.contest_draft import Draft
from handlers.contest_excluded import why_out
from handlers.contest_room import look, vault_of
from handlers.notices import will_remind
from handlers.turn import Turn
from handlers.understand import tap_data

_TAKES_PART = frozenset({StageKind.QUIZ, StageKind.UPLOAD})


async def cannot(turn: Turn, competition: Competition) -> str:
    """Why somebody cannot enter now; empty where one can."""
    mine = await store.my_entry(turn.conn, competition.key, turn.learner.row)
    if mine is not None and mine.state is EntryState.DISQUALIFIED:
        return "\n".join(why_out(turn, competition, mine))
    if mine is not None and mine.state is EntryState.ENTERED:
        return asking.already(turn, competition, mine.number)
    how = entering(competition, turn.now)
    if how is Entering.OPEN:
        return ""
    if how is Entering.WITHOUT:
        doing = [one for one in open_stages(competition, turn.now) if one.kind in _TAKES_PART]
        open_to_all = turn.t("competition-entry-open-to-all", title=competition.title)
        return "" if doing else open_to_all
    if how is Entering.CANCELLED:
        reason = competition.cancel_reason
        return turn.t("entrant-cancelled", title=competition.title, reason=reason)
    stage, zone = _registration(turn, competition), turn.learner.zone
    return turn.t(
        "competition-entry-closed",
        title=competition.title,
        opens=instant(stage.opens, zone, turn.t),
        closes=instant(stage.closes, zone, turn.t),
    )


def _registration(turn: Turn, competition: Competition) -> Stage:
    """The registration that comes next, else the last one there was."""
    stages = [one for one in competition.stages if one.kind is StageKind.REGISTRATION]
    return next((one for one in stages if one.closes > turn.now), stages[-1])


async def admit(turn: Turn, competition: Competition, draft: Draft, *, masked: bool) -> Reply:
    """Enter, unless it has closed or filled up while the questions were answered; either way nothing
    is in the making any more.
    """
    reply = await _admitted(turn, competition, draft, masked=masked)
    waiting.end_entry(turn)
    return reply


async def _admitted(turn: Turn, competition: Competition, draft: Draft, *, masked: bool) -> Reply:
    if words := await cannot(turn, competition):
        return turn.back(Message(words))
    await hold_entering(turn.conn, competition.key)
    found = await division_found(turn, competition, draft)
    if not found.good:
        return turn.back(Message(asking.refused(turn, competition, found)))
    new = NewEntry(
        competition.key,
        turn.learner.row,
        competition.entry,
        found.division.key if found.division else None,
        draft.unit or None,
        seal_facts(vault_of(turn), draft.facts()) if draft.personal else None,
        turn.now if draft.guardian_agreed else None,
    )
    number = await _add(turn, new, masked=masked, agreed=draft.personal)
    return await _entered(turn, competition, number, found)


async def _add(turn: Turn, new: NewEntry, *, masked: bool, agreed: bool) -> int | None:
    """The number of the entry."""
    added = await add_entry(turn.conn, new, turn.now)
    row = added.row if added else await store.enter_again(turn.conn, new, turn.now)
    if row is not None and agreed:
        await store.agree(turn.conn, row, turn.now, masked=masked)
    mine = await store.my_entry(turn.conn, new.competition, turn.learner.row)
    return mine.number if mine else None


async def _entered(
    turn: Turn, competition: Competition, number: int | None, found: Found
) -> Reply:
    """It is done: the number, the division, and what comes next."""
    turn.chance = Chance(Moment.ENTERED, Kind.REMINDER)
    reminded = await will_remind(turn, Kind.REMINDER)
    lines = [turn.t("competition-entered", title=competition.title)]
    lines[0] += turn.t("mark-gap") + turn.t(
        "competition-entered-reminded" if reminded else "competition-entered-look"
    )
    if found.division is not None:
        lines.append(turn.t("entrant-in-division", division=found.division.title))
    if number is not None:
        lines.append(turn.t("entrant-number", number=number))
    said = Message("\n".join(lines))
    if competition.entry is EntryKind.TEAM:
        option = Option(turn.t("entrant-write-team"), tap_data("team", competition.key))
        return turn.suggest(said.text, option)
    doing = [one for one in open_stages(competition, turn.now) if one.kind in _TAKES_PART]
    return turn.suggest(said.text, look(turn, competition)) if doing else turn.back(said)


async def division_found(turn: Turn, competition: Competition, draft: Draft) -> Found:
    """The division, as far as it can be told, and whether it has room: a team's follows from its
    members.
    """
    if competition.entry is EntryKind.TEAM:
        return Found(None, Fits.NONE_NEEDED)
    facts = draft.division_facts(competition.entry)
    found = division_of(competition.divisions, facts)
    if found.division is None or found.division.quota is None:
        return found
    return division_of(competition.divisions, facts, await taken(turn.conn, competition.key))
