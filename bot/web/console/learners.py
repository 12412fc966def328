"""Learners: found by key, group, track, state or address; no names are kept, no platform ids shown."""

import re
from collections.abc import Collection
from urllib.parse import urlencode

from bot.domain.content import Track
from bot.domain.learners import LearnerState
from bot.store.console import group_list, learner_list
from bot.store.console.learner_list import Found
from bot.store.db import Connection
from bot.store.privacy.forgetting import person_at
from bot.web.console.groups_common import number
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, Shown, Visit, unknown
from bot.web.console.ways import act, look

_KEY = re.compile(r"[0-9a-f]{4,32}", re.ASCII)
Groups = Collection[int] | None


def groups_of(visit: Visit) -> Groups:
    """Whose members may be seen: an operator sees everybody."""
    return None if visit.staff.is_operator else visit.staff.groups


async def show(visit: Visit) -> Shown:
    """A page of those that are looked for."""
    return await _page(visit, {}, 200)


async def _page(visit: Visit, faults: dict[str, str], status: int) -> Shown:
    query = {k: visit.query.get(k, "").strip() for k in ("key", "group", "track", "state")}
    async with visit.reading() as conn:
        found = await _found(visit, conn, query, faults)
        groups = await group_list.titles(conn, groups_of(visit))
    more = ""
    if found.after is not None:
        kept = {**{k: v for k, v in query.items() if v}, "after": str(found.after)}
        more = f"{visit.house.root}/learners?{urlencode(kept)}"
    values = {
        "learners": found.learners,
        "more": more,
        "after": bool(visit.query.get("after")),
        "query": query,
        "faults": faults,
        "groups": [("", visit.t("learners-any")), *groups],
        "tracks": _options(visit, "track", [one.value for one in Track]),
        "states": _options(visit, "state", [one.value for one in LearnerState]),
    }
    return Shown("learners", values, 422 if "key" in faults else status)


def _options(visit: Visit, what: str, values: Collection[str]) -> list[tuple[str, str]]:
    return [
        ("", visit.t("learners-any")),
        *((one, visit.t(f"learners-{what}-{one}")) for one in values),
    ]


async def _found(
    visit: Visit, conn: Connection, query: dict[str, str], faults: dict[str, str]
) -> Found:
    mine = groups_of(visit)
    if query["group"]:
        group = number(query["group"])
        if not visit.staff.sees(group):
            raise unknown()
        mine = [group]
    if key := query["key"].replace("-", "").lower():
        if not _KEY.fullmatch(key):
            faults["key"] = visit.t("learners-key-wrong")
            return Found([], None)
        return await learner_list.by_key(conn, key, mine)
    after = number(visit.query.get("after", "")) or None
    return await learner_list.listed(
        conn, groups=mine, track=query["track"], state=query["state"], after=after
    )


async def find(visit: Visit) -> Done | Shown:
    """Who is reached at ACCOUNT:ID. The address comes in the body of a form, is looked up, and is
    neither shown again nor kept.
    """
    account, colon, platform_id = visit.form.get("address", "").partition(":")
    if not (colon and account.strip() and platform_id.strip()):
        return await _page(visit, {"address": visit.t("learners-address-wrong")}, 422)
    async with visit.reading() as conn:
        learner = await person_at(conn, account.strip(), platform_id.strip())
        seen = learner is not None and await learner_list.may_see(conn, learner, groups_of(visit))
    if not seen:
        return await _page(visit, {"address": visit.t("learners-address-unknown")}, 404)
    return Done(f"learners/{learner}")


WAYS = [
    look("learners", show, ORGANISERS),
    act("learners/find", find, ORGANISERS),
]
