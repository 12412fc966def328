"""An organiser's own announcement, as it is written down and stored."""

from dataclasses import dataclass
from datetime import datetime

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
