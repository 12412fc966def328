"""The ladder: which rung carries a delivery now. One pure function, a named reason each time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.delivery.decision import ENDS, Action, Decision, Reason
from bot.delivery.kinds import RULES
from bot.delivery.ladder import Outlook, climb, hold
from bot.delivery.night import Night, is_awake, night
from bot.domain.quiet_hours import QuietHours
from bot.store.deliveries import Delivery

__all__ = ["ENDS", "Action", "Decision", "Outlook", "Reason", "decide", "recipient"]

SHORTEST_WAIT = timedelta(minutes=1)
"""Where clocks go back, quiet hours may end at a wall-clock time that has been before."""


def decide(
    delivery: Delivery,
    outlook: Outlook,
    quiet: QuietHours,
    now: datetime,
    peaks: Sequence[QuietHours] = (),
) -> Decision:
    """The step of the ladder for ``delivery`` at ``now``.

    First what its moment and its recipient say, then quiet hours (``quiet``, unless a group has
    its own), then the meal ``peaks`` in which couriers ride, then the rungs (``climb``).
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
    return _not_now(delivery, quiet, peaks, now) or climb(delivery, outlook, now)


def recipient(delivery: Delivery) -> Decision | None:
    """What follows from the recipient's state alone; None: nothing speaks against sending."""
    state = delivery.recipient_state
    if delivery.group is not None:
        return _group(state)
    rule = RULES[delivery.kind]
    if state == "stopped" and not rule.asked_for:
        return Decision(Action.EXPIRE, Reason.STOPPED)
    if state == "paused" and not rule.while_paused:
        return Decision(Action.EXPIRE, Reason.PAUSED)
    if state == "away" and not (rule.while_away or delivery.farewell):
        return Decision(Action.EXPIRE, Reason.AWAY)
    return None


def _group(state: str) -> Decision | None:
    if state == "muted":
        return Decision(Action.EXPIRE, Reason.GROUP_MUTED)
    return Decision(Action.FAIL, Reason.GROUP_GONE) if state != "known" else None


def _not_now(
    delivery: Delivery, quiet: QuietHours, peaks: Sequence[QuietHours], now: datetime
) -> Decision | None:
    """What follows from the time of the day; None: nothing speaks against now."""
    quiet = delivery.quiet or quiet
    if night(delivery, quiet, now) is Night.HOLDS:
        return _wait_out(delivery, quiet, now, Reason.QUIET_HOURS)
    if peak := riding(delivery, peaks, now):
        return _wait_out(delivery, peak, now, Reason.MEAL_PEAK)
    return None


def riding(delivery: Delivery, peaks: Sequence[QuietHours], now: datetime) -> QuietHours | None:
    """The meal peak for whose end ``delivery`` has to wait; None: nothing speaks against now.

    A lesson is not held back from a courier with a break in that very peak, who asked for it
    then. Nor is what would be of no use any more afterwards, such as the last hour of a stage, nor
    what became of something that was handed in a moment ago.
    """
    rule = RULES[delivery.kind]
    if not delivery.breaks or rule.at_meals or is_awake(delivery, now):
        return None
    peak = next((one for one in peaks if one.hold(now, delivery.zone)), None)
    if peak is None:
        return None
    if rule.daily:
        return None if any(peak.holds(at) for at in delivery.breaks) else peak
    over = delivery.expires is not None and delivery.expires <= peak.end_after(now, delivery.zone)
    return None if over else peak


def _wait_out(delivery: Delivery, span: QuietHours, now: datetime, reason: Reason) -> Decision:
    """Until ``span`` ends, if it is still of use to push it then."""
    until = span.end_after(now, delivery.zone)
    if until <= now:
        until = now + SHORTEST_WAIT
    hold_after = RULES[delivery.kind].hold_after
    if hold_after and until - delivery.due > hold_after:
        return hold(delivery, Reason.LATE)
    if delivery.expires is not None and delivery.expires <= until:
        return Decision(Action.EXPIRE, reason)
    return Decision(Action.WAIT, reason, until=until)
