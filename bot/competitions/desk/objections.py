"""Objections answered."""

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.domain.errors import StaleEditError
from bot.store.contests import objections
from bot.store.contests.objections import ObjectionState
from bot.store.db import Connection


async def decide(
    conn: Connection, desk: Desk, key: str, row: int, *, upheld: bool, answer: str
) -> None:
    """Answer an objection; who objected is told ``answer``. What follows from one that is upheld (marks
    corrected, an entry disqualified) is an act of its own, with its reason.

    Raises RefusedError, and StaleEditError where somebody has answered it already.
    """
    said = reasoned(answer)
    await held(conn, key)
    objection = await objections.load_objection(conn, row)
    if objection is None or objection.competition != key:
        raise RefusedError(Refusal.UNKNOWN_OBJECTION)
    if objection.state is not ObjectionState.OPEN:
        raise StaleEditError("Somebody else has answered this objection; nothing was changed.")
    state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    await objections.decide(conn, row, state, said, desk.actor, desk.at)
    await objections.owe_answer(conn, row, desk.at)
    await noted(
        conn,
        desk,
        "objection.decide",
        f"{key}/{row}",
        kind="objection",
        before={"state": objection.state, "entry": objection.entry},
        after={"state": state, "entry": objection.entry},
    )
