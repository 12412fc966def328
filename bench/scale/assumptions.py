"""What is assumed, each with its reason and changeable by an option; and what the platforms fix."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from bot.allowances import limits_of, pacing_of
from bot.config import check
from bot.domain.errors import InputError

DAY_BEGINS = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
"""04:00 of Monday 23 November 2026 in Shanghai: a learner's day begins (design 4.11). Minutes
of the day are counted from here; minute 210 is 07:30."""
ZONE = "Asia/Shanghai"
MORNING = 210.0
"""07:30, the daily time of everybody who chose none."""

# What the platforms fix (reference pages on WeChat, sections 6 and 8, and Telegram, section 3).
CUSTOMER_A_DAY = 500_000
"""custom/send calls an official account may make a day."""
TEMPLATES_A_DAY = 100_000
"""Template messages an account may send a day, before it has 100,000 followers."""
MASS_A_MINUTE, SLOWEST_MASS = 800_000, 100_000
"""The fastest and the slowest mass-sending speed; a follower gets at most four a month."""
WINDOW_HOURS, WINDOW_PLACES = 48, 5
"""Customer messages after a learner's own message."""
TELEGRAM_A_SECOND = 30
"""Messages a second by one bot over all chats."""

BOT = {"name": "bot", "token": "1:none", "mode": "polling", "quizzes": "buttons"}
PROGRAM = check({"telegram": [BOT]})
"""The program's settings where nobody changed any, but for what a province's bot takes
(docs/telegram.md): limits, pacing, quiet hours, retention."""
LIMITS = limits_of(PROGRAM)["bot"]
PACING = pacing_of(PROGRAM)
QUIET = PROGRAM.learning.quiet


def assume(default: float, unit: str, why: str) -> Any:
    """A field that is an option of the command line and a line of the page."""
    return field(default=default, metadata={"unit": unit, "why": why})


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Everything that neither a measurement nor a platform tells us."""

    residents: float = assume(129_000_000, "people", "the province this is planned for")
    adoption: float = assume(
        0.08,
        "of residents",
        "one resident in twelve enrols: more than any adult course reaches, less than the chat "
        "apps do; everything below grows in step with it",
    )
    telegram: float = assume(
        0.02,
        "of learners",
        "people abroad, commuters to Hong Kong, volunteers; WeChat has the rest",
    )
    gone: float = assume(
        0.12, "of learners", "left or blocked the account; they stay as rows, nothing is planned"
    )
    paused: float = assume(0.04, "of learners", "said pause and did not come back yet")
    engagement: float = assume(
        1.0, "times", "scales the chances in the habits table; 0.5 halves everybody's"
    )
    writes: float = assume(
        0.8,
        "of sessions",
        "hold at least one typed message, which opens 48 h; a menu click alone opens 1 minute",
    )
    early: float = assume(
        0.10, "of sessions", "begin in the hour before the daily time: those fetch the lesson"
    )
    delay: float = assume(
        35, "minutes", "mean time from the lesson (or the usual hour) to the session"
    )
    requests: float = assume(
        3.4, "requests a session", "the lesson, two answers, now and then 继续 or a question"
    )
    tolerance: float = assume(
        PACING.tolerance.total_seconds() / 60,
        "minutes",
        "how far a lesson may come after its time, so that a peak can be smoothed "
        "(`learning.tolerance_minutes`)",
    )
    entrants: float = assume(0.06, "of learners", "entered a competition whose reminder is due")
    wechat_rate: float = assume(
        200,
        "messages/s an account",
        "not published: twenty calls at once of 100 ms each, until the platform answers 45011",
    )
    pace: float = assume(
        PACING.pace, "lessons/s an account", "what is planned for it (`delivery.pace`)"
    )
    bot_pace: float = assume(
        PACING.paces["bot"],
        "lessons/s a bot",
        "what is planned for it (`pacing_of` in `bot/allowances.py`)",
    )
    bulk_rate: float = assume(
        LIMITS.bulk_per_second or 0,
        "messages/s a bot",
        "what lessons may fill of Telegram's 30, the replies counted (`telegram.bulk_rate`)",
    )
    round_trip: float = assume(
        100, "ms", "from a send to the platform's answer; what one worker can have on its way"
    )
    seats: float = assume(
        PROGRAM.delivery.seats,
        "sends at once",
        "by one worker process for each account (`delivery.seats`)",
    )
    headroom: float = assume(
        0.8, "of a quota or rate", "planned with; the rest is for bad days, reminders and tests"
    )
    server_cores: float = assume(
        32, "cores", "of one PostgreSQL server, each as fast as ours here"
    )
    server_busy: float = assume(
        0.6, "of its CPU", "used at the peak; vacuum and backups need the rest"
    )
    server_wal: float = assume(
        150, "MB/s", "of write-ahead log that its disk and its standby take all morning"
    )
    server_disk: float = assume(
        8, "TB", "of tables that one server can still be backed up and restored with in a night"
    )
    keep_months: float = assume(
        PROGRAM.delivery.keep_months,
        "months",
        "what has ended stays before its partition goes (`delivery.keep_months`)",
    )
    keep_events: float = assume(7, "days", "event keys stay (design 4.1)")

    @property
    def learners(self) -> float:
        """Enrolled people, reachable or not."""
        return self.residents * self.adoption

    def changed(self, values: Mapping[str, float]) -> "Assumptions":
        """These, with some values replaced. Raises InputError for one that cannot be."""
        for name, value in values.items():
            share = str(_FIELDS[name].metadata["unit"]).startswith("of ")
            if value < 0 or (value == 0 and name not in MAY_BE_ZERO) or (share and value > 1):
                least = "0" if name in MAY_BE_ZERO else "more than 0"
                most = " to 1" if share else " upwards"
                raise InputError(f"{name} = {value:g} cannot be: it goes from {least}{most}")
        return replace(self, **values)


_FIELDS = {item.name: item for item in fields(Assumptions)}
MAY_BE_ZERO = frozenset(
    {"telegram", "gone", "paused", "engagement", "writes", "early", "delay", "tolerance"}
    | {"entrants", "keep_months", "keep_events"}
)


@dataclass(frozen=True, slots=True)
class Track:
    """A group of learners: its share, and which daily times its people choose how often."""

    name: str
    share: float
    times: tuple[tuple[float, tuple[str, ...]], ...]
    why: str


TRACKS = (
    Track(
        "seniors",
        0.30,
        ((0.60, ("07:30",)), (0.15, ("08:00",)), (0.10, ("09:00",)), (0.15, ("19:00",))),
        "few change what was set for them; many are up early",
    ),
    Track(
        "workers",
        0.28,
        (
            (0.40, ("07:30",)),
            (0.15, ("08:00",)),
            (0.20, ("12:30",)),
            (0.15, ("20:00",)),
            (0.10, ("21:00",)),
        ),
        "on the way to work, at noon, or in the evening",
    ),
    Track(
        "farmers",
        0.14,
        ((0.45, ("07:30",)), (0.20, ("06:00",)), (0.35, ("20:00",))),
        "before the fields or after; 06:00 lies in quiet hours and was chosen",
    ),
    Track(
        "youth",
        0.20,
        ((0.35, ("07:30",)), (0.20, ("12:30",)), (0.25, ("18:30",)), (0.20, ("21:00",))),
        "around school and its evening",
    ),
    Track(
        "couriers",
        0.08,
        (
            (0.30, ("07:30",)),
            (0.40, ("10:00", "14:30")),
            (0.30, ("10:00", "14:30", "21:45")),
        ),
        "breaks between the rushes of noon and evening; the last lies in quiet hours",
    ),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How likely somebody is to learn on a given day, whatever happened the day before."""

    name: str
    share: float
    chance: float


HABITS = (
    Habit("keen", 0.22, 0.80),
    Habit("regular", 0.30, 0.45),
    Habit("seldom", 0.28, 0.12),
    Habit("asleep", 0.20, 0.01),
)


def option_name(name: str) -> str:
    """``server_cores`` as it is written on the command line."""
    return "--" + name.replace("_", "-")
