"""The page's pictures, made from the answers."""

from collections.abc import Sequence
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any

from bench.scale import needs
from bench.scale.answers import Answers
from bench.scale.assumptions import TRACKS
from bench.scale.day import PUNCTUAL, WAYS
from bench.scale.formats import clock, short
from bench.scale.needs import MEGA, PARTS, TERA
from bench.scale.page_morning import punctual
from bench.scale.population import MINUTES_A_DAY, minute_of

BLUE, ORANGE, GREEN, GREY, RED, LIGHT = (
    "#2a6fbb",
    "#e08a1e",
    "#3a9a5b",
    "#8a8f98",
    "#c2453d",
    "#d5d9df",
)
WAY_COLOURS = (ORANGE, BLUE, GREEN, "#9cc9ac", LIGHT)
STYLE = {
    "figure.dpi": 110,
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e9ebee",
    "axes.axisbelow": True,
    "legend.frameon": False,
    "svg.hashsalt": "yike",
}


def draw(found: Answers, folder: Path) -> None:
    """All pictures into ``folder``. Raises ModuleNotFoundError without matplotlib."""
    mpl: Any = import_module("matplotlib")
    mpl.use("agg")
    plt: Any = import_module("matplotlib.pyplot")
    folder.mkdir(parents=True, exist_ok=True)
    makers = {
        "day": _day,
        "peak": _peak,
        "bot": _bot,
        "reach": _reach,
        "senders": _senders,
        "load": _load,
        "growth": _growth,
    }
    with mpl.rc_context(STYLE):
        for name, make in makers.items():
            figure = make(plt, found)
            figure.savefig(folder / f"{name}.png", metadata={"Software": None})
            plt.close(figure)


def _hours(axes: Any, first: str = "04:00", last: str = "24:00") -> None:
    """Clock times below a minute axis."""
    begin, end = minute_of(first), minute_of(last) or MINUTES_A_DAY
    ticks = list(range(int(begin), int(end) + 1, 120))
    axes.set_xticks(ticks, [f"{(4 + tick // 60) % 24:02d}:{tick % 60:02d}" for tick in ticks])
    axes.set_xlim(begin, end)
    axes.set_xlabel("time of day (Shanghai)")


def _day(plt: Any, found: Answers) -> Any:
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(9, 6.4), sharex=True, layout="constrained"
    )
    day, tolerance = found.smoothed, found.assumptions.tolerance
    minutes = range(MINUTES_A_DAY)
    rate = {what: [count / 60 for count in day.by_minute[what]] for what in day.by_minute}
    above.stackplot(
        minutes,
        [rate["sent"], rate["held"]],
        colors=(BLUE, GREY),
        labels=("pushed", "held for the next contact"),
        linewidth=0,
    )
    above.set_ylabel("lessons a second")
    above.set_title(
        f"Lessons as they are decided, turns up to {tolerance:g} minutes after the chosen time",
        loc="left",
    )
    above.legend(loc="upper center", bbox_to_anchor=(0.42, 1.0))
    below.fill_between(minutes, rate["requests"], color=GREEN, alpha=0.75, linewidth=0)
    below.set_ylabel("requests a second")
    below.set_title("What learners send: fetching, answering, asking", loc="left")
    _hours(below)
    return figure


def _total(series: Sequence[float], first: int, last: int, unit: float = 1.0) -> list[float]:
    """Of the minutes from ``first`` to ``last``, how many until the end of each; 0 before."""
    return [0.0, *(n / unit for n in accumulate(series[first:last]))]


FIRST, LAST = int(minute_of("07:20")), int(minute_of("08:30"))


def _peak(plt: Any, found: Answers) -> Any:
    """How the peaks of 07:30 and 08:00 are smoothed, on both channels."""
    figure, axes = plt.subplots(1, 2, figsize=(9.6, 4.4), layout="constrained")
    names = (("wechat", "WeChat", MEGA, "million lessons"),
             ("telegram", "Telegram", 1e3, "thousand lessons"))  # fmt: skip
    for at, (channel, title, unit, words) in zip(axes, names, strict=True):

        def line(what: str, *more: str, of: str = channel, per: float = unit) -> list[float]:
            series = [found.smoothed.of_channel[one, of] for one in (what, *more)]
            return _total([sum(n) for n in zip(*series, strict=True)], FIRST, LAST, per)

        minutes = range(FIRST, LAST + 1)
        at.plot(minutes, line("chosen"), color=GREY, drawstyle="steps-pre", label="as chosen")
        at.plot(minutes, line("due"), color=ORANGE, linewidth=3, alpha=0.6, label="turns planned")
        at.plot(minutes, line("sent", "held"), color=BLUE, linewidth=1.5, label="sent or held")
        at.fill_between(minutes, line("sent"), color=BLUE, alpha=0.2, linewidth=0, label="sent")
        ticks = range(FIRST, LAST + 1, 20)
        at.set_xticks(ticks, [clock(tick) for tick in ticks])
        at.set(xlim=(FIRST, LAST), ylim=(0, None), xlabel="time of day (Shanghai)")
        at.set_ylabel(f"{words}, added up from 07:20")
        at.set_title(f"{title}: the peaks of 07:30 and 08:00", loc="left", fontsize=11)
    axes[0].legend(loc="lower right", fontsize=10)
    return figure


def _bot(plt: Any, found: Answers) -> Any:
    """How late one bot decides, by what is planned for it a second."""
    figure, axes = plt.subplots(figsize=(9, 4.2), layout="constrained")
    looks = {found.bot_full: (RED, "-"), found.bot_planned: (BLUE, "-")}
    for one, day in found.bot.items():
        others = (ORANGE, "--") if one.bots == found.fleet.bots else (GREY, "-.")
        colour, style = looks.get(one, others)
        waits = [*sorted(max(0.1, wait) for wait in day.waits["telegram"]), 1000]
        parts = [100 * (n + 1) / len(waits) for n in range(len(waits))]
        axes.plot(waits, parts, color=colour, linewidth=2, linestyle=style,
                  label=f"{one.pace:g}/s planned, one of {one.bots} bots: {punctual(day, 'telegram')} in time")  # fmt: skip
    axes.axvline(PUNCTUAL, color=GREY, linestyle=":", linewidth=1.5)
    axes.annotate(f"{PUNCTUAL:g} s", (PUNCTUAL, 55), (4, 0), textcoords="offset points")
    axes.set(xscale="log", ylim=(0, 103), xlim=(0.1, 1000))
    axes.xaxis.set_major_formatter(ticker().FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel("seconds from a lesson's turn to its decision")
    axes.set_ylabel("share of the day's lessons (%)")
    axes.set_title(
        f"One bot behind the program's limiter, {found.bot_full.pace:g}/s with replies", loc="left"
    )
    axes.legend(loc="lower right")
    return figure


def _reach(plt: Any, found: Answers) -> Any:
    figure, axes = plt.subplots(figsize=(9, 4.6), layout="constrained")
    day = found.smoothed
    names = [track.name for track in TRACKS]
    rows = ["with one account,\none bot", "all learners", *reversed(names)]
    shares = [
        {way: found.smallest.way(way) / found.smallest.lessons for way in WAYS},
        {way: day.way(way) / day.lessons for way in WAYS},
        *({way: _of_track(found, name, way) for way in WAYS} for name in reversed(names)),
    ]
    left = [0.0] * len(rows)
    for way, colour in zip(WAYS, WAY_COLOURS, strict=True):
        widths = [100 * one[way] for one in shares]
        bars = axes.barh(rows, widths, left=left, color=colour, label=way, height=0.68)
        labels = [f"{width:.0f}" if width >= 1.5 else "" for width in widths]
        text = "white" if colour in {BLUE, GREEN} else "#22262c"
        axes.bar_label(bars, labels, label_type="center", fontsize=10, color=text)
        left = [x + width for x, width in zip(left, widths, strict=True)]
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of the day's lessons (%)")
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2, fontsize=10)
    return figure


def _of_track(found: Answers, track: str, way: str) -> float:
    ways = found.smoothed.ways
    total = sum(count for (name, _), count in ways.items() if name == track)
    return ways[track, way] / total if total else 0.0


def _senders(plt: Any, found: Answers) -> Any:
    """How long the lessons of 07:30 take, by the number of accounts and of bots."""
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(9.6, 4.2), sharey=True, layout="constrained"
    )
    a, fleet = found.assumptions, found.fleet
    _senders_of(left, found, "wechat", (a.pace, a.wechat_rate), fleet.accounts)
    _senders_of(right, found, "telegram", (a.bot_pace, a.bulk_rate), fleet.bots)
    left.set_xlabel("number of official accounts (WeChat)")
    right.set_xlabel("number of bots (Telegram)")
    left.set_ylabel("minutes until the last of 07:30 is decided")
    left.legend(loc="lower left", fontsize=10)
    return figure


def _senders_of(
    axes: Any, found: Answers, channel: str, rates: tuple[float, float], ours: int
) -> None:
    """``rates``: what is planned and what is sent a second by each."""
    tolerance, minute = found.assumptions.tolerance, int(minute_of("07:30"))
    series = found.endless.of_channel
    count = series["chosen", channel][minute]
    sent = sum(series["sent", channel][minute : minute + max(1, round(tolerance))])
    numbers = _spread(max(4 * ours, 20))
    lines = (("by the turns planned", count / rates[0], BLUE, 4.0),
             ("by the platform's rate", sent / rates[1], ORANGE, 1.5))  # fmt: skip
    for label, seconds, colour, wide in lines:
        times = [max(0.01, seconds / n / 60) for n in numbers]
        axes.plot(numbers, times, color=colour, linewidth=wide, label=label)
    axes.axhline(max(0.01, tolerance), color=RED, linewidth=1.2, label="tolerance")
    axes.axvline(ours, color=GREY, linestyle=":", linewidth=1.5, label="planned here")
    axes.set(xscale="log", yscale="log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(ticker().LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(ticker().FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_locator(ticker().NullLocator())
    axes.set_title(f"{short(count)} lessons, {short(sent)} pushed", loc="left", fontsize=11)


def ticker() -> Any:
    """matplotlib's ticks, which are loaded only when something is drawn."""
    return import_module("matplotlib.ticker")


def _spread(most: int) -> list[int]:
    """Whole numbers from 1 to ``most``, evenly on a logarithmic axis."""
    return sorted({round(most ** (step / 24)) for step in range(25)})


def _load(plt: Any, found: Answers) -> Any:
    figure, axes = plt.subplots(figsize=(9, 4.4), layout="constrained")
    colours = (ORANGE, LIGHT, BLUE, RED, GREEN)
    series = [[one.database for one in found.parts[what]] for what in PARTS]
    axes.stackplot(
        range(MINUTES_A_DAY),
        series,
        labels=list(PARTS.values()),
        colors=colours,
        linewidth=0,
    )
    minute, peak = found.peak
    axes.annotate(
        f"{peak.database:.1f} cores",
        (minute, peak.database),
        (30, -2),
        textcoords="offset points",
        arrowprops={"arrowstyle": "-", "color": GREY},
    )
    axes.set_ylabel("cores of PostgreSQL in use")
    learners = found.assumptions.learners / MEGA
    axes.set_title(f"The database's day with {learners:.1f} million learners", loc="left")
    axes.legend(loc="upper right")
    _hours(axes)
    return figure


def _growth(plt: Any, found: Answers) -> Any:
    figure, axes = plt.subplots(figsize=(9, 4.4), layout="constrained")
    grown, days = found.growth, list(range(0, 3 * needs.YEAR + 1, 15))
    kept = found.growth.a_day
    statements = [d * (kept.get("statement", 0) + kept.get("push", 0)) / TERA for d in days]
    rest = [
        d * sum(v for k, v in kept.items() if k not in {"statement", "push"}) / TERA for d in days
    ]
    standing = [grown.standing / TERA] * len(days)
    past = [grown.past_a_day * min(d, grown.past_days) / TERA for d in days]
    layers: Sequence[list[float]] = (standing, past, rest, statements)
    axes.stackplot(
        [d / needs.YEAR for d in days],
        layers,
        colors=(GREY, ORANGE, GREEN, BLUE),
        linewidth=0,
        labels=(
            "learners, open deliveries, recent events",
            f"ended deliveries, kept {found.assumptions.keep_months:g} months",
            "answers, progress, completions",
            "statements and their pushes",
        ),
    )
    disk = found.assumptions.server_disk
    axes.axhline(disk, color=RED, linewidth=1.5)
    axes.annotate(
        f"one server: {disk:g} TB",
        (0, disk),
        (6, 5),
        textcoords="offset points",
        color=RED,
    )
    axes.set(xlabel="years of running", ylabel="tables with their indexes (TB)", xlim=(0, 3))
    axes.set_title("What is kept for good outgrows everything else", loc="left")
    axes.legend(loc="upper left")
    return figure
