"""Today: what goes out, what failed and how to mend it, what waits for somebody."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import groupby

from bot.delivery.reason_classes import LASTING, OTHER, class_of
from bot.store import audit
from bot.store.console import tallies, today
from bot.store.console.tallies import HourCount
from bot.store.console.today import Coming, Failed, Groups, Waiting
from bot.store.operator_acts import START, Only, retry_failed
from bot.web.console import charts
from bot.web.console.charts import Chart
from bot.web.console.staff import ANYONE, EDITORS, OPERATORS, REVIEWERS, StaffRole
from bot.web.console.visit import Done, PageError, Shown, Visit
from bot.web.console.ways import act, look

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
AT_ONCE = 1000
"""Deliveries planned again in one transaction."""
MOST_BATCHES = 20
"""In one request: what is left is planned again by the next touch."""
NEEDED = 0.99
"""Of what is due, decided within ten seconds (design 4.13)."""

_WAITING: tuple[tuple[str, str, frozenset[StaffRole]], ...] = (
    ("courses", "courses", REVIEWERS),
    ("announcements", "announcements", EDITORS),
    ("competitions", "competitions", EDITORS),
    ("objections", "competitions", EDITORS),
    ("works", "competitions", EDITORS),
    ("judges", "competitions", EDITORS),
    ("requests", "groups/requests", ANYONE),
    ("wishes", "wishes", EDITORS),
    ("questions", "wishes", EDITORS),
)
"""What waits, where it is dealt with, and by whom."""


@dataclass(slots=True)
class Trouble:
    """Everything that failed for one class of reasons; ``lasts``: sending again would not help."""

    name: str
    lasts: bool = False
    count: int = 0
    where: list[Failed] = field(default_factory=list)


async def show(visit: Visit) -> Shown:
    """What there is to do, as far as it is this person's to see."""
    groups = _groups(visit)
    now, whole = visit.now, visit.staff.is_operator
    async with visit.reading() as conn:
        waiting = await today.waiting(conn, now, groups, visit.staff.learner)
        seen = [key for key, _ in visit.staff.judges]
        coming = await today.coming(conn, now - A_DAY, now + A_WEEK, groups, seen)
        failed = await today.failed(conn, now - A_DAY, now, groups)
        values = (
            {}
            if not whole
            else {
                "lessons": await today.lessons(
                    conn, now, _day_ends(visit), list(visit.house.channels)
                ),
                "stopped": await today.stopped(conn),
                "kinds": await tallies.by_kind(conn, _day_begins(visit)),
                "punctual": _punctual(*await tallies.punctual(conn, now - A_DAY)),
                "chart": _chart(visit, await tallies.by_hour(conn, _chart_begins(now))),
                "counted_upto": await tallies.counted_upto(conn),
            }
        )
    return Shown(
        "home",
        {
            "waiting": list(_waiting(visit, waiting)),
            "days": list(_days(visit, coming)),
            "troubles": troubles(failed, _told(visit)),
            "whole": whole,
            "most": today.MOST,
            **values,
        },
    )


def _told(visit: Visit) -> Callable[[str], bool]:
    """Whether a class of reasons has its words."""
    return lambda name: visit.t.has(f"home-class-{name}")


def _groups(visit: Visit) -> Groups:
    """Whose groups count: an operator's and a reviewer's are all."""
    return None if visit.staff.may(REVIEWERS) else visit.staff.groups


def _day_begins(visit: Visit) -> datetime:
    here = visit.now.astimezone(visit.house.zone)
    return datetime.combine(here.date(), time(0), visit.house.zone)


def _day_ends(visit: Visit) -> datetime:
    """The learners' day ends at 04:00; what comes before that is still today's."""
    here = visit.now.astimezone(visit.house.zone) - timedelta(hours=4)
    return datetime.combine(here.date() + A_DAY, time(4), visit.house.zone)


def _waiting(visit: Visit, found: Waiting) -> Iterable[tuple[str, int, str]]:
    for name, page, may in _WAITING:
        count = int(getattr(found, name))
        if count and visit.staff.may(may):
            yield name, count, page


def _days(visit: Visit, coming: Sequence[Coming]) -> Iterable[tuple[str, bool, list[Coming]]]:
    """What comes, by local day: its name, whether it is today, and what it brings."""
    zone = visit.house.zone
    here = visit.now.astimezone(zone).date()
    for day, those in groupby(coming, lambda one: one.at.astimezone(zone).date()):
        if day >= here:
            yield (
                f"{day:%m-%d} {visit.t(f'home-weekday-{day.isoweekday()}')}",
                day == here,
                list(those),
            )


def troubles(failed: Iterable[Failed], told: Callable[[str], bool]) -> list[Trouble]:
    """What failed by class, the most frequent first; a class that is not ``told`` is ``other``."""
    found: dict[str, Trouble] = {}
    for one in failed:
        name = told_class(one.reason, told)
        trouble = found.setdefault(name, Trouble(name, lasts=name in LASTING))
        trouble.count += one.count
        same = [w for w in trouble.where if (w.account, w.kind) == (one.account, one.kind)]
        if same:
            trouble.where.remove(same[0])
        before = same[0] if same else Failed(one.account, one.kind, "", 0, 0)
        added = (before.count + one.count, before.useful + one.useful)
        trouble.where.append(Failed(one.account, one.kind, "", *added))
    return sorted(found.values(), key=lambda one: (-one.count, one.name))


def told_class(reason: str, told: Callable[[str], bool]) -> str:
    """The class under which a reason is shown: ``other`` where it is not ``told``."""
    name = class_of(reason)
    return name if told(name) else OTHER


def _punctual(good: int, whole: int) -> tuple[str, str] | None:
    """The share decided in time, rounded down so that 99 % is never said too early, and its tone."""
    if not whole:
        return None
    return f"{good * 1000 // whole / 10:g} %", "good" if good >= NEEDED * whole else "bad"


def _chart_begins(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=23)


def _chart(visit: Visit, counts: Sequence[HourCount]) -> Chart | None:
    """How many were sent in each of the last 24 hours."""
    if not counts:
        return None
    sent = {one.hour: one.count for one in counts if one.state == "sent"}
    hours = [_chart_begins(visit.now) + timedelta(hours=n) for n in range(24)]
    pairs = [(f"{at.astimezone(visit.house.zone):%H}", sent.get(at, 0)) for at in hours]
    heads = (visit.t("home-chart-hour"), visit.t("home-chart-sent"))
    return charts.columns(visit.t("home-chart"), heads, pairs)


async def retry(visit: Visit) -> Done:
    """Plan what failed again, of one account, kind and class of reasons, as far as its moment is still
    to come and it may go better.
    """
    only = Only(visit.form.get("account") or None, visit.form.get("kind") or None)
    name = visit.form.get("class", "")
    if only.account is None or only.kind is None or not name:
        raise PageError(422, "home-retry-what")
    if name in LASTING:
        raise PageError(422, "home-retry-lasts")
    async with visit.reading() as conn:
        shown = await today.failed(conn, visit.now - A_DAY, visit.now, None)
    told = _told(visit)
    reasons = {one.reason for one in shown if told_class(one.reason, told) == name}
    planned, after = 0, START
    for _ in range(MOST_BATCHES):
        done, reached = await _retry_some(visit, only, reasons, after)
        planned += done
        if reached is None:
            break
        after = reached
    if planned:
        visit.house.wake("delivery")
    return Done("", "done-home-retried", {"count": str(planned)})


async def _retry_some(
    visit: Visit, only: Only, reasons: Collection[str], after: tuple[datetime, int]
) -> tuple[int, tuple[datetime, int] | None]:
    async with visit.writing() as conn:
        batch = await retry_failed(
            conn, only, visit.now, after=after, most=AT_ONCE, reasons=reasons
        )
        if batch.planned:
            await audit.note(
                conn,
                at=visit.now,
                actor=visit.staff.actor,
                act="delivery.retry",
                kind="account",
                about=only.account or "",
                after={"kind": only.kind, "planned": batch.planned.total()},
            )
    return batch.planned.total(), batch.after


WAYS = [look("home", show, ANYONE), act("home/retry", retry, OPERATORS)]
