"""Groups: the list, and a new WeChat cohort."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from bot.domain.errors import PlatformCallError
from bot.domain.events import ChannelKind
from bot.domain.spoken_codes import new_word
from bot.ports import Official
from bot.store import audit
from bot.store.console import group_list, group_page
from bot.store.groups import membership
from bot.store.staff_invites import own_group
from bot.web.console.groups_common import GROUP_PEOPLE, code_makers, number, typed_name
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, PageError, Shown, Visit
from bot.web.console.ways import act, look

LONGEST_TITLE = 40
"""Characters: a poster has room for as many."""
STATES = ("known", "muted", "gone")
_SCENE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""Of the codes that WeChat makes (scene_str), what is read and typed without doubt."""


async def show(visit: Visit) -> Shown:
    """The groups that somebody runs or helps in; an operator's are all."""
    query = {k: visit.query.get(k, "").strip() for k in ("account", "state", "words")}
    after = number(visit.query.get("after", "")) or None
    async with visit.reading() as conn:
        groups = None
        if not visit.staff.is_operator:
            groups = visit.staff.groups | await group_list.helped(conn, visit.staff.learner)
        found = await group_list.listed(conn, groups, visit.now, after=after, **query)
    more = ""
    if len(found) > group_list.A_PAGE:
        found = found[: group_list.A_PAGE]
        kept = {**{k: v for k, v in query.items() if v}, "after": str(found[-1].row)}
        more = f"{visit.house.root}/groups?{urlencode(kept)}"
    return Shown(
        "groups",
        {
            "groups": found,
            "more": more,
            "after": after,
            "query": query,
            "accounts": [(name, name) for name in sorted(visit.house.channels)],
            "states": [(one, visit.t(f"groups-state-{one}")) for one in STATES],
            "sees": visit.staff.sees,
            "may_make": visit.staff.may(ORGANISERS) and bool(code_makers(visit.house)),
        },
    )


async def ask_new(visit: Visit) -> Shown:
    """The form for a new cohort."""
    return _form(visit, {"title": "", "scene": f"class-{new_word(6).lower()}"}, {})


async def make(visit: Visit) -> Done | Shown:
    """Make a cohort, and its QR code. The code is asked of the platform outside any transaction; where
    that fails the cohort stands, and the code can be asked for again on its page.
    """
    faults: dict[str, str] = {}
    title = typed_name(visit, "title", LONGEST_TITLE, faults)
    scene = visit.form.get("scene", "")
    account = visit.form.get("account", "")
    makers = code_makers(visit.house)
    if not _SCENE.fullmatch(scene):
        faults["scene"] = visit.t("groups-scene-wrong")
    if account not in makers:
        faults["account"] = visit.t("groups-account-wrong")
    row = 0 if faults else await _keep(visit, account, scene, title)
    if not faults and not row:
        faults["scene"] = visit.t("groups-scene-taken")
    if faults:
        return _form(visit, visit.form, faults)
    made = await make_code(visit, makers[account], row, scene)
    said = "done-groups-made" if made else "done-groups-made-without-code"
    return Done(f"groups/{row}", said, {"title": title})


def _form(visit: Visit, form: Mapping[str, str], faults: dict[str, str]) -> Shown:
    accounts = sorted(code_makers(visit.house))
    if not accounts:
        raise PageError(404, "groups-no-maker")
    fields = ("title", "account", "scene")
    values = {
        "form": {name: form.get(name, "") for name in fields},
        "faults": {name: faults.get(name, "") for name in fields},
        "found": faults,
        "pairs": [(one, one) for one in accounts],
        "longest": LONGEST_TITLE,
    }
    return Shown("groups_new", values, 422 if faults else 200)


async def _keep(visit: Visit, account: str, scene: str, title: str) -> int:
    """The new cohort's row, its maker's own; 0 where there is one by that scene."""
    async with visit.writing() as conn:
        if await group_page.scene_taken(conn, account, scene):
            return 0
        row = await membership.know_group(
            conn,
            account=account,
            channel=ChannelKind.WECHAT.value,
            platform_id=scene,
            title=title,
            zone=visit.zone,
            now=visit.now,
        )
        if not visit.staff.is_operator:
            for where, person in visit.staff.people:
                await own_group(conn, row, where, person, visit.now)
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="group.create",
            kind="group",
            about=str(row),
            after={"account": account, "title": title},
        )
        return row


async def make_code(visit: Visit, maker: Official, row: int, scene: str) -> bool:
    """Ask the platform for a cohort's QR code and keep it; False where the platform gave none."""
    try:
        made = await maker.group_code(scene)
    except PlatformCallError:
        return False
    async with visit.writing() as conn:
        await membership.keep_code(conn, row, made, visit.now)
        await audit.note(
            conn,
            at=visit.now,
            actor=visit.staff.actor,
            act="group.code",
            kind="group",
            about=str(row),
        )
    return True


WAYS = [
    look("groups", show, GROUP_PEOPLE),
    look("groups/new", ask_new, ORGANISERS),
    act("groups/new", make, ORGANISERS),
]
