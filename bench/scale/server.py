"""One embedded PostgreSQL with the program's schema, and what can be read off it from outside."""

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from adapters.embedded import dbmate_url, embedded_servers, postgres_tool
from bench.processes import TICK, BenchFaultError
from bench.scale.measured import Cost, TableSize
from bot.store.migrations import migrate

DELIVERY_TABLES = ("delivery", "delivery_held", "delivery_past")
"""What is to be sent, what waits in inboxes, what has ended."""

COMMIT_SCRIPT = r"""\set id random(1, :most)
update address set last_in_at = timestamptz '2026-11-23 00:00+00' where id = :id;
"""
"""The smallest write of the program: one row, by its key."""


STEADY = (
    *("autovacuum = off", "max_wal_size = '4GB'", "checkpoint_timeout = '1h'"),
    "full_page_writes = off",
)
"""Vacuum and checkpoints come when they like, and would land in whatever is being measured.
Each stage is followed by a vacuum of its own instead, which counts as part of its cost; the
full-page images that follow a checkpoint are not in the figures.
"""


_SIZE = """
select coalesce((select sum(pg_total_relation_size(relid)) from pg_partition_tree($1::text::regclass)),
  pg_total_relation_size($1::text::regclass))::bigint
"""
"""A table that has no partitions has no partition tree either."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters of one server at one moment: seconds of CPU, bytes of log, commits, rows."""

    cpu: float
    wal: int
    commits: int
    rows: int


class Server:
    """A running server: its address, and a connection of our own for looking at it."""

    def __init__(
        self, url: str, folder: Path, conn: asyncpg.Connection, redis_url: str = ""
    ) -> None:
        """``folder`` is the data_dir that the server was started under; ``redis_url`` is that of
        the Valkey beside it, where there is one.
        """
        self.url = url
        self.redis_url = redis_url
        self.conn = conn
        self._pid_file = folder / "postgres" / "data" / "postmaster.pid"

    async def read(self) -> Reading:
        """The counters now. Backends report commits with a delay, so it is asked to flush."""
        await self.conn.execute("select pg_stat_force_next_flush()")
        row = await self.conn.fetchrow(
            "select pg_current_wal_lsn() - '0/0'::pg_lsn as wal, xact_commit as commits, "
            "tup_inserted + tup_updated + tup_deleted as rows "
            "from pg_stat_database where datname = current_database()"
        )
        counted = (int(row[name]) for name in ("wal", "commits", "rows"))
        return Reading(database_cpu(self._pid_file), *counted)

    async def tidy(self, *tables: str, analyse: bool = True) -> None:
        """Vacuum and analyse, as autovacuum does in time."""
        how = "(analyze) " if analyse else ""
        await self.conn.execute(f"vacuum {how}{', '.join(tables)}")

    async def sizes(self, *tables: str) -> dict[str, tuple[int, int]]:
        """Rows and bytes (with indexes) of each table."""
        return {
            table: (
                await self.conn.fetchval(f"select count(*) from {table}"),
                await self.conn.fetchval(_SIZE, table),
            )
            for table in tables
        }

    async def commits(self, seconds: int, clients: int, most: int) -> float:
        """Small writing transactions a second, by PostgreSQL's own pgbench."""
        command = [str(postgres_tool("pgbench")), "-n", "-f", "-", "-M", "prepared"]
        command += ["-c", str(clients), "-j", "1", "-T", str(seconds), "-D", f"most={most}"]
        command.append(self.url)
        done = await asyncio.to_thread(
            subprocess.run,
            command,
            input=COMMIT_SCRIPT,
            capture_output=True,
            text=True,
            check=False,
        )
        found = re.search(r"tps = ([0-9.]+)", done.stdout)
        if done.returncode or not found:
            raise BenchFaultError(f"pgbench did not work: {done.stderr.strip()[-300:]}")
        return float(found[1])


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[Server]:
    """A fresh migrated server under ``folder``, and a Valkey, for as long as the context lasts."""
    async with embedded_servers(folder) as urls:
        await migrate(dbmate_url(urls.database_url))
        async with connected(urls.database_url) as conn:
            for setting in STEADY:
                await conn.execute(f"alter system set {setting}")
            await conn.execute("select pg_reload_conf()")
            yield Server(urls.database_url, folder, conn, urls.redis_url)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A plain connection."""
    conn = await asyncpg.connect(url)
    try:
        yield conn
    finally:
        await conn.close()


def database_cpu(pid_file: Path) -> float:
    """Seconds of CPU of a server's processes, those included that have ended."""
    postmaster = int(pid_file.read_text(encoding="utf-8").splitlines()[0])
    own = _stat(postmaster)
    total = sum(int(own[field]) for field in (11, 12, 13, 14))  # with its ended children
    for folder in Path("/proc").iterdir():
        if (
            folder.name.isdigit()
            and (stat := _stat(int(folder.name)))
            and stat[1] == str(postmaster)
        ):
            total += int(stat[11]) + int(stat[12])
    return total / TICK


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none when the process has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def cost(before: Reading, after: Reading, units: float, seconds: float, program: float) -> Cost:
    """What each of ``units`` took between two readings. Raises BenchFaultError for none."""
    if units <= 0:
        raise BenchFaultError("nothing was done in a measurement; the machine may be too busy")
    return Cost(
        database_ms=1000 * (after.cpu - before.cpu) / units,
        program_ms=1000 * program / units,
        wal_bytes=(after.wal - before.wal) / units,
        commits=(after.commits - before.commits) / units,
        rows=(after.rows - before.rows) / units,
        rate=units / seconds,
    )


def grown(
    before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]], units: float
) -> dict[str, TableSize]:
    """What each of ``units`` added to the tables that grew."""
    return {
        table: TableSize(
            (rows - before[table][0]) / units,
            (size - before[table][1]) / (rows - before[table][0]),
        )
        for table, (rows, size) in after.items()
        if rows > before[table][0]
    }
