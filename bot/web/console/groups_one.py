"""One group: its numbers, what it gets, who runs it, its code and poster; renamed, ended, taken up."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

import segno

from bot.domain.deep_links import DeepLink, Target, payload_of
from bot.domain.errors import InputError, StaleEditError
from bot.domain.events import ChannelKind
from bot.store import audit
from bot.store.console import group_list, group_page, group_people, staff_list
from bot.store.console.group_page import GroupFacts
from bot.store.db import Connection
from bot.web.console import charts
from bot.web.console.charts import Chart
from bot.web.console.groups import LONGEST_TITLE, make_code
from bot.web.console.groups_common import code_makers, own_group, typed_name
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, File, PageError, Shown, Visit
from bot.web.console.ways import act, look

COUNTED = group_list.COUNTED


async def show(visit: Visit) -> Shown:
    """The group as it is now."""
    return await page(visit)


async def page(
    visit: Visit, faults: dict[str, str] | None = None, status: int = 200, **more: object
) -> Shown:
    """The page of the group that the path names; ``faults`` of a form on it, with its values in
    ``more``.
    """
    async with visit.reading() as conn:
        group = await own_group(visit, conn)
        size = await group_page.size(conn, group.row)
        days = await group_page.sizes(conn, group.row)
        values = {
            "group": group,
            "size": size,
            "turns": await group_page.turns(conn, group.row),
            "said": await group_page.said(conn, group.row, visit.now),
            "organisers": await group_people.organisers(conn, group.row),
            "helpers": await group_people.group_helpers(conn, group.row),
            "invites": await group_people.invites(conn, visit.now, group.row),
            "keys": await staff_list.known_people(conn, visit.house.hashed),
            "answers": _answers(visit, await group_page.answers(conn, group.row)),
        }
    today = visit.now.astimezone(ZoneInfo(group.zone)).date()
    return Shown(
        "groups_one",
        {
            **values,
            "chart": _members(visit, [*(d for d in days if d[0] != today), (today, size.members)]),
            "link": link_of(visit, group),
            "makes_codes": group.account in code_makers(visit.house),
            "is_cohort": group.channel == ChannelKind.WECHAT,
            "longest": LONGEST_TITLE,
            "faults": faults or {},
            "form": visit.form,
            "theirs": None,
            **more,
        },
        status,
    )


def link_of(visit: Visit, group: GroupFacts) -> str:
    """Where people join: what a cohort's QR code leads to, or a chat's deep link; "" while there is
    none.
    """
    if group.state == "gone":
        return ""
    if group.channel == ChannelKind.WECHAT:
        return group.url
    chats = visit.house.chats.get(group.account)
    payload = payload_of(DeepLink(Target.GROUP, str(group.row)), visit.house.secret)
    return chats.link(payload) if chats is not None else ""


def _members(visit: Visit, days: Sequence[tuple[date, int]]) -> Chart | None:
    """Members by day; nothing while there is only one."""
    if len(days) < 2:
        return None
    heads = (visit.t("groups-chart-day"), visit.t("groups-chart-members"))
    at = [datetime.combine(day, time(0), visit.house.zone) for day, _ in days]
    numbers = [count for _, count in days]
    drawn = charts.lines(visit.t("groups-chart"), heads, at, [(heads[1], numbers)])
    rows = tuple((f"{day:%m-%d}", f"{count:,}") for day, count in days)
    return replace(drawn, rows=rows)


def _answers(visit: Visit, days: Sequence[tuple[date, int, int]]) -> Chart | None:
    """Answers to the question of the day."""
    if not any(count for _, count, _ in days):
        return None
    heads = (visit.t("groups-chart-day"), visit.t("groups-chart-answers"))
    pairs = [(f"{day:%m-%d}", count) for day, count, _ in days[-14:]]
    return charts.columns(visit.t("groups-answers"), heads, pairs)


async def rename(visit: Visit) -> Done | Shown:
    """Call a cohort something else; a chat's name is given in the chat."""
    faults: dict[str, str] = {}
    title = typed_name(visit, "title", LONGEST_TITLE, faults)
    if faults:
        return await page(visit, faults, 422)
    async with visit.reading() as conn:
        group = await own_group(visit, conn)
    if group.channel != ChannelKind.WECHAT:
        raise PageError(422, "groups-chat-title")
    was = visit.form.get("was", "")
    try:
        async with visit.writing() as conn:
            await group_page.rename(conn, group.row, was, title)
            await _note(visit, conn, group, "group.rename", {"title": was}, {"title": title})
    except StaleEditError:
        return await page(visit, {"title": visit.t("groups-renamed-meanwhile")}, 409, theirs=True)
    return Done(f"groups/{group.row}", "done-groups-renamed", {"title": title})


async def end(visit: Visit) -> Done:
    """Nothing goes to a group any more."""
    async with visit.writing() as conn:
        group = await own_group(visit, conn)
        owed = await group_page.end_group(conn, group, visit.now)
        before = {"state": group.state}
        await _note(visit, conn, group, "group.end", before, {"state": "gone", "ended": owed})
    return Done(f"groups/{group.row}", "done-groups-ended")


async def take_up(visit: Visit) -> Done:
    """A cohort that was ended goes on."""
    async with visit.writing() as conn:
        group = await own_group(visit, conn)
        if not await group_page.take_up(conn, group.row):
            raise PageError(409, "groups-not-ended")
        await _note(visit, conn, group, "group.take-up", {"state": "gone"}, {"state": "known"})
    return Done(f"groups/{group.row}", "done-groups-taken-up")


async def _note(
    visit: Visit,
    conn: Connection,
    group: GroupFacts,
    act_name: str,
    before: audit.Facts,
    after: audit.Facts,
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


async def code(visit: Visit) -> Done:
    """Ask for a cohort's QR code, where the platform gave none when it was made."""
    async with visit.reading() as conn:
        group = await own_group(visit, conn)
    maker = code_makers(visit.house).get(group.account)
    if maker is None or group.channel != ChannelKind.WECHAT:
        raise PageError(422, "groups-no-maker")
    if not group.url and not await make_code(visit, maker, group.row, group.scene):
        raise PageError(503, "groups-code-failed")
    return Done(f"groups/{group.row}", "done-groups-code")


async def _linked(visit: Visit) -> tuple[GroupFacts, str]:
    async with visit.reading() as conn:
        group = await own_group(visit, conn)
    link = link_of(visit, group)
    if not link:
        raise PageError(404, "groups-no-code")
    return group, link


async def code_svg(visit: Visit) -> File:
    """The QR code alone, to be put into a leaflet."""
    group, link = await _linked(visit)
    out = BytesIO()
    segno.make_qr(link, error="m").save(out, kind="svg", scale=8, border=4)
    return File(f"{group.title or group.row}.svg", "image/svg+xml", out.getvalue(), inline=True)


async def poster_png(visit: Visit) -> File:
    """A cohort's poster as a picture of 200 dpi."""
    group, link = await _cohort(visit)
    content = await asyncio.to_thread(_png, group.title, link)
    return File(f"{group.title}.png", "image/png", content, inline=_inline(visit))


async def poster_svg(visit: Visit) -> File:
    """A cohort's poster as outlines, to be printed at any size."""
    group, link = await _cohort(visit)
    content = await asyncio.to_thread(_svg, group.title, link)
    return File(f"{group.title}.svg", "image/svg+xml", content, inline=_inline(visit))


def _inline(visit: Visit) -> bool:
    return "download" not in visit.query


async def _cohort(visit: Visit) -> tuple[GroupFacts, str]:
    group, link = await _linked(visit)
    if group.channel != ChannelKind.WECHAT:
        raise PageError(404, "groups-no-code")
    return group, link


def _png(title: str, link: str) -> bytes:
    from bot.poster_drawing import as_png  # noqa: PLC0415 - only who wants a poster pays for its font
    from bot.posters import poster  # noqa: PLC0415

    try:
        return as_png(poster(title, link))
    except InputError:
        raise PageError(422, "groups-poster-title") from None


def _svg(title: str, link: str) -> bytes:
    from bot.poster_drawing import as_svg  # noqa: PLC0415 - the same
    from bot.posters import poster  # noqa: PLC0415

    try:
        return as_svg(poster(title, link)).encode()
    except InputError:
        raise PageError(422, "groups-poster-title") from None


WAYS = [
    look("groups/{row}", show, ORGANISERS),
    act("groups/{row}/rename", rename, ORGANISERS),
    act("groups/{row}/end", end, ORGANISERS),
    act("groups/{row}/take-up", take_up, ORGANISERS),
    act("groups/{row}/code", code, ORGANISERS),
    look("groups/{row}/code.svg", code_svg, ORGANISERS),
    look("groups/{row}/poster.png", poster_png, ORGANISERS),
    look("groups/{row}/poster.svg", poster_svg, ORGANISERS),
]
