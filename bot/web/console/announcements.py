"""Announcements: all of them, one of them, and what is done with it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from bot.competitions import announcing
from bot.competitions.announcing import Act, UnreadyError, person
from bot.competitions.telling.previewing import pages_for
from bot.content.announcement_check import sending_faults
from bot.delivery.announcement_report import Part
from bot.delivery.causes import cause_of
from bot.delivery.forecasting import NOT_REACHED
from bot.delivery.reach import Reach
from bot.domain.announcements import AnnouncementState, Kept, Phase
from bot.domain.delivery import Kind, Rung
from bot.domain.errors import InputError, NotAllowedError, StaleEditError
from bot.store import announcements, audit
from bot.store.announcing import stopping
from bot.store.announcing.said_before import said_before
from bot.store.audit import Wanted
from bot.store.console import announcements as pages
from bot.store.db import Connection
from bot.store.reach import forecasts, subjects
from bot.store.reach.forecasts import Count, Forecast
from bot.texts.catalogue import SIMPLIFIED, Texts, texts
from bot.web.console import announcements_form, announcements_report
from bot.web.console.announcements_report import line_words, report_of
from bot.web.console.announcements_view import (
    TONES,
    Seen,
    countdown,
    fault_words,
    phones,
    seen,
    sees_all,
    who_words,
)
from bot.web.console.staff import EDITORS, ORGANISERS, REVIEWERS
from bot.web.console.visit import Bare, Done, PageError, Shown, Visit, read_instant
from bot.web.console.ways import Way, act, look

A_PAGE = 20
NAMED = 20
"""Groups named by an announcement itself; a report has them all."""
COUNTED_AT_ONCE = 5000
"""People whose ways are forecast while somebody waits; more are counted by a job beforehand."""
REASON = 300


async def show(visit: Visit) -> Shown:
    """All that somebody may see, the last due first."""
    own = None if sees_all(visit) else sorted(visit.staff.groups)
    async with visit.reading() as conn:
        found = await announcements.newest(
            conn,
            groups=own,
            made_by=visit.staff.actor,
            before=_before(visit.query.get("before", "")),
            most=A_PAGE + 1,
        )
        far = await pages.progress(conn, [one.announcement.key for one in found[:A_PAGE]])
    last = found[A_PAGE - 1].announcement if len(found) > A_PAGE else None
    before = urlencode({"before": f"{last.due.isoformat()}|{last.key}"}) if last else ""
    values = {
        "found": found[:A_PAGE],
        "far": far,
        "after": f"{visit.house.root}/announcements?{before}" if before else "",
        "writes": visit.staff.may(ORGANISERS),
        "begun": bool(visit.query.get("before")),
    }
    return Shown("announcements", values | _words(visit))


def _words(visit: Visit) -> dict[str, Any]:
    """What templates ask about announcements."""
    return {
        "now": visit.now,
        "Phase": Phase,
        "Part": Part,
        "tones": TONES,
        "countdown": lambda at: countdown(visit.t, at, visit.now),
        "line_words": lambda line: line_words(visit.t, line),
        "who": lambda actor: who_words(visit.t, actor),
    }


def _before(written: str) -> tuple[datetime, str] | None:
    moment, _, key = written.partition("|")
    found = read_instant(moment)
    return (found, key) if found else None


async def one(visit: Visit) -> Shown:
    """One announcement: what it says on both channels, what comes next, how far it is."""
    key = visit.path["key"]
    async with visit.reading() as conn:
        found = await seen(visit, conn, key)
        kept = found.kept
        crowd = await pages.crowd(conn, found.rows)
        values = {
            "seen": found,
            "kept": kept,
            "phase": kept.phase(visit.now),
            "crowd": crowd,
            "groups": await pages.choices(conn, (), kept.announcement.groups[:NAMED]),
            "before": await said_before(conn, kept.announcement, visit.now),
            "report": await report_of(visit, conn, kept) if _goes_out(visit, kept) else None,
            "changes": await audit.acts(conn, Wanted(kind="announcement", about=key), most=20),
        }
    unready = sending_faults(kept.announcement, visit.now)
    return Shown(
        "announcements_one",
        values
        | {
            "previews": phones(visit, kept),
            "unready": fault_words(visit.t, unready),
            "two_people": visit.house.rules().two_people,
            "approves": _approves(visit, kept),
            "approver_of_own": person(kept.made_by) == visit.staff.key[:8],
        }
        | _words(visit),
    )


def _goes_out(visit: Visit, kept: Kept) -> bool:
    """Whether its report is shown: from when it was due on, though nobody is planned yet."""
    return kept.begun or kept.phase(visit.now) is Phase.GOING


def _approves(visit: Visit, kept: Kept) -> bool:
    mine = person(kept.made_by) == visit.staff.key[:8]
    return kept.state is AnnouncementState.WAITING and visit.staff.may(REVIEWERS) and not mine


async def forecast(visit: Visit) -> Bare:
    """Whom it reaches by which way, and when the last is out: counted now, or by a job before it
    goes out where they are many.
    """
    key = visit.path["key"]
    async with visit.reading() as conn:
        found = await seen(visit, conn, key)
        crowd = await pages.crowd(conn, found.rows)
        subject = await subjects.news(conn, key)
    made: list[Forecast] = []
    few = crowd.people is not None and crowd.people <= COUNTED_AT_ONCE
    if subject is not None and few:
        house = visit.house
        made = await Reach(house.db, house.clock, house.world).subject(subject)
    else:
        async with visit.reading() as conn:
            made = await forecasts.of_subject(conn, Kind.NEWS, key)
    lines = [_forecast_line(visit.t, line) for one in made for line in one.counts]
    values = {
        "lines": lines,
        "people": sum(people for *_, people in lines),
        "finishes": max((one.finishes for one in made if one.finishes), default=None),
        "kept": found.kept,
        "quiet": f"{visit.house.quiet.begin:%H:%M}–{visit.house.quiet.end:%H:%M}",
    }
    return Bare("announcements_forecast", values | _words(visit))


def _forecast_line(t: Texts, count: Count) -> tuple[str, str, str, int]:
    """A line of a forecast: the way or what stands in it, what can be done, its tone, how many."""
    rung, reason, people = count
    if rung in {Rung.HOLD, NOT_REACHED}:
        cause = cause_of("held" if rung == Rung.HOLD else "expired", reason).value
        tone = "wait" if rung == Rung.HOLD else "bad"
        words, remedy = t(f"announcements-cause-{cause}"), t(f"announcements-remedy-{cause}")
        return words, remedy, tone, people
    return t(f"announcements-rung-{rung}"), "", "good", people


# What is done with it ------------------------------------------------------------------------------

Step = Callable[[Visit, Connection, Seen, Act], Awaitable[str]]
"""Does it in the caller's transaction; the text that says so."""


def _act(step: Step, *, writes: bool = True) -> Callable[[Visit], Awaitable[Done]]:
    """A form's handler around ``step``; ``writes``: only for who may change the announcement."""

    async def handler(visit: Visit) -> Done:
        key = visit.path["key"]
        reason = visit.form.get("reason", "").strip()[:REASON]
        async with visit.writing() as conn:
            found = await seen(visit, conn, key, lock=True)
            if writes and not found.writes:
                raise PageError(403, "error-not-allowed")
            try:
                said = await step(visit, conn, found, Act(visit.staff.actor, visit.now, reason))
            except StaleEditError as error:
                raise PageError(409, "announcements-error-stale") from error
            except NotAllowedError as error:
                raise PageError(403, "announcements-error-own") from error
            except UnreadyError as error:
                raise PageError(422, "announcements-error-unready") from error
            except InputError as error:
                raise PageError(409, "announcements-error-ended") from error
        visit.house.wake("delivery")
        return Done(f"announcements/{key}", said)

    return handler


def _revision(visit: Visit) -> int:
    written = visit.form.get("revision", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


async def _submit(visit: Visit, conn: Connection, found: Seen, who: Act) -> str:
    state = await announcing.submit(
        conn,
        found.kept.announcement.key,
        who,
        revision=_revision(visit),
        two_people=visit.house.rules().two_people,
    )
    if state is AnnouncementState.WAITING:
        return "done-announcement-submitted"
    return "done-announcement-approved"


async def _approve(visit: Visit, conn: Connection, found: Seen, who: Act) -> str:
    if not visit.staff.may(REVIEWERS):
        raise PageError(403, "error-not-allowed")
    key = found.kept.announcement.key
    await announcing.approve(conn, key, who, revision=_revision(visit))
    return "done-announcement-approved"


async def _return(visit: Visit, conn: Connection, found: Seen, who: Act) -> str:
    if not who.reason:
        raise PageError(422, "announcements-error-reason")
    key = found.kept.announcement.key
    await announcing.send_back(conn, key, who, revision=_revision(visit))
    return "done-announcement-returned"


def _check_stands(found: Seen) -> None:
    """What is cancelled neither stops nor goes on. Raises PageError (409)."""
    if found.kept.cancelled_at is not None:
        raise PageError(409, "announcements-error-ended")


async def _pause(visit: Visit, conn: Connection, found: Seen, who: Act) -> str:  # noqa: ARG001
    _check_stands(found)
    await announcing.pause(conn, found.kept.announcement.key, who)
    return "done-announcement-paused"


async def _resume(visit: Visit, conn: Connection, found: Seen, who: Act) -> str:  # noqa: ARG001
    _check_stands(found)
    await announcing.resume(conn, found.kept.announcement.key, who)
    return "done-announcement-resumed"


async def _cancel(visit: Visit, conn: Connection, found: Seen, who: Act) -> str:  # noqa: ARG001
    """The first of what waits ends with it, the rest within a minute (``schedules.masses``)."""
    key = found.kept.announcement.key
    await announcing.cancel(conn, key, who)
    for end in (stopping.cancel_planned, stopping.cancel_held):
        await end(conn, key, who.at, 1000)
    return "done-announcement-cancelled"


async def _test(visit: Visit, conn: Connection, found: Seen, who: Act) -> str:
    """A copy to the editor's own chat, as it will look there."""
    account = await pages.account_of(conn, visit.staff.address)
    channel = visit.house.channels.get(account)
    if channel is None:
        raise PageError(422, "announcements-error-no-chat")
    t = texts(visit.staff.language or SIMPLIFIED)
    copy = pages_for(channel, found.kept, visit.zone, t, visit.t("announcements-test-mark"))
    to = (visit.staff.learner, visit.staff.address, account)
    await announcing.send_test(conn, list(copy), found.kept.announcement.key, who, to=to)
    return "done-announcement-tested"


WAYS: list[Way] = [
    look("announcements", show, EDITORS),
    *announcements_form.WAYS,
    look("announcements/{key}", one, EDITORS),
    look("announcements/{key}/forecast", forecast, EDITORS),
    act("announcements/{key}/submit", _act(_submit), ORGANISERS),
    act("announcements/{key}/approve", _act(_approve, writes=False), REVIEWERS),
    act("announcements/{key}/return", _act(_return, writes=False), REVIEWERS),
    act("announcements/{key}/pause", _act(_pause), ORGANISERS),
    act("announcements/{key}/resume", _act(_resume), ORGANISERS),
    act("announcements/{key}/cancel", _act(_cancel), ORGANISERS),
    act("announcements/{key}/test", _act(_test, writes=False), EDITORS),
    *announcements_report.WAYS,
]
