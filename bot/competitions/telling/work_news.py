"""The words about what became of a work, found when they are sent."""

from collections.abc import Sequence
from datetime import datetime

from bot.competitions.works.words import why_not
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import say
from bot.domain.works import WorkFault
from bot.ports import Clock
from bot.store import recipients
from bot.store.contests import works_decided
from bot.store.contests.works_decided import Told
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts.catalogue import Texts, texts
from bot.texts.dates import instant
from bot.texts.facts import facts

SUBJECT = "work:"
"""How the subject of such a delivery of the kind ``result`` begins; the work's row follows."""

MOST_TITLE = 30


class WorkNewsComposer:
    """Composes what became of works as they now stand."""

    def __init__(self, clock: Clock) -> None:
        """Tell by ``clock`` whether another work can still be handed in."""
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none where the work is gone, or a newer one counts."""
        now = self._clock.now()
        rows = {one.row: _row_of(one.subject) for one in deliveries}
        found = await works_decided.load_told(conn, sorted(set(rows.values())))
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            told, t = found.get(rows[one.row]), texts(speak[one.row])
            composed[one.row] = (
                words(told, one.due, now, one.zone, t) if told else NotNeeded("the work is gone")
            )
        return composed


def words(told: Told, at: datetime, now: datetime, zone: str, t: Texts) -> Composed | NotNeeded:
    """Pure: what is said about a work, and the same in brief."""
    open_still = told.closes is not None and now < told.closes
    closes = instant(told.closes, zone, t) if told.closes is not None else ""
    title = told.title[:MOST_TITLE]
    if told.state == "accepted":
        text = t("work-accepted", title=title)
        text += t("mark-gap") + t("work-may-replace", closes=closes) if open_still else ""
    elif told.state == "refused" and told.reason in _FAULTS:
        why = why_not(WorkFault(told.reason), told.rule, t)
        text = t("work-refused", title=title, why=why)
        text += t("mark-gap") + _what_next(told, t, closes, open_still=open_still)
    else:
        return NotNeeded("a newer work counts, or it is not decided any more")
    brief = t("fact-work-accepted" if told.state == "accepted" else "fact-work-refused")
    return Composed(
        say(text),
        {"competition": told.competition, "work": told.row},
        facts=facts(t, title=told.title, text=brief, at=at, zone=zone, organiser=told.organiser),
    )


_FAULTS = frozenset(WorkFault)


def _what_next(told: Told, t: Texts, closes: str, *, open_still: bool) -> str:
    if open_still:
        return t("work-send-again", closes=closes)
    return t("work-ask-organiser", organiser=told.organiser)


def _row_of(subject: str) -> int:
    """The work's row; 0, which is none, for a subject of another form."""
    number = subject.removeprefix(SUBJECT)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
