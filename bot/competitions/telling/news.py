"""The words of organisers' own announcements, found when they are sent; none while one is paused."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.announcements import AnnouncementState, Kept
from bot.domain.delivery import Composed, NotNeeded, NotNow
from bot.domain.messages import say
from bot.ports import Clock
from bot.store import recipients
from bot.store.announcements import load_announcements
from bot.store.announcing.stopping import PAUSED, UNAPPROVED
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
    ) -> dict[int, Composed | NotNeeded | NotNow]:
        """The words for each, by row; none when it was cancelled or is over, and not now while it
        is paused, or waits for approval after a change.
        """
        now = self._clock.now()
        found = await load_announcements(conn, sorted({one.subject for one in deliveries}))
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded | NotNow] = {}
        for one in deliveries:
            stands = found.get(one.subject)
            composed[one.row] = (
                said(stands, zone=one.zone, now=now, t=texts(speak[one.row]))
                if stands is not None
                else NotNeeded("the announcement was cancelled")
            )
        return composed


def said(kept: Kept, *, zone: str, now: datetime, t: Texts) -> Composed | NotNeeded | NotNow:
    """Pure: the words of an announcement that stands, if it may be said now."""
    announcement = kept.announcement
    if announcement.expires <= now:
        return NotNeeded("the announcement is over")
    if kept.state is not AnnouncementState.APPROVED:
        return NotNow(UNAPPROVED, announcement.expires)
    if kept.paused_at is not None:
        return NotNow(PAUSED, announcement.expires)
    return words(kept, zone=zone, t=t)


def words(kept: Kept, *, zone: str, t: Texts) -> Composed:
    """Pure: what is said, and the same in brief; traced to its version and who approved it."""
    announcement = kept.announcement
    text = t(
        "news", title=announcement.title, text=announcement.text, organiser=announcement.organiser
    )
    if announcement.link:
        text += t("news-link", link=announcement.link)
    trace = {
        "announcement": announcement.key,
        "version": kept.version,
        "approved_by": kept.approved_by,
    }
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
