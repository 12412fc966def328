"""Whether quiet hours hold a delivery up, and why they do not. Pure (design 4.9)."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.kinds import RULES
from bot.domain.quiet_hours import QuietHours
from bot.store.deliveries import ACTED_AT, Delivery
from bot.store.planning.reminders import is_urgent

CHOSEN_FOR = timedelta(hours=1)
"""How long after a time within quiet hours, chosen by the learner, its lesson may still come."""

AWAKE_FOR = timedelta(minutes=15)
"""So long after handing something in a person surely still holds the phone, and waits for what
comes of it."""


class Night(StrEnum):
    """Why a delivery may go out, or has to wait for the end of quiet hours."""

    ASKED_FOR = "the person asked for it just now"
    DAY = "there are no quiet hours now"
    URGENT = "a date within 24 hours has changed"
    AWAKE = "the person has just handed in what it is about"
    CHOSEN = "the learner chose this time"
    HOLDS = "quiet hours"


def night(delivery: Delivery, quiet: QuietHours, now: datetime) -> Night:
    """What quiet hours mean for ``delivery`` at ``now``.

    A daily item whose own time lies in them was chosen to come then, though not to come hours later
    in the night. A date that changes within a day is told at any hour; what became of something
    that was handed in, at any hour for as long as that person is surely awake.
    """
    rule = RULES[delivery.kind]
    if rule.asked_for:
        return Night.ASKED_FOR
    if not quiet.hold(now, delivery.zone):
        return Night.DAY
    if is_urgent(delivery.kind, delivery.detail):
        return Night.URGENT
    if is_awake(delivery, now):
        return Night.AWAKE
    chosen = rule.daily and quiet.hold(delivery.due, delivery.zone)
    return Night.CHOSEN if chosen and now - delivery.due <= CHOSEN_FOR else Night.HOLDS


def is_awake(delivery: Delivery, now: datetime) -> bool:
    """Whether the person handed in what ``delivery`` is about, and that is no longer ago than
    ``AWAKE_FOR``.
    """
    acted = delivery.detail.get(ACTED_AT)
    if not isinstance(acted, str):
        return False
    return now - datetime.fromisoformat(acted) <= AWAKE_FOR
