"""What ``yike reach`` does; how its commands are called stands in ``bot/cli.py``."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.forecasting import World
from bot.delivery.masses.budget import MassRules
from bot.delivery.month_page import month_page
from bot.delivery.month_preview import preview
from bot.delivery.reach import Reach
from bot.delivery.reach_page import forecast_page, report_page
from bot.delivery.reach_report import reports
from bot.domain.delivery import Kind
from bot.domain.errors import InputError
from bot.ports import Clock
from bot.progress import progress
from bot.store.db import Connection, Database
from bot.store.quotas import month_of
from bot.store.reach import forecasts
from bot.store.reach import lessons as forecast_lessons
from bot.store.reach import outcomes as reach_outcomes
from bot.store.reach import people as forecast_people
from bot.store.reach import subjects as forecast_subjects
from bot.store.reach.forecasts import About, Forecast
from bot.store.reach.people import Subject

COUNTING = "Counting"
DAY_BEGINS = timedelta(hours=4)
"""A learner's day begins so long after midnight (design 4.11)."""
TOLD_OF = (Kind.LESSON, Kind.ANNOUNCEMENT, Kind.REMINDER, Kind.NEWS, Kind.DIGEST)
"""What goes out to many, and can be reported on."""


# Before it goes out ---------------------------------------------------------------------------------


async def lessons_lines(
    db: Database,
    clock: Clock,
    world: World,
    zone: ZoneInfo,
    *,
    on: str | None = None,
    as_json: bool = False,
) -> list[str]:
    """`yike reach lessons`: who gets the lessons of a day, today unless ``on`` says which.

    Raises InputError for a day that is no date.
    """
    today = (clock.now().astimezone(zone) - DAY_BEGINS).date()
    day = _date(on) if on else today
    async with db.connection() as conn:
        total = await forecast_lessons.turns_of(conn, day)
    with progress(COUNTING, total) as advance:
        made = await Reach(db, clock, world).lesson_day(day, advance)
    return _json(made) if as_json else forecast_page(made, zone)


async def competition_lines(
    db: Database, clock: Clock, world: World, zone: ZoneInfo, key: str, *, as_json: bool = False
) -> list[str]:
    """`yike reach competition`: its announcement to those not told yet, and each reminder to come.

    Raises InputError where there is no such competition.
    """
    async with db.connection() as conn:
        announced = await forecast_subjects.announcement(conn, key)
        if announced is None:
            raise InputError(f'There is no competition "{key}"; import it first.')
        to_come = await forecast_subjects.reminders(conn, key)
    subjects = [announced] * bool(announced.groups) + to_come
    return await _subjects_lines(db, clock, world, zone, subjects, as_json=as_json)


async def announcement_lines(
    db: Database, clock: Clock, world: World, zone: ZoneInfo, key: str, *, as_json: bool = False
) -> list[str]:
    """`yike reach announcement`: an organiser's own, to those not told yet.

    Raises InputError where there is none such.
    """
    async with db.connection() as conn:
        found = await forecast_subjects.news(conn, key)
    if found is None:
        raise InputError(
            f'There is no announcement "{key}", or it was cancelled; import it first.'
        )
    subjects = [found] * bool(found.groups)
    return await _subjects_lines(db, clock, world, zone, subjects, as_json=as_json)


async def _subjects_lines(
    db: Database,
    clock: Clock,
    world: World,
    zone: ZoneInfo,
    subjects: Sequence[Subject],
    *,
    as_json: bool,
) -> list[str]:
    counted: list[list[Forecast]] = []
    for subject in subjects:
        async with db.connection() as conn:
            total = await forecast_people.members_of(conn, subject)
        with progress(COUNTING, total) as advance:
            counted.append(await Reach(db, clock, world).subject(subject, advance))
    if as_json:
        return _json([one for made in counted for one in made])
    async with db.connection() as conn:
        title = await _title(conn, subjects[0].about) if subjects else ""
    lines: list[str] = []
    for made in counted:
        lines += (
            ["", *forecast_page(made, zone, title)] if lines else forecast_page(made, zone, title)
        )
    return lines or ["Everybody was told already; see: yike reach report."]


# The month, and afterwards -----------------------------------------------------------------------------


async def month_lines(
    db: Database,
    clock: Clock,
    rules: Mapping[str, MassRules],
    *,
    account: str | None = None,
    month: str | None = None,
    as_json: bool = False,
) -> list[str]:
    """`yike reach month`: the mass messages of this month, or of ``month`` (``2026-12``).

    ``rules`` are those of the accounts that may send mass messages. Raises InputError for another
    account, or for a month that is none.
    """
    if account is not None and account not in rules:
        raise InputError(
            f'The account "{account}" may not send mass messages; those that may: '
            f"{', '.join(sorted(rules)) or 'none'}."
        )
    named = _month(month) if month else month_of(clock.now())
    meant = {name: own for name, own in rules.items() if account in {None, name}}
    async with db.transaction() as conn:
        await conn.execute("set transaction isolation level repeatable read, read only")
        found = await preview(conn, meant, named, clock.now())
    return _json(found) if as_json else month_page(found)


async def report_lines(
    db: Database, zone: ZoneInfo, kind: str, subject: str, *, as_json: bool = False
) -> list[str]:
    """`yike reach report`: what became of a subject, beside what was forecast.

    ``subject`` is a competition's, an announcement's or a digest's key; of kind lesson the day.
    Raises InputError for another kind, or a day that is no date.
    """
    known = [one.value for one in TOLD_OF]
    if kind not in known:
        raise InputError(f'There is no report on "{kind}"; there is on: {", ".join(known)}.')
    meant = Kind(kind)
    day = _date(subject).isoformat() if meant is Kind.LESSON else None
    key = "" if day else subject
    async with db.transaction() as conn:
        await conn.execute("set transaction isolation level repeatable read, read only")
        made = await forecasts.of_subject(conn, meant, key, day)
        came = await reach_outcomes.outcomes(conn, meant, key, day)
        parts = await reach_outcomes.mass_parts(conn, meant, key)
        title = await _title(conn, About(meant, key, ""))
    occurrences = dict.fromkeys([f.about.occurrence for f in made] + [o.occurrence for o in came])
    found = reports([About(meant, key, one) for one in occurrences], made, came, parts)
    return _json(found) if as_json else report_page(found, zone, title)


async def _title(conn: Connection, about: About) -> str:
    which = (about.kind.value, about.subject)
    return (await reach_outcomes.titles(conn, [which])).get(which, "")


def _json(found: Sequence[object]) -> list[str]:
    """For a program: instants are UTC."""
    plain = [asdict(one) for one in found]  # type: ignore[call-overload]
    return [json.dumps(plain, default=_as_text, ensure_ascii=False, indent=2)]


def _as_text(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not told to programs")


def _date(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise InputError(f'"{said}" is no day; write it as 2026-12-01.') from None


def _month(said: str) -> str:
    try:
        return date.fromisoformat(f"{said}-01").isoformat()[:7]
    except ValueError:
        raise InputError(f'"{said}" is no month; write it as 2026-12.') from None
