"""A forecast and a report in words: what matters first, the numbers beside it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from bot.delivery.reach_report import WENT_OUT, WORDS, Line, Report, Way
from bot.domain.delivery import Kind
from bot.store.reach.forecasts import About, Forecast
from bot.store.reach.outcomes import MassPart

NOBODY_IS_REACHED = "Nobody is to be reached: no account has anybody to whom it would go."
NOTHING_IS_KNOWN = "Nothing is known of that: nothing was forecast, planned or sent."
WIDTH = 120
PUSHED = frozenset({Way.SEND, Way.CUSTOMER, Way.NOTICE, Way.TEMPLATE, Way.MASS})


def named(about: About, title: str = "") -> str:
    """What it is about, for a headline."""
    match about.kind:
        case Kind.LESSON:
            return f"Lessons of {about.occurrence}"
        case Kind.REMINDER:
            stage, rule, _ = (*about.occurrence.split("/"), "", "")[:3]
            return f'Reminder of "{title or about.subject}", {stage}, {rule} before it closes'
        case Kind.ANNOUNCEMENT:
            return f'Announcement of "{title or about.subject}"'
        case Kind.NEWS:
            return f'News "{title or about.subject}"'
        case kind:
            return f"{kind.value.capitalize()} {about.subject}"


def unit(about: About) -> str:
    """What is counted: who has several breaks a day gets several lessons."""
    return "lessons" if about.kind is Kind.LESSON else "recipients"


# Forecasts ------------------------------------------------------------------------------------------


def forecast_page(made: Sequence[Forecast], zone: ZoneInfo, title: str = "") -> list[str]:
    """The forecasts of one subject, account by account; times are in ``zone``."""
    shown = [one for one in made if one.people]
    if not shown:
        return [NOBODY_IS_REACHED]
    lines = [named(shown[0].about, title)]
    for one in shown:
        lines += ["", *_forecast(one, zone)]
    return lines


def _forecast(one: Forecast, zone: ZoneInfo) -> list[str]:
    by_way = _by_way(one)
    pushed = sum(by_way.get(way, 0) for way in PUSHED)
    held, lost = by_way.get(Way.HELD, 0), by_way.get(Way.NOT_REACHED, 0)
    told = _joined(
        (pushed, "are sent out"),
        (held, "wait for the next contact"),
        (lost, "are not reached"),
    )
    return [
        f"{one.account}: of {one.people:,} {unit(one.about)}, {told}.",
        f"  {_times(one, zone)}",
        *table(("count", "how"), _forecast_rows(one)),
    ]


def _joined(*counted: tuple[int, str]) -> str:
    """What there is of it: "2,424 are sent out, 354 wait for the next contact"."""
    return ", ".join(f"{count:,} {what}" for count, what in counted if count) or "none is reached"


def _by_way(one: Forecast) -> dict[Way, int]:
    found: dict[Way, int] = {}
    for rung, _, people in one.counts:
        found[Way(rung)] = found.get(Way(rung), 0) + people
    return found


def _times(one: Forecast, zone: ZoneInfo) -> str:
    begins = _moment(one.begins, zone)
    until = f"the last goes out about {_moment(one.finishes, zone)}" if one.finishes else ""
    said = f"Begins {begins}, {until}" if until else f"Begins {begins}; nothing is sent out"
    return f"{said}. Counted {_moment(one.made_at, zone)} {zone.key}."


def _forecast_rows(one: Forecast) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for way, people in _by_way(one).items():
        rows.append((f"{people:,}", WORDS[way]))
        if way in {Way.HELD, Way.NOT_REACHED}:
            rows += [("", f"  {n:,}: {why}") for rung, why, n in one.counts if Way(rung) is way]
    return rows


# Reports --------------------------------------------------------------------------------------------


def report_page(found: Sequence[Report], zone: ZoneInfo, title: str = "") -> list[str]:
    """The reports of one subject, account by account, each held against its forecast."""
    if not found:
        return [NOTHING_IS_KNOWN]
    lines: list[str] = []
    about: About | None = None
    for one in found:
        if one.about != about:
            about = one.about
            lines += ["", named(about, title)] if lines else [named(about, title)]
        lines += ["", *_report(one, zone)]
    return lines


def _report(one: Report, zone: ZoneInfo) -> list[str]:
    came = {line.way: line.came for line in one.lines}
    waits = sum(
        why.came
        for line in one.lines
        if line.way is Way.MASS
        for why in line.details
        if why.reason != WENT_OUT
    )
    reached = sum(n for way, n in came.items() if way in {*PUSHED, Way.REPLY}) - waits
    told = _joined(
        (reached, "were sent out or handed over"),
        (waits, "wait for a mass message"),
        (came.get(Way.HELD, 0), "wait for the next contact"),
        (came.get(Way.NOT_REACHED, 0), "were not reached"),
        (came.get(Way.OPEN, 0), "are not decided yet"),
    )
    lines = [f"{one.account}: of {one.planned:,} {unit(one.about)}, {told}."]
    if one.forecast is None:
        lines.append("  It was not forecast.")
    else:
        lines.append(f"  {one.joined} {_times(one.forecast, zone)}")
    lines += table(("forecast", "came", "how", "against the forecast"), _report_rows(one))
    lines += [f"  {people:,} were left out: {why}." for why, people in one.left_out]
    return lines + _parts(one.parts, zone)


def _report_rows(one: Report) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for line in one.lines:
        rows.append((_count(line.forecast), f"{line.came:,}", WORDS[line.way], line.difference))
        rows += _details(line)
    total = one.forecast.people - sum(n for _, n in one.left_out) if one.forecast else None
    rows.append((_count(total), f"{one.planned:,}", "all together", ""))
    return rows


def _details(line: Line) -> Iterable[Sequence[str]]:
    for one in line.details:
        yield (_count(one.forecast), f"{one.came:,}", f"  {one.reason}", "")


def _parts(parts: Sequence[MassPart], zone: ZoneInfo) -> list[str]:
    """What the platform counted of each call of a mass message."""
    if not parts:
        return []
    head = ("call", "made at", "for", "sent", "filtered", "failed", "the platform says")
    rows = [
        (
            str(one.number),
            _moment(one.submitted_at, zone) if one.submitted_at else "",
            f"{one.receivers:,}",
            _count(one.sent),
            _count(one.filtered),
            _count(one.failed),
            one.status or one.state,
        )
        for one in parts
    ]
    return ["  Mass message, as the platform counted it:", *table(head, rows)]


def _count(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of equal columns; numbers to the right. Chinese characters are two columns wide."""
    # Imported where it is shown: it takes longer than a short command.
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    for name in head:
        number = name in _NUMBERS
        drawn.add_column(name, justify="right" if number else "left", no_wrap=number)
    for row in rows:
        drawn.add_row(*row)
    out = StringIO()
    Console(file=out, width=WIDTH, markup=False, highlight=False).print(drawn)
    return [f"  {line.rstrip()}" for line in out.getvalue().splitlines() if line.strip()]


_NUMBERS = frozenset(
    {
        "count",
        "people",
        *(f"had {n}" for n in range(5)),
        "forecast",
        "came",
        "call",
        "for",
        "sent",
        "filtered",
        "failed",
    }
)
