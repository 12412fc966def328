"""What ``yike group`` does; how its commands are called stands in ``bot/cli.py``."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import InputError
from bot.domain.events import ChannelKind
from bot.ports import Channel, Clock, GroupCode, MassWay, Official
from bot.store.db import Database
from bot.store.groups import membership as groups
from bot.store.groups.membership import GroupFacts

LONGEST_SCENE = 64
"""Characters (生成带参数的二维码, scene_str)."""
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort that is to be there: its account, the scene in its QR code, what it is called,
    the zone it lives in, and who invites (``by``; empty: nobody is named on the poster).
    """

    account: str
    scene: str
    title: str
    zone: str
    by: str = ""


def cohort(
    address: str, channels: Collection[str], *, title: str, zone: str, by: str = ""
) -> Cohort:
    """The cohort that ``ACCOUNT:SCENE`` names; ``channels`` are the accounts there are.

    Raises InputError where it names none.
    """
    account, colon, scene = address.partition(":")
    if not colon or not account or not scene:
        raise InputError("A group needs a name as ACCOUNT:SCENE, for example city-wechat:class-7.")
    if account not in channels:
        known = ", ".join(sorted(channels)) or "none"
        raise InputError(f'The settings have no account "{account}"; known are: {known}.')
    if len(scene) > LONGEST_SCENE or not scene.isprintable() or " " in scene:
        raise InputError(
            f"A scene is 1 to {LONGEST_SCENE} characters without spaces; give another one."
        )
    if not title.strip():
        raise InputError("A group needs a title that people know it by; give one with --title.")
    return Cohort(account, scene, " ".join(title.split()), zone, by)


def maker_of_codes(channel: Channel) -> Official:
    """The account, as one that makes QR codes. Raises InputError where it does not."""
    if channel.kind is not ChannelKind.WECHAT or not isinstance(channel, Official):
        raise InputError(
            "Only WeChat cohorts have QR codes; a Telegram group is known once the bot is added to it."
        )
    if channel.ability.mass is not MassWay.PEOPLE:
        raise InputError(
            f'The account "{channel.account}" cannot have QR codes with a scene: WeChat gives them'
            " to verified service accounts (服务号) only."
        )
    return channel


async def create(
    db: Database, clock: Clock, channels: Mapping[str, Channel], wanted: Cohort, to: Path | None
) -> list[str]:
    """`yike group create`: make or find a cohort with its QR code, and write its poster into the
    folder ``to``, if one is given.

    Raises InputError (the account has no codes, the folder cannot be written, the title does not
    print) before anything is made, and PlatformCallError.
    """
    official = maker_of_codes(channels[wanted.account])
    if to is not None:
        _try_poster(wanted)
        _folder(to)
    async with db.transaction() as conn:
        row = await groups.know_group(
            conn,
            account=wanted.account,
            channel=ChannelKind.WECHAT.value,
            platform_id=wanted.scene,
            title=wanted.title,
            zone=wanted.zone,
            now=clock.now(),
        )
        code = await groups.code_of(conn, row)
    new = code is None
    if code is None:
        made = await official.group_code(wanted.scene)
        async with db.transaction() as conn:
            code = await groups.keep_code(conn, row, made, clock.now())
    lines = [
        f"{wanted.account}:{wanted.scene} {wanted.title}: "
        + ("its QR code is new" if new else "its QR code was made before"),
        f"The code leads to {code.url}",
    ]
    return lines + (_write(wanted, code, to) if to is not None else [])


def _folder(to: Path) -> None:
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder {to} cannot be made; name another one with --poster."
        ) from error


def _try_poster(wanted: Cohort) -> None:
    """Whether the title prints is known before a code is asked for."""
    from bot.posters import poster  # noqa: PLC0415 - only who wants a poster pays for its font

    poster(wanted.title, "https://weixin.qq.com/", wanted.by)


def _write(wanted: Cohort, code: GroupCode, to: Path) -> list[str]:
    from bot.poster_drawing import as_png, as_svg  # noqa: PLC0415 - the same
    from bot.posters import poster  # noqa: PLC0415

    made = poster(wanted.title, code.url, wanted.by)
    name = _NOT_IN_A_FILE_NAME.sub("_", f"{wanted.account}-{wanted.scene}")
    lines = []
    for path, content in (
        (to / f"{name}.png", as_png(made)),
        (to / f"{name}.svg", as_svg(made).encode()),
    ):
        try:
            path.write_bytes(content)
        except OSError as error:
            raise InputError(
                f"{path} cannot be written; name another folder with --poster."
            ) from error
        lines.append(f"Written: {path}")
    return lines


async def listed(db: Database, account: str | None = None) -> list[str]:
    """`yike group list`: a line for each group; with ``account`` only of that one."""
    async with db.connection() as conn:
        found = await groups.all_groups(conn)
    lines = [_line(one) for one in found if account in {None, one.account}]
    return lines or ["No group is known yet; make a WeChat cohort with: yike group create"]


def _line(one: GroupFacts) -> str:
    parts = [f"{one.account}:{one.platform_id}", one.title or "(no title)"]
    if one.channel == ChannelKind.WECHAT.value:
        parts += [f"{one.members:,} members", one.url or "no QR code yet"]
    if one.state == "gone":
        parts.append("gone")
    return "  ".join(parts)
