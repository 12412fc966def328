"""The words about what became of an objection, found when they are sent: whoever made it is told,
also who has not entered.
"""

from collections.abc import Sequence

from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import say
from bot.store import recipients
from bot.store.contests import objections
from bot.store.contests.objections import Answered, ObjectionState
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts.catalogue import Texts, texts
from bot.texts.facts import facts

SUBJECT = objections.SUBJECT


class ObjectionNewsComposer:
    """Composes what organisers answered."""

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none where the objection is gone."""
        rows = {one.row: _row_of(one.subject) for one in deliveries}
        found = await objections.load_answered(conn, sorted(set(rows.values())))
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            answered = found.get(rows[one.row])
            composed[one.row] = (
                words(answered, one, texts(speak[one.row]))
                if answered is not None
                else NotNeeded("the objection is gone")
            )
        return composed


def words(answered: Answered, delivery: Delivery, t: Texts) -> Composed:
    """Pure: the answer in the organiser's words, and the same in brief."""
    upheld = answered.state == ObjectionState.UPHELD
    said = {"title": answered.title, "answer": answered.answer}
    text = (
        t("contest-objection-upheld", **said)
        if upheld
        else t("contest-objection-dismissed", **said)
    )
    told = facts(
        t,
        title=answered.title,
        text=t("fact-contest-objection"),
        at=delivery.due,
        zone=delivery.zone,
        organiser=answered.organiser,
    )
    trace = {"competition": answered.competition, "objection": answered.row}
    return Composed(say(text), trace, facts=told)


def _row_of(subject: str) -> int:
    """The objection's row; 0, which is none, for a subject of another form."""
    number = subject.removeprefix(SUBJECT)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
