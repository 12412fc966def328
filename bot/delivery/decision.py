"""What is decided about one delivery: the step, the named reason, and what stood in the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.delivery import Rung, Template
from bot.store.deliveries import Reachable


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

    # a rung carries it
    SEND = "sent on its channel"
    CUSTOMER_MESSAGE_WINDOW = "a window is open after a message"
    CUSTOMER_CLICK_WINDOW = "a window is open after a click"
    NOTICE = "a consent to a notice is left"
    TEMPLATE = "a template fits"
    MASS = "waits for its mass message"
    # a rung does not carry it
    MUTED = "the person takes no messages from us"
    NO_PUSH = "the account may not push"
    NO_WINDOW = "no window is open"
    DAY_QUOTA = "the platform's messages of the day are used up"
    CUSTOMER_STOPPED = "the platform takes no customer messages now"
    NO_CONSENT = "no consent left"
    NOTICE_QUOTA = "the platform's notices of the day are used up"
    NOTICE_STOPPED = "the platform takes no such notice now"
    TEMPLATE_QUOTA = "the platform's template messages of the day are used up"
    TEMPLATE_STOPPED = "the platform takes no such template now"
    NO_MASS_TURN = "no mass message is planned"
    MASS_STOPPED = "the platform takes no mass messages now"
    MASS_USED_UP = "four mass messages of the month had"
    # it is not the time, or nobody is there
    LATE = "too late to push"
    QUIET_HOURS = "quiet hours"
    MEAL_PEAK = "meal time: the courier rides"
    ACCOUNT_RESTS = "the account's rate is used up, or its platform asked for a pause"
    MOMENT_PASSED = "its moment has passed"
    PAUSED = "the learner has paused"
    AWAY = "the learner was silent for long; nothing comes until the next word"
    STOPPED = "the learner wants no messages"
    GROUP_GONE = "the bot is no longer in the group"
    GROUP_MUTED = "the group lets us say nothing"
    NO_ADDRESS = "no address is left"
    UNCERTAIN = "it may have arrived, and its kind is not repeated"
    NOT_FREE = "something else was on its way"
    FAULT = "a fault in the program; the log names it"


WAITS = "waits for the next contact"
"""What becomes of everything that is held and has no turn in a mass message."""


@dataclass(slots=True)
class Decision:
    """What is done, why, and with what. ``rung``, ``address``, ``window`` and ``template`` go
    with SEND; ``rung`` and ``address`` also with a HOLD for a mass message.

    ``why`` says why the higher rungs did not carry it, from the highest down; of a delivery that
    no rung carries, ``reason`` is the first of them. WAIT goes until ``until``; where that is
    None, until the turn of ``address``'s account.
    """

    action: Action
    reason: Reason
    rung: Rung | None = None
    address: Reachable | None = None
    window: str = ""
    until: datetime | None = None
    template: Template | None = None
    why: tuple[Reason, ...] = ()

    @property
    def words(self) -> str:
        """All of it in one line, as it is kept with the delivery and shown to people:
        ``no window is open; no consent left; waits for the next contact``.
        """
        parts = [reason.value for reason in self.why]
        if self.reason not in self.why:
            parts.append(self.reason.value)
        if self.action is Action.HOLD and self.reason is not Reason.MASS:
            parts.append(WAITS)
        return "; ".join(parts)

    @property
    def notice(self) -> str:
        """The template to which a consent is used up; empty where none is."""
        if self.rung is not Rung.NOTICE or self.template is None:
            return ""
        return self.template.id

    @property
    def steps_down(self) -> str:
        """Why a delivery that is sent goes by none of the higher rungs; empty on the highest."""
        return "; ".join(reason.value for reason in self.why)
