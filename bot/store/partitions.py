"""What has ended, kept by the month: partitions of delivery_past made ahead, old ones dropped.

Months are those of UTC. Rows of a month that nobody has made lie in ``delivery_past_other``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.store.db import Connection

LOCK = 0x79696B65_6D6F6E74
"""Of the advisory lock: one process at a time sees to the months."""

OTHER = "delivery_past_other"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, instant: datetime) -> "Month":
        """The month that ``instant`` (aware) falls into."""
        there = instant.astimezone(UTC)
        return cls(there.year, there.month)

    @classmethod
    def named(cls, table: str) -> "Month | None":
        """The month of a partition's name; None: it is not a month's."""
        year, _, number = table.removeprefix("delivery_past_").partition("_")
        return cls(int(year), int(number)) if year.isdigit() and number.isdigit() else None

    def after(self, months: int) -> "Month":
        """So many months later; earlier where it is negative."""
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    @property
    def begin(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def table(self) -> str:
        """``delivery_past_2026_11``."""
        return f"delivery_past_{self.year:04d}_{self.number:02d}"


async def keep_months(
    conn: Connection, now: datetime, ahead: int = 2, keep: int = 13
) -> list[str]:
    """Make the partitions of this month and of ``ahead`` more, and of every month whose rows lie
    in ``delivery_past_other`` (they are moved); drop what ended more than ``keep`` months before
    this one. Returns what was done, in words; nothing while another process is at it.

    To be called in a transaction. Writers of delivery_past wait while a month is made or dropped.
    """
    if not await conn.fetchval("select pg_try_advisory_xact_lock($1)", LOCK):
        return []
    this = Month.of(now)
    oldest = this.after(-keep)
    there = await _months(conn)
    done = [await _drop(conn, month) for month in sorted(there) if month < oldest]
    missing = sorted(set(_span(this, ahead)) - there)
    strays = await _strays(conn)
    if not missing and not strays:
        return done
    # Writers are kept off the whole, not only off the rest: one that had chosen the rest for its
    # row before the month was attached would find that it does not belong there.
    await conn.execute(
        f"lock table only delivery_past in share row exclusive mode; lock table {OTHER}"
    )
    if strays:
        done += await _forget_strays(conn, oldest)
        there |= set(missing)
        missing += sorted(month for month in await _strays(conn) if month not in there)
    return done + [await _make(conn, month) for month in missing]


def _span(first: Month, ahead: int) -> Iterator[Month]:
    return (first.after(n) for n in range(ahead + 1))


async def _months(conn: Connection) -> set[Month]:
    """The months there are."""
    rows = await conn.fetch(
        "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'delivery_past'::regclass"
    )
    found = (Month.named(row["name"].rpartition(".")[2]) for row in rows)
    return {month for month in found if month is not None}


async def _strays(conn: Connection) -> set[Month]:
    """The months whose rows lie in the rest."""
    rows = await conn.fetch(
        f"select distinct date_trunc('month', ended_at, 'UTC') as month from {OTHER}"
    )
    return {Month.of(row["month"]) for row in rows}


async def _drop(conn: Connection, month: Month) -> str:
    await conn.execute(f"drop table {month.table}")
    return f"dropped {month.table}"


async def _forget_strays(conn: Connection, oldest: Month) -> list[str]:
    tag = await conn.execute(f"delete from {OTHER} where ended_at < $1", oldest.begin)
    count = int(tag.rsplit(" ", 1)[1])
    return [f"deleted {count} from {OTHER}, older than {oldest.table}"] if count else []


async def _make(conn: Connection, month: Month) -> str:
    """Make a month's table, move what is there of it, and attach it."""
    table, begin, end = month.table, month.begin, month.after(1).begin
    await conn.execute(
        f"create table {table} (like delivery_past including defaults including constraints)"
    )
    tag = await conn.execute(
        f"with moved as (delete from {OTHER} where ended_at >= $1 and ended_at < $2 returning *) "
        f"insert into {table} select * from moved",
        begin,
        end,
    )
    await conn.execute(
        f"alter table delivery_past attach partition {table} "
        f"for values from ('{begin.isoformat()}') to ('{end.isoformat()}')"
    )
    count = int(tag.rsplit(" ", 1)[1])
    return f"made {table}" + (f", moved {count} into it" if count else "")
