"""Leaving a competition again: once more asked, then what was known of the entrant is deleted."""

from bot.domain.messages import Message, Option, Reply
from bot.store.contests import entering as store
from bot.store.contests.entries import EntryState
from bot.store.contests.objections_in_chat import is_frozen
from handlers.contest_asking import contact
from handlers.contest_room import gone, look, shown
from handlers.turn import Turn
from handlers.understand import tap_data


async def ask(turn: Turn, key: str) -> Reply:
    """What leaving means, and which touch does it."""
    competition = await shown(turn, key)
    if competition is None:
        return gone(turn)
    if words := await _cannot(turn, key):
        return turn.back(Message(words + turn.t("mark-gap") + contact(turn, competition)))
    options = (
        Option(turn.t("entrant-leave-no"), tap_data("comp", key)),
        Option(turn.t("entrant-leave-yes"), tap_data("leave_sure", key)),
    )
    words = turn.t("entrant-ask-leave", title=competition.title)
    return turn.aside(Message(words, options=options, hint=turn.t("hint-number")))


async def leave(turn: Turn, key: str) -> Reply:
    """It is done; an old button finds nothing to do."""
    competition = await shown(turn, key)
    if competition is None:
        return gone(turn)
    if words := await _cannot(turn, key):
        return turn.back(Message(words))
    mine = await store.my_entry(turn.conn, key, turn.learner.row)
    if mine is not None:
        await store.withdraw(turn.conn, mine.row, turn.now)
    return turn.suggest(
        turn.t("entrant-left-it", title=competition.title), look(turn, competition)
    )


async def _cannot(turn: Turn, key: str) -> str:
    """Why somebody cannot leave; empty where one can. Frozen results change only by a correction."""
    mine = await store.my_entry(turn.conn, key, turn.learner.row)
    if mine is None or mine.state is not EntryState.ENTERED:
        return turn.t("entrant-not-entered")
    return turn.t("entrant-leave-late") if await is_frozen(turn.conn, key) else ""
