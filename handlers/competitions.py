"""Competitions in chat: what is open, its dates, taking part."""

from bot.competitions.present import card, instant
from bot.delivery.asking import Chance, Moment
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.delivery import Kind
from bot.domain.messages import Message, Option, Reply
from bot.store import entries
from bot.store.competitions import load_competition, load_competitions
from bot.texts import zh_hans as t
from handlers.notices import will_remind
from handlers.roles import reach
from handlers.turn import Turn


async def listing(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Open competitions, with those one has entered marked."""
    competitions = await load_competitions(turn.conn, turn.now)
    if not competitions:
        return turn.say(Message(t.COMPETITIONS_NONE))
    mine = await entries.entered(turn.conn, turn.learner.row)
    options = tuple(
        Option(
            (t.COMPETITION_ENTERED_LINE if c.key in mine else t.COMPETITION_LINE).format(
                title=c.title
            ),
            f"comp:{c.key}",
        )
        for c in competitions
    )
    return turn.aside(Message(t.COMPETITIONS_LIST, options=options, hint=t.NUMBER_HINT))


async def show(turn: Turn, key: str) -> Reply:
    """One competition: organiser, dates, link; and taking part while that is open."""
    competition = await _open(turn, key)
    if competition is None:
        return turn.back(Message(t.COMPETITION_GONE))
    entered = key in await entries.entered(turn.conn, turn.learner.row)
    stage = registration(competition)
    can_enter = stage is not None and stage.opens <= turn.now < stage.closes and not entered
    options = (Option(t.ENTER, f"enter:{key}"),) if can_enter else ()
    title = (t.COMPETITION_ENTERED_LINE if entered else t.COMPETITION_LINE).format(
        title=competition.title
    )
    text = "\n".join(filter(None, (card(competition, turn.learner.zone), await reach(turn, key))))
    said = Message(text, title=title, options=options)
    if options:
        return turn.aside(said)
    # Without a question to go back to, the list this was chosen from stays open for another look.
    return turn.back(said) if turn.open_question else turn.say(said)


async def enter(turn: Turn, key: str) -> Reply:
    """Take part, while registration is open."""
    competition = await _open(turn, key)
    if competition is None:
        return turn.back(Message(t.COMPETITION_GONE))
    stage = registration(competition)
    if stage is None:
        return turn.back(Message(t.ENTRY_OPEN_TO_ALL.format(title=competition.title)))
    if not stage.opens <= turn.now < stage.closes:
        zone = turn.learner.zone
        words = t.ENTRY_CLOSED.format(
            title=competition.title,
            opens=instant(stage.opens, zone),
            closes=instant(stage.closes, zone),
        )
        return turn.back(Message(words))
    added = await entries.enter(turn.conn, key, turn.learner.row, turn.now)
    words = (t.ENTERED if added else t.ALREADY_ENTERED).format(title=competition.title)
    if added:
        turn.chance = Chance(Moment.ENTERED, Kind.REMINDER)
        reminded = await will_remind(turn, Kind.REMINDER)
        words += t.ENTERED_REMINDED if reminded else t.ENTERED_LOOK
    return turn.back(Message(words))


async def _open(turn: Turn, key: str) -> Competition | None:
    """The competition, while any of its stages is still to end."""
    competition = await load_competition(turn.conn, key)
    if competition is None or max(s.closes for s in competition.stages) <= turn.now:
        return None
    return competition


def registration(competition: Competition) -> Stage | None:
    """The stage in which people enter, where there is one."""
    return next((s for s in competition.stages if s.kind is StageKind.REGISTRATION), None)
