"""An announcement is written: the form, its live part, and two editors of one."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.competitions import announcing
from bot.competitions.announcing import Act
from bot.content.announcement_check import (
    ORGANISER,
    TEXT,
    TITLE,
    FaultName,
    FieldFault,
    is_blank,
    written_faults,
)
from bot.content.announcement_file import MOST_BYTES
from bot.domain.announcements import Announcement, AnnouncementState, Kept, Phase
from bot.domain.competitions import GroupName
from bot.domain.errors import StaleEditError
from bot.store.console import announcements as pages
from bot.store.console.announcements import Choice
from bot.store.db import Connection
from bot.texts.catalogue import Texts
from bot.web.console.announcements_view import Seen, as_draft, fault_words, phones, seen
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Bare, Done, PageError, Shown, Visit
from bot.web.console.ways import Way, act, look, preview

LASTS = timedelta(days=7)
"""How long a new announcement is of use, until somebody says otherwise."""
NOW, AT = "now", "at"


@dataclass(slots=True)
class Written:
    """What stands in the form: the announcement it makes, as far as it can be read, and its faults."""

    one: Announcement
    when: str
    due: str
    expires: str
    groups: list[int]
    faults: list[FieldFault] = field(default_factory=list)


async def new(visit: Visit) -> Shown:
    """An empty form, or with ``?copy=KEY`` the words of another one."""
    now = visit.now
    one = Announcement("", "", "", "", "", (), now, now + LASTS)
    rows: tuple[int, ...] = ()
    async with visit.reading() as conn:
        if copied := visit.query.get("copy", ""):
            found = await seen(visit, conn, copied)
            one = replace(found.kept.announcement, key="", due=now, expires=now + LASTS)
            rows = found.rows if found.writes else ()
        listed = await _listed(visit, conn, one.groups if rows else ())
    return _form(visit, _shown(visit, one, NOW, rows), listed, revision=0)


async def edit(visit: Visit) -> Shown:
    """The form of one that is there."""
    async with visit.reading() as conn:
        found = await _editable(visit, conn)
        listed = await _listed(visit, conn, found.kept.announcement.groups)
    one = found.kept.announcement
    when = NOW if found.kept.state is AnnouncementState.DRAFT and one.due <= visit.now else AT
    written = _shown(visit, one, when, found.rows)
    return _form(visit, written, listed, revision=found.kept.revision, kept=found.kept)


async def create(visit: Visit) -> Shown | Done:
    """Keep a new draft."""
    key = f"n{visit.now:%y%m%d}-{secrets.token_hex(3)}"
    return await _save(visit, key, None)


async def change(visit: Visit) -> Shown | Done:
    """Keep what was changed, if nobody was faster."""
    written = visit.form.get("revision", "")
    revision = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0
    return await _save(visit, visit.path["key"], revision)


async def _save(visit: Visit, key: str, revision: int | None) -> Shown | Done:
    kept: Kept | None = None
    async with visit.reading() as conn:
        if revision is not None:
            kept = (await _editable(visit, conn)).kept
        listed = await _listed(visit, conn, kept.announcement.groups if kept else ())
    written = read(visit, visit.form, visit.fields.get("groups", ()), listed, key, kept)
    if written.faults:
        return _form(visit, written, listed, revision=revision or 0, kept=kept, status=422)
    who = Act(visit.staff.actor, visit.now)
    two = visit.house.rules().two_people
    try:
        async with visit.writing() as conn:
            if revision is not None:
                await seen(visit, conn, key, lock=True)
            saved = await announcing.save(
                conn, written.one, who, revision=revision, two_people=two
            )
    except StaleEditError:
        async with visit.reading() as conn:
            kept = (await seen(visit, conn, key)).kept
        return _form(visit, written, listed, revision=0, kept=kept, status=409)
    visit.house.wake("delivery")
    if saved.unapproved:
        return Done(f"announcements/{key}", "done-announcement-unapproved")
    if saved.begun:
        return Done(f"announcements/{key}", "done-announcement-begun", {"count": str(saved.begun)})
    return Done(f"announcements/{key}", "done-announcement-saved")


async def live(visit: Visit) -> Bare:
    """What the form comes to while it is written: how many it reaches, and how it looks."""
    async with visit.reading() as conn:
        listed = await _listed(visit, conn, ())
        written = read(visit, visit.form, visit.fields.get("groups", ()), listed, "draft", None)
        crowd = await pages.crowd(conn, written.groups)
    shown = _cut(written.one)
    draft = as_draft(shown, _as_new(shown, visit.now))
    return Bare(
        "announcements_live",
        {"crowd": crowd, "previews": phones(visit, draft), "size": _size(written.one)},
    )


def _cut(one: Announcement) -> Announcement:
    """As much of it as could be sent: somebody may have pasted a book, and texts take so much only."""
    return replace(
        one,
        title=one.title[:TITLE],
        text=one.text[:TEXT],
        organiser=one.organiser[:ORGANISER],
        link=one.link[:MOST_BYTES],
    )


def _as_new(one: Announcement, now: datetime) -> Kept:
    return Kept(one, AnnouncementState.DRAFT, 0, "", "", "", now)


def _size(one: Announcement) -> int:
    return len("".join(one.words).encode())


async def _editable(visit: Visit, conn: Connection) -> Seen:
    found = await seen(visit, conn, visit.path["key"])
    if not found.writes:
        raise PageError(403, "error-not-allowed")
    if found.kept.phase(visit.now) in {Phase.CANCELLED, Phase.OVER}:
        raise PageError(422, "announcements-error-ended")
    return found


async def _listed(visit: Visit, conn: Connection, also: Sequence[GroupName]) -> list[Choice]:
    own = None if visit.staff.is_operator else visit.staff.groups
    return await pages.choices(conn, own, also)


def read(
    visit: Visit,
    form: Mapping[str, str],
    groups: Sequence[str],
    listed: Sequence[Choice],
    key: str,
    kept: Kept | None,
) -> Written:
    """What was written, with its faults; nothing of it is lost. ``key`` is its own."""
    wanted = frozenset(groups)
    chosen = [one for one in listed if str(one.row) in wanted]
    unknown_ones = [] if kept is None else _unknown(kept.announcement.groups, listed)
    when = NOW if form.get("when") == NOW else AT
    due = visit.now if when == NOW else _instant(visit, form.get("due", ""))
    expires = _instant(visit, form.get("expires", ""))
    one = Announcement(
        key,
        form.get("title", "").strip(),
        form.get("text", "").replace("\r\n", "\n").strip(),
        form.get("organiser", "").strip(),
        form.get("link", "").strip(),
        (*(group.name for group in chosen), *unknown_ones),
        due or visit.now,
        expires or visit.now + LASTS,
        "urgent" in form,
    )
    written = Written(
        one, when, form.get("due", ""), form.get("expires", ""), [group.row for group in chosen]
    )
    written.faults = written_faults(one)
    if is_blank(one.title) and not any(fault.field == "title" for fault in written.faults):
        written.faults.append(FieldFault("title", FaultName.EMPTY))
    written.faults += [
        FieldFault(name, FaultName.NO_TIME)
        for name, at in (("due", due), ("expires", expires))
        if at is None
    ]
    if due and expires and expires <= due:
        written.faults.append(FieldFault("expires", FaultName.ENDS_FIRST))
    return written


def _unknown(groups: Sequence[GroupName], listed: Sequence[Choice]) -> list[GroupName]:
    """Groups of a file that we have not met yet stay its own."""
    known = {one.name for one in listed}
    return [group for group in groups if group not in known]


def _instant(visit: Visit, written: str) -> datetime | None:
    """A browser's local time in the deployment's zone, as UTC; None: it cannot be read."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    local = found if found.tzinfo else found.replace(tzinfo=visit.house.zone)
    try:
        return local.astimezone(UTC)
    except OverflowError:
        return None


def _shown(visit: Visit, one: Announcement, when: str, rows: Sequence[int]) -> Written:
    zone = visit.house.zone
    due, expires = (
        at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for at in (one.due, one.expires)
    )
    return Written(one, when, due, expires, list(rows))


def _form(
    visit: Visit,
    written: Written,
    listed: Sequence[Choice],
    *,
    revision: int,
    kept: Kept | None = None,
    status: int = 200,
) -> Shown:
    stale = status == 409
    values = {
        "written": written,
        "one": written.one,
        "options": _options(visit.t, listed),
        "chosen": frozenset(written.groups),
        "faults": fault_words(visit.t, written.faults),
        "revision": kept.revision if stale and kept else revision,
        "kept": kept,
        "stale": stale,
        "two_people": visit.house.rules().two_people,
        "action": f"announcements/{kept.announcement.key}/edit" if kept else "announcements/new",
    }
    return Shown("announcements_form", values, status)


def _options(t: Texts, listed: Sequence[Choice]) -> list[tuple[int, str, str]]:
    """Groups to choose from: the row, the title, and where it is and how large."""

    @cache
    def size(people: int) -> str:
        if people > pages.MEMBERS:
            return t("announcements-members-many")
        return t("announcements-members", count=people)

    def of(one: Choice) -> str:
        large = size(one.people) if one.channel == "wechat" else t("announcements-chat")
        return " · ".join((t(f"announcements-channel-{one.channel}"), one.name.account, large))

    return [
        (one.row, one.title or t("announcements-unnamed", row=one.row), of(one)) for one in listed
    ]


WAYS: list[Way] = [
    look("announcements/new", new, ORGANISERS),
    act("announcements/new", create, ORGANISERS),
    preview("announcements/live", live, ORGANISERS),
    look("announcements/{key}/edit", edit, ORGANISERS),
    act("announcements/{key}/edit", change, ORGANISERS),
]
