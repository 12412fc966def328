"""A pack or a question bank is uploaded: checked first, read by a person, then imported as a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.banks.practice import BankPlan
from bot.content.banks.report import grouped
from bot.content.unpacking import holds_course
from bot.domain.content import Course
from bot.domain.errors import InputError
from bot.store import audit
from bot.store.console.courses import load_shelf_rows
from bot.store.console.uploads import Held, drop, held_file, hold
from bot.store.content_import import import_courses
from bot.store.db import Connection
from bot.store.imported import Change, Imported
from bot.store.latest_course import latest_course
from bot.web.console.courses_common import signature
from bot.web.console.courses_reading import bank_plan, read_pack, without_review
from bot.web.console.faults_told import told
from bot.web.console.staff import REVIEWERS
from bot.web.console.visit import Done, PageError, Shown, Visit
from bot.web.console.ways import act, look

MOST_BYTES = 20 * 1024 * 1024
"""Of a file; larger packs are imported with `yike pack import`."""
MOST_SHOWN = 300
"""Findings, and rows of each kind of doubt, on a page."""


async def ask(visit: Visit) -> Shown:
    """Which file, and for a question bank the course that it goes into."""
    return await _form(visit, "")


async def check(visit: Visit) -> Shown:
    """What is in the file, what is wrong with it, and what an import would do."""
    upload = visit.files.get("file")
    if upload is None or not upload.content:
        return await _form(visit, visit.t("courses-no-file"))
    held = Held(upload.name[-100:], visit.form.get("course", ""), upload.content)
    try:
        values = await _report(visit, held)
    except InputError as error:
        return await _form(visit, "", told(error, visit.language))
    if not await hold(visit.house.redis, visit.session.form, held):
        raise PageError(503, "error-away")
    return Shown("courses_check", {**values, "held": held})


async def take(visit: Visit) -> Done:
    """What was checked is imported as a draft; nobody learns from it until it is approved."""
    held = await held_file(visit.house.redis, visit.session.form, visit.form.get("mark", ""))
    if held is None:
        raise PageError(409, "courses-upload-gone")
    if holds_course(held.content):
        read = await read_pack(held.content)
        if read.faults:
            raise PageError(409, "courses-has-faults")
        done = await _import(visit, read.courses)
    else:
        done = await _import_bank(visit, held)
    await drop(visit.house.redis, visit.session.form)
    return _after(done)


async def _report(visit: Visit, held: Held) -> Mapping[str, Any]:
    if holds_course(held.content):
        return {"pack": await read_pack(held.content), "most": MOST_SHOWN}
    async with visit.writing() as conn:
        planned, bank = await _plan(visit, conn, held)
    doubts = grouped((*bank.doubts, *planned.doubts))
    return {
        "pack": None,
        "planned": planned,
        "bank": bank,
        "doubts": doubts,
        "fatal": sum(len(one.doubts) for one in doubts if one.fatal),
        "most": MOST_SHOWN,
    }


async def _plan(visit: Visit, conn: Connection, held: Held) -> Any:
    course = await latest_course(conn, held.course) if held.course else None
    if course is None:
        raise InputError(visit.t("courses-bank-needs-course"))
    return await bank_plan(course, held)


async def _import(visit: Visit, courses: Sequence[Course]) -> list[Imported]:
    async with visit.writing() as conn:
        return await _store(visit, conn, [without_review(one) for one in courses])


async def _import_bank(visit: Visit, held: Held) -> list[Imported]:
    async with visit.writing() as conn:
        planned: BankPlan
        planned, bank = await _plan(visit, conn, held)
        fatal = any(one.fatal for one in (*bank.doubts, *planned.doubts))
        if fatal and visit.form.get("partial") != "yes":
            raise PageError(409, "courses-bank-doubtful")
        if not planned.does_something:
            return [Imported(planned.course.key, planned.course.version, Change.UNCHANGED)]
        return await _store(visit, conn, [without_review(planned.course)])


async def _store(visit: Visit, conn: Connection, courses: Sequence[Course]) -> list[Imported]:
    """Import, each with its entry in the log. Whoever imports does not approve by it."""
    done = await import_courses(
        conn, courses, at=visit.now, approver=signature(visit), two_people=True
    )
    for one in done:
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="course.import",
            kind="course",
            about=one.key,
            after={"version": one.version, "change": one.change.value},
        )
    return done


def _after(done: Sequence[Imported]) -> Done:
    told = {Change.NEW, Change.CHANGED, Change.BACK}
    count = sum(one.change in told for one in done)
    if not count:
        recalled = any(one.change is Change.RECALLED for one in done)
        return Done("courses", "done-courses-recalled-text" if recalled else "done-courses-same")
    return Done("courses", "done-courses-imported", {"count": str(count)})


async def _form(visit: Visit, fault: str, lines: Sequence[str] = ()) -> Shown:
    async with visit.reading() as conn:
        rows = await load_shelf_rows(conn)
    courses = [("", visit.t("courses-bank-none")), *((one.course, one.title) for one in rows)]
    values = {
        "fault": fault,
        "lines": lines,
        "courses": courses,
        "chosen": visit.form.get("course", visit.query.get("course", "")),
        "most": f"{MOST_BYTES // 2**20} MB",
    }
    return Shown("courses_bring", values, 422 if fault or lines else 200)


WAYS = [
    look("courses/bring", ask, REVIEWERS),
    act("courses/bring", check, REVIEWERS, most=MOST_BYTES + 64 * 1024),
    act("courses/import", take, REVIEWERS),
]
