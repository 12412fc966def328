"""The questions of the page, answered from one set of assumptions and measurements."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from bench.scale import needs
from bench.scale.assumptions import Assumptions
from bench.scale.day import PUSHED_CUSTOMER, PUSHED_TELEGRAM, WAYS, Day, Fleet
from bench.scale.measured import Measured
from bench.scale.needs import Fleets, Growth, Load
from bench.scale.one_bot import one_bot
from bench.scale.population import Person, minute_of
from bench.scale.simulation import Simulation, remind
from bot.domain.errors import InputError

DAY_SAMPLE = 60_000
"""People whose day is lived; the database gets the whole sample."""
ENDLESS = Fleet(accounts=100_000, bots=100_000)
SMALLEST = Fleet(accounts=1, bots=1)
REMINDER_AT = minute_of("18:00")
ADOPTIONS = (0.01, 0.08, 0.3, 1.0)


class Planned(NamedTuple):
    """How a bot is planned: ``pace`` lessons a second, and it is one of ``bots``."""

    pace: float
    bots: int


@dataclass(frozen=True, slots=True)
class Answers:
    """Days of the same people: nothing scarce, smoothed, all at once, one account and one bot.
    And days of one bot's learners at full scale, by how it is planned; none without Telegram.

    ``parts`` are the loads of the smoothed day by minute, ``peak`` its worst minute and that
    minute's load.
    """

    assumptions: Assumptions
    measured: Measured
    fleets: Fleets
    endless: Day
    smoothed: Day
    at_once: Day
    smallest: Day
    bot: Mapping[Planned, Day]
    reminder: Mapping[str, float]
    parts: Mapping[str, Sequence[Load]]
    peak: tuple[int, Load]
    growth: Growth

    @property
    def fleet(self) -> Fleet:
        """The accounts and bots of all days but the endless and the smallest."""
        return self.fleets.fleet

    @property
    def bot_planned(self) -> Planned:
        """A bot as the program plans it."""
        return Planned(self.assumptions.bot_pace, self.fleet.bots)

    @property
    def bot_full(self) -> Planned:
        """A bot planned at the whole rate of its lessons, with nothing kept for replies."""
        return Planned(self.assumptions.bulk_rate, self.fleet.bots)

    @property
    def ceilings(self) -> dict[str, float]:
        """How many learners one server carries, by each limit."""
        return needs.ceilings(
            self.assumptions.learners, self.peak[1], self.growth, self.assumptions, self.measured
        )

    def servers(self, learners: float) -> int:
        """PostgreSQL servers for so many learners after a year."""
        return math.ceil(learners / min(v for k, v in self.ceilings.items() if "three" not in k))

    @property
    def processes(self) -> dict[str, int]:
        """Processes of each role for the busiest minute."""
        found = needs.processes(self.parts)
        waiting = needs.workers_on_the_way(
            self.smoothed.peak("sent"), self.assumptions, self.fleet.accounts
        )
        return {**found, "worker": max(found["worker"], waiting)}

    @property
    def days_until_full(self) -> float:
        """Until one server's disk is full, if nothing is ever moved away."""
        return needs.days_until_full(self.growth, self.assumptions.server_disk * needs.TERA)

    @property
    def usual_time(self) -> float:
        """Lessons due at 07:30 sharp."""
        return self.at_once.by_minute["chosen"][int(minute_of("07:30"))]

    @property
    def database_seconds_at_once(self) -> float:
        """How long one server works on the lessons of 07:30 when nothing is smoothed."""
        a, day = self.assumptions, self.at_once
        sent = day.way(PUSHED_CUSTOMER, PUSHED_TELEGRAM) / day.lessons
        cores = a.server_cores * a.server_busy
        return needs.seconds_at_once(self.usual_time, sent, self.measured, cores)

    def to_json(self) -> dict[str, Any]:
        """Every figure of the page, and all that it was reckoned from."""
        return {
            "assumptions": asdict(self.assumptions),
            "measured": self.measured.to_json(),
            "fleet": asdict(self.fleet),
            "fleet by limit": asdict(self.fleets),
            "days": {
                name: _figures(day)
                for name, day in (
                    ("smoothed", self.smoothed),
                    ("all at once", self.at_once),
                    ("one account and one bot", self.smallest),
                )
            },
            "one bot": {
                f"{one.pace:g}/s planned, one of {one.bots}": _figures(day)
                for one, day in self.bot.items()
            },
            "reminder": dict(self.reminder),
            "peak": {"minute": self.peak[0], **asdict(self.peak[1])},
            "processes": self.processes,
            "growth": asdict(self.growth),
            "ceilings": self.ceilings,
            "days until the disk is full": self.days_until_full,
            "database seconds at once": self.database_seconds_at_once,
        }


def _figures(day: Day) -> dict[str, Any]:
    return {
        "lessons": day.lessons,
        "sessions": day.sessions,
        "ways": {way: day.way(way) for way in WAYS},
        "reasons": dict(day.reasons),
        "peaks a second": {what: day.peak(what) for what in day.by_minute},
        "decided within 10 s": {name: day.punctual(name) for name in day.waits},
        "waits in seconds": {name: _spread(waits) for name, waits in day.waits.items()},
        "minutes after the chosen time": {name: _spread(m) for name, m in day.moved.items()},
        "replies wait in seconds": _spread(day.replies),
        "last of the morning": day.last_of_morning,
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"half": share(values, 0.5), "99 %": share(values, 0.99), "all": share(values, 1)}


def share(values: Sequence[float], part: float) -> float:
    """The value that ``part`` of them do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else 0.0


def bots_day(
    a: Assumptions, bots: int, seed: int, say: Callable[[str], None]
) -> dict[Planned, Day]:
    """The day of one bot: at its whole rate, half-way, as the program plans, and at its whole
    rate with twice as many bots. None without Telegram.
    """
    if not a.telegram:
        return {}
    say("living a day: one bot at full scale")
    tried = (
        Planned(a.bulk_rate, bots),
        Planned((a.bulk_rate + a.bot_pace) / 2, bots),
        Planned(a.bot_pace, bots),
        Planned(a.bulk_rate, 2 * bots),
    )
    return {one: one_bot(a, one.bots, seed, one.pace) for one in dict.fromkeys(tried)}


def answer(
    people: Sequence[Person], a: Assumptions, m: Measured, seed: int, say: Callable[[str], None]
) -> Answers:
    """Live the days and reckon. Raises InputError when nobody is owed anything."""

    def live(fleet: Fleet, tolerance: float, what: str) -> Day:
        say(f"living a day: {what}")
        return Simulation(people, a, fleet, tolerance, seed).run()

    endless = live(ENDLESS, a.tolerance, "nothing is scarce")
    if not endless.lessons:
        raise InputError("with these assumptions nobody is owed a lesson")
    fleets = needs.fleets_for(endless, a)
    fleet = fleets.fleet
    smoothed = live(fleet, a.tolerance, "smoothed")
    parts = needs.loads(smoothed, m, a.tolerance)
    return Answers(
        assumptions=a,
        measured=m,
        fleets=fleets,
        endless=endless,
        smoothed=smoothed,
        at_once=live(fleet, 0, "all at once"),
        smallest=live(SMALLEST, a.tolerance, "one account and one bot"),
        bot=bots_day(a, fleet.bots, seed, say),
        reminder=remind(people, a, REMINDER_AT),
        parts=parts,
        peak=needs.peak_load(parts),
        growth=needs.growth(smoothed, a, m),
    )
