"""The staff: who has which role, invitations, and how a role ends."""

from bot.store import audit
from bot.store.console import group_list, group_people, staff_list
from bot.store.db import Connection
from bot.store.staff_invites import Invite
from bot.web.console.groups_common import number
from bot.web.console.groups_people import hash_of
from bot.web.console.inviting import asked, invited, kept
from bot.web.console.staff import OPERATORS
from bot.web.console.visit import Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import act, look

ROLES = ("operator", "reviewer", "organiser", "judge")


async def show(visit: Visit) -> Shown:
    """Everybody who may do anything here."""
    return await _page(visit, {}, 200)


async def _page(visit: Visit, faults: dict[str, str], status: int) -> Shown:
    async with visit.reading() as conn:
        values = {
            "grants": await staff_list.grants(conn),
            "judges": await staff_list.judges(conn),
            "owners": await staff_list.owners(conn),
            "keys": await staff_list.known_people(conn, visit.house.hashed),
            "invites": await group_people.invites(conn, visit.now),
            "competitions": await staff_list.competitions(conn),
            "groups": await group_list.titles(conn, None),
        }
    said = {"faults": faults, "form": visit.form, "mine": visit.staff.people, "roles": ROLES}
    return Shown("staff", {**values, **said}, status)


async def ask(visit: Visit) -> Shown:
    """Invite somebody: the word is shown on the page that follows, and never again."""
    faults: dict[str, str] = {}
    name, role = asked(visit, ROLES, "staff-role-wrong", faults)
    competition = visit.form.get("competition", "") if role == "judge" else ""
    group = number(visit.form.get("group", "")) if role == "organiser" else 0
    await _check(visit, role, competition, group, faults)
    if faults:
        return await _page(visit, faults, 422)
    what = Invite(role, name, competition or None, group or None)
    async with visit.writing() as conn:
        word = await kept(visit, conn, what)
        after = {"role": role, "competition": what.competition, "group": what.group}
        await _note(visit, conn, "staff.invite", role, after=after)
    return invited(word, role, name, "staff", visit.t("section-staff"))


async def _check(
    visit: Visit, role: str, competition: str, group: int, faults: dict[str, str]
) -> None:
    async with visit.reading() as conn:
        known = {key for key, _ in await staff_list.competitions(conn)}
        groups = {row for row, _ in await group_list.titles(conn, [group])} if group else {0}
    if role == "judge" and competition not in known:
        faults["competition"] = visit.t("staff-competition-wrong")
    if group not in groups:
        faults["group"] = visit.t("staff-group-wrong")


async def _note(
    visit: Visit,
    conn: Connection,
    act_name: str,
    about: str,
    *,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
) -> None:
    await audit.note(
        conn,
        at=visit.now,
        actor=visit.staff.actor,
        act=act_name,
        kind="role",
        about=about,
        before=before,
        after=after,
    )


async def end(visit: Visit) -> Done:
    """Take a role; the last operator's stays."""
    account, role = visit.form.get("account", ""), visit.form.get("role", "")
    person = hash_of(visit.form.get("person", ""))
    async with visit.writing() as conn:
        keys = await staff_list.known_people(conn, visit.house.hashed)
        ended = await staff_list.end_grant(conn, account, person, role)
        if ended is None:
            raise PageError(409, "staff-last-operator")
        if not ended:
            raise unknown()
        before = {"role": role, "account": account, "who": keys.get((account, person), "")}
        await _note(visit, conn, "staff.end", role, before=before)
    return Done("staff", "done-staff-ended")


async def end_judge(visit: Visit) -> Done:
    """Somebody judges a competition no more."""
    row = number(visit.form.get("judge", ""))
    async with visit.writing() as conn:
        key = await staff_list.end_judge(conn, row, visit.now)
        if key is None:
            raise unknown()
        before = {"role": "judge", "judge": row}
        await _note(visit, conn, "staff.end-judge", key, before=before)
    return Done("staff", "done-staff-judge-ended")


async def take_back(visit: Visit) -> Done:
    """An invitation that nobody has used is good for nothing more."""
    async with visit.writing() as conn:
        role = await group_people.end_invite(conn, visit.form.get("number", ""))
        if role is None:
            raise unknown()
        await _note(visit, conn, "staff.end-invite", role, before={"role": role})
    return Done("staff", "done-staff-invite-ended")


WAYS = [
    look("staff", show, OPERATORS),
    act("staff/invite", ask, OPERATORS),
    act("staff/end", end, OPERATORS),
    act("staff/end-judge", end_judge, OPERATORS),
    act("staff/end-invite", take_back, OPERATORS),
]
