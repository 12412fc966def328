"""Announcements: drafts that people approve, and what became of them."""

from collections.abc import Mapping
from datetime import datetime

from bot.competitions import announcing
from bot.competitions.announcing import Act
from bot.content.announcement_check import is_blank, written_faults
from bot.content.announcement_file import MOST_BYTES
from bot.content.inducement import inducement
from bot.delivery import reporting
from bot.delivery.announcement_report import Part
from bot.domain.announcements import Announcement, AnnouncementState, Kept
from bot.domain.api import Scope
from bot.store import announcements
from bot.store.api import groups, holding
from bot.web.api.drafting import groups_of
from bot.web.api.models import Paged
from bot.web.api.models_hooks import (
    AnnouncementIn,
    AnnouncementOut,
    AnnouncementPage,
    AnnouncementPlace,
    ReportLine,
    ReportOut,
)
from bot.web.api.operation import Answer, Call, Operation
from bot.web.api.problems import ProblemError, conflict, not_found, plausible, unusable


async def _list(call: Call) -> Answer:
    asked = call.asks(Paged)
    place = call.after(asked.cursor, [])
    before = (datetime.fromisoformat(place[0]), str(place[1])) if place else None
    found = await announcements.newest(call.conn, before=before, most=asked.limit + 1)
    page = found[: asked.limit]
    more = None
    if len(found) > asked.limit:
        last = page[-1].announcement
        more = [last.due.isoformat(), last.key]
    return Answer(AnnouncementPage(items=await _shown(call, *page), next=call.next(more)))


async def _one(call: Call) -> Answer:
    found = await _known(call)
    (said,) = await _shown(call, found)
    return Answer(said, found.revision)


async def _create(call: Call) -> Answer:
    """A draft. Nothing goes out before somebody has approved it."""
    wanted = call.says(AnnouncementIn)
    draft = await _written(call, wanted)
    await holding.hold_announcement(call.conn, wanted.id)
    if await announcements.load(call.conn, wanted.id) is not None:
        raise conflict("taken", "There is an announcement of this id already; choose another.")
    await announcing.save(call.conn, draft, _act(call), revision=None, two_people=True)
    made = await announcements.load(call.conn, wanted.id)
    if made is None:
        raise not_found("announcement")
    (said,) = await _shown(call, made)
    return Answer(said, made.revision, f"/api/v1/announcements/{wanted.id}")


async def _written(call: Call, wanted: AnnouncementIn) -> Announcement:
    due, expires = plausible(wanted.due, "due"), plausible(wanted.expires, "expires")
    if expires <= due:
        raise unusable("It is of no use before it is due; expires comes after due.", "expires")
    if expires <= call.now:
        raise unusable("It is over already.", "expires")
    said = wanted.title + wanted.text + wanted.organiser + wanted.link
    if len(said.encode()) > MOST_BYTES:
        raise unusable(f"All it says is at most {MOST_BYTES} bytes: one WeChat message.", "text")
    for name, words in (("title", wanted.title), ("text", wanted.text)):
        if inducement(words):
            raise unusable("It promises something for sharing, which WeChat forbids.", name)
    draft = Announcement(
        wanted.id,
        wanted.title,
        wanted.text,
        wanted.organiser,
        wanted.link,
        await groups_of(call, wanted.groups),
        due,
        expires,
    )
    _check_seen(draft)
    return draft


def _check_seen(draft: Announcement) -> None:
    """What the console's form refuses too. Raises ProblemError (422)."""
    for fault in written_faults(draft):
        raise unusable(f"It cannot be shown to people: {fault.name.value}.", fault.field)
    for name in ("title", "text", "organiser"):
        if is_blank(getattr(draft, name)):
            raise unusable("Nothing of it can be seen; write something.", name)


async def _submit(call: Call) -> Answer:
    found = await announcements.load(call.conn, call.path["id"], lock=True)
    if found is None:
        raise not_found("announcement")
    if found.state is not AnnouncementState.DRAFT or found.cancelled_at is not None:
        raise conflict("state", "Only a draft can be submitted; this is none any more.")
    key = found.announcement.key
    await announcing.submit(call.conn, key, _act(call), revision=found.revision, two_people=True)
    submitted = await _known(call)
    (said,) = await _shown(call, submitted)
    return Answer(said, submitted.revision)


async def _report(call: Call) -> Answer:
    found = await _known(call)
    counted = await reporting.report(call.conn, found.announcement.key, call.house.clock)
    if counted is None:
        raise ProblemError(
            503,
            "counting",
            "It is large, and being counted for the first time; ask again soon.",
            headers={"Retry-After": "10"},
        )
    return Answer(
        ReportOut(
            at=counted.at,
            phase=found.phase(call.now),
            total=counted.total,
            planned=counted.planned,
            unplanned=counted.people(Part.UNPLANNED),
            waiting=counted.people(Part.WAITING),
            in_flight=counted.people(Part.FLYING),
            held=counted.people(Part.HELD),
            sent=counted.people(Part.SENT),
            expired=counted.people(Part.EXPIRED),
            failed=counted.people(Part.FAILED),
            lines=[
                ReportLine(part=one.part, name=one.name, people=one.people)
                for one in counted.lines
            ],
        )
    )


async def _known(call: Call) -> Kept:
    found = await announcements.load(call.conn, call.path["id"])
    if found is None:
        raise not_found("announcement")
    return found


def _act(call: Call) -> Act:
    return Act(call.token.actor, call.now)


async def _shown(call: Call, *found: Kept) -> list[AnnouncementOut]:
    """As they are answered; their groups are read together."""
    names = {(g.account, g.platform_id) for kept in found for g in kept.announcement.groups}
    rows = await groups.rows_of(call.conn, names)
    return [_as_said(kept, rows, call.now) for kept in found]


def _as_said(kept: Kept, rows: Mapping[tuple[str, str], int], now: datetime) -> AnnouncementOut:
    one = kept.announcement
    known = ((g.account, g.platform_id) for g in one.groups)
    return AnnouncementOut(
        id=one.key,
        title=one.title,
        text=one.text,
        organiser=one.organiser,
        link=one.link,
        groups=sorted(rows[name] for name in known if name in rows),
        due=one.due,
        expires=one.expires,
        urgent=one.urgent,
        phase=kept.phase(now),
        revision=kept.revision,
    )


OPERATIONS = (
    Operation(
        "listAnnouncements",
        "GET",
        "/announcements",
        Scope.ANNOUNCEMENTS_READ,
        "Announcements, the last due first",
        _list,
        AnnouncementPage,
        query=Paged,
    ),
    Operation(
        "getAnnouncement",
        "GET",
        "/announcements/{id}",
        Scope.ANNOUNCEMENTS_READ,
        "One announcement",
        _one,
        AnnouncementOut,
        place=AnnouncementPlace,
        tagged=True,
    ),
    Operation(
        "createAnnouncement",
        "POST",
        "/announcements",
        Scope.ANNOUNCEMENTS_WRITE,
        "Write an announcement down as a draft",
        _create,
        AnnouncementOut,
        status=201,
        body=AnnouncementIn,
        tagged=True,
        problems=(409,),
    ),
    Operation(
        "submitAnnouncement",
        "POST",
        "/announcements/{id}/submit",
        Scope.ANNOUNCEMENTS_WRITE,
        "Have a draft wait for somebody's approval",
        _submit,
        AnnouncementOut,
        place=AnnouncementPlace,
        tagged=True,
        problems=(409,),
    ),
    Operation(
        "getAnnouncementReport",
        "GET",
        "/announcements/{id}/report",
        Scope.ANNOUNCEMENTS_READ,
        "What became of an announcement",
        _report,
        ReportOut,
        place=AnnouncementPlace,
        one_instant=True,
    ),
)
