"""What the pages of groups share: whose group it is, accounts that make codes, typed names."""

from bot.domain.events import ChannelKind
from bot.domain.names import NameFault, read_name
from bot.ports import MassWay, Official
from bot.store.console.group_page import GroupFacts, load_group
from bot.store.db import Connection
from bot.web.console.house import House
from bot.web.console.staff import ORGANISERS, StaffRole
from bot.web.console.visit import Visit, unknown

GROUP_PEOPLE = ORGANISERS | {StaffRole.HELPER}
_LONGEST_ROW = 18


def number(written: str) -> int:
    """A row as a path or form names it; 0 for what is none."""
    fits = written.isascii() and written.isdigit() and len(written) <= _LONGEST_ROW
    return int(written) if fits else 0


async def own_group(visit: Visit, conn: Connection, row: int | None = None) -> GroupFacts:
    """The group that the path names (or of ``row``). Raises PageError (404) where there is none, or it
    is not this person's.
    """
    wanted = number(visit.path.get("row", "")) if row is None else row
    group = await load_group(conn, wanted) if visit.staff.sees(wanted) else None
    if group is None:
        raise unknown()
    return group


def code_makers(house: House) -> dict[str, Official]:
    """The accounts that make QR codes for cohorts: WeChat gives them to verified service accounts."""
    return {
        name: one
        for name, one in house.channels.items()
        if one.kind is ChannelKind.WECHAT
        and isinstance(one, Official)
        and one.ability.mass is MassWay.PEOPLE
    }


def typed_name(visit: Visit, field: str, longest: int, faults: dict[str, str]) -> str:
    """A name from a form; what is wrong with it is put into ``faults``."""
    name = read_name(visit.form.get(field, ""), longest)
    if isinstance(name, NameFault):
        said = f"groups-name-{name.name.lower().replace('_', '-')}"
        faults[field] = visit.t(said, most=longest)
        return ""
    return name
