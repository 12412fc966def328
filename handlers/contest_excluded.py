"""What is said to who was disqualified: why, and what can be done about it."""

from bot.competitions.objecting import publicity_at
from bot.domain.competitions import Competition
from bot.store.contests.entering import MyEntry
from handlers.contest_asking import contact
from handlers.contest_room import when
from handlers.turn import Turn


def why_out(turn: Turn, competition: Competition, entry: MyEntry) -> list[str]:
    """The lines: that it is so, the organiser's reason, and how to object while the list is public;
    else whom to ask.
    """
    lines = [turn.t("entrant-disqualified", title=competition.title)]
    if entry.reason:
        lines.append(turn.t("contest-cancelled-reason", reason=entry.reason))
    if stage := publicity_at(competition, turn.now):
        closes = when(turn, stage, closes=True)
        return [*lines, turn.t("entrant-disqualified-object", closes=closes)]
    return [*lines, contact(turn, competition)]
