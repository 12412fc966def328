"""What became of an announcement: its figures, who got it by which way, and the list of receivers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.delivery.announcement_report import AnnouncementReport, Line, Part
from bot.delivery.causes import cause_of
from bot.delivery.reporting import Span, report
from bot.domain.announcements import Kept, Phase
from bot.domain.delivery import Kind
from bot.store.console import announcements as pages
from bot.store.console.announcements import Receiver
from bot.store.db import Connection
from bot.store.reach import forecasts, outcomes
from bot.store.reach.forecasts import Forecast
from bot.store.reach.outcomes import MassPart
from bot.texts.catalogue import Texts
from bot.web.console.announcements_view import seen
from bot.web.console.cells import Cell
from bot.web.console.charts import Chart, columns, lines
from bot.web.console.exporting import csv_stream
from bot.web.console.staff import EDITORS
from bot.web.console.visit import Bare, Shown, Stream, Visit, unknown
from bot.web.console.ways import Way, look

A_PAGE = 50
AT_ONCE = 2000
"""Rows of a file read by one statement."""
PARTS: dict[str, frozenset[str]] = {
    **{part.value: frozenset({part.value}) for part in Part if part is not Part.UNPLANNED},
    "open": frozenset({Part.WAITING, Part.FLYING}),
    "unreached": frozenset({Part.EXPIRED, Part.FAILED}),
}
"""What the list of receivers can be narrowed to, and the states that each comes to."""


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report with its charts, ready for a page; ``made`` None: it is still being counted."""

    made: AnnouncementReport | None
    forecast: tuple[Forecast, ...]
    calls: tuple[MassPart, ...]
    charts: tuple[Chart, ...]
    finished: bool
    as_of: str


async def part(visit: Visit) -> Bare:
    """The report alone, for whoever watches it fill."""
    async with visit.reading() as conn:
        found = await seen(visit, conn, visit.path["key"])
        shown = await report_of(visit, conn, found.kept)
    values = {
        "kept": found.kept,
        "report": shown,
        "Part": Part,
        "line_words": lambda line: line_words(visit.t, line),
    }
    return Bare("announcements_report", values)


async def groups(visit: Visit) -> Shown:
    """How it stands in each group, where there are more than a page's."""
    written = visit.query.get("first", "")
    first = int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 0
    async with visit.reading() as conn:
        found = await seen(visit, conn, visit.path["key"])
        key = found.kept.announcement.key
        made = await report(conn, key, visit.house.clock, Span(first, A_PAGE))
    values = {"kept": found.kept, "made": made, "Part": Part, "first": first, "most": A_PAGE}
    return Shown("announcements_groups", values)


async def report_of(visit: Visit, conn: Connection, kept: Kept) -> ReportShown:
    """All there is to say of one announcement, as of one instant."""
    key = kept.announcement.key
    made = await report(conn, key, visit.house.clock, Span(0, A_PAGE))
    forecast = await forecasts.of_subject(conn, Kind.NEWS, key)
    calls = await outcomes.mass_parts(conn, Kind.NEWS, key)
    charts = () if made is None else tuple(_charts(visit, made))
    ended = kept.phase(visit.now) in {Phase.OVER, Phase.CANCELLED}
    finished = ended and made is not None and not made.open
    as_of = f"{made.at.astimezone(visit.house.zone):%H:%M:%S}" if made else ""
    return ReportShown(made, tuple(forecast), tuple(calls), charts, finished, as_of)


def _charts(visit: Visit, made: AnnouncementReport) -> list[Chart]:
    t = visit.t
    found = []
    by_rung = [(line_words(t, line), line.people) for line in made.of(Part.SENT)]
    if len(by_rung) > 1:
        heads = (t("announcements-way"), t("announcements-people"))
        found.append(columns(t("announcements-chart-ways"), heads, by_rung))
    if len({bucket.at for bucket in made.buckets}) > 1:
        found.append(_over_time(visit, made))
    return found


def _over_time(visit: Visit, made: AnnouncementReport) -> Chart:
    """How many had been reached by when, all ways together."""
    t, zone = visit.t, visit.house.zone
    instants: list[datetime] = []
    sums: list[int] = []
    for bucket in made.buckets:
        end = (bucket.at + made.width).astimezone(zone)
        if instants and instants[-1] == end:
            sums[-1] += bucket.people
        else:
            instants.append(end)
            sums.append((sums[-1] if sums else 0) + bucket.people)
    instants.insert(0, made.buckets[0].at.astimezone(zone))
    sums.insert(0, 0)
    heads = (t("announcements-until"), t("announcements-reached"))
    title = t("announcements-chart-time")
    return lines(title, heads, instants, [(t("announcements-reached"), sums)])


def line_words(t: Texts, line: Line) -> str:
    """A line of a report in words: the way it went, or why it did not."""
    if line.part in {Part.SENT, Part.FLYING}:
        return t(f"announcements-rung-{line.name or 'send'}")
    if line.part is Part.UNPLANNED:
        return t("announcements-cause-unplanned")
    return t(f"announcements-cause-{line.name}")


async def listed(visit: Visit) -> Shown:
    """Receivers one by one, filtered by where they stand; without names, which nobody needs here."""
    key = visit.path["key"]
    wanted = visit.query.get("part", "")
    if wanted and wanted not in PARTS:
        raise unknown()
    written = visit.query.get("after", "")
    after = int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0
    async with visit.reading() as conn:
        found = await seen(visit, conn, key)
        rows = await _some(visit, conn, key, wanted, after)
        titles = await pages.titles(conn, {one.group for one in rows if one.group})
    more = rows[A_PAGE - 1].number if len(rows) > A_PAGE else 0
    return Shown(
        "announcements_receivers",
        {
            "kept": found.kept,
            "rows": rows[:A_PAGE],
            "part": wanted,
            "parts": list(PARTS),
            "after": more,
            "titles": titles,
            "words": lambda one: alike_words(visit.t, one.state, one.rung, one.reason),
        },
    )


MOST_LOOKS = 20
"""Statements of a page that looks for the few that stand alike among a million."""


async def _some(
    visit: Visit, conn: Connection, key: str, wanted: str, after: int
) -> list[Receiver]:
    accounts = sorted(visit.house.channels)
    found: list[Receiver] = []
    for _ in range(MOST_LOOKS):
        some = await pages.receivers(conn, key, accounts, after=after, most=500)
        found += [one for one in some if not wanted or one.state in PARTS[wanted]]
        if len(found) > A_PAGE or len(some) < 500:
            break
        after = some[-1].number
    return found[: A_PAGE + 1]


async def _groups(conn: Connection, kept: Kept) -> list[pages.Choice]:
    return await pages.choices(conn, (), kept.announcement.groups)


def alike_words(t: Texts, state: str, rung: str, reason: str) -> tuple[str, str]:
    """Where all stand who stand so, and the way or the reason."""
    name = rung if state in {Part.SENT, Part.FLYING} else cause_of(state, reason).value
    return t(f"announcements-part-{state}"), line_words(t, Line(Part(state), name, 1))


async def export(visit: Visit) -> Stream:
    """All receivers as a file, read while it is sent, each statement its own transaction."""
    key = visit.path["key"]
    async with visit.reading() as conn:
        found = await seen(visit, conn, key)
        titles = {one.row: one.title for one in await _groups(conn, found.kept)}
    t, house = visit.t, visit.house
    names = ("number", "account", "group", "state", "why", "at")
    heads = [t(f"announcements-column-{name}") for name in names]

    @lru_cache(maxsize=4096)
    def words(state: str, rung: str, reason: str) -> tuple[str, str]:
        return alike_words(t, state, rung, reason)

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        after = 0
        while True:
            async with house.db.connection() as conn:
                some = await pages.receivers(
                    conn, key, sorted(house.channels), after=after, most=AT_ONCE
                )
            for one in some:
                yield (
                    one.number,
                    one.account,
                    titles.get(one.group, ""),
                    *words(one.state, one.rung, one.reason),
                    one.at,
                )
            if len(some) < AT_ONCE:
                return
            after = some[-1].number

    return csv_stream(f"{key}-{visit.now:%Y%m%d}", heads, rows, house.zone)


WAYS: list[Way] = [
    look("announcements/{key}/report", part, EDITORS),
    look("announcements/{key}/groups", groups, EDITORS),
    look("announcements/{key}/receivers", listed, EDITORS),
    look("announcements/{key}/receivers.csv", export, EDITORS),
]
