"""Settings that may be changed while the program runs, and those that hold until the next start."""

from collections.abc import Mapping
from typing import Any

from bot.domain.errors import InputError
from bot.domain.running import LONGEST_HELPER, Changeable, loosens, read_value
from bot.store import running_settings
from bot.store.db import Connection
from bot.web.console.staff import OPERATORS
from bot.web.console.visit import Done, Shown, Visit, unknown
from bot.web.console.ways import act, look


async def show(visit: Visit) -> Shown:
    """What holds, and who changed it last."""
    return await _page(visit, {}, {})


async def change(visit: Visit) -> Shown | Done:
    """One setting becomes what was written."""
    key = _key(visit)
    written = visit.form.get("value", "")
    try:
        becomes = read_value(key, written)
    except InputError:
        said = visit.t(f"settings-fault-{_name(key)}", most=LONGEST_HELPER)
        return await _page(visit, {key.value: written}, {key.value: said}, 422)
    was = visit.house.running().value(key)
    if becomes == was:
        return Done("settings", "done-settings-same")
    async with visit.writing() as conn:
        if not await _may(visit, conn, key, was, becomes):
            return Done("settings", "done-settings-asked")
        await running_settings.change(
            conn, key.value, was, becomes, at=visit.now, actor=visit.staff.actor
        )
    await visit.house.reread()
    return Done("settings", "done-settings-changed")


async def reset(visit: Visit) -> Done:
    """One setting is again as the file has it."""
    key, house = _key(visit), visit.house
    was, becomes = house.running().value(key), house.file.value(key)
    async with visit.writing() as conn:
        if not await _may(visit, conn, key, was, becomes):
            return Done("settings", "done-settings-asked")
        await running_settings.put_back(
            conn, key.value, was, becomes, at=visit.now, actor=visit.staff.actor
        )
    await house.reread()
    return Done("settings", "done-settings-reset")


async def _may(visit: Visit, conn: Connection, key: Changeable, was: Any, becomes: Any) -> bool:
    """Whether the change is made now: what lets one person do the work of two takes two operators."""
    return not loosens(key, was, becomes) or await running_settings.agreed(
        conn, key.value, becomes, at=visit.now, actor=visit.staff.actor
    )


async def _page(
    visit: Visit, written: dict[str, str], faults: dict[str, str], status: int = 200
) -> Shown:
    house, t = visit.house, visit.t
    async with visit.reading() as conn:
        changed = await running_settings.changes(conn)
    now = house.running()
    rows = [
        {
            "key": key.value,
            "name": _name(key),
            "value": written.get(key.value, _written(now.value(key))),
            "file": _shown(visit, house.file.value(key)),
            "changed": changed.get(key.value),
            "fault": faults.get(key.value, ""),
            "is_choice": isinstance(now.value(key), bool),
            "is_time": key is Changeable.DAILY_TIME,
            "what": t(f"settings-{_name(key)}"),
            "hint": t(f"settings-{_name(key)}-hint") + _asked(visit, changed, key),
        }
        for key in Changeable
    ]
    return Shown("settings", {"rows": rows, "fixed": house.fixed, "most": LONGEST_HELPER}, status)


def _asked(visit: Visit, changed: Mapping[str, Any], key: Changeable) -> str:
    return " " + visit.t("settings-asked") if key.value + running_settings.ASKED in changed else ""


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(visit: Visit, value: Any) -> str:
    if isinstance(value, bool):
        return visit.t("settings-yes" if value else "settings-no")
    return str(value) or visit.t("settings-empty")


def _name(key: Changeable) -> str:
    return key.value.replace(".", "-").replace("_", "-")


def _key(visit: Visit) -> Changeable:
    try:
        return Changeable(visit.path["key"])
    except ValueError:
        raise unknown() from None


WAYS = [
    look("settings", show, OPERATORS),
    act("settings/{key}", change, OPERATORS),
    act("settings/{key}/reset", reset, OPERATORS),
]
