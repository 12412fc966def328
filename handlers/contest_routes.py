"""The part of the table of routes that is about competitions, and what they wait for in words."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.messages import Reply
from handlers import (
    competitions,
    contest_behind,
    contest_entering,
    contest_leaving,
    contest_objecting,
    contest_results,
    contest_rounds,
    contest_team,
)
from handlers import contest_waiting as waiting
from handlers.turn import Turn

ROUTES: Mapping[str, Callable[[Turn, str], Awaitable[Reply]]] = {
    "competitions": competitions.listing,
    "comp": competitions.show,
    "about": competitions.about,
    "calendar_new": competitions.ask_calendar,
    "calendar_sure": competitions.new_calendar,
    "enter": contest_entering.enter,
    "entry": contest_entering.chosen,
    contest_behind.ON: contest_behind.go_on,
    "team": contest_team.ask,
    "team_agreed": contest_team.agreed,
    "leave": contest_leaving.ask,
    "leave_sure": contest_leaving.leave,
    "round": contest_rounds.rules,
    "begin": contest_rounds.begin,
    "item": contest_rounds.tapped,
    "goon": contest_rounds.go_on,
    "score": contest_results.mine,
    "ranks": contest_results.listed,
    "object": contest_objecting.ask,
}


async def written(turn: Turn, text: str) -> Reply | None:
    """What a competition waits for: an answer, a birth, a name, a team, an objection; a team's list also
    where something came between.
    """
    asking = turn.learner.dialog.asking
    listed = not asking and "\n" in text.strip()
    if contest_team.is_asking(asking or (waiting.waiting_entry(turn) if listed else "")):
        return await contest_team.written(turn, text)
    if contest_objecting.is_asking(asking):
        return await contest_objecting.written(turn, text)
    return await contest_rounds.written(turn, text) or await contest_entering.written(turn, text)
