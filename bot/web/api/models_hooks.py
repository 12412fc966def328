"""Models of announcements and of subscribers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.delivery.announcement_report import Part
from bot.domain.announcements import Phase
from bot.domain.api import HookEvent
from bot.web.api.models import NEXT, WRITTEN, Asked, Key, Moment, NewKey, Paged, Row, Said
from bot.web.api.models_contests import Line, Link

HookKey = Annotated[str, StringConstraints(pattern=r"^h-[0-9a-f]{16}$")]


class AnnouncementIn(Asked):
    """An announcement as a draft: said once to each of its groups from ``due`` on, and of no use
    from ``expires`` on.
    """

    id: NewKey
    title: Line
    text: Annotated[str, StringConstraints(pattern=rf"^{WRITTEN}{{1,600}}$")]
    organiser: Line
    link: Link = ""
    groups: list[Row] = Field(min_length=1, max_length=500)
    due: Moment
    expires: Moment


class AnnouncementPlace(Asked):
    """Which announcement."""

    id: Key


class AnnouncementOut(Said):
    """An announcement."""

    id: str
    title: str
    text: str
    organiser: str
    link: str
    groups: list[int]
    due: datetime
    expires: datetime
    urgent: bool
    phase: Phase = Field(
        description="draft, waiting (for approval), scheduled, going, paused, over or cancelled."
    )
    revision: int


class AnnouncementPage(Said):
    """Announcements, the last due first."""

    items: list[AnnouncementOut]
    next: str | None = NEXT


class ReportLine(Said):
    """So many people of one part, for one reason."""

    part: Part
    name: str = Field(description="By which way it was sent, or why it is not yet, or was not.")
    people: int


class ReportOut(Said):
    """What became of an announcement, at one instant. ``total`` is the sum of ``unplanned`` and of
    what follows it, and of the lines.
    """

    at: datetime
    phase: Phase
    total: int
    planned: int
    unplanned: int = Field(description="Members who are still to be planned for.")
    waiting: int
    in_flight: int
    held: int = Field(description="In inboxes: handed over with the next contact.")
    sent: int
    expired: int
    failed: int
    lines: list[ReportLine]


class HookIn(Asked):
    """A subscriber. Its address begins with https:// and is a public one."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,990}$")]
    events: list[HookEvent] = Field(min_length=1, max_length=len(HookEvent))


class HookPlace(Asked):
    """Which subscriber."""

    id: HookKey


class HookOut(Said):
    """A subscriber."""

    id: str
    url: str
    events: list[HookEvent]
    made_at: datetime
    ended_at: datetime | None
    end_reason: str


class HookMade(HookOut):
    """A subscriber that was just made."""

    secret: str = Field(description="What requests are signed with. It is shown this once.")


class HookPage(Said):
    """The token's own subscribers in the order in which they came."""

    items: list[HookOut]
    next: str | None = NEXT


class HookQuery(Paged):
    """Which part of the list."""
