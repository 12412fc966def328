"""A competition is written: started, changed in one form, what follows shown first, kept as a file."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.competitions.desk import writing
from bot.competitions.desk.acting import RefusedError
from bot.content.competition_export import to_yaml
from bot.content.competition_file import read_competition
from bot.content.durations import parse_duration
from bot.content.faults import Faults
from bot.domain.competitions import Competition, CompetitionState
from bot.domain.contests import WorkKind
from bot.domain.errors import InputError, StaleEditError
from bot.store.console import competitions as pages
from bot.store.console.announcements import Choice, choices
from bot.store.db import Connection
from bot.texts.catalogue import Texts
from bot.web.console.competitions_common import (
    Seen,
    desk_of,
    owned,
    refused,
    revision_in,
    zone_of,
)
from bot.web.console.competitions_reading import Base, read
from bot.web.console.competitions_starting import STARTS, start
from bot.web.console.competitions_telling import differences, follows_of, sentences
from bot.web.console.competitions_written import (
    Written,
    changed_rows,
    from_form,
    written,
)
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, File, PageError, Shown, Visit
from bot.web.console.ways import Way, act, look

A_LARGE_FORM = 512 * 1024
"""Fifty stages with their criteria."""
A_FILE = 256 * 1024
MOST_LINES = 20
REMINDERS = ("P14D", "P7D", "P3D", "P1D", "PT12H", "PT3H", "PT1H")


@dataclass(slots=True)
class Page:
    """A form as it is shown: of ``key`` (empty: a new one) at ``revision``. ``follows`` is what comes
    of saving it, to be agreed to with ``confirm``; ``differs`` are the fields in which another
    editor's version differs: label, theirs, ours.
    """

    written: Written
    key: str = ""
    title: str = ""
    revision: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)
    follows: Sequence[str] = ()
    confirm: str = ""
    differs: Sequence[tuple[str, str, str]] = ()
    status: int = 200


async def new(visit: Visit) -> Shown:
    """The usual forms to begin with, or with ``?from=NAME`` the form of one of them."""
    name = visit.query.get("from", "")
    if name not in STARTS:
        return Shown("competitions_new", {"starts": STARTS, "faults": {}})
    one = start(name, visit.now, visit.house.zone, visit.t)
    async with visit.reading() as conn:
        return await _form(visit, conn, Page(written(one, visit.house.zone)))


async def edit(visit: Visit) -> Shown:
    """The form of one that is there."""
    async with visit.reading() as conn:
        found = await _editable(visit, conn)
        return await _form(visit, conn, _page_of(visit, found))


def _page_of(visit: Visit, found: Seen) -> Page:
    one = found.competition
    return Page(
        written(one, zone_of(visit, one), list(found.units)), one.key, one.title, one.revision
    )


async def _editable(visit: Visit, conn: Connection) -> Seen:
    found = await owned(visit, conn)
    if found.competition.state is CompetitionState.CANCELLED:
        raise PageError(422, "competitions-edit-cancelled")
    return found


async def create(visit: Visit) -> Shown | Done:
    """Keep a new draft, or change the form's rows."""
    one = from_form(visit.form, visit.fields)
    if _changes_rows(visit, one):
        async with visit.reading() as conn:
            return await _form(visit, conn, Page(one))
    key = f"c{visit.now:%y%m%d}-{secrets.token_hex(3)}"
    async with visit.reading() as conn:
        base = Base(key, visit.house.zone, None, _rows_of(await _listed(visit, conn, None)))
        competition, faults = read(one, base)
        said = sentences(visit.t, competition, faults)
        if said:
            return await _form(visit, conn, Page(one, faults=said, status=422))
    async with visit.writing() as conn:
        await writing.save(conn, desk_of(visit), competition, expected_revision=0)
    return Done(f"competitions/{key}", "done-competitions-made")


async def change(visit: Visit) -> Shown | Done:
    """Keep what was changed, if nobody was faster and what follows was agreed to."""
    one, revision = from_form(visit.form, visit.fields), revision_in(visit)
    async with visit.reading() as conn:
        found = await _editable(visit, conn)
        page = replace(_page_of(visit, found), written=one, revision=revision)
        if _changes_rows(visit, one):
            return await _form(visit, conn, page)
        if revision != found.competition.revision:
            return await _form(visit, conn, _stale(visit, found, one))
        competition, faults = read(one, await _base(visit, conn, found))
        if said := sentences(visit.t, competition, faults):
            return await _form(visit, conn, replace(page, faults=said, status=422))
        follows, blocks = await follows_of(visit, conn, found.competition, competition)
        confirm = hashlib.sha256(repr(competition).encode()).hexdigest()[:16]
        if blocks:
            named = {f"add-kind-{n}": one for n, one in enumerate(blocks)}
            return await _form(visit, conn, replace(page, faults=named, status=422))
        if follows and visit.form.get("confirm") != confirm:
            return await _form(visit, conn, replace(page, follows=follows, confirm=confirm))
    return await _save(visit, page, competition)


async def _save(visit: Visit, page: Page, competition: Competition) -> Shown | Done:
    try:
        async with visit.writing() as conn:
            await owned(visit, conn)
            await writing.save(conn, desk_of(visit), competition, expected_revision=page.revision)
    except StaleEditError:
        async with visit.reading() as conn:
            found = await owned(visit, conn)
            return await _form(visit, conn, _stale(visit, found, page.written))
    except RefusedError as error:
        async with visit.reading() as conn:
            said = {"title": refused(visit.t, error)}
            return await _form(visit, conn, replace(page, faults=said, status=422))
    visit.house.wake("delivery")
    return Done(f"competitions/{competition.key}", "done-competitions-saved")


def _changes_rows(visit: Visit, one: Written) -> bool:
    form = visit.form
    return changed_rows(
        one, form.get("do", ""), form.get("add-rule", ""), form.get("add-kind", "")
    )


async def _base(visit: Visit, conn: Connection, found: Seen) -> Base:
    listed = await _listed(visit, conn, found)
    rows = _rows_of(listed)
    known = {one.name for one in listed}
    kept = [name for name in found.competition.groups if name not in known]
    return Base(found.key, zone_of(visit, found.competition), found.competition, rows, kept)


async def _listed(visit: Visit, conn: Connection, found: Seen | None) -> list[Choice]:
    own = None if visit.staff.is_operator else visit.staff.groups
    return await choices(conn, own, found.competition.groups if found else ())


def _rows_of(listed: Sequence[Choice]) -> dict[int, Any]:
    return {one.row: one.name for one in listed}


def _stale(visit: Visit, found: Seen, one: Written) -> Page:
    """Both versions; the form keeps the words of who came second, to be saved over the other's."""
    page = _page_of(visit, found)
    theirs = page.written
    differs = differences(visit.t, theirs, one)
    return replace(page, written=one, differs=differs, status=409)


# The page, and files ---------------------------------------------------------------------------------


async def _form(visit: Visit, conn: Connection, page: Page) -> Shown:
    found = await owned(visit, conn) if page.key else None
    listed = await _listed(visit, conn, found)
    kept = [one for one in page.written.reminders if one not in REMINDERS and _is_time(one)]
    values = {
        "page": page,
        "one": page.written,
        "faults": page.faults,
        "listed": listed,
        "courses": await pages.courses(conn),
        "reminders": [*REMINDERS, *kept],
        "work_kinds": [kind.value for kind in WorkKind],
        "published": found is not None and found.competition.state is CompetitionState.PUBLISHED,
        "action": f"competitions/{page.key}/edit" if page.key else "competitions/new",
        "days": lambda rule: _reminder(visit.t, rule),
        "two_people": visit.house.rules().two_people,
    }
    return Shown("competitions_form", values, page.status)


def _is_time(written_one: str) -> bool:
    return parse_duration(written_one) is not None


def _reminder(t: Texts, rule: str) -> str:
    length = parse_duration(rule)
    hours = int(length.total_seconds()) // 3600 if length else 0
    if hours and hours % 24 == 0:
        return t("competitions-before-days", count=hours // 24)
    return t("competitions-before-hours", count=hours) if hours else rule


async def take_file(visit: Visit) -> Shown | Done:
    """A competition from its file becomes a new draft."""
    upload = visit.files.get("file")
    faults = Faults()
    competition = None
    if upload is None:
        return _new_faulty({"file": visit.t("competitions-file-none")})
    try:
        text = upload.content.decode()
    except UnicodeDecodeError:
        return _new_faulty({"file": visit.t("competitions-file-text")})
    competition = read_competition(text, "", faults)
    if competition is None or faults:
        lines = [one.told(visit.language) for one in faults.found[:MOST_LINES]]
        return _new_faulty({f"file-{n}": line for n, line in enumerate(lines)} or _nothing(visit))
    await _check_groups(visit, competition)
    try:
        async with visit.writing() as conn:
            await writing.save(
                conn,
                desk_of(visit),
                replace(competition, state=CompetitionState.DRAFT),
                expected_revision=0,
            )
    except RefusedError as error:
        return _new_faulty({"file": refused(visit.t, error)})
    except InputError:
        return _new_faulty({"file": visit.t("competitions-file-taken", key=competition.key)})
    return Done(f"competitions/{competition.key}", "done-competitions-made")


def _nothing(visit: Visit) -> dict[str, str]:
    return {"file": visit.t("competitions-file-none")}


def _new_faulty(faults: Mapping[str, str]) -> Shown:
    return Shown("competitions_new", {"starts": STARTS, "faults": faults}, 422)


async def _check_groups(visit: Visit, competition: Competition) -> None:
    """A file of somebody who is no operator names groups of his or her own only."""
    if visit.staff.is_operator:
        return
    async with visit.reading() as conn:
        own = {one.name for one in await choices(conn, visit.staff.groups)}
    if set(competition.groups) - own:
        raise PageError(422, "competitions-file-groups")


async def give_file(visit: Visit) -> File:
    """A competition as its file."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
    content = to_yaml(found.competition).encode()
    return File(f"{found.key}.yaml", "application/yaml", content)


WAYS: list[Way] = [
    look("competitions/new", new, ORGANISERS),
    act("competitions/new", create, ORGANISERS, A_LARGE_FORM),
    act("competitions/import", take_file, ORGANISERS, A_FILE),
    look("competitions/{key}/edit", edit, ORGANISERS),
    act("competitions/{key}/edit", change, ORGANISERS, A_LARGE_FORM),
    look("competitions/{key}/file", give_file, ORGANISERS),
]
