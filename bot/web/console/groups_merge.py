"""Merging two groups: what would happen is shown first."""

from bot.learning.groups.uniting import MergeFault, Side, merge_fault
from bot.store import audit
from bot.store.console import group_list, group_merging
from bot.store.console.group_page import GroupFacts
from bot.web.console.groups_common import number, own_group
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, PageError, Shown, Visit
from bot.web.console.ways import act, look


async def ask(visit: Visit) -> Shown:
    """Which group, and what would happen then."""
    async with visit.reading() as conn:
        group = await own_group(visit, conn)
        mine = None if visit.staff.is_operator else visit.staff.groups
        others = [one for one in await group_list.titles(conn, mine) if one[0] != group.row]
        target, preview, fault = None, None, None
        if wanted := visit.query.get("into", ""):
            target = await own_group(visit, conn, number(wanted))
            fault = merge_fault(_side(group), _side(target))
            if fault is None:
                preview = await group_merging.preview(conn, group.row, target.row, visit.now)
    values = {
        "group": group,
        "others": others,
        "target": target,
        "preview": preview,
        "fault": _sentence(visit, fault),
    }
    return Shown("groups_merge", values, 422 if fault else 200)


def _side(group: GroupFacts) -> Side:
    return Side(
        group.row, group.channel, group.account, group.state, group.merged_into is not None
    )


def _sentence(visit: Visit, fault: MergeFault | None) -> str:
    return visit.t(f"groups-merge-{fault.value}") if fault else ""


async def merge(visit: Visit) -> Done:
    """Merge the group into another, in one transaction."""
    async with visit.writing() as conn:
        old, into = number(visit.path["row"]), number(visit.form.get("into", ""))
        await group_merging.lock_both(conn, old, into)
        group = await own_group(visit, conn, old)
        target = await own_group(visit, conn, into)
        if fault := merge_fault(_side(group), _side(target)):
            raise PageError(422, f"groups-merge-{fault.value}")
        done = await group_merging.merge(conn, group, target, visit.now)
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="group.merge",
            kind="group",
            about=str(group.row),
            before={"state": group.state},
            after={
                "state": "gone",
                "merged_into": target.row,
                "members": done.members,
                "competitions": done.competitions,
                "announcements": done.announcements,
            },
        )
    visit.house.wake("delivery")
    return Done(f"groups/{target.row}", "done-groups-merged", {"title": group.title})


WAYS = [
    look("groups/{row}/merge", ask, ORGANISERS),
    act("groups/{row}/merge", merge, ORGANISERS),
]
