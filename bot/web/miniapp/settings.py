"""设置: when lessons come, a rest, who one is, the size of the type."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot.domain.content import Track
from bot.domain.learners import LearnerState
from bot.store import learners
from bot.texts.dates import a_day
from bot.web.miniapp.looks import SIZES
from bot.web.miniapp.visits import Done, Shown, Visit

MOST_TIMES = 4
"""How many breaks a day somebody can have, as in the chat."""
PAUSES = ("3", "7", "14", "0")
"""Days of a rest that are on offer; 0: until further notice."""
_RESTING = {LearnerState.PAUSED, LearnerState.STOPPED}


async def show(visit: Visit) -> Shown:
    """The page."""
    return _shown(visit, said=_said(visit))


async def set_times(visit: Visit) -> Done | Shown:
    """The daily time, or several breaks."""
    written = [visit.form.get(f"time{n}", "").strip() for n in range(1, MOST_TIMES + 1)]
    read = [_time(one) for one in written]
    wrong = {
        f"time{n}": visit.t("app-time-wrong")
        for n, one in enumerate(read, 1)
        if one is None and written[n - 1]
    }
    times = sorted({one for one in read if one is not None})
    if not times and not wrong:
        wrong = {"time1": visit.t("app-time-missing")}
    if wrong:
        return _shown(visit, wrong=wrong, written=written)
    await learners.save_times(visit.conn, visit.person.learner.row, times, visit.now)
    return Done("settings", "times")


async def pause(visit: Visit) -> Done | Shown:
    """Stop the daily lesson for some days, or until further notice (0)."""
    days = visit.form.get("days", "")
    if days not in PAUSES:
        return _shown(visit, wrong={"days": visit.t("app-pause-wrong")})
    if visit.person.learner.state in {LearnerState.ACTIVE, LearnerState.PAUSED}:
        until = visit.today + timedelta(days=int(days)) if int(days) else None
        row = visit.person.learner.row
        await learners.save_state(visit.conn, row, LearnerState.PAUSED, until)
    return Done("settings", "paused")


async def resume(visit: Visit) -> Done:
    """Go on after a rest."""
    if visit.person.learner.state in _RESTING:
        await learners.save_state(visit.conn, visit.person.learner.row, LearnerState.ACTIVE)
    return Done("settings", "resumed")


async def set_track(visit: Visit) -> Done | Shown:
    """Who somebody says to be."""
    track = visit.form.get("track", "")
    if track not in set(Track):
        return _shown(visit, wrong={"track": visit.t("app-who-wrong")})
    await learners.save_track(visit.conn, visit.person.learner.row, track)
    return Done("settings", "track")


async def set_size(visit: Visit) -> Done | Shown:
    """The size of the type; nothing of it is stored here."""
    size = visit.form.get("size", "")
    if size not in SIZES:
        return _shown(visit, wrong={"size": visit.t("app-size-wrong")})
    visit.looks = replace(visit.looks, size=size)
    return Done("settings", "size")


def _shown(
    visit: Visit,
    *,
    said: tuple[str, ...] = (),
    wrong: Mapping[str, str] | None = None,
    written: Sequence[str] = (),
) -> Shown:
    learner, quiet = visit.person.learner, visit.house.quiet
    times = written or _filled(learner.times)
    values: dict[str, Any] = {
        "times": times,
        "unfolded": any(times[1:]),
        "time": visit.daily_time,
        "state": learner.state.value,
        "rests": _rests(visit),
        "sends": learner.state is LearnerState.ACTIVE,
        "track": learner.track,
        "tracks": {one.value: visit.t(f"track-{one.value}") for one in Track},
        "pauses": {one: visit.t(f"app-pause-for-{one}") for one in PAUSES},
        "sizes": {one: visit.t(f"app-size-of-{one}") for one in SIZES},
        "size": visit.looks.size,
        "quiet": visit.t("app-quiet-note", begin=f"{quiet.begin:%H:%M}", end=f"{quiet.end:%H:%M}"),
        "wrong": wrong or {},
        "said": said,
    }
    return Shown("settings", values, 422 if wrong else 200)


def _filled(times: Sequence[time]) -> list[str]:
    """What stands in the fields, one for each time that is possible."""
    written = [f"{one:%H:%M}" for one in times[:MOST_TIMES]]
    return written + [""] * (MOST_TIMES - len(written))


def _time(written: str) -> time | None:
    """A time as a browser's field gives it, 07:30; None for anything else."""
    hour, colon, minute = written.partition(":")
    digits = hour.isascii() and minute.isascii() and hour.isdigit() and minute.isdigit()
    if not colon or not digits or len(hour) > 2 or len(minute) != 2:
        return None
    whole = int(hour) < 24 and int(minute) < 60
    return time(int(hour), int(minute)) if whole else None


def _rests(visit: Visit) -> str:
    """That nothing is sent now, and until when; empty while lessons come."""
    learner = visit.person.learner
    if learner.state is LearnerState.STOPPED:
        return visit.t("app-stopped-now")
    if learner.state is not LearnerState.PAUSED:
        return ""
    until = learner.paused_until
    return (
        visit.t("app-paused-until", date=a_day(until, visit.t))
        if until
        else visit.t("app-paused-now")
    )


def _said(visit: Visit) -> tuple[str, ...]:
    """What was just done, as it now stands."""
    learner = visit.person.learner
    match visit.query.get("said", ""):
        case "times":
            return (visit.t("app-times-saved", time=visit.daily_time),)
        case "paused" if learner.state is LearnerState.PAUSED:
            until = learner.paused_until
            whole = (
                visit.t("app-paused-done-until", date=a_day(until, visit.t))
                if until
                else visit.t("app-paused-done")
            )
            return (whole,)
        case "resumed" if learner.state is LearnerState.ACTIVE:
            return (visit.t("app-went-on", time=visit.daily_time),)
        case "track" if learner.track:
            return (visit.t("app-who-saved"),)
        case "size":
            return (visit.t("app-size-saved", size=visit.t(f"app-size-of-{visit.looks.size}")),)
        case _:
            return ()
