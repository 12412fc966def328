"""Objections (异议) while results are made public: in one's own words, one at a time, kept for the
organisers.
"""

from bot.competitions.objecting import MOST_WORDS, Objecting, may_object, publicity_at
from bot.domain.competitions import Competition
from bot.domain.messages import Message, Option, Reply
from bot.domain.names import clean_name
from bot.store.contests import objections_in_chat as store
from handlers.contest_asking import contact
from handlers.contest_room import done, gone, shown
from handlers.turn import Turn

_ASKING = "objecting:"

_WHY_NOT = {
    Objecting.WITHOUT: "entrant-objection-without",
    Objecting.NOT_YET: "entrant-objection-early",
    Objecting.OVER: "entrant-objection-over",
    Objecting.FROZEN: "entrant-objection-over",
    Objecting.CANCELLED: "entrant-objection-over",
    Objecting.ONE_OPEN: "entrant-objection-waits",
}


async def ask(turn: Turn, key: str) -> Reply:
    """What is wrong, in one message."""
    competition = await shown(turn, key)
    if competition is None:
        return gone(turn)
    may = await _may(turn, competition, None)
    if may is not Objecting.MAY:
        return _refused(turn, competition, may)
    return _asked(turn, competition, turn.t("entrant-ask-objection"))


def is_asking(noted: str) -> bool:
    """Whether the dialog notes that an objection is waited for."""
    return noted.startswith(_ASKING)


async def written(turn: Turn, text: str) -> Reply | None:
    """The objection itself."""
    text = "\n".join(filter(None, (clean_name(one, MOST_WORDS + 1) for one in text.splitlines())))
    competition = await shown(turn, turn.learner.dialog.asking.removeprefix(_ASKING))
    if competition is None:
        return None
    may = await _may(turn, competition, text)
    if may in {Objecting.NO_WORDS, Objecting.TOO_LONG}:
        return _asked(turn, competition, turn.t("entrant-objection-long", most=MOST_WORDS))
    stage = publicity_at(competition, turn.now)
    if may is not Objecting.MAY or stage is None:
        return _refused(turn, competition, may)
    words = text.strip()
    await store.file(turn.conn, competition.key, stage.key, turn.learner.row, words, turn.now)
    return done(turn, competition, turn.t("entrant-objection-kept"))


async def may_file(turn: Turn, competition: Competition) -> bool:
    """Whether the way to an objection is shown."""
    return await _may(turn, competition, None) is Objecting.MAY


async def _may(turn: Turn, competition: Competition, words: str | None) -> Objecting:
    if publicity_at(competition, turn.now) is None:
        return may_object(competition, turn.now, words, own_open=0, frozen=False)
    frozen = await store.is_frozen(turn.conn, competition.key)
    own = await store.own_open(turn.conn, competition.key, turn.learner.row)
    return may_object(competition, turn.now, words, own_open=own, frozen=frozen)


def _refused(turn: Turn, competition: Competition, may: Objecting) -> Reply:
    words = turn.t(_WHY_NOT[may]) + turn.t("mark-gap") + contact(turn, competition)
    return done(turn, competition, words)


def _asked(turn: Turn, competition: Competition, words: str) -> Reply:
    later = Option(turn.t("entrant-objection-none"), f"comp:{competition.key}")
    turn.asked = True
    asked = Message(words, options=(later,), hint=turn.t("entrant-hint-objection"))
    return turn.aside(asked, asking=f"{_ASKING}{competition.key}")
