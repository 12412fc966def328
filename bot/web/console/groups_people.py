"""Who runs a group and who helps in it: invited by a word said in chat, and ended."""

from bot.store import audit
from bot.store.console import group_people
from bot.store.console.group_page import GroupFacts
from bot.store.db import Connection
from bot.store.helpers import end_helper
from bot.store.staff_invites import Invite
from bot.web.console.groups_common import number, own_group
from bot.web.console.groups_one import page
from bot.web.console.inviting import asked, invited, kept
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import act

ROLES = ("organiser", "helper")
_HASH_BYTES = 32


async def ask(visit: Visit) -> Shown:
    """Invite an organiser or a helper: the word is shown on the page that follows, and never again."""
    faults: dict[str, str] = {}
    name, role = asked(visit, ROLES, "groups-role-wrong", faults)
    if faults:
        return await page(visit, faults, 422)
    async with visit.writing() as conn:
        group = await own_group(visit, conn)
        if group.state == "gone":
            raise PageError(409, "groups-is-gone")
        what = Invite(role, name, group=group.row)
        word = await kept(visit, conn, what)
        await _note(visit, conn, group, "group.invite", after={"role": role})
    return invited(word, role, name, f"groups/{group.row}", group.title)


async def _note(
    visit: Visit,
    conn: Connection,
    group: GroupFacts,
    act_name: str,
    *,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
) -> None:
    await audit.note(
        conn,
        at=visit.now,
        actor=visit.staff.actor,
        act=act_name,
        kind="group",
        about=str(group.row),
        before=before,
        after=after,
    )


async def end_organiser(visit: Visit) -> Done:
    """The group is somebody's no more."""
    account = visit.form.get("account", "")
    person = hash_of(visit.form.get("person", ""))
    async with visit.writing() as conn:
        group = await own_group(visit, conn)
        if not await group_people.end_organiser(conn, group.row, account, person):
            raise unknown()
        before = {"role": "organiser", "account": account}
        await _note(visit, conn, group, "group.end-organiser", before=before)
    still = visit.staff.is_operator or (account, person) not in visit.staff.people
    return Done(f"groups/{group.row}" if still else "groups", "done-groups-organiser-ended")


def hash_of(written: str) -> bytes:
    """A keyed hash as a form carries it. Raises PageError."""
    try:
        found = bytes.fromhex(written)
    except ValueError:
        raise unknown() from None
    if len(found) != _HASH_BYTES:
        raise unknown()
    return found


async def stop_helping(visit: Visit) -> Done:
    """Somebody helps in the group no more; what was asked of him or her stays open until answered."""
    learner = number(visit.form.get("helper", ""))
    async with visit.writing() as conn:
        group = await own_group(visit, conn)
        if not await end_helper(conn, group.row, learner):
            raise unknown()
        before = {"role": "helper", "learner": learner}
        await _note(visit, conn, group, "group.end-helper", before=before)
    return Done(f"groups/{group.row}", "done-groups-helper-ended")


async def take_back(visit: Visit) -> Done:
    """An invitation that nobody has used is good for nothing more."""
    async with visit.writing() as conn:
        group = await own_group(visit, conn)
        role = await group_people.end_invite(conn, visit.form.get("number", ""), group.row)
        if role is None:
            raise unknown()
        await _note(visit, conn, group, "group.end-invite", before={"role": role})
    return Done(f"groups/{group.row}", "done-groups-invite-ended")


WAYS = [
    act("groups/{row}/invite", ask, ORGANISERS),
    act("groups/{row}/end-organiser", end_organiser, ORGANISERS),
    act("groups/{row}/end-helper", stop_helping, ORGANISERS),
    act("groups/{row}/end-invite", take_back, ORGANISERS),
]
