"""The words of a correction: what was wrong in a lesson that somebody had, put when it is sent."""

from collections.abc import Sequence

from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import say
from bot.store import recipients
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.recall_notices import RecallNotice, load_notices
from bot.texts.catalogue import Texts, texts
from bot.texts.facts import facts

MOST_WORDS = 300
"""Characters of what a reviewer writes."""
GONE = "the correction is gone"


class CorrectionComposer:
    """Composes corrections as a reviewer wrote them."""

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row."""
        meant = {one.row: _row(one.subject) for one in deliveries}
        found = await load_notices(conn, sorted(set(meant.values())))
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            known = found.get(meant[one.row])
            composed[one.row] = (
                corrected(*known, delivery=one, t=texts(speak[one.row]))
                if known is not None
                else NotNeeded(GONE)
            )
        return composed


def corrected(notice: RecallNotice, title: str, *, delivery: Delivery, t: Texts) -> Composed:
    """Pure: which course it is about and what was wrong; traced to the version it corrects."""
    trace = {"course": notice.course, "version": notice.version, "approved_by": notice.told_by}
    told = facts(t, title=title, text=t("fact-correction"), at=delivery.due, zone=delivery.zone)
    return Composed(say(words(title, notice.words, t)), trace, facts=told)


def words(title: str, written: str, t: Texts) -> str:
    """Pure: what is said, for a look beforehand, too."""
    return t("correction-told", title=title, words=written)


def _row(subject: str) -> int:
    return int(subject) if subject.isdecimal() else 0
