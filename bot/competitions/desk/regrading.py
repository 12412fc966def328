"""A question of a round that was wrong: its answers are judged anew for everybody."""

from collections.abc import Callable, Collection

from bot.competitions.desk.acting import Desk, Refusal, RefusedError, held, noted, reasoned
from bot.competitions.desk.results import correct
from bot.competitions.desk.standing import stage_of
from bot.competitions.scoring.results import What
from bot.domain.competitions import StageKind
from bot.store.contests import attempts
from bot.store.contests.results import NewCorrection
from bot.store.db import Connection

Accepted = Collection[str] | Callable[[str], bool] | None
"""Which answers are right: as they are kept (``2``, ``1,3``); for answers in words, which are read
leniently, what says it of each that was given (``bot.learning.read_answer``); None: every one."""


async def regrade(
    conn: Connection,
    desk: Desk,
    key: str,
    stage_key: str,
    question: int,
    accepted: Accepted,
    *,
    reason: str,
    words: Collection[str] = (),
) -> int:
    """Judge all answers to ``question`` (its row) of a round anew; how many changed.

    None for ``accepted``: the question counts as right for whoever answered it in time. Nothing else
    is asked again; standings and results follow. ``words`` are what the staff wrote where answers are
    in words; they stand in the records, what entrants wrote does not. Raises RefusedError, also while
    the round is open: what is answered after it would still be judged the old way.
    """
    said = reasoned(reason)
    head, competition = await held(conn, key)
    stage = stage_of(competition, stage_key)
    if stage.kind is not StageKind.QUIZ:
        raise RefusedError(Refusal.UNKNOWN_STAGE)
    if desk.at < stage.closes:
        raise RefusedError(Refusal.WRONG_STATE)
    if not await attempts.asked_in(conn, key, stage_key, question):
        raise RefusedError(Refusal.UNKNOWN_QUESTION)
    right = await _right(conn, key, stage_key, question, accepted)
    changed = await attempts.regrade(conn, key, stage_key, question, right)
    if not changed:
        raise RefusedError(Refusal.SAME)
    about = {"question": question}
    after = about | {
        "accepted": "any"
        if accepted is None
        else _told(words if callable(accepted) else accepted),
        "answers": changed,
    }
    new = NewCorrection(What.ANSWER, about, after, said, stage=stage_key)
    await correct(conn, desk, head, competition, new)
    await noted(conn, desk, "round.regrade", key, before=about, after=after, reason=said)
    return changed


async def would_change(
    conn: Connection, key: str, stage_key: str, question: int, accepted: Accepted
) -> int:
    """How many answers ``regrade`` would change, to be shown before it is done."""
    right = await _right(conn, key, stage_key, question, accepted)
    return await attempts.would_change(conn, key, stage_key, question, right)


async def _right(
    conn: Connection, key: str, stage_key: str, question: int, accepted: Accepted
) -> Collection[str] | None:
    """The answers that are right, as they are kept; None: all."""
    if not callable(accepted):
        return accepted
    given = await attempts.answers_given(conn, key, stage_key, question)
    return {one for one in given if accepted(one)}


def _told(answers: Collection[str]) -> str:
    """Answers as the records name them."""
    return "; ".join(sorted(answers))
