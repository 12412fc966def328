"""An organiser's own announcement, as it is written down and stored, and how far it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.competitions import GroupName


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement, said once to each of ``groups`` from ``due`` on, useless from ``expires``
    on; both aware UTC.

    ``urgent``: it goes before everything else when mass messages are short. ``link`` may be empty.
    """

    key: str
    title: str
    text: str
    organiser: str
    link: str
    groups: tuple[GroupName, ...]
    due: datetime
    expires: datetime
    urgent: bool = False

    @property
    def words(self) -> tuple[str, str, str, str]:
        """All that is read of it."""
        return self.title, self.text, self.organiser, self.link


class AnnouncementState(StrEnum):
    """Who has agreed to it: nobody yet, nobody yet though it was asked for, or somebody who may."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"


class Phase(StrEnum):
    """Where an announcement is, as its list shows it."""

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    GOING = "going"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Kept:
    """An announcement as it is kept.

    ``revision`` grows with every change, ``version`` is 8 hex digits of what it says. ``made_by``
    wrote its words last, ``approved_by`` is empty until somebody approves it. ``begun``: some of its
    groups were planned.
    """

    announcement: Announcement
    state: AnnouncementState
    revision: int
    version: str
    made_by: str
    approved_by: str
    changed_at: datetime
    paused_at: datetime | None = None
    cancelled_at: datetime | None = None
    begun: bool = False

    def phase(self, now: datetime) -> Phase:
        """Where it is at ``now``."""
        if self.cancelled_at is not None:
            return Phase.CANCELLED
        if self.announcement.expires <= now:
            return Phase.OVER
        if self.state is not AnnouncementState.APPROVED:
            return Phase(self.state.value)
        if self.paused_at is not None:
            return Phase.PAUSED
        return Phase.GOING if self.announcement.due <= now else Phase.SCHEDULED


def widens(before: Announcement, after: Announcement) -> bool:
    """Whether ``after`` says something else than ``before``, to more groups, or more loudly: what
    somebody else has to agree to anew. Another time, or fewer groups, is not.
    """
    more = bool(set(after.groups) - set(before.groups))
    return before.words != after.words or more or (after.urgent and not before.urgent)
