"""Competitions in chat: what is open, one's page, its rules and dates."""

from datetime import timedelta

from bot.competitions.telling.calendar_links import calendar_link
from bot.competitions.telling.present import card as dates_card
from bot.domain.competitions import Competition
from bot.domain.messages import Link, Message, Option, Reply
from bot.store import entries
from bot.store.competitions import load_competitions
from bot.store.contests.entering import my_entry
from handlers import contest_asking, contest_card
from handlers.contest_room import gone, is_over, look, shown
from handlers.turn import Turn

STILL_LISTED = timedelta(days=30)
"""So long a competition stays on the list of who took part, for its results."""


async def listing(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Open competitions, with those one has entered marked."""
    mine = await entries.entered(turn.conn, turn.learner.row)
    found = await load_competitions(turn.conn, turn.now - STILL_LISTED, turn.learner.row)
    competitions = [one for one in found if one.key in mine or not is_over(turn, one)]
    if not competitions:
        return turn.say(Message(turn.t("competitions-none")))
    options = tuple(
        Option(
            turn.t(
                "competition-entered-line" if one.key in mine else "competition-line",
                title=one.title,
            ),
            f"comp:{one.key}",
        )
        for one in competitions
    )
    return turn.aside(
        Message(turn.t("competitions-list"), options=options, hint=turn.t("hint-number"))
    )


async def show(turn: Turn, key: str) -> Reply:
    """One competition: what it is, what to do now, how one stands."""
    competition = await _seen(turn, key)
    if competition is None:
        return gone(turn)
    said = await contest_card.card(turn, competition)
    options = said.options
    if _from_list(turn):
        options = (*options, Option(turn.t("entrant-others"), "competitions"))
    hint = turn.t("hint-number") if len(options) > 1 else ""
    return turn.aside(Message(said.text, title=said.title, options=options, hint=hint))


async def about(turn: Turn, key: str) -> Reply:
    """The organiser's rules, all dates, the link, and whom to ask."""
    competition = await _seen(turn, key)
    if competition is None:
        return gone(turn)
    dates = dates_card(competition, turn.learner.zone, turn.t)
    rules = (Message(competition.rules),) if competition.rules else ()
    links = await _calendar(turn, competition)
    options = [look(turn, competition)]
    if links:
        options.append(Option(turn.t("entrant-calendar-other"), f"calendar_new:{key}"))
    last = Message(
        f"{dates}\n{contest_asking.contact(turn, competition)}",
        title=competition.title,
        options=tuple(options),
        links=links,
        hint=turn.t("hint-number") if links else "",
    )
    return turn.aside(*rules, last)


async def ask_calendar(turn: Turn, key: str) -> Reply:
    """换一个日历地址: what it is good for and what it means, and which touch does it."""
    competition = await _seen(turn, key)
    if competition is None:
        return gone(turn)
    options = (
        Option(turn.t("entrant-calendar-change"), f"calendar_sure:{key}"),
        Option(turn.t("entrant-calendar-keep"), f"about:{key}"),
    )
    asked = Message(turn.t("entrant-ask-calendar"), options=options, hint=turn.t("hint-number"))
    return turn.aside(asked)


async def new_calendar(turn: Turn, key: str) -> Reply:
    """The calendar has another address from now on, and the one before leads nowhere."""
    competition = await _seen(turn, key)
    links = await _calendar(turn, competition, new=True) if competition else ()
    if competition is None or not links:
        return gone(turn)
    changed = Message(
        turn.t("entrant-calendar-changed"), options=(look(turn, competition),), links=links
    )
    return turn.aside(changed)


async def _calendar(
    turn: Turn, competition: Competition, *, new: bool = False
) -> tuple[Link, ...]:
    """The way to one's own dates in a calendar, for who takes part."""
    if competition.key not in await entries.entered(turn.conn, turn.learner.row):
        return ()
    house = turn.deployment
    address = await calendar_link(
        turn.conn,
        turn.learner.row,
        secret=house.secret,
        public_url=house.public_url,
        now=turn.now,
        new=new,
    )
    return (Link(turn.t("entrant-calendar"), address),)


async def _seen(turn: Turn, key: str) -> Competition | None:
    """The competition while any of its stages is still to end, and after that for who took part."""
    competition = await shown(turn, key)
    if competition is None or not is_over(turn, competition):
        return competition
    return competition if await my_entry(turn.conn, key, turn.learner.row) else None


def _from_list(turn: Turn) -> bool:
    """Whether this was chosen among several, or is looked at on the way back there."""
    offered = [one.data for one in turn.learner.dialog.options]
    return "competitions" in offered or sum(one.startswith("comp:") for one in offered) > 1
