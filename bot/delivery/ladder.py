"""The ladder: which rung carries a delivery now. One pure function, a named reason each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.delivery.kinds import RULES
from bot.domain.delivery import Kind, Rung
from bot.domain.quiet_hours import QuietHours
from bot.ports import Ability
from bot.store.deliveries import Delivery, Reachable


class Action(StrEnum):
    """What is done now."""

    SEND = "send"
    HOLD = "hold"
    WAIT = "wait"
    EXPIRE = "expire"
    FAIL = "fail"


class Reason(StrEnum):
    """Why; kept with the delivery and shown to people."""

    SEND = "sent on its channel"
    CUSTOMER_MESSAGE_WINDOW = "a window is open after a message"
    CUSTOMER_CLICK_WINDOW = "a window is open after a click"
    NO_WINDOW = "no window is open; waits for the next contact"
    NO_PUSH = "the account may not push; waits for the next contact"
    LATE = "too late to push; waits for the next contact"
    QUIET_HOURS = "quiet hours"
    MOMENT_PASSED = "its moment has passed"
    PAUSED = "the learner has paused"
    STOPPED = "the learner wants no messages"
    GROUP_GONE = "the bot is no longer in the group"
    NO_ADDRESS = "no address is left"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done, why, and with what. ``until`` goes with WAIT, the rest with SEND."""

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
) -> Decision:
    """The step of the ladder for ``delivery`` at ``now``.

    ``abilities`` are those of the accounts this deployment has, by name.
    """
    rule = RULES[delivery.kind]
    if delivery.expires is not None and delivery.expires <= now:
        return Decision(Action.EXPIRE, Reason.MOMENT_PASSED)
    if stopped := _recipient(delivery):
        return stopped
    addresses = [a for a in delivery.addresses if a.account in abilities]
    if not addresses:
        return Decision(Action.FAIL, Reason.NO_ADDRESS)
    if rule.hold_after and now - delivery.due > rule.hold_after:
        return Decision(Action.HOLD, Reason.LATE)
    if not rule.asked_for and _quiet(delivery, quiet, now):
        until = quiet.end_after(now, delivery.zone)
        if delivery.expires is not None and delivery.expires <= until:
            return Decision(Action.EXPIRE, Reason.QUIET_HOURS)
        return Decision(Action.WAIT, Reason.QUIET_HOURS, until=until)
    return _rung(addresses, abilities, now)


def _recipient(delivery: Delivery) -> Decision | None:
    if delivery.group is not None:
        gone = delivery.recipient_state != "known"
        return Decision(Action.FAIL, Reason.GROUP_GONE) if gone else None
    if delivery.recipient_state == "stopped" and delivery.kind is not Kind.REPLY:
        return Decision(Action.EXPIRE, Reason.STOPPED)
    if delivery.recipient_state == "paused" and delivery.kind in {Kind.LESSON, Kind.QUIZ}:
        return Decision(Action.EXPIRE, Reason.PAUSED)
    return None


def _quiet(delivery: Delivery, quiet: QuietHours, now: datetime) -> bool:
    """A lesson whose own time lies in quiet hours was chosen to come then."""
    if not quiet.hold(now, delivery.zone):
        return False
    chosen = delivery.kind is Kind.LESSON and quiet.hold(delivery.due, delivery.zone)
    return not chosen


def _rung(
    addresses: Sequence[Reachable], abilities: Mapping[str, Ability], now: datetime
) -> Decision:
    """The first address that a push can reach, on its cheapest rung; else hold."""
    held = Reason.NO_PUSH
    for address in addresses:
        pushes = abilities[address.account].pushes
        if Rung.SEND in pushes:
            return Decision(Action.SEND, Reason.SEND, Rung.SEND, address)
        if Rung.CUSTOMER not in pushes:
            continue
        if _open(address.click_window, now):
            return Decision(
                Action.SEND, Reason.CUSTOMER_CLICK_WINDOW, Rung.CUSTOMER, address, "click"
            )
        if _open(address.message_window, now):
            return Decision(
                Action.SEND, Reason.CUSTOMER_MESSAGE_WINDOW, Rung.CUSTOMER, address, "message"
            )
        held = Reason.NO_WINDOW
    return Decision(Action.HOLD, held)


def _open(window: tuple[datetime | None, int], now: datetime) -> bool:
    until, left = window
    return until is not None and until > now and left > 0
