"""The ladder: which rung carries a delivery now. One pure function, a named reason each time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.kinds import RULES
from bot.domain.delivery import Rung
from bot.domain.quiet_hours import QuietHours
from bot.ports import Ability
from bot.store.deliveries import Delivery, Reachable

CHOSEN_FOR = timedelta(hours=1)
"""How long after a time within quiet hours, chosen by the learner, its lesson may still come."""

SHORTEST_WAIT = timedelta(minutes=1)
"""Where clocks go back, quiet hours may end at a wall-clock time that has been before."""


class Action(StrEnum):
    """What is done now."""

    SEND = "send"
    HOLD = "hold"
    WAIT = "wait"
    EXPIRE = "expire"
    FAIL = "fail"


ENDS = {Action.HOLD: "held", Action.EXPIRE: "expired", Action.FAIL: "failed"}
"""The state in which a delivery ends that is not sent."""


class Reason(StrEnum):
    """Why; kept with the delivery and shown to people."""

    SEND = "sent on its channel"
    CUSTOMER_MESSAGE_WINDOW = "a window is open after a message"
    CUSTOMER_CLICK_WINDOW = "a window is open after a click"
    NO_WINDOW = "no window is open; waits for the next contact"
    NO_PUSH = "the account may not push; waits for the next contact"
    LATE = "too late to push; waits for the next contact"
    QUIET_HOURS = "quiet hours"
    ACCOUNT_RESTS = "the account's rate is used up, or its platform asked for a pause"
    MOMENT_PASSED = "its moment has passed"
    PAUSED = "the learner has paused"
    STOPPED = "the learner wants no messages"
    GROUP_GONE = "the bot is no longer in the group"
    NO_ADDRESS = "no address is left"
    UNCERTAIN = "it may have arrived, and its kind is not repeated"
    DAY_QUOTA = "the platform's messages of the day are used up; waits for the next contact"
    NOT_FREE = "something else was on its way"
    FAULT = "a fault in the program; the log names it"


@dataclass(slots=True)
class Decision:
    """What is done, why, and with what. ``rung``, ``address`` and ``window`` go with SEND.

    WAIT goes until ``until``; where that is None, until the turn of ``address``'s account.
    """

    action: Action
    reason: Reason
    rung: Rung | None = None
    address: Reachable | None = None
    window: str = ""
    until: datetime | None = None


def decide(
    delivery: Delivery,
    abilities: Mapping[str, Ability],
    quiet: QuietHours,
    now: datetime,
    resting: Collection[str] = (),
) -> Decision:
    """The step of the ladder for ``delivery`` at ``now``.

    ``abilities`` are those of the accounts this deployment has, by name; those in ``resting``
    are asked to slow down.
    """
    rule = RULES[delivery.kind]
    if delivery.expires is not None and delivery.expires <= now:
        return Decision(Action.EXPIRE, Reason.MOMENT_PASSED)
    if unwanted := recipient(delivery):
        return unwanted
    if delivery.uncertain and not rule.repeat_uncertain:
        return Decision(Action.FAIL, Reason.UNCERTAIN)
    if not any(a.account in abilities for a in delivery.addresses):
        return Decision(Action.FAIL, Reason.NO_ADDRESS)
    if rule.hold_after and now - delivery.due > rule.hold_after:
        return _hold(delivery, Reason.LATE)
    if not rule.asked_for and _quiet(delivery, quiet, now):
        return _wait_out(delivery, quiet, now)
    return _rung(delivery, abilities, now, resting)


def recipient(delivery: Delivery) -> Decision | None:
    """What follows from the recipient's state alone; None: nothing speaks against sending."""
    state = delivery.recipient_state
    if delivery.group is not None:
        return Decision(Action.FAIL, Reason.GROUP_GONE) if state != "known" else None
    if state == "stopped" and not RULES[delivery.kind].asked_for:
        return Decision(Action.EXPIRE, Reason.STOPPED)
    if state == "paused" and RULES[delivery.kind].daily:
        return Decision(Action.EXPIRE, Reason.PAUSED)
    return None


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
        return _hold(delivery, Reason.LATE)
    if delivery.expires is not None and delivery.expires <= until:
        return Decision(Action.EXPIRE, Reason.QUIET_HOURS)
    return Decision(Action.WAIT, Reason.QUIET_HOURS, until=until)


def _rung(
    delivery: Delivery,
    abilities: Mapping[str, Ability],
    now: datetime,
    resting: Collection[str],
) -> Decision:
    """The first address that a push can reach, on its cheapest rung; else wait for an account
    that rests; else hold.
    """
    held, waiting = Reason.NO_PUSH, None
    for address in delivery.addresses:
        if address.account not in abilities:
            continue
        found = _push(address, abilities[address.account], now)
        if found.action is Action.SEND:
            if address.account not in resting:
                return found
            waiting = waiting or address
        elif found.reason is Reason.NO_WINDOW:
            held = Reason.NO_WINDOW
    if waiting is not None:
        return Decision(Action.WAIT, Reason.ACCOUNT_RESTS, address=waiting)
    return _hold(delivery, held)


def _push(address: Reachable, ability: Ability, now: datetime) -> Decision:
    """The cheapest rung that reaches one address now; HOLD when there is none."""
    if Rung.SEND in ability.pushes:
        return Decision(Action.SEND, Reason.SEND, Rung.SEND, address)
    if Rung.CUSTOMER not in ability.pushes:
        return Decision(Action.HOLD, Reason.NO_PUSH)
    if _open(address.click_window, now):
        return Decision(Action.SEND, Reason.CUSTOMER_CLICK_WINDOW, Rung.CUSTOMER, address, "click")
    if _open(address.message_window, now):
        return Decision(
            Action.SEND, Reason.CUSTOMER_MESSAGE_WINDOW, Rung.CUSTOMER, address, "message"
        )
    return Decision(Action.HOLD, Reason.NO_WINDOW)


def _open(window: tuple[datetime | None, int], now: datetime) -> bool:
    until, left = window
    return until is not None and until > now and left > 0


def _hold(delivery: Delivery, reason: Reason) -> Decision:
    """Into the learner's inbox; a group has none, and some kinds are of no use there."""
    if delivery.group is not None or not RULES[delivery.kind].holdable:
        return Decision(Action.EXPIRE, reason)
    return Decision(Action.HOLD, reason)
