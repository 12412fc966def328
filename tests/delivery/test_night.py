"""Whether quiet hours hold something up, and why not: by table."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.delivery.deciding import Action, Outlook, Reason, decide, riding
from bot.delivery.night import AWAKE_FOR, Night, night
from bot.domain.delivery import Kind
from bot.domain.quiet_hours import QuietHours
from bot.store.deliveries import ACTED_AT
from tests.delivery.test_deciding import ABILITIES, QUIET, owed, shanghai

SENT = shanghai(23, 21, 35)
SECOND = timedelta(seconds=1)
NEWS = {ACTED_AT: SENT.isoformat()}
LUNCH = (QuietHours(time(11), time(13)),)


@pytest.mark.parametrize(
    ("kind", "detail", "due", "now", "why"),
    [
        (Kind.RESULT, NEWS, SENT, SENT + SECOND, Night.AWAKE),
        (Kind.RESULT, NEWS, SENT, SENT + AWAKE_FOR, Night.AWAKE),
        (Kind.RESULT, NEWS, SENT, SENT + AWAKE_FOR + SECOND, Night.HOLDS),
        (Kind.RESULT, {}, SENT, SENT + SECOND, Night.HOLDS),
        (Kind.RESULT, NEWS, SENT, shanghai(24, 7, 30), Night.DAY),
        (Kind.REMINDER, {"any_hour": True}, SENT, SENT, Night.URGENT),
        (Kind.RESULT, {"any_hour": True}, SENT, SENT, Night.HOLDS),
        (Kind.LESSON, {}, shanghai(23, 22), shanghai(23, 22, 30), Night.CHOSEN),
        (Kind.LESSON, {}, shanghai(23, 22), shanghai(23, 23, 30), Night.HOLDS),
        (Kind.REPLY, {}, SENT, SENT, Night.ASKED_FOR),
    ],
)
def test_each_reason(
    kind: Kind, detail: dict[str, Any], due: datetime, now: datetime, why: Night
) -> None:
    assert night(owed(kind, detail=detail, due=due), QUIET, now) is why


def test_who_has_just_sent_a_work_hears_of_it_at_night_and_others_in_the_morning() -> None:
    news = owed(Kind.RESULT, detail=NEWS, due=SENT, expires=None)
    at_once = decide(news, Outlook(ABILITIES), QUIET, SENT + SECOND)
    assert at_once.action is Action.SEND
    later = decide(news, Outlook(ABILITIES), QUIET, SENT + AWAKE_FOR + SECOND)
    assert (later.action, later.reason) == (Action.WAIT, Reason.QUIET_HOURS)
    assert later.until == shanghai(24, 7, 30)


def test_a_courier_who_has_just_sent_a_work_does_not_ride() -> None:
    noon = shanghai(23, 12)
    news = owed(
        Kind.RESULT,
        detail={ACTED_AT: noon.isoformat()},
        due=noon,
        breaks=(time(15, 0),),
    )
    assert riding(news, LUNCH, noon + SECOND) is None
    assert riding(news, LUNCH, noon + AWAKE_FOR + SECOND) is LUNCH[0]
