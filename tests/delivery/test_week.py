"""The picture of the week goes where it costs nothing, and else waits until the next one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.deciding import Action, Outlook, Reason, decide
from bot.domain.delivery import Kind, Rung, Template
from bot.ports import Ability
from bot.store.deliveries import Delivery, Reachable
from tests.delivery.rungs import BOT, SERVICE, TG, WX, WX_MUTED
from tests.delivery.test_deciding import QUIET, owed, shanghai

SUNDAY_EVENING = shanghai(29, 19, 30)
ANY = Template("any", "notice", frozenset(Kind), {"thing1": "title"})
FORM = Template("form", "template", frozenset(Kind), {"thing1": "title"})
ABILITIES = {
    SERVICE: Ability(True, frozenset({Rung.CUSTOMER, Rung.NOTICE, Rung.TEMPLATE}), (ANY, FORM)),
    BOT: Ability(False, frozenset({Rung.SEND})),
}
AGREED = replace(WX, notices={"any": 5})
SPOKEN = replace(AGREED, message_window=(SUNDAY_EVENING + timedelta(hours=1), 1))


def week(*addresses: Reachable) -> Delivery:
    return owed(
        Kind.WEEK, *addresses, due=SUNDAY_EVENING, expires=SUNDAY_EVENING + timedelta(days=7)
    )


@pytest.mark.parametrize(
    ("addresses", "action", "rung"),
    [
        ((TG,), Action.SEND, Rung.SEND),
        ((SPOKEN,), Action.SEND, Rung.CUSTOMER),
        ((AGREED,), Action.HOLD, None),
        ((WX,), Action.HOLD, None),
        ((WX_MUTED,), Action.HOLD, None),
        ((AGREED, TG), Action.SEND, Rung.SEND),
    ],
)
def test_it_takes_no_consent(
    addresses: tuple[Reachable, ...], action: Action, rung: Rung | None
) -> None:
    found = decide(week(*addresses), Outlook(ABILITIES), QUIET, SUNDAY_EVENING)
    assert (found.action, found.rung) == (action, rung)


def test_a_lesson_would_take_the_consent() -> None:
    """So it is the kind that keeps it."""
    lesson = replace(week(AGREED), kind=Kind.LESSON)
    assert decide(lesson, Outlook(ABILITIES), QUIET, SUNDAY_EVENING).rung is Rung.NOTICE


def test_it_is_not_pushed_late_at_night_nor_the_next_day() -> None:
    late = decide(week(TG), Outlook(ABILITIES), QUIET, SUNDAY_EVENING + timedelta(hours=2))
    assert (late.action, late.reason) == (Action.HOLD, Reason.LATE)
    monday = decide(week(TG), Outlook(ABILITIES), QUIET, SUNDAY_EVENING + timedelta(hours=14))
    assert (monday.action, monday.reason) == (Action.HOLD, Reason.LATE)


def test_it_waits_until_the_next_one() -> None:
    over = decide(week(TG), Outlook(ABILITIES), QUIET, SUNDAY_EVENING + timedelta(days=7))
    assert (over.action, over.reason) == (Action.EXPIRE, Reason.MOMENT_PASSED)
