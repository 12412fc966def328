"""What became of one announcement, an organiser's own or a competition's: every delivery counted
once, and what the platform said of each part of its mass messages.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Kind
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Line:
    """So many deliveries of an account stand so. ``state``: planned, in flight, held, in a mass
    message, sent, expired or failed. ``rung`` is empty where none carried it yet.
    """

    account: str
    state: str
    rung: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class PartReport:
    """One call of a mass message. ``receivers`` are ours; the four counts are the platform's own,
    None where it did not tell them.
    """

    state: str
    status: str
    receivers: int
    total: int | None
    filtered: int | None
    sent: int | None
    failed: int | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class MassReport:
    """The mass message of an account: its turn, how far it is, and its parts in order."""

    account: str
    state: str
    reason: str
    due: datetime
    began_at: datetime | None
    ended_at: datetime | None
    parts: tuple[PartReport, ...]


@dataclass(frozen=True, slots=True)
class AnnouncementReport:
    """``lines`` add up to ``total``: all people and chats it was planned for."""

    key: str
    kind: Kind
    title: str
    cancelled_at: datetime | None
    lines: tuple[Line, ...]
    masses: tuple[MassReport, ...]

    @property
    def total(self) -> int:
        """Everybody it was planned for."""
        return sum(line.count for line in self.lines)

    def count(self, state: str, rung: str | None = None) -> int:
        """How many stand in ``state``, by ``rung`` where one is named."""
        return sum(
            line.count
            for line in self.lines
            if line.state == state and (rung is None or line.rung == rung)
        )


async def announcement_report(conn: Connection, key: str) -> AnnouncementReport | None:
    """How the announcement with this id stands: an organiser's own, else a competition's. None:
    there is neither. For figures of one moment call it in a repeatable read transaction.
    """
    about = await conn.fetchrow(
        """
        select 'news' as kind, title, cancelled_at from announcement where key = $1
        union all select 'announcement', title, null from competition where key = $1 limit 1
        """,
        key,
    )
    if about is None:
        return None
    return AnnouncementReport(
        key,
        Kind(about["kind"]),
        about["title"],
        about["cancelled_at"],
        await _lines(conn, about["kind"], key),
        await mass_reports(conn, Kind(about["kind"]), key),
    )


async def _lines(conn: Connection, kind: str, key: str) -> tuple[Line, ...]:
    rows = await conn.fetch(
        """
        select account, state, rung, reason, count(*) as count from (
          select lane as account, case state when 'claimed' then 'in flight' else state end as state,
            case state when 'claimed' then coalesce(rung, '') else '' end as rung, '' as reason
          from delivery where kind = $1 and subject = $2
          union all
          select lane, case when part_id is null then 'held' else 'in a mass message' end,
            case when part_id is null then '' else 'mass' end, reason
          from delivery_held where kind = $1 and subject = $2
          union all
          select lane, state, coalesce(rung, ''), reason from delivery_past where kind = $1 and subject = $2
        ) as every group by 1, 2, 3, 4 order by account, state, count(*) desc, rung, reason
        """,
        kind,
        key,
    )
    return tuple(Line(**row) for row in rows)


async def mass_reports(conn: Connection, kind: Kind, subject: str) -> tuple[MassReport, ...]:
    """The mass messages of a subject, by account, each with its parts."""
    parts: dict[int, list[PartReport]] = {}
    for row in await conn.fetch(
        """
        select p.* from mass_part p join mass_message m on m.id = p.mass_id
        where m.kind = $1 and m.subject = $2 order by p.id
        """,
        kind.value,
        subject,
    ):
        report = PartReport(
            row["state"],
            row["status"],
            row["receivers"],
            row["total"],
            row["filtered"],
            row["sent"],
            row["failed"],
            row["submitted_at"],
        )
        parts.setdefault(row["mass_id"], []).append(report)
    rows = await conn.fetch(
        "select * from mass_message where kind = $1 and subject = $2 order by account, id",
        kind.value,
        subject,
    )
    return tuple(
        MassReport(
            row["account"],
            row["state"],
            row["reason"],
            row["due"],
            row["began_at"],
            row["ended_at"],
            tuple(parts.get(row["id"], ())),
        )
        for row in rows
    )
