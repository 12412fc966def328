"""The arithmetic: from a day and the measured costs to accounts, servers, disks and ceilings."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.scale.assumptions import CUSTOMER_A_DAY, Assumptions
from bench.scale.day import PUSHED_CUSTOMER, Day, Fleet
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


def minutes_to_send(count: float, rate: float, tolerance: float) -> float:
    """Until the last has it, where the lessons are spread over ``tolerance`` minutes."""
    return max(tolerance, count / rate / 60)


def fleet_for(endless: Day, a: Assumptions, times: float = 1) -> Fleet:
    """What ``times`` as many learners need, from a day on which nothing was scarce.

    Accounts: the larger of the daily quota's and the peak's demand. Bots: the peak's.
    """
    peak = {name: times * busiest(endless.sent_by_minute[name], a.tolerance) for name in RATED}
    by_quota = accounts_by_quota(times * endless.way(PUSHED_CUSTOMER), a.headroom)
    return Fleet(
        accounts=max(by_quota, senders(peak["wechat"], a.wechat_rate * a.headroom, 1)),
        bots=senders(peak["telegram"], a.telegram_rate * a.headroom, 1),
    )


RATED = ("wechat", "telegram")
STEADY_MINUTES = 5
"""A peak that chance makes in one minute of the sample is not planned for."""


def busiest(by_minute: Sequence[float], tolerance: float) -> float:
    """The most a second, over five minutes, or less where the tolerance is less."""
    width = max(1, min(STEADY_MINUTES, int(tolerance)))
    most = max(sum(by_minute[n : n + width]) for n in range(len(by_minute) - width + 1))
    return most / width / 60


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


PARTS = {"due": "plan", "held": "held", "sent": "sent", "requests": "request"}
"""What a day counts, and the cost of each."""


def loads(day: Day, m: Measured) -> dict[str, list[Load]]:
    """For each part of the work, the load of each minute."""
    costs: Mapping[str, Cost] = {
        "due": m.plan,
        "held": m.held,
        "sent": m.sent,
        "requests": m.request,
    }
    return {
        what: [load(costs[what], count / 60) for count in day.by_minute[what]] for what in PARTS
    }


def peak_load(parts: Mapping[str, Sequence[Load]]) -> tuple[int, Load]:
    """The minute in which PostgreSQL has most to do, and all of its load."""
    totals = [sum(minute, Load()) for minute in zip(*parts.values(), strict=True)]
    worst = max(range(len(totals)), key=lambda minute: totals[minute].database)
    return worst, totals[worst]


@dataclass(frozen=True, slots=True)
class Growth:
    """Bytes: what stands however long it runs, and what each day adds for good."""

    learners: float
    deliveries: float
    events: float
    a_day: Mapping[str, float]

    @property
    def standing(self) -> float:
        """What does not grow with time."""
        return self.learners + self.deliveries + self.events

    def after(self, days: float) -> float:
        """All tables with their indexes after so many days."""
        return self.standing + days * sum(self.a_day.values())


def growth(day: Day, a: Assumptions, m: Measured) -> Growth:
    """The tables of a province with such days."""
    requests = sum(day.by_minute["requests"])
    return Growth(
        learners=a.learners * _bytes(m.learner_tables),
        deliveries=day.lessons * a.keep_deliveries * m.delivery_table.row_bytes,
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
    a_day = sum(grown.a_day.values())
    if not a_day:
        return 0.0 if grown.standing > size else math.inf
    return max(0.0, (size - grown.standing) / a_day)


def workers_on_the_way(sent_a_second: float, a: Assumptions) -> int:
    """Worker processes by the calls they keep on their way at once, whatever their CPU."""
    return math.ceil(sent_a_second * a.round_trip / 1000 / a.seats)


def processes(parts: Mapping[str, Sequence[Load]]) -> dict[str, int]:
    """Processes of each role that the busiest minute of its work needs, by their CPU."""
    roles = {"web": ("requests",), "worker": ("sent", "held"), "schedules": ("due",)}
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
