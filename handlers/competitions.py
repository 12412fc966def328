"""Competitions in chat: what is open, its dates, taking part."""

from bot.competitions.present import card
from bot.delivery.asking import Chance, Moment
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.delivery import Kind
from bot.domain.messages import Message, Option, Reply
from bot.store import entries
from bot.store.competitions import load_competition, load_competitions
from bot.texts.dates import instant
from handlers.notices import will_remind
from handlers.roles import reach
from handlers.turn import Turn


async def listing(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Open competitions, with those one has entered marked."""
    competitions = await load_competitions(turn.conn, turn.now)
    if not competitions:
        return turn.say(Message(turn.t("competitions-none")))
    mine = await entries.entered(turn.conn, turn.learner.row)
    options = tuple(
        Option(
            turn.t(
                "competition-entered-line" if c.key in mine else "competition-line", title=c.title
            ),
            f"comp:{c.key}",
        )
        for c in competitions
    )
    return turn.aside(
        Message(turn.t("competitions-list"), options=options, hint=turn.t("hint-number"))
    )


async def show(turn: Turn, key: str) -> Reply:
    """One competition: organiser, dates, link; and taking part while that is open."""
    competition = await _open(turn, key)
    if competition is None:
        return turn.back(Message(turn.t("competition-gone")))
    entered = key in await entries.entered(turn.conn, turn.learner.row)
    stage = registration(competition)
    can_enter = stage is not None and stage.opens <= turn.now < stage.closes and not entered
    options = (Option(turn.t("competition-enter"), f"enter:{key}"),) if can_enter else ()
    title = turn.t(
        "competition-entered-line" if entered else "competition-line", title=competition.title
    )
    text = "\n".join(
        filter(None, (card(competition, turn.learner.zone, turn.t), await reach(turn, key)))
    )
    said = Message(text, title=title, options=options)
    if options:
        return turn.aside(said)
    # Without a question to go back to, the list this was chosen from stays open for another look.
    return turn.back(said) if turn.open_question else turn.say(said)


async def enter(turn: Turn, key: str) -> Reply:
    """Take part, while registration is open."""
    competition = await _open(turn, key)
    if competition is None:
        return turn.back(Message(turn.t("competition-gone")))
    stage = registration(competition)
    if stage is None:
        return turn.back(Message(turn.t("competition-entry-open-to-all", title=competition.title)))
    if not stage.opens <= turn.now < stage.closes:
        zone = turn.learner.zone
        words = turn.t(
            "competition-entry-closed",
            title=competition.title,
            opens=instant(stage.opens, zone, turn.t),
            closes=instant(stage.closes, zone, turn.t),
        )
        return turn.back(Message(words))
    added = await entries.enter(turn.conn, key, turn.learner.row, turn.now)
    words = turn.t(
        "competition-entered" if added else "competition-already-entered", title=competition.title
    )
    if added:
        turn.chance = Chance(Moment.ENTERED, Kind.REMINDER)
        reminded = await will_remind(turn, Kind.REMINDER)
        words += turn.t("mark-gap") + turn.t(
            "competition-entered-reminded" if reminded else "competition-entered-look"
        )
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
