"""What pages of announcements have in common: who sees which, and how they are put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.competitions.announcing import person
from bot.competitions.telling.previewing import Preview, previews
from bot.content.announcement_check import FieldFault
from bot.domain.announcements import Announcement, Kept, Phase
from bot.store import announcements
from bot.store.announcing import targets
from bot.store.audit import COMMAND_LINE
from bot.store.db import Connection
from bot.texts.catalogue import SIMPLIFIED, Texts, texts
from bot.web.console.staff import StaffRole
from bot.web.console.visit import Visit, unknown

TONES = {
    Phase.DRAFT: "plain",
    Phase.WAITING: "wait",
    Phase.SCHEDULED: "good",
    Phase.GOING: "good",
    Phase.PAUSED: "wait",
    Phase.OVER: "plain",
    Phase.CANCELLED: "bad",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """An announcement as somebody may see it: its groups' rows, and whether he or she may change it."""

    kept: Kept
    rows: tuple[int, ...]
    writes: bool


def sees_all(visit: Visit) -> bool:
    """Whoever approves must see what everybody writes."""
    return visit.staff.is_operator or StaffRole.REVIEWER in visit.staff.roles


async def seen(visit: Visit, conn: Connection, key: str, *, lock: bool = False) -> Seen:
    """One announcement. Raises PageError (404) where there is none, or it is not theirs to see."""
    kept = await announcements.load(conn, key, lock=lock)
    if kept is None:
        raise unknown()
    rows = tuple(await targets.group_rows(conn, kept.announcement.groups))
    mine = person(kept.made_by) == visit.staff.key[:8]
    known = len(rows) == len(kept.announcement.groups)
    own = known and all(visit.staff.sees(row) for row in rows) and (bool(rows) or mine)
    writes = visit.staff.is_operator or (StaffRole.ORGANISER in visit.staff.roles and own)
    if not (writes or sees_all(visit)):
        raise unknown()
    return Seen(kept, rows, writes)


def countdown(t: Texts, at: datetime, now: datetime) -> str:
    """How long until ``at``, in the largest two units that say something."""
    left = max(timedelta(), at - now)
    minutes = -(-int(left.total_seconds()) // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return t("announcements-in-days", days=days, hours=hours)
    if hours:
        return t("announcements-in-hours", hours=hours, minutes=minutes % 60)
    return t("announcements-in-minutes", minutes=minutes)


def fault_words(t: Texts, faults: Sequence[FieldFault]) -> Mapping[str, str]:
    """The first fault of each field, as a sentence that tells the mend."""
    found: dict[str, str] = {}
    for one in faults:
        name = f"announcements-fault-{one.name.value}"
        found.setdefault(one.field, t(name, most=one.most, quote=one.quote))
    return found


def phones(visit: Visit, kept: Kept) -> Sequence[Preview]:
    """What each account will bring, as readers of Simplified Chinese get it."""
    house = visit.house
    return previews(kept, house.channels, visit.zone, texts(SIMPLIFIED))


def as_draft(one: Announcement, kept: Kept) -> Kept:
    """``one`` as it would be kept in place of ``kept``, to be looked at."""
    return replace(kept, announcement=one, version=announcements.version_of(one))


def who_words(t: Texts, actor: str) -> str:
    """Somebody of the staff as the page's head names them: ``管理员 3f2a``."""
    role, _, key = actor.rpartition(" ")
    if role and t.has(f"role-{role}"):
        return f"{t(f'role-{role}')} {key[:4]}"
    return t("announcements-from-file") if actor == COMMAND_LINE else actor or "–"
