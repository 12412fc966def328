"""The month as the page shows it: a day after the other, with the rungs that reached her."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.simulator.phones_month import Month, Waited
from adapters.simulator.phones_person import DAYS
from adapters.simulator.wechat_people import RUNGS, Sent


def calendar(
    month: Month, sent: Iterable[Sent], waited: Iterable[Waited], zone: ZoneInfo
) -> dict[str, Any] | None:
    """The month under way, or the last one; None before the first.

    ``day`` is the one it is at (from 1), ``counts`` how much came by each rung, ``waited`` what
    was held: how much waits still, was given with a reply, was lost. Each of ``days`` has its
    ``date``, ``rungs`` (those that reached her, in the ladder's order, each once), how much was
    ``held`` and ``given``, whether she was ``away``, whether she ``allowed`` reminders, and
    whether it has ``come`` yet.
    """
    if month.began is None:
        return None
    began, held = month.began, list(waited)
    mine = [one for one in sent if one.at >= began]
    by_day = {day: {one.rung for one in mine if _day(one.at, zone) == day} for day in _days(month)}
    allowed = {_day(at, zone) for at in month.allowed}
    states = Counter(one.state for one in held)
    return {
        "day": month.day,
        "over": month.over,
        "counts": {rung: sum(one.rung == rung for one in mine) for rung in RUNGS.values()},
        "waited": {state: states[state] for state in ("waiting", "given", "lost")},
        "days": [
            {
                "date": day.isoformat(),
                "rungs": [rung for rung in RUNGS.values() if rung in by_day[day]],
                "held": sum(_day(one.since, zone) == day for one in held),
                "given": sum(
                    one.state == "given" and one.until is not None and _day(one.until, zone) == day
                    for one in held
                ),
                "away": month.away(number),
                "allowed": day in allowed,
                "come": number <= month.day,
            }
            for number, day in enumerate(_days(month), 1)
        ],
    }


def _days(month: Month) -> list[date]:
    return [month.first + timedelta(days=number) for number in range(DAYS)]


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
