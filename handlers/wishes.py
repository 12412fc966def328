"""许愿, and 要是有……的课: what people would like to learn, kept for organisers."""

from datetime import timedelta

from bot.domain.content import Course
from bot.domain.messages import Message, Option, Reply
from bot.learning.shelf_search import search_courses
from bot.learning.wishing import Wish, as_written, gathered, wish_of
from bot.store.wishes import Fate, keep_wish, load_wishes
from handlers.roles import has_role
from handlers.turn import Turn

ASKING = "wish"
"""What the dialog notes while the wish is waited for."""
SHOWN, LOOKED_BACK, MOST_READ = 10, timedelta(days=90), 2000
"""Of the wishes an organiser sees in chat: how many kinds, since when, from how many."""


async def wish(turn: Turn, argument: str) -> Reply:
    """许愿 and what is wished for; alone, it asks."""
    if words := wish_of(argument) or as_written(argument):
        return await wished(turn, words)
    return turn.aside(Message(turn.t("wish-ask")), asking=ASKING)


async def wished(turn: Turn, words: str) -> Reply:
    """Keep a wish (masked); the nearest course there is comes along, to be looked at."""
    learner = turn.learner
    fate = await keep_wish(
        turn.conn, learner.row, learner.track, learner.language, words, turn.now
    )
    name = {Fate.KEPT: "wish-kept", Fate.KNOWN: "wish-known", Fate.ENOUGH: "wish-enough"}[fate]
    said = turn.t(name, words=words)
    near = next(iter(await search_courses(turn.library, words)), None)
    if near is None:
        return turn.suggest(said, Option(turn.t("word-today"), "today"))
    return turn.suggest(
        f"{said}\n{turn.t('wish-near', course=turn.title_of(near))}", _look(turn, near)
    )


def _look(turn: Turn, near: Course) -> Option:
    if turn.course is near:
        return Option(turn.t("word-today"), "today")
    return Option(turn.t("wish-look", course=turn.title_of(near)), f"course:{near.key}")


async def wishes(turn: Turn, argument: str) -> Reply:
    """心愿: for organisers what people wish to learn most; everybody else makes a wish."""
    if not await has_role(turn, "organiser"):
        return await wish(turn, argument)
    kept = await load_wishes(turn.conn, turn.now - LOOKED_BACK, MOST_READ, seen=True)
    found = gathered(Wish(one.row, one.learner or 0, one.words, one.wished_at) for one in kept)
    if not found:
        return turn.say(Message(turn.t("wishes-none")))
    lines = [
        turn.t("wishes-line", number=number, words=one.words, people=one.people)
        for number, one in enumerate(found[:SHOWN], 1)
    ]
    return turn.say(Message("\n".join(lines), title=turn.t("wishes-title")))
