"""The arithmetic: from a day and the measured costs to accounts, servers, disks and ceilings."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bench.scale.assumptions import CUSTOMER_A_DAY, Assumptions
from bench.scale.day import HANDED_OVER, NOT_REACHED, PUSHED_CUSTOMER, Day, Fleet
from bench.scale.measured import Cost, Measured, TableSize

YEAR = 365
TERA, MEGA = 1e12, 1e6
PROCESS_BUSY = 0.6
"""Of one core, that a process of ours is loaded with: above, answers wait for each other."""


def accounts_by_quota(pushes: float, headroom: float) -> int:
    """Official accounts for so many customer messages a day."""
    return max(1, math.ceil(pushes / (CUSTOMER_A_DAY * headroom)))


def senders(count: float, rate: float, seconds: float) -> int:
    """Identities of ``rate`` messages a second to send ``count`` within ``seconds``."""
    return max(1, math.ceil(count / (rate * max(1.0, seconds))))


@dataclass(frozen=True, slots=True)
class Fleets:
    """How many accounts and bots each limit asks for.

    ``turns``: the most crowded quarter of an hour has its turns within the tolerance;
    ``platform``: what is sent in it stays within the platform's rate, with its headroom;
    ``quota``: the day's customer messages, with their headroom.
    """

    accounts: Mapping[str, int]
    bots: Mapping[str, int]

    @property
    def fleet(self) -> Fleet:
        """What satisfies all of them."""
        return Fleet(max(self.accounts.values()), max(self.bots.values()))


def fleets_for(endless: Day, a: Assumptions, times: float = 1) -> Fleets:
    """What ``times`` as many learners need, from a day on which nothing was scarce.

    A bot's replies are counted with its lessons, as its limiter does.
    """
    seconds = 60 * max(1.0, a.tolerance)

    def crowd(what: str, channel: str) -> float:
        return times * crowded(endless.of_channel[what, channel], a.tolerance)

    replies = crowd("requests", "telegram")
    return Fleets(
        accounts={
            "turns": senders(crowd("chosen", "wechat"), a.pace, seconds),
            "platform": senders(crowd("sent", "wechat"), a.wechat_rate * a.headroom, seconds),
            "quota": accounts_by_quota(times * endless.way(PUSHED_CUSTOMER), a.headroom),
        },
        bots={
            "turns": senders(crowd("chosen", "telegram"), a.bot_pace, seconds),
            "platform": senders(
                crowd("sent", "telegram") + replies, a.bulk_rate * a.headroom, seconds
            ),
        },
    )


def crowded(by_minute: Sequence[float], tolerance: float) -> float:
    """The most within any span of ``tolerance`` minutes, one at least."""
    width = max(1, round(tolerance))
    return max(sum(by_minute[n : n + width]) for n in range(len(by_minute) - width + 1))


def drained(by_minute: Sequence[float], a_second: float) -> list[float]:
    """What comes in bursts, worked off at a rate: how much of it in each minute."""
    done, waiting = [], 0.0
    for came in by_minute:
        waiting += came
        done.append(min(waiting, 60 * a_second))
        waiting -= done[-1]
    return done


def most_open(planned: Sequence[float], *ended: Sequence[float]) -> float:
    """The most that is planned and has not ended, at the end of any minute."""
    waiting = most = 0.0
    for came, *went in zip(planned, *ended, strict=True):
        waiting += came - sum(went)
        most = max(most, waiting)
    return most


@dataclass(frozen=True, slots=True)
class Load:
    """What one moment asks for, a second: cores of PostgreSQL and of our processes, bytes of
    write-ahead log, commits, rows written.
    """

    database: float = 0
    program: float = 0
    wal: float = 0
    commits: float = 0
    rows: float = 0

    def __add__(self, other: "Load") -> "Load":
        """Both at once."""
        return Load(
            self.database + other.database,
            self.program + other.program,
            self.wal + other.wal,
            self.commits + other.commits,
            self.rows + other.rows,
        )


def load(cost: Cost, rate: float) -> Load:
    """``rate`` things a second of that cost."""
    return Load(
        rate * cost.database_ms / 1000,
        rate * cost.program_ms / 1000,
        rate * cost.wal_bytes,
        rate * cost.commits,
        rate * cost.rows,
    )


def both(one: Cost, more: Cost) -> Cost:
    """``one``, and ``more`` for each."""
    return replace(
        one,
        database_ms=one.database_ms + more.database_ms,
        program_ms=one.program_ms + more.program_ms,
        wal_bytes=one.wal_bytes + more.wal_bytes,
        commits=one.commits + more.commits,
    )


PARTS = {
    "chosen": "planning",
    "held": "holding",
    "sent": "sending",
    "expired": "giving up",
    "requests": "answering",
}
"""What a day counts, and the work that each is."""


def loads(day: Day, m: Measured, tolerance: float) -> dict[str, list[Load]]:
    """For each part of the work, the load of each minute, as fast as it must be done: planning
    by the turns, giving up within the tolerance. Sent and held is as turns come, in smaller
    batches than there could be.
    """
    more = m.paced.more_than(m.sent, m.held)
    costs = {
        "chosen": m.plan,
        "held": both(m.held, more),
        "sent": both(m.sent, more),
        "expired": m.expired,
        "requests": m.request,
    }
    gone = day.by_minute["expired"]
    counts = {
        **day.by_minute,
        "chosen": day.by_minute["due"],
        "expired": drained(gone, max(gone) / 60 / max(1.0, tolerance)),
    }
    return {what: [load(costs[what], n / 60) for n in counts[what]] for what in PARTS}


def peak_load(parts: Mapping[str, Sequence[Load]]) -> tuple[int, Load]:
    """The minute in which PostgreSQL has most to do, and all of its load."""
    totals = [sum(minute, Load()) for minute in zip(*parts.values(), strict=True)]
    worst = max(range(len(totals)), key=lambda minute: totals[minute].database)
    return worst, totals[worst]


@dataclass(frozen=True, slots=True)
class Growth:
    """Bytes: what stands however long it runs, what each day adds for some time, and what each
    day adds for good.

    ``hot`` are deliveries planned at the most, ``held`` those in inboxes, ``past_a_day`` those
    that end in a day and go after ``past_days``.
    """

    learners: float
    hot: float
    held: float
    past_a_day: float
    past_days: float
    events: float
    a_day: Mapping[str, float]

    @property
    def past(self) -> float:
        """What has ended, once the oldest of it goes."""
        return self.past_a_day * self.past_days

    @property
    def standing(self) -> float:
        """What does not grow with time, without what has ended."""
        return self.learners + self.hot + self.held + self.events

    def after(self, days: float) -> float:
        """All tables with their indexes after so many days."""
        past = self.past_a_day * min(days, self.past_days)
        return self.standing + past + days * sum(self.a_day.values())


DAYS_A_MONTH = 365.25 / 12


def growth(day: Day, a: Assumptions, m: Measured) -> Growth:
    """The tables of a province with such days. A month's partition goes when all of it is too
    old, so at most one month more than is kept lies there; a reply of Telegram's is a delivery.
    """
    requests = sum(day.by_minute["requests"])
    replies = sum(day.of_channel["requests", "telegram"])
    tables = {name: size.row_bytes for name, size in m.delivery_tables.items()}
    planned = drained(day.by_minute["chosen"], m.planner_rate)
    waiting = most_open(planned, day.by_minute["sent"], day.by_minute["held"])
    return Growth(
        learners=a.learners * _bytes(m.learner_tables),
        hot=waiting * tables["delivery"],
        held=day.way(NOT_REACHED, HANDED_OVER) * tables["delivery_held"],
        past_a_day=(day.lessons + replies) * tables["delivery_past"],
        past_days=(a.keep_months + 1) * DAYS_A_MONTH if a.keep_months else 0,
        events=requests * a.keep_events * _bytes(m.request_tables),
        a_day={name: day.sessions * size.bytes_each for name, size in m.session_tables.items()},
    )


def _bytes(tables: Mapping[str, TableSize]) -> float:
    return sum(size.bytes_each for size in tables.values())


def ceilings(
    learners: float, peak: Load, grown: Growth, a: Assumptions, m: Measured
) -> dict[str, float]:
    """How many learners one server carries, by each of its limits; all loads grow in step."""
    return {
        "CPU": learners * a.server_cores * a.server_busy / peak.database,
        "write-ahead log": learners * a.server_wal * MEGA / peak.wal,
        "transactions": learners * m.side_by_side.commits["one"] / peak.commits,
        "disk after one year": learners * a.server_disk * TERA / grown.after(YEAR),
        "disk after three years": learners * a.server_disk * TERA / grown.after(3 * YEAR),
    }


def days_until_full(grown: Growth, size: float) -> float:
    """Until the tables take ``size`` bytes; 0 when they do at once, endless if they never do."""
    if grown.standing > size:
        return 0.0
    a_day = sum(grown.a_day.values())
    days = (size - grown.standing) / (a_day + grown.past_a_day or math.nan)
    if days <= grown.past_days:
        return days
    left = size - grown.standing - grown.past
    return left / a_day if a_day else math.inf


def workers_on_the_way(sent_a_second: float, a: Assumptions, accounts: int) -> int:
    """Worker processes by the calls they keep on their way at once, whatever their CPU."""
    return math.ceil(sent_a_second * a.round_trip / 1000 / (a.seats * accounts))


def processes(parts: Mapping[str, Sequence[Load]]) -> dict[str, int]:
    """Processes of each role that the busiest minute of its work needs, by their CPU."""
    roles = {
        "web": ("requests",),
        "worker": ("sent", "held"),
        "schedules": ("chosen", "expired"),
    }
    return {
        role: max(
            1,
            math.ceil(
                max(
                    sum(one.program for one in minute)
                    for minute in zip(*(parts[what] for what in whats), strict=True)
                )
                / PROCESS_BUSY
            ),
        )
        for role, whats in roles.items()
    }


def seconds_at_once(count: float, sent_share: float, m: Measured, cores: float) -> float:
    """How long one PostgreSQL works on ``count`` lessons that are all due in the same second."""
    each = m.plan.database_ms + sent_share * m.sent.database_ms
    each += (1 - sent_share) * m.held.database_ms
    return count * each / 1000 / cores
