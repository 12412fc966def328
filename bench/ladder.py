"""Deciding the rung of 100,000 followers, in every kind of window and consent."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from bench.table import Row, Series
from bot.delivery.deciding import Outlook, decide
from bot.delivery.decision import Action, Decision, Reason
from bot.delivery.ladder import MASS_A_MONTH
from bot.domain.delivery import Kind, Rung, Template
from bot.domain.quiet_hours import QuietHours
from bot.ports import Ability, MassWay
from bot.store.deliveries import Delivery, Reachable

FOLLOWERS = 100_000
ROUNDS = 5
CPU_S = 1.0

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
QUIET = QuietHours(clock_time(21, 30), clock_time(7, 30))
KINDS = (Kind.LESSON, Kind.REMINDER, Kind.ANNOUNCEMENT, Kind.NEWS)
NOTICE = Template("notice", "notice", frozenset({Kind.LESSON, Kind.REMINDER}), {"thing1": "title"})
TEMPLATE = Template("template", "template", frozenset({Kind.REMINDER}), {"thing1": "title"})
OUTLOOK = Outlook(
    abilities={
        "city": Ability(
            replies_in_response=True,
            pushes=frozenset({Rung.CUSTOMER, Rung.NOTICE, Rung.TEMPLATE, Rung.MASS}),
            templates=(NOTICE, TEMPLATE),
            mass=MassWay.PEOPLE,
        )
    },
    masses={("city", kind, "subject", "once"): NOW + timedelta(hours=10) for kind in KINDS[2:]},
)


def follower(number: int) -> Delivery:
    """Something owed to the follower of that number; each seventh, fifth … stands differently."""
    later, earlier = NOW + timedelta(hours=9), NOW - timedelta(hours=9)
    reachable = Reachable(
        number,
        "city",
        f"o{number:027d}",
        message_window=(later if number % 7 == 0 else earlier, number % 6),
        click_window=(later if number % 31 == 0 else None, 3),
        notices={"notice": number % 3} if number % 5 == 0 else {},
        muted_until=later if number % 50 == 0 else None,
        mass_used=("2026-11", number % (MASS_A_MONTH + 1)),
    )
    return Delivery(
        row=number,
        lane="city",
        kind=KINDS[number % 4],
        subject="subject",
        occurrence="once",
        due=NOW,
        expires=NOW + timedelta(days=2),
        decided_at=None,
        attempts=0,
        unsent=0,
        uncertain=False,
        detail={},
        learner=number,
        group=None,
        zone="Asia/Shanghai",
        recipient_state="stopped" if number % 40 == 0 else "active",
        addresses=(reachable,),
    )


async def measure() -> list[Row]:
    """The row on the ladder; beside it, what only making as many decisions costs."""
    owed = [follower(number) for number in range(FOLLOWERS)]
    ours, bare = Series(), Series()
    for _ in range(ROUNDS):
        ours.add(_seconds(lambda one: decide(one, OUTLOOK, QUIET, NOW), owed))
        bare.add(_seconds(_no_thought, owed))
    what = f"The ladder of {FOLLOWERS:,} followers: CPU"
    return [Row(what, "s", ours, bare, CPU_S, of_ours=True)]


def _no_thought(one: Delivery) -> Decision:
    del one
    return Decision(Action.HOLD, Reason.NO_WINDOW)


def _seconds(work: Callable[[Delivery], Decision], owed: list[Delivery]) -> float:
    begun = time.process_time()
    for one in owed:
        work(one)
    return time.process_time() - begun
