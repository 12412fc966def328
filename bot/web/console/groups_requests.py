"""What members asked of their helpers, and the answers."""

from bot.learning.helping import MOST_WORDS
from bot.store import audit, helpers
from bot.store.console import group_people
from bot.store.console.group_people import Asked
from bot.store.db import Connection
from bot.web.console.groups_common import GROUP_PEOPLE, number
from bot.web.console.visit import Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import act, look


async def show(visit: Visit) -> Shown:
    """Requests of one's own groups, and those asked of oneself."""
    return await _page(visit, {}, 200)


async def _page(visit: Visit, faults: dict[str, str], status: int) -> Shown:
    every = visit.query.get("all") == "1"
    after = number(visit.query.get("after", "")) or None
    mine = None if visit.staff.is_operator else sorted(visit.staff.groups)
    async with visit.reading() as conn:
        found = await group_people.requests(
            conn, mine, visit.staff.learner, after=after, waiting=not every
        )
    more = ""
    if len(found) > group_people.A_PAGE:
        found = found[: group_people.A_PAGE]
        kept = "all=1&" if every else ""
        more = f"{visit.house.root}/groups/requests?{kept}after={found[-1].row}"
    values = {"requests": found, "more": more, "every": every, "after": after}
    said = {"faults": faults, "form": visit.form, "most": MOST_WORDS}
    return Shown("groups_requests", {**values, **said}, status)


async def answer(visit: Visit) -> Done | Shown:
    """Answer in the helper's name, as a word in chat does."""
    row = number(visit.path["request"])
    words = " ".join(visit.form.get("words", "").split())
    if not words or len(words) > MOST_WORDS:
        said = "groups-answer-empty" if not words else "groups-answer-long"
        return await _page(visit, {f"words-{row}": visit.t(said, most=MOST_WORDS)}, 422)
    async with visit.writing() as conn:
        asked = await _own(visit, conn, row)
        who = await helpers.answer_request(conn, row, asked.helper, words, visit.now)
        if who is None:
            raise PageError(409, "groups-answered-already")
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="help.answer",
            kind="help",
            about=str(row),
            after={"group": asked.group},
        )
    visit.house.wake("delivery")
    return Done("groups/requests", "done-groups-answered")


async def _own(visit: Visit, conn: Connection, row: int) -> Asked:
    """A request that this person may answer. Raises PageError (404)."""
    mine = None if visit.staff.is_operator else sorted(visit.staff.groups)
    found = await group_people.requests(
        conn, mine, visit.staff.learner, after=row + 1, waiting=False
    )
    if not found or found[0].row != row:
        raise unknown()
    return found[0]


WAYS = [
    look("groups/requests", show, GROUP_PEOPLE),
    act("groups/requests/{request}/answer", answer, GROUP_PEOPLE),
]
