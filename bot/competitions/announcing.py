"""What the staff does with announcements: each act with its audit entry, in one transaction.

All are called within the caller's transaction. A person is told apart by the key behind the role
in ``actor``: whoever holds two roles is one person all the same.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content.announcement_check import sending_faults
from bot.domain.announcements import Announcement, AnnouncementState, Kept, widens
from bot.domain.errors import InputError, NotAllowedError, StaleEditError
from bot.domain.messages import Reply
from bot.store import announcements, audit, replies
from bot.store.announcing import stopping, targets
from bot.store.db import Connection
from bot.store.imported import Change, Imported
from bot.store.replies import OwedReply

KIND = "announcement"


class UnreadyError(InputError):
    """An announcement cannot go out as it is; the sentence names the fields to mend."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, and when; ``reason`` is what he or she gives for it."""

    actor: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """After saving: ``revision`` is the new one. ``unapproved``: it was approved, and needs it anew.
    ``begun``: so many mass messages had begun, which end in the words they began with.
    """

    revision: int
    unapproved: bool = False
    begun: int = 0


async def save(
    conn: Connection, one: Announcement, act: Act, *, revision: int | None, two_people: bool
) -> Saved:
    """Keep a new announcement (``revision`` None) or a changed one, as read at ``revision``.

    A draft stays one. Of an approved one only what has not gone out changes; where ``two_people``
    are asked for, and it says something else or to more groups, it needs approval anew and
    nothing more goes out until then. Raises StaleEditError when somebody else changed it, or a new
    one has a key that is taken; InputError for one that was cancelled or is over.
    """
    known = await announcements.load(conn, one.key, lock=True)
    if known is None or revision is None:
        if known is not None or revision is not None:
            raise StaleEditError("Somebody else has changed this announcement; look at it again.")
        draft = AnnouncementState.DRAFT
        await announcements.put(conn, one, draft, at=act.at, made_by=act.actor, approved_by="")
        await _note(conn, act, "create", one.key, None, await _facts(conn, one))
        return Saved(1)
    _check_open(known, act.at, revision)
    state, approver = _state_after(known, one, act, two_people=two_people)
    same_words = bool(known.made_by) and not widens(known.announcement, one)
    writer = known.made_by if same_words else act.actor
    new = await announcements.put(
        conn, one, state, at=act.at, made_by=writer, approved_by=approver
    )
    before, after = await _differences(conn, known.announcement, one)
    await _note(conn, act, "edit", one.key, before, after | {"state": state.value})
    dropped = known.state is AnnouncementState.APPROVED and state is not known.state
    new_words = known.announcement.words != one.words
    begun = await stopping.begun_masses(conn, one.key) if new_words else 0
    return Saved(new, dropped, begun)


def _state_after(
    known: Kept, one: Announcement, act: Act, *, two_people: bool
) -> tuple[AnnouncementState, str]:
    """Pure: what a change makes of it, and who answers for it."""
    if known.state is not AnnouncementState.APPROVED:
        return AnnouncementState.DRAFT, ""
    if two_people and widens(known.announcement, one):
        return AnnouncementState.DRAFT, ""
    return known.state, known.approved_by if two_people else act.actor


async def submit(
    conn: Connection, key: str, act: Act, *, revision: int, two_people: bool
) -> AnnouncementState:
    """Have a draft go out when it is due; where ``two_people`` are asked for it waits for another
    person's approval. What it becomes. Raises as ``approve``.
    """
    known = await _known(conn, key, act, revision)
    if known.state is not AnnouncementState.DRAFT:
        raise StaleEditError("This announcement was submitted already.")
    _check_ready(known, act.at)
    state = AnnouncementState.WAITING if two_people else AnnouncementState.APPROVED
    approver = "" if two_people else act.actor
    await _move(conn, known, act, "submit", state, approver)
    return state


async def approve(conn: Connection, key: str, act: Act, *, revision: int) -> None:
    """Somebody else than its writer agrees to what he or she read at ``revision``.

    Raises InputError when there is none, it was cancelled or is over; StaleEditError when it was
    changed since, or waits no more; NotAllowedError for who wrote its words last (who moved its
    time did not); UnreadyError where something stands against sending it.
    """
    known = await _known(conn, key, act, revision)
    if known.state is not AnnouncementState.WAITING:
        raise StaleEditError("This announcement does not wait for approval any more.")
    if person(known.made_by) == person(act.actor):
        raise NotAllowedError("Who wrote an announcement cannot approve it; ask somebody else.")
    _check_ready(known, act.at)
    await _move(conn, known, act, "approve", AnnouncementState.APPROVED, act.actor)


async def send_back(conn: Connection, key: str, act: Act, *, revision: int) -> None:
    """What waits for approval becomes a draft again, for ``act.reason``. Raises as ``approve``."""
    known = await _known(conn, key, act, revision)
    if known.state is not AnnouncementState.WAITING:
        raise StaleEditError("This announcement does not wait for approval any more.")
    await _move(conn, known, act, "return", AnnouncementState.DRAFT, "")


async def pause(conn: Connection, key: str, act: Act) -> bool:
    """Nothing more goes out until it goes on; whether that is new. What is on its way may still
    arrive, and is counted.
    """
    done = await stopping.pause(conn, key, act.at)
    if done:
        await _note(conn, act, "pause", key, {"paused": False}, {"paused": True})
    return done


async def resume(conn: Connection, key: str, act: Act) -> bool:
    """It goes on where it stopped; whether that is new."""
    done = await stopping.resume(conn, key, act.at)
    if done:
        await _note(conn, act, "resume", key, {"paused": True}, {"paused": False})
    return done


async def cancel(conn: Connection, key: str, act: Act) -> bool:
    """It ends for good; whether there is such an announcement. What waits ends in batches
    (``stopping.cancel_planned``, ``stopping.cancel_held``), by ``schedules.masses`` at the latest.
    """
    known = await announcements.load(conn, key, lock=True)
    if known is None:
        return False
    await stopping.cancel(conn, key, act.at)
    if known.cancelled_at is None:
        await _note(conn, act, "cancel", key, {"cancelled": False}, {"cancelled": True})
    return True


async def take_in(conn: Connection, one: Announcement, act: Act) -> Imported:
    """An announcement from its file, which approves it. Raises InputError as the import does."""
    known = await announcements.load(conn, one.key, lock=True)
    done = await announcements.import_announcement(conn, one, at=act.at, approver=act.actor)
    if done.change is not Change.UNCHANGED:
        was = known.announcement if known else None
        before, after = await _differences(conn, was, one)
        await _note(conn, act, "import", one.key, before if known else None, after)
    return done


async def send_test(
    conn: Connection, pages: list[Reply], key: str, act: Act, *, to: tuple[int, int, str]
) -> None:
    """Send its ``pages`` to the editor alone, as a reply that he or she asked for: ``to`` is the
    learner, address and account of the editor's own chat.
    """
    learner, address, account = to
    subject = f"test/{key}/{act.at.timestamp():.6f}"
    owed = OwedReply(
        learner,
        None,
        address,
        account,
        subject,
        [page.to_json() for page in pages],
        act.at,
        at_once=False,
    )
    await replies.add_replies(conn, [owed], act.at, act.at)
    await _note(conn, act, "test", key, None, None)


def person(actor: str) -> str:
    """Who it is, whatever the role: the end of ``operator 3f2a9c12``."""
    return actor.rpartition(" ")[2]


async def _known(conn: Connection, key: str, act: Act, revision: int) -> Kept:
    known = await announcements.load(conn, key, lock=True)
    if known is None:
        raise InputError(f'There is no announcement "{key}".')
    _check_open(known, act.at, revision)
    return known


def _check_open(known: Kept, now: datetime, revision: int) -> None:
    if known.cancelled_at is not None:
        raise InputError("This announcement was cancelled; write a new one.")
    if known.revision != revision:
        raise StaleEditError("Somebody else has changed this announcement; look at it again.")
    if known.state is AnnouncementState.APPROVED and known.announcement.expires <= now:
        raise InputError("This announcement is over; write a new one.")


def _check_ready(known: Kept, now: datetime) -> None:
    faults = sending_faults(known.announcement, now)
    if faults:
        fields = ", ".join(dict.fromkeys(fault.field for fault in faults))
        raise UnreadyError(f"This announcement cannot go out as it is; mend its {fields}.")


async def _move(
    conn: Connection, known: Kept, act: Act, what: str, state: AnnouncementState, approver: str
) -> None:
    key = known.announcement.key
    await announcements.put_state(conn, key, state, approved_by=approver, at=act.at)
    before, after = {"state": known.state.value}, {"state": state.value}
    await _note(conn, act, what, key, before, after | {"version": known.version})


async def _note(
    conn: Connection,
    act: Act,
    what: str,
    key: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    await audit.note(
        conn,
        at=act.at,
        actor=act.actor,
        act=f"{KIND}.{what}",
        kind=KIND,
        about=key,
        before=before,
        after=after,
        reason=act.reason,
    )


async def _facts(conn: Connection, one: Announcement) -> dict[str, Any]:
    """Groups by their rows: a platform's id of one stands in no log."""
    return {
        "title": one.title,
        "text": one.text,
        "organiser": one.organiser,
        "link": one.link,
        "groups": await targets.group_rows(conn, one.groups),
        "due": one.due.isoformat(),
        "expires": one.expires.isoformat(),
        "urgent": one.urgent,
        "version": announcements.version_of(one),
    }


async def _differences(
    conn: Connection, before: Announcement | None, after: Announcement
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed, from and to, each by name."""
    new = await _facts(conn, after)
    if before is None:
        return {}, new
    old = await _facts(conn, before)
    changed = [name for name in new if old[name] != new[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}
