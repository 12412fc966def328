"""The ladder: which rung carries a delivery now. One pure function, a named reason each time."""

from datetime import datetime, timedelta

from bot.delivery.decision import ENDS, Action, Decision, Reason
from bot.delivery.kinds import RULES
from bot.delivery.ladder import Outlook, climb, hold
from bot.domain.quiet_hours import QuietHours
from bot.store.deliveries import Delivery

__all__ = ["ENDS", "Action", "Decision", "Outlook", "Reason", "decide", "recipient"]

CHOSEN_FOR = timedelta(hours=1)
"""How long after a time within quiet hours, chosen by the learner, its lesson may still come."""

SHORTEST_WAIT = timedelta(minutes=1)
"""Where clocks go back, quiet hours may end at a wall-clock time that has been before."""


def decide(delivery: Delivery, outlook: Outlook, quiet: QuietHours, now: datetime) -> Decision:
    """The step of the ladder for ``delivery`` at ``now``.

    First what its moment and its recipient say, then quiet hours (``quiet``, unless a group has
    its own), then the rungs (``climb``).
    """
    rule = RULES[delivery.kind]
    if delivery.expires is not None and delivery.expires <= now:
        return Decision(Action.EXPIRE, Reason.MOMENT_PASSED)
    if unwanted := recipient(delivery):
        return unwanted
    if delivery.uncertain and not rule.repeat_uncertain:
        return Decision(Action.FAIL, Reason.UNCERTAIN)
    if not any(a.account in outlook.abilities for a in delivery.addresses):
        return Decision(Action.FAIL, Reason.NO_ADDRESS)
    if rule.hold_after and now - delivery.due > rule.hold_after:
        return hold(delivery, Reason.LATE)
    quiet = delivery.quiet or quiet
    if not rule.asked_for and _quiet(delivery, quiet, now):
        return _wait_out(delivery, quiet, now)
    return climb(delivery, outlook, now)


def recipient(delivery: Delivery) -> Decision | None:
    """What follows from the recipient's state alone; None: nothing speaks against sending."""
    state = delivery.recipient_state
    if delivery.group is not None:
        return _group(state)
    if state == "stopped" and not RULES[delivery.kind].asked_for:
        return Decision(Action.EXPIRE, Reason.STOPPED)
    if state == "paused" and RULES[delivery.kind].daily:
        return Decision(Action.EXPIRE, Reason.PAUSED)
    return None


def _group(state: str) -> Decision | None:
    if state == "muted":
        return Decision(Action.EXPIRE, Reason.GROUP_MUTED)
    return Decision(Action.FAIL, Reason.GROUP_GONE) if state != "known" else None


def _quiet(delivery: Delivery, quiet: QuietHours, now: datetime) -> bool:
    """A daily item whose own time lies in quiet hours was chosen to come then, though not to
    come hours later in the night.
    """
    if not quiet.hold(now, delivery.zone):
        return False
    chosen = RULES[delivery.kind].daily and quiet.hold(delivery.due, delivery.zone)
    return not (chosen and now - delivery.due <= CHOSEN_FOR)


def _wait_out(delivery: Delivery, quiet: QuietHours, now: datetime) -> Decision:
    """Until quiet hours end, if it is still of use to push it then."""
    until = quiet.end_after(now, delivery.zone)
    if until <= now:
        until = now + SHORTEST_WAIT
    hold_after = RULES[delivery.kind].hold_after
    if hold_after and until - delivery.due > hold_after:
        return hold(delivery, Reason.LATE)
    if delivery.expires is not None and delivery.expires <= until:
        return Decision(Action.EXPIRE, Reason.QUIET_HOURS)
    return Decision(Action.WAIT, Reason.QUIET_HOURS, until=until)
