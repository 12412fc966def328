"""Every branch of the ladder, by table."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.delivery.deciding import ENDS, Action, Outlook, Reason, decide, recipient
from bot.delivery.kinds import RULES, KindRule
from bot.domain.delivery import Kind, Rung
from bot.domain.quiet_hours import QuietHours
from bot.ports import Ability
from bot.store.deliveries import Delivery, Reachable

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUIET = QuietHours(time(21, 30), time(7, 30))
TELEGRAM, OFFICIAL, PLAIN = "city", "city-wechat", "small-wechat"
ABILITIES = {
    TELEGRAM: Ability(replies_in_response=False, pushes=frozenset({Rung.SEND})),
    OFFICIAL: Ability(replies_in_response=True, pushes=frozenset({Rung.CUSTOMER})),
    PLAIN: Ability(replies_in_response=True),
}
TG = Reachable(1, TELEGRAM, "42")
WX = Reachable(2, OFFICIAL, "oA")
WX_CLICK = replace(WX, click_window=(NOON + timedelta(seconds=50), 3))
WX_MESSAGE = replace(WX, message_window=(NOON + HOUR, 5))
WX_BOTH = replace(WX_CLICK, message_window=(NOON + HOUR, 5))
WX_SPENT = replace(WX, message_window=(NOON + HOUR, 0), click_window=(NOON + HOUR, 0))
WX_OVER = replace(WX, message_window=(NOON, 5), click_window=(NOON - HOUR, 3))
SMALL = Reachable(3, PLAIN, "oB")


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time in Shanghai, in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def owed(kind: Kind = Kind.LESSON, *addresses: Reachable, **changes: Any) -> Delivery:
    base = Delivery(
        row=7,
        lane="city",
        kind=kind,
        subject="course",
        occurrence="2026-11-23",
        due=NOON,
        expires=NOON + timedelta(days=1),
        decided_at=None,
        attempts=0,
        unsent=0,
        uncertain=False,
        detail={},
        learner=1,
        group=None,
        zone="Asia/Shanghai",
        recipient_state="active",
        addresses=addresses or (TG,),
    )
    return replace(base, **changes)


@dataclass(frozen=True)
class Case:
    name: str
    delivery: Delivery
    action: Action
    reason: Reason
    now: datetime = NOON
    resting: frozenset[str] = frozenset()
    expect: dict[str, Any] = field(default_factory=dict)


GROUP = {"learner": None, "group": 5, "recipient_state": "known"}
LATE_EVENING = shanghai(23, 21, 30)
MORNING = shanghai(24, 7, 30)

CASES = [
    # its moment
    Case(
        "the moment is over at its very instant",
        owed(expires=NOON),
        Action.EXPIRE,
        Reason.MOMENT_PASSED,
    ),
    Case(
        "a moment before, it goes",
        owed(expires=NOON + timedelta(microseconds=1)),
        Action.SEND,
        Reason.SEND,
    ),
    Case("without an end it goes any time", owed(expires=None), Action.SEND, Reason.SEND),
    # the recipient
    Case("stopped: no lesson", owed(recipient_state="stopped"), Action.EXPIRE, Reason.STOPPED),
    Case(
        "stopped: no reminder",
        owed(Kind.REMINDER, recipient_state="stopped"),
        Action.EXPIRE,
        Reason.STOPPED,
    ),
    Case(
        "stopped: an answer",
        owed(Kind.REPLY, recipient_state="stopped"),
        Action.SEND,
        Reason.SEND,
    ),
    Case("paused: no lesson", owed(recipient_state="paused"), Action.EXPIRE, Reason.PAUSED),
    Case(
        "paused: no quiz", owed(Kind.QUIZ, recipient_state="paused"), Action.EXPIRE, Reason.PAUSED
    ),
    Case(
        "paused: a reminder",
        owed(Kind.REMINDER, recipient_state="paused"),
        Action.SEND,
        Reason.SEND,
    ),
    Case(
        "new: an announcement",
        owed(Kind.ANNOUNCEMENT, recipient_state="new"),
        Action.SEND,
        Reason.SEND,
    ),
    Case("a known group", owed(Kind.ANNOUNCEMENT, **GROUP), Action.SEND, Reason.SEND),
    Case(
        "a group that is gone",
        owed(Kind.ANNOUNCEMENT, **{**GROUP, "recipient_state": "gone"}),
        Action.FAIL,
        Reason.GROUP_GONE,
    ),
    # addresses
    Case("nobody is there", owed(addresses=()), Action.FAIL, Reason.NO_ADDRESS),
    Case(
        "only at an account we do not have",
        owed(Kind.LESSON, Reachable(9, "elsewhere", "1")),
        Action.FAIL,
        Reason.NO_ADDRESS,
    ),
    Case(
        "an account we do not have is passed over",
        owed(Kind.LESSON, Reachable(9, "elsewhere", "1"), TG),
        Action.SEND,
        Reason.SEND,
        expect={"address": TG},
    ),
    Case(
        "the first that can be reached",
        owed(Kind.LESSON, WX, TG),
        Action.SEND,
        Reason.SEND,
        expect={"address": TG, "rung": Rung.SEND, "window": ""},
    ),
    # rungs
    Case(
        "a window after a message",
        owed(Kind.LESSON, WX_MESSAGE),
        Action.SEND,
        Reason.CUSTOMER_MESSAGE_WINDOW,
        expect={"rung": Rung.CUSTOMER, "window": "message", "address": WX_MESSAGE},
    ),
    Case(
        "a window after a click goes first: it closes sooner",
        owed(Kind.LESSON, WX_BOTH),
        Action.SEND,
        Reason.CUSTOMER_CLICK_WINDOW,
        expect={"rung": Rung.CUSTOMER, "window": "click"},
    ),
    Case("windows used up", owed(Kind.LESSON, WX_SPENT), Action.HOLD, Reason.NO_WINDOW),
    Case("windows over", owed(Kind.LESSON, WX_OVER), Action.HOLD, Reason.NO_WINDOW),
    Case("no window ever", owed(Kind.LESSON, WX), Action.HOLD, Reason.NO_WINDOW),
    Case("an account that may not push", owed(Kind.LESSON, SMALL), Action.HOLD, Reason.NO_PUSH),
    Case(
        "of two accounts, the better reason",
        owed(Kind.LESSON, SMALL, WX),
        Action.HOLD,
        Reason.NO_WINDOW,
    ),
    Case(
        "an answer has no inbox to wait in",
        owed(Kind.REPLY, WX),
        Action.EXPIRE,
        Reason.NO_WINDOW,
    ),
    Case(
        "nor has a group",
        owed(Kind.ANNOUNCEMENT, Reachable(0, PLAIN, "class-7"), **GROUP),
        Action.EXPIRE,
        Reason.NO_PUSH,
    ),
    # accounts that rest
    Case(
        "an account rests",
        owed(),
        Action.WAIT,
        Reason.ACCOUNT_RESTS,
        resting=frozenset({TELEGRAM}),
        expect={"address": TG, "until": None},
    ),
    Case(
        "another account does not",
        owed(Kind.LESSON, TG, WX_MESSAGE),
        Action.SEND,
        Reason.CUSTOMER_MESSAGE_WINDOW,
        resting=frozenset({TELEGRAM}),
    ),
    Case(
        "better to wait for an account than to hold",
        owed(Kind.LESSON, WX, TG),
        Action.WAIT,
        Reason.ACCOUNT_RESTS,
        resting=frozenset({TELEGRAM}),
    ),
    Case(
        "a resting account without a window: hold",
        owed(Kind.LESSON, WX),
        Action.HOLD,
        Reason.NO_WINDOW,
        resting=frozenset({OFFICIAL}),
    ),
    # lateness
    Case(
        "three hours late is not too late",
        owed(),
        Action.SEND,
        Reason.SEND,
        now=NOON + 3 * HOUR,
    ),
    Case(
        "any later is",
        owed(),
        Action.HOLD,
        Reason.LATE,
        now=NOON + 3 * HOUR + timedelta(seconds=1),
    ),
    Case(
        "a reminder is never late",
        owed(Kind.REMINDER),
        Action.SEND,
        Reason.SEND,
        now=NOON + 5 * HOUR,
    ),
    Case(
        "late, and nobody there",
        owed(addresses=()),
        Action.FAIL,
        Reason.NO_ADDRESS,
        now=NOON + 5 * HOUR,
    ),
    # quiet hours
    Case(
        "the last moment before quiet hours",
        owed(Kind.REMINDER),
        Action.SEND,
        Reason.SEND,
        now=LATE_EVENING - timedelta(microseconds=1),
    ),
    Case(
        "quiet hours begin",
        owed(Kind.REMINDER, expires=NOON + timedelta(days=3)),
        Action.WAIT,
        Reason.QUIET_HOURS,
        now=LATE_EVENING,
        expect={"until": MORNING},
    ),
    Case(
        "after midnight they end the same day",
        owed(Kind.REMINDER, expires=NOON + timedelta(days=3)),
        Action.WAIT,
        Reason.QUIET_HOURS,
        now=MORNING - timedelta(seconds=1),
        expect={"until": MORNING},
    ),
    Case(
        "quiet hours are over",
        owed(Kind.REMINDER, expires=NOON + timedelta(days=3)),
        Action.SEND,
        Reason.SEND,
        now=MORNING,
    ),
    Case(
        "of no use when they end",
        owed(Kind.REMINDER, expires=MORNING),
        Action.EXPIRE,
        Reason.QUIET_HOURS,
        now=LATE_EVENING,
    ),
    Case(
        "an answer does not mind them",
        owed(Kind.REPLY),
        Action.SEND,
        Reason.SEND,
        now=shanghai(23, 23),
    ),
    Case(
        "a group sleeps too",
        owed(Kind.ANNOUNCEMENT, expires=NOON + timedelta(days=9), **GROUP),
        Action.WAIT,
        Reason.QUIET_HOURS,
        now=shanghai(23, 23),
        expect={"until": MORNING},
    ),
    Case(
        "a lesson of 20:30 that is late at 23:00 is kept, not pushed in the morning",
        owed(due=shanghai(23, 20, 30)),
        Action.HOLD,
        Reason.LATE,
        now=shanghai(23, 23),
    ),
    Case(
        "a lesson due shortly before they end comes then",
        owed(due=shanghai(24, 5)),
        Action.SEND,
        Reason.SEND,
        now=shanghai(24, 5),
    ),
    Case(
        "somebody chose 22:00",
        owed(due=shanghai(23, 22)),
        Action.SEND,
        Reason.SEND,
        now=shanghai(23, 22, 59),
    ),
    Case(
        "who chose 22:00 did not choose 23:30",
        owed(due=shanghai(23, 22)),
        Action.HOLD,
        Reason.LATE,
        now=shanghai(23, 23, 30),
    ),
    Case(
        "who chose 05:30 gets a late one when quiet hours end",
        owed(due=shanghai(24, 5, 30)),
        Action.WAIT,
        Reason.QUIET_HOURS,
        now=shanghai(24, 6, 45),
        expect={"until": MORNING},
    ),
    Case(
        "a reminder that was planned into quiet hours chose nothing",
        owed(Kind.REMINDER, due=shanghai(23, 22), expires=NOON + timedelta(days=3)),
        Action.WAIT,
        Reason.QUIET_HOURS,
        now=shanghai(23, 22),
    ),
    Case(
        "the learner's own zone counts",
        owed(Kind.REMINDER, zone="Europe/Berlin"),
        Action.WAIT,
        Reason.QUIET_HOURS,
        expect={"until": datetime(2026, 11, 23, 6, 30, tzinfo=UTC)},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_ladder(case: Case) -> None:
    decision = decide(case.delivery, Outlook(ABILITIES, case.resting), QUIET, case.now)
    assert (decision.action, decision.reason) == (case.action, case.reason)
    for name, value in case.expect.items():
        assert getattr(decision, name) == value
    if decision.action is Action.SEND:
        assert decision.rung is not None
        assert decision.address is not None


def test_a_kind_that_is_not_repeated_fails_once_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, Kind.RESULT, KindRule(repeat_uncertain=False))
    sure, unsure = owed(Kind.RESULT), owed(Kind.RESULT, uncertain=True)
    assert decide(sure, Outlook(ABILITIES), QUIET, NOON).action is Action.SEND
    decision = decide(unsure, Outlook(ABILITIES), QUIET, NOON)
    assert (decision.action, decision.reason) == (Action.FAIL, Reason.UNCERTAIN)


def test_where_clocks_go_back_nothing_waits_for_the_past() -> None:
    """02:10 comes twice in Berlin on 25 October 2026; quiet hours that end at 02:30 do, too."""
    quiet = QuietHours(time(22, 0), time(2, 30))
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    delivery = owed(Kind.REMINDER, zone="Europe/Berlin", expires=second + timedelta(days=1))
    decision = decide(delivery, Outlook(ABILITIES), quiet, second)
    assert decision.action is Action.WAIT
    assert decision.until is not None
    assert decision.until > second


def test_no_quiet_hours_when_they_begin_as_they_end() -> None:
    quiet = QuietHours(time(0, 0), time(0, 0))
    for hour in range(24):
        assert not quiet.hold(NOON + hour * HOUR, "Asia/Shanghai")


def test_quiet_hours_within_a_day() -> None:
    quiet = QuietHours(time(12, 0), time(14, 0))
    assert quiet.hold(NOON, "Asia/Shanghai")
    assert not quiet.hold(NOON + 2 * HOUR, "Asia/Shanghai")
    assert quiet.end_after(NOON, "Asia/Shanghai") == NOON + 2 * HOUR
    assert quiet.end_after(NOON + 2 * HOUR, "Asia/Shanghai") == NOON + 26 * HOUR


def test_every_kind_has_a_rule_and_every_end_a_state() -> None:
    assert set(RULES) == set(Kind)
    assert set(ENDS) == set(Action) - {Action.SEND, Action.WAIT}
    assert recipient(owed()) is None
