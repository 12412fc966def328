"""What reviewers do with a text: review and approve it, or take it back."""

from bot.store import audit, recalls
from bot.store.approvals import SamePersonError, approve_draft
from bot.store.console.courses import Text, waiting_row
from bot.store.content_revision import hold_revision
from bot.store.db import Connection
from bot.web.console.courses_common import signature, text_of
from bot.web.console.staff import REVIEWERS
from bot.web.console.visit import Done, PageError, Visit
from bot.web.console.ways import act


async def approve(visit: Visit) -> Done:
    """The text is taught from now on, or, where two people are asked for, is reviewed first."""
    two_people = visit.house.rules().content_two_people
    async with visit.writing() as conn:
        await hold_revision(conn)
        text, _ = await text_of(visit, conn)
        if await waiting_row(conn, text.course) != text.row or not _as_seen(visit, text):
            raise PageError(409, "courses-not-waiting")
        try:
            done = await approve_draft(
                conn, text.course, signature(visit), visit.now, two_people=two_people
            )
        except SamePersonError:
            raise PageError(409, "courses-needs-other") from None
        act_name = "course.approve" if done.waits is None else "course.review"
        await _note(visit, conn, text, act_name, {"state": text.state})
    said = "done-courses-approved" if done.waits is None else "done-courses-reviewed"
    return Done(_page(text), said, {"title": text.title})


async def recall(visit: Visit) -> Done:
    """Every text of this version is taught no more; what is on its way is not sent."""
    reason = " ".join(visit.form.get("reason", "").split())
    if not reason or len(reason) > recalls.LONGEST_REASON:
        raise PageError(422, "courses-reason-missing", most=str(recalls.LONGEST_REASON))
    async with visit.writing() as conn:
        await hold_revision(conn)
        text, _ = await text_of(visit, conn)
        if text.recalled_at is not None:
            raise PageError(409, "courses-recalled-already")
        done = await recalls.recall(
            conn, text.course, text.version, reason=reason, by=signature(visit), at=visit.now
        )
        await _note(visit, conn, text, "course.recall", {"taught": text.taught}, reason)
    if done.still:
        lessons = visit.t("courses-comma").join(done.still)
        return Done(_page(text), "done-courses-recalled-still", {"lessons": lessons})
    if done.now_taught is not None:
        return Done(_page(text), "done-courses-recalled-back", {"version": done.now_taught})
    return Done(_page(text), "done-courses-recalled")


def _as_seen(visit: Visit, text: Text) -> bool:
    """Whether nobody reviewed it since the page was opened: a second press is no second person."""
    return visit.form.get("state", text.state) == text.state


async def _note(
    visit: Visit,
    conn: Connection,
    text: Text,
    name: str,
    before: dict[str, object],
    reason: str = "",
) -> None:
    await audit.note(
        conn,
        at=visit.now,
        actor=visit.staff.actor,
        act=name,
        kind="course",
        about=text.course,
        before=before,
        after={"version": text.version, "hash": text.hash[:12]},
        reason=reason,
    )


def _page(text: Text) -> str:
    return f"courses/{text.course}/{text.row}"


WAYS = [
    act("courses/{course}/{row}/approve", approve, REVIEWERS),
    act("courses/{course}/{row}/recall", recall, REVIEWERS),
]
