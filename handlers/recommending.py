"""One course is recommended, with its reason, to who has not said 不要推荐 (PIPL article 24)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.content import Course
from bot.domain.messages import Message, Reply
from bot.learning.recommending import Hints, Recommendation, reason_in_words, recommend
from bot.store import recommending as store
from handlers.turn import Turn


async def for_learner(
    turn: Turn, shelf: Sequence[Course], states: Mapping[str, str]
) -> Recommendation | None:
    """What is recommended to the learner from his or her ``shelf``; None where nothing is wanted."""
    if not turn.learner.recommends:
        return None
    known = await store.known_of(turn.conn, turn.learner.row, turn.now)
    last = turn.library.course(known.passed_last) if known.passed_last else None
    return recommend(shelf, states, Hints(known.in_groups, known.new, last))


def words(turn: Turn, found: Recommendation) -> str:
    """The course, the reason, and how to have no recommendations."""
    reason = reason_in_words(found, turn.title_of, turn.t)
    said = turn.t("recommend", course=turn.title_of(found.course), reason=reason)
    return f"{said}\n{turn.t('recommend-switch')}"


async def switch(turn: Turn, argument: str) -> Reply:
    """要推荐 (``on``), 不要推荐 (``off``)."""
    wanted = argument != "off"
    await store.save_recommends(turn.conn, turn.learner.row, recommends=wanted)
    turn.learner = replace(turn.learner, recommends=wanted)
    return turn.back(Message(turn.t("recommend-on" if wanted else "recommend-off")))
