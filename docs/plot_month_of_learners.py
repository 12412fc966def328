"""Draws and lists what two hundred simulated learners are given in six weeks, and why.

`python -m docs.plot_month_of_learners` writes month-of-learners.png and month-of-learners.md beside
it. The learners are those of `tests/learning/test_month_of_learners.py`, which asserts what can be seen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.font_manager import fontManager
from noto_cjk import otc_path

from bot.learning.choose import Reason
from tests.learning.month_of_learners import DAYS, EACH, Event, Person, six_weeks

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.patches import Patch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).parent
FAREWELL = "fourteen days without an answer: one farewell that says how to return"
KINDS: dict[str, tuple[str, str, str, str]] = {
    Reason.NEXT_LESSON: ("L", "#1f6feb", "新的一课", "next lesson"),
    Reason.LESSON_AND_REVIEW: ("M", "#17458f", "一课，带一道复习题", "lesson and a review"),
    Reason.UNDONE_LESSON: ("U", "#7db7ff", "接着没学完的一课", "lesson not finished"),
    Reason.FITTING_LESSON: ("F", "#00a3a3", "放得进空当的一课", "lesson that fits a break"),
    Reason.LESSON_PART: ("P", "#8fd6c9", "一课的一部分", "part of a lesson"),
    Reason.BREAK_QUESTIONS: ("B", "#f2c14e", "空当里的几道题", "questions for a break"),
    Reason.REVIEW_DAY: ("R", "#d1495b", "每周复习日", "weekly review day"),
    Reason.MISSED_QUESTIONS: ("X", "#8d4a9e", "还没答对的题", "missed questions"),
    Reason.REVIEWS_DUE: ("K", "#c994d8", "学完以后的复习", "reviews after the courses"),
    Reason.LIGHT_QUESTIONS: ("Q", "#5fad56", "轻松几题（隔了几天）", "light: a few questions"),
    Reason.LIGHT_LESSON: ("E", "#a7d49b", "轻松一课（隔了几天）", "light: one lesson"),
    FAREWELL: ("W", "#000000", "道别", "farewell"),
}
"""Letter, colour, and what it is in Chinese and English."""
NAMES = {
    "diligent": "天天学 · seniors",
    "all right": "全答对，三十天课 · all right",
    "weekends only": "只在周末 · weekends",
    "three breaks": "外卖员三个空当 · couriers",
    "away days 5-8": "第5–8天没来 · away",
    "silent from day 4": "第4天起不再说话 · silent",
    "half wrong": "一半答错 · half wrong",
    "pauses days 8-14": "暂停第8–14天 · pause",
    "asks for more": "每天再来一课 · eager",
    "back on day 27": "第27天回来 · returns",
}
SLICES = 6
"""Columns of a day: one, two or three items share them."""
LEFT_ALONE = 0.62
"""How far towards white what was left alone is drawn."""


def main() -> None:
    """Write both files."""
    learners = six_weeks()
    _draw(learners, HERE / "month-of-learners.png")
    (HERE / "month-of-learners.md").write_text(_paper(learners), "utf-8")


def _kind(event: Event) -> str:
    return event.item.reason if event.item else FAREWELL


def _letter(event: Event) -> str:
    return KINDS[_kind(event)][0]


# the picture -------------------------------------------------------------------------------------


def _draw(learners: Sequence[Person], file: Path) -> None:
    fontManager.addfont(otc_path("sans"))
    plt.rcParams["font.family"] = "Noto Sans CJK SC"
    figure, axes = plt.subplots(figsize=(15, 12.5), layout="constrained")
    picture = np.ones((len(learners), DAYS * SLICES, 3))
    for row, one in enumerate(learners):
        for day in range(1, DAYS + 1):
            _colour(picture[row], day, [event for event in one.events if event.day == day])
    axes.imshow(
        picture, aspect="auto", interpolation="none", extent=(0.5, DAYS + 0.5, len(learners), 0)
    )
    _letters(axes, learners)
    _frame(axes, learners)
    patches = [
        Patch(facecolor=colour, edgecolor="#444444", label=f"{letter}  {chinese} · {english}")
        for letter, colour, chinese, english in KINDS.values()
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=3, fontsize=11, frameon=False)
    figure.savefig(file, dpi=100)


def _colour(
    row: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", day: int, events: list[Event]
) -> None:
    for number, event in enumerate(some := events[:3]):
        begin = (day - 1) * SLICES + number * SLICES // len(some)
        end = (day - 1) * SLICES + (number + 1) * SLICES // len(some)
        colour = np.array(to_rgb(KINDS[_kind(event)][1]))
        faded = colour if event.taken or event.item is None else colour + (1 - colour) * LEFT_ALONE
        row[begin:end] = faded


def _letters(axes: "Axes", learners: Sequence[Person]) -> None:
    """In each band and day the letter of what most were given first."""
    for band in range(len(learners) // EACH):
        some = learners[band * EACH : (band + 1) * EACH]
        for day in range(1, DAYS + 1):
            firsts = (next((e for e in one.events if e.day == day), None) for one in some)
            found = Counter(_letter(event) for event in firsts if event is not None)
            if found:
                text = found.most_common(1)[0][0]
                box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "alpha": 0.8, "lw": 0}
                axes.text(
                    day, (band + 0.5) * EACH, text, ha="center", va="center", fontsize=9, bbox=box
                )


def _frame(axes: "Axes", learners: Sequence[Person]) -> None:
    bands = len(learners) // EACH
    names = [NAMES[learners[band * EACH].cohort.name] for band in range(bands)]
    axes.set_yticks([(band + 0.5) * EACH for band in range(bands)], names, fontsize=11)
    axes.set_xticks(range(1, DAYS + 1), [str(day) for day in range(1, DAYS + 1)], fontsize=8)
    for band in range(1, bands):
        axes.axhline(band * EACH, color="black", lw=1)
    for day in range(7, DAYS + 1, 7):
        axes.axvline(day + 0.5, color="#444444", lw=0.8)
    axes.tick_params(length=0)
    axes.set_xlabel("第几天（第7、14……天是星期日） · day (7, 14, … are Sundays)", fontsize=11)
    title = "两百名学员的六周：每天给什么、为什么 · what 200 learners are given each day, and why"
    axes.set_title(f"{title}\n浅色是没有理会 · pale: left alone", fontsize=13)


# the table ---------------------------------------------------------------------------------------


def _paper(learners: Sequence[Person]) -> str:
    return "\n".join(_lines(learners)) + "\n"


def _lines(learners: Sequence[Person]) -> Iterator[str]:
    yield "# Six weeks of two hundred learners"
    yield ""
    yield "Made by `python -m docs.plot_month_of_learners`: ten cohorts of twenty, from Monday, day 1, through"
    yield "the functions that choose, grade and fall silent; nothing is sent. What it shows is asserted in"
    yield "`tests/learning/test_month_of_learners.py`."
    yield ""
    yield "![What each cohort is given on each day, by reason](month-of-learners.png)"
    yield ""
    yield "| letter | reason | items | taken up |"
    yield "|---|---|---:|---:|"
    events = [event for one in learners for event in one.events]
    for reason, (letter, *_) in KINDS.items():
        of_it = [event for event in events if _kind(event) == reason]
        answered = sum(event.taken for event in of_it)
        yield f"| {letter} | {reason} | {len(of_it)} | {answered} |"
    yield ""
    yield "The first learner of each cohort, day by day. Small circle: left alone; `+`: asked for;"
    yield "`.`: nothing came."
    yield ""
    yield "| cohort | track | " + " | ".join(f"week {n}" for n in range(1, DAYS // 7 + 1)) + " |"
    yield "|---|---|" + "---|" * (DAYS // 7)
    for one in learners[::EACH]:
        weeks = (
            " ".join(_day(one, day) for day in range(first, first + 7))
            for first in range(1, DAYS + 1, 7)
        )
        row = " | ".join(f"`{week}`" for week in weeks)
        yield f"| {one.cohort.name} | {one.cohort.track} | {row} |"


def _day(one: Person, day: int) -> str:
    marks = (
        f"{'+' if event.asked else ''}{_letter(event)}{'' if event.taken or not event.item else '°'}"
        for event in one.events
        if event.day == day
    )
    return "".join(marks) or "."


if __name__ == "__main__":
    main()
