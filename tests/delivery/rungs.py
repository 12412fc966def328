"""The world of the ladder's tables: accounts, addresses, what is owed, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.delivery.deciding import Action, Decision, Outlook, Reason, decide
from bot.delivery.ladder import MASS_A_MONTH, MASSES
from bot.domain.delivery import Kind, Rung, Template
from bot.domain.quiet_hours import QuietHours
from bot.ports import Ability, MassWay
from bot.store.deliveries import FOR_EVER, Delivery, Reachable

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUIET = QuietHours(time(21, 30), time(7, 30))

SERVICE, PAPER, PLAIN, BOT = "city-wechat", "paper-wechat", "small-wechat", "city"
DAILY = Template("daily", "notice", frozenset({Kind.LESSON, Kind.QUIZ}), {"thing1": "title"})
EVENTS = Template("events", "notice", frozenset({Kind.REMINDER}), {"thing1": "title"})
LASTING = Template(
    "lasting", "notice", frozenset({Kind.REMINDER, Kind.NEWS}), {"thing1": "title"}, long_term=True
)
FORM = Template("form", "template", frozenset({Kind.LESSON, Kind.REMINDER, Kind.ANNOUNCEMENT}), {})
OTHER = Template("other", "template", frozenset({Kind.REMINDER}), {})
ABILITIES = {
    SERVICE: Ability(
        True,
        frozenset({Rung.CUSTOMER, Rung.NOTICE, Rung.TEMPLATE, Rung.MASS}),
        (DAILY, EVENTS, LASTING, FORM, OTHER),
        MassWay.PEOPLE,
    ),
    PAPER: Ability(True, frozenset({Rung.CUSTOMER, Rung.MASS}), (), MassWay.TAG),
    PLAIN: Ability(True),
    BOT: Ability(False, frozenset({Rung.SEND})),
}
NOTICES_ONLY = {
    **ABILITIES,
    SERVICE: replace(ABILITIES[SERVICE], pushes=frozenset({Rung.NOTICE}), mass=None),
}

WX = Reachable(2, SERVICE, "oA")
WX_MESSAGE = replace(WX, message_window=(NOON + HOUR, 5))
WX_CLICK = replace(WX, click_window=(NOON + timedelta(seconds=50), 3))
WX_ONE = replace(WX, notices={"daily": 1, "events": 1})
WX_NONE = replace(WX, notices={"daily": 0, "events": 0, "lasting": 0})
WX_EVER = replace(WX, notices={"lasting": -1})
WX_HAD = replace(WX, mass_used=("2026-11", MASS_A_MONTH))
WX_MUTED = replace(WX_MESSAGE, muted_until=FOR_EVER, notices={"daily": 3})
SHEET = Reachable(4, PAPER, "oC")
SMALL = Reachable(3, PLAIN, "oB")
TG = Reachable(1, BOT, "42")

TURN = (SERVICE, "announcement", "course", "once")
MASS_TONIGHT = {TURN: NOON + 7 * HOUR}
TEMPLATE_SPENT = frozenset({(SERVICE, "template")})
CUSTOMER_SPENT = frozenset({(SERVICE, "customer")})

R = Reason
NO_FORM = (R.NO_WINDOW, R.NO_CONSENT)
"""In the way of a lesson and a reminder up to the template."""


def owed(kind: Kind, *addresses: Reachable, **changes: Any) -> Delivery:
    base = Delivery(
        row=7,
        lane=SERVICE,
        kind=kind,
        subject="course",
        occurrence="once" if kind in MASSES else "2026-11-23",
        due=NOON,
        expires=NOON + 3 * DAY,
        decided_at=None,
        attempts=0,
        unsent=0,
        uncertain=False,
        detail={},
        learner=1,
        group=None,
        zone="Asia/Shanghai",
        recipient_state="active",
        addresses=addresses,
    )
    return replace(base, **changes)


@dataclass(frozen=True)
class Case:
    """What is owed, what is known, and what follows: ``rung``, or None where it is not sent;
    ``why`` the higher rungs did not carry it.
    """

    name: str
    delivery: Delivery
    action: Action
    reason: Reason
    rung: Rung | None = None
    why: tuple[Reason, ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict)
    resting: frozenset[str] = frozenset()
    spent: frozenset[tuple[str, str]] = frozenset()
    stopped: frozenset[tuple[str, str]] = frozenset()
    masses: Mapping[tuple[str, str, str, str], datetime] = field(default_factory=dict)
    abilities: Mapping[str, Ability] = field(default_factory=lambda: ABILITIES)
    now: datetime = NOON


def sent(
    name: str, delivery: Delivery, reason: Reason, rung: Rung, *why: Reason, **more: Any
) -> Case:
    return Case(name, delivery, Action.SEND, reason, rung, why, **more)


def held(name: str, delivery: Delivery, *why: Reason, **more: Any) -> Case:
    return Case(name, delivery, Action.HOLD, why[0], None, why, **more)


def mass(name: str, delivery: Delivery, *why: Reason, **more: Any) -> Case:
    return Case(name, delivery, Action.HOLD, R.MASS, Rung.MASS, why, **more)


LESSON, REMINDER, NEWS = Kind.LESSON, Kind.REMINDER, Kind.NEWS
ANNOUNCED, DIGEST, REPLY = Kind.ANNOUNCEMENT, Kind.DIGEST, Kind.REPLY
C, N, T = Rung.CUSTOMER, Rung.NOTICE, Rung.TEMPLATE


def decided(case: Case) -> Decision:
    outlook = Outlook(case.abilities, case.resting, case.spent, case.stopped, case.masses)
    return decide(case.delivery, outlook, QUIET, case.now)


def check(case: Case) -> None:
    """What follows is what the table says."""
    decision = decided(case)
    assert (decision.action, decision.reason) == (case.action, case.reason)
    assert decision.rung is case.rung
    late = decision.reason is Reason.LATE
    assert decision.why == (() if late else case.why)
    for name, value in case.expect.items():
        assert getattr(decision, name) == value
