"""Why deliveries stand as they do, told apart for people: the many reasons that are kept with them
as a few causes, each of which has its words and one remedy in the console's texts.
"""

from collections.abc import Sequence
from enum import StrEnum

from bot.delivery.decision import Reason
from bot.domain.delivery import Result
from bot.store.announcing.stopping import CANCELLED, PAUSED, UNAPPROVED
from bot.store.announcing.taking_off import TAKEN_OFF
from bot.store.masses import receivers
from bot.store.operator_acts import CANCELLED as BY_OPERATOR


class Cause(StrEnum):
    """What an organiser reads; ``announcements-cause-NAME`` and ``announcements-remedy-NAME``."""

    # waiting
    TURN = "turn"
    QUIET = "quiet"
    MEAL = "meal"
    RATE = "rate"
    PAUSED = "paused"
    UNAPPROVED = "unapproved"
    AGAIN = "again"
    FAULT = "fault"
    # in the inbox
    MASS_TURN = "mass-turn"
    FOUR = "four"
    MASS_KEPT = "mass-kept"
    MASS_LATE = "mass-late"
    MASS_FAILED = "mass-failed"
    LONE = "lone"
    MUTED = "muted"
    SPENT = "spent"
    CONTACT = "contact"
    # it ended without being sent
    CANCELLED = "cancelled"
    OVER = "over"
    STOPPED = "stopped"
    AWAY = "away"
    ERASED = "erased"
    GROUP_MUTED = "group-muted"
    GROUP_GONE = "group-gone"
    GONE = "gone"
    CONTENT = "content"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    GAVE_UP = "gave-up"
    OTHER = "other"


ERASED = "the person was erased"
"""As ``bot.store.privacy.erasing_people`` writes it down."""

_LEFT = "left, or takes no messages"
_BEGINNINGS: Sequence[tuple[str, Cause]] = (
    ("gave up after", Cause.GAVE_UP),
    ("stopped after", Cause.CONTENT),
    (receivers.FAILED.split("{", maxsplit=1)[0], Cause.MASS_FAILED),
    (Result.BAD_REQUEST.value, Cause.CONTENT),
    (Result.REFUSED.value, Cause.REFUSED),
    (Result.GONE.value, Cause.GONE),
    (Result.UNKNOWN.value, Cause.UNCERTAIN),
    ("its moment pass", Cause.OVER),
    ("the announcement is over", Cause.OVER),
    ("the announcement was cancelled", Cause.CANCELLED),
    *((result.value, Cause.AGAIN) for result in (Result.THROTTLED, Result.UNAVAILABLE)),
    (Result.MISCONFIGURED.value, Cause.AGAIN),
    ("its sender went away", Cause.AGAIN),
)
_EXACT: dict[str, Cause] = {
    "": Cause.TURN,
    CANCELLED: Cause.CANCELLED,
    TAKEN_OFF: Cause.CANCELLED,
    BY_OPERATOR: Cause.CANCELLED,
    PAUSED: Cause.PAUSED,
    UNAPPROVED: Cause.UNAPPROVED,
    ERASED: Cause.ERASED,
    Reason.QUIET_HOURS: Cause.QUIET,
    Reason.MEAL_PEAK: Cause.MEAL,
    Reason.ACCOUNT_RESTS: Cause.RATE,
    Reason.NOT_FREE: Cause.RATE,
    Reason.FAULT: Cause.FAULT,
    Reason.MOMENT_PASSED: Cause.OVER,
    Reason.STOPPED: Cause.STOPPED,
    Reason.AWAY: Cause.AWAY,
    Reason.GROUP_MUTED: Cause.GROUP_MUTED,
    Reason.GROUP_GONE: Cause.GROUP_GONE,
    Reason.NO_ADDRESS: Cause.GONE,
    Reason.UNCERTAIN: Cause.UNCERTAIN,
    receivers.LONE: Cause.LONE,
    receivers.LATE: Cause.MASS_LATE,
    receivers.FOUR: Cause.FOUR,
    receivers.KEPT: Cause.MASS_KEPT,
    receivers.UNTAGGED: Cause.MASS_FAILED,
    _LEFT: Cause.MUTED,
}
_HELD: Sequence[tuple[Reason, Cause]] = (
    (Reason.MASS_USED_UP, Cause.FOUR),
    (Reason.MUTED, Cause.MUTED),
    (Reason.DAY_QUOTA, Cause.SPENT),
    (Reason.NOTICE_QUOTA, Cause.SPENT),
    (Reason.TEMPLATE_QUOTA, Cause.SPENT),
)


def cause_of(state: str, reason: str) -> Cause:
    """Pure: the cause behind a kept ``reason`` of a delivery in ``state`` (``waiting``, ``held``,
    ``expired``, ``failed``).
    """
    if state == "expired" and reason.endswith(Reason.QUIET_HOURS.value):
        return Cause.OVER
    if reason in _EXACT:
        return _EXACT[reason]
    for beginning, cause in _BEGINNINGS:
        if reason.startswith(beginning):
            return cause
    if state == "waiting":
        return Cause.TURN
    return _held(reason) if state == "held" else Cause.OTHER


def _held(reason: str) -> Cause:
    """All that stood in the way, in one line (``Decision.words``)."""
    parts = reason.split("; ")
    if parts[-1] == Reason.MASS.value:
        return Cause.MASS_TURN
    found = next((cause for part, cause in _HELD if part.value in parts), None)
    return found or Cause.CONTACT
