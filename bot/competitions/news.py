"""The words of organisers' own announcements, found when they are sent."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.announcements import Announcement
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import say
from bot.ports import Clock
from bot.store import recipients
from bot.store.announcements import load_announcements
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts.catalogue import Texts, texts
from bot.texts.facts import facts


class NewsComposer:
    """Composes announcements as they now stand."""

    def __init__(self, clock: Clock) -> None:
        """Tell by ``clock`` whether one is over."""
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none when it was cancelled or is over."""
        now = self._clock.now()
        found = await load_announcements(conn, sorted({one.subject for one in deliveries}))
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            stands = found.get(one.subject)
            composed[one.row] = (
                words(*stands, zone=one.zone, now=now, t=texts(speak[one.row]))
                if stands is not None
                else NotNeeded("the announcement was cancelled")
            )
        return composed


def words(
    announcement: Announcement, version: str, approver: str, *, zone: str, now: datetime, t: Texts
) -> Composed | NotNeeded:
    """Pure: what is said, and the same in brief; traced to its version and who approved it."""
    if announcement.expires <= now:
        return NotNeeded("the announcement is over")
    text = t(
        "news", title=announcement.title, text=announcement.text, organiser=announcement.organiser
    )
    if announcement.link:
        text += t("news-link", link=announcement.link)
    trace = {"announcement": announcement.key, "version": version, "approved_by": approver}
    told = facts(
        t,
        title=announcement.title,
        text=t("fact-news"),
        at=announcement.due,
        zone=zone,
        organiser=announcement.organiser,
        url=announcement.link,
    )
    return Composed(say(text), trace, facts=told)
