"""What a run measures, as plain values that are kept in result.json."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """What one thing costs: ms of CPU in PostgreSQL and in our process, bytes of write-ahead
    log, commits, rows written (inserted, updated or deleted). ``rate`` is how many a second one
    process did beside its server, on two cores.
    """

    database_ms: float
    program_ms: float
    wal_bytes: float
    commits: float
    rows: float
    rate: float


@dataclass(frozen=True, slots=True)
class TableSize:
    """One table: rows and bytes (with indexes, as it lay after the work), of how many units.

    ``rows_each`` is how many rows one unit made: a learner, a delivery, a session, a request.
    """

    rows_each: float
    row_bytes: float

    @property
    def bytes_each(self) -> float:
        """Bytes one unit leaves in this table."""
        return self.rows_each * self.row_bytes


@dataclass(frozen=True, slots=True)
class Claims:
    """Milliseconds to find and lock a hundred candidates: with ``few`` waiting; with ``many``,
    while the server's statistics are still those of the night; and once they are fresh.
    """

    few: int
    few_ms: float
    many: int
    night_ms: float
    fresh_ms: float


SETTINGS = {
    "one": "one worker, one server",
    "two on one": "two workers, one server",
    "two on two": "two workers, a server each",
    "three on three": "three workers, a server each",
}


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Deliveries decided a second, and ms of CPU each (server and worker), in the settings of
    ``SETTINGS``. Commits a second on one server and on several at once, by pgbench. The same for
    planned rows.
    """

    deliver_rate: Mapping[str, float]
    deliver_cpu_ms: Mapping[str, float]
    plan_rate: Mapping[str, float]
    commits: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Paced:
    """Deliveries as their turns come, one account's and one bot's, by one worker at work in the
    rhythm of the program: what each cost on average, the share that was sent, the share decided
    within 10 s of its turn, and the longest wait in seconds.
    """

    cost: Cost
    sent_share: float
    punctual: float
    longest: float

    def more_than(self, sent: Cost, held: Cost) -> Cost:
        """What each cost more than in full batches; never less than nothing."""

        def more(of: str) -> float:
            full = self.sent_share * getattr(sent, of) + (1 - self.sent_share) * getattr(held, of)
            return max(0.0, float(getattr(self.cost, of) - full))

        return Cost(
            more("database_ms"), more("program_ms"), more("wal_bytes"), more("commits"), 0, 0
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything measured on this machine in one run."""

    sample: int
    machine: str
    plan: Cost
    held: Cost
    sent: Cost
    expired: Cost
    paced: Paced
    request: Cost
    claims: Claims
    learner_tables: Mapping[str, TableSize]
    delivery_tables: Mapping[str, TableSize]
    session_tables: Mapping[str, TableSize]
    request_tables: Mapping[str, TableSize]
    side_by_side: SideBySide

    @property
    def planner_rate(self) -> float:
        """Lessons a second that one planner writes, which has two batches at work at once."""
        return max(self.side_by_side.plan_rate.values())

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries and numbers."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Measured":
        """What ``to_json`` wrote. Raises KeyError or TypeError for anything else."""

        def cost(name: str) -> Cost:
            return Cost(**value[name])

        def tables(name: str) -> dict[str, TableSize]:
            return {table: TableSize(**size) for table, size in value[name].items()}

        return cls(
            sample=value["sample"],
            machine=value["machine"],
            plan=cost("plan"),
            held=cost("held"),
            sent=cost("sent"),
            expired=cost("expired"),
            paced=Paced(**{**value["paced"], "cost": Cost(**value["paced"]["cost"])}),
            request=cost("request"),
            claims=Claims(**value["claims"]),
            learner_tables=tables("learner_tables"),
            delivery_tables=tables("delivery_tables"),
            session_tables=tables("session_tables"),
            request_tables=tables("request_tables"),
            side_by_side=SideBySide(**value["side_by_side"]),
        )
