"""What ``yike pack`` does with stored courses; how its commands are called stands in
``bot/cli_packs.py``.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands_pack_check import refuse_faults
from bot.content.export import export_pack
from bot.domain.content import Course, Pack
from bot.domain.errors import InputError
from bot.ports import Clock
from bot.progress import progress
from bot.store import recalls, version_list
from bot.store.approvals import approve_draft
from bot.store.content import export_courses
from bot.store.content_import import import_courses
from bot.store.db import Database
from bot.store.imported import Imported, Waits
from bot.store.version_list import Version

COURSES_AT_ONCE = 20
"""Courses imported in one go, within the one transaction: a step of the progress bar."""
LONGEST_NAME = 100
OPERATOR = "operator"
"""Who imports where nobody is named."""


async def import_pack(
    db: Database, clock: Clock, courses: tuple[Course, ...], by: str | None, *, two_people: bool
) -> list[str]:
    """`yike pack import`, all or nothing, in the name of ``by`` (None: the operator's, which does not
    do where two people are asked for). Raises InputError.
    """
    if two_people and by is None:
        raise InputError("Two people are asked for; say who imports it with --by NAME.")
    done, name, warned = [], named(by or OPERATOR), refuse_faults(courses)
    with progress("Importing courses", len(courses)) as advance:
        async with db.transaction() as conn:
            for begin in range(0, len(courses), COURSES_AT_ONCE):
                part = courses[begin : begin + COURSES_AT_ONCE]
                done += await import_courses(
                    conn, part, at=clock.now(), approver=name, two_people=two_people
                )
                advance(len(part))
    waiting = [one for one in done if one.waits and two_people]
    hint = [_next_step(waiting[0])] if waiting else []
    return [str(one) for one in done] + hint + warned


def _next_step(one: Imported) -> str:
    then = "Have it approved" if one.waits is Waits.SECOND else "Have it reviewed, then approved"
    return f"{then} by somebody else: `yike pack approve {one.key} --by NAME`."


async def export_to(db: Database, path: Path) -> list[str]:
    """`yike pack export`. Raises InputError when the folder is not empty."""
    async with db.transaction() as conn:
        courses = await export_courses(conn)
    export_pack(Pack(courses), path)
    return [f"{len(courses)} courses written to {path}"]


async def approve(
    db: Database, clock: Clock, course: str, by: str, *, two_people: bool
) -> list[str]:
    """`yike pack approve`. Raises InputError: nothing waits, or a second person is needed."""
    name = named(by)
    async with db.transaction() as conn:
        done = await approve_draft(conn, course, name, clock.now(), two_people=two_people)
    return [str(done)]


async def take_back(
    db: Database, clock: Clock, course: str, version: str | None, reason: str, by: str
) -> list[str]:
    """`yike pack recall`. Raises InputError."""
    name = named(by)
    async with db.transaction() as conn:
        done = await recalls.recall(conn, course, version, reason=reason, by=name, at=clock.now())
    return [
        str(done),
        f"Who had it: `yike pack receivers {done.course} --version {done.version} --csv FILE`.",
    ]


async def recalled_lines(db: Database, zone: ZoneInfo) -> list[str]:
    """`yike pack recalled`."""
    async with db.connection() as conn:
        found = await recalls.list_recalls(conn)
    return [
        f"{one.course} {one.version}: recalled {_day(one.at, zone)} by {one.by}: {one.reason}"
        for one in found
    ] or ["Nothing was recalled."]


async def list_lines(db: Database, zone: ZoneInfo, course: str | None) -> list[str]:
    """`yike pack list`: each text on a line, with what became of it. Raises InputError."""
    async with db.connection() as conn:
        found = await version_list.list_versions(conn, course)
    if course is not None and not found:
        raise InputError(f'There is no course "{course}"; `yike pack list` names all.')
    return [_version_line(one, zone) for one in found] or [
        "There is no course; `yike pack import PATH` brings some."
    ]


def _version_line(one: Version, zone: ZoneInfo) -> str:
    state = "recalled" if one.recalled_at else one.state
    words = [f"{one.course} {one.version} {one.hash}  {state}{', taught' if one.taught else ''}"]
    words.append(f"imported {_day(one.imported_at, zone)}{_by(one.imported_by)}")
    if one.reviewed_by:
        at = f" {_day(one.reviewed_at, zone)}" if one.reviewed_at else ""
        said = "reviewed" if at else "reviewed, says its file,"
        words.append(f"{said}{at}{_by(one.reviewed_by)}")
    if one.approved_at:
        words.append(f"approved {_day(one.approved_at, zone)}{_by(one.approved_by)}")
    if one.recalled_at:
        words.append(
            f"recalled {_day(one.recalled_at, zone)}{_by(one.recalled_by)}: {one.recall_reason}"
        )
    return "; ".join(words)


def _by(name: str) -> str:
    return f" by {name}" if name else ""


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def named(by: str) -> str:
    """A name as it is kept. Raises InputError when there is none."""
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(f"--by takes a name of at most {LONGEST_NAME} characters.")
    return name
