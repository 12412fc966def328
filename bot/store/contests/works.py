"""Works handed in: for which stages, noted as they are sent, and their files read in parts.

How they are fetched and taken stands in ``bot.store.contests.works_decided``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.contests_json import works_from
from bot.domain.works import UploadStage
from bot.store.db import Connection, Row

PART = 256 * 1024
"""Bytes that one read of a file gives at most."""
ASKED_LASTS = timedelta(days=1)
"""How long a file that was sent unasked waits for the answer whether it is a work."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something new: a file at ``account`` by its ``file_ref``, or a link by its ``url``."""

    entry: int
    stage: str
    account: str
    address: int | None
    file_ref: str
    url: str
    title: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent unasked, and waits for an answer."""

    row: int
    file_ref: str
    url: str
    title: str
    sent_at: datetime


_GATE = """(select before.key from stage before
    where before.competition_key = c.key and before.position < s.position and before.advance is not null
    order by before.position desc limit 1)"""
"""The stage whose selection decides who is in the stage ``s`` (``bot.competitions.scoring.advancing.gate_of``)."""

_SELECTED = """exists (select from stage_standing t where t.competition_key = c.key and t.stage_key = g.key
    and t.goes_on is not null{whose})"""

STAGE = f"""
  e.id as entry_id, c.key as competition_key, c.title as competition_title, s.key as stage_key,
  s.position, s.works, s.opens, s.closes, c.zone,
  c.state = 'published' and e.state = 'entered' and not exists (
    select from stage_standing t join stage before on before.competition_key = t.competition_key
      and before.key = t.stage_key
    where t.competition_key = c.key and t.entry_id = e.id and t.goes_on = false
      and before.position < s.position)
    and not exists (select from {_GATE} as g (key)
      where {_SELECTED.format(whose="")} and not {_SELECTED.format(whose=" and t.entry_id = e.id")}) as live,
  exists (select from {_GATE} as g (key) where not {_SELECTED.format(whose="")}) as awaits_selection,
  exists (select from work w where w.entry_id = e.id and w.stage_key = s.key
    and w.state in ('accepted', 'fetching')) as handed_in,
  (select w.title from work w where w.entry_id = e.id and w.stage_key = s.key and w.state <> 'asked'
    order by w.title <> '' desc, w.id desc limit 1) as titled
"""
"""What ``stage_of`` reads: of an entry ``e``, its competition ``c`` and an upload stage ``s``."""


async def load_upload_stages(conn: Connection, learner: int) -> list[UploadStage]:
    """The upload stages of what a learner has entered, in the order in which they close."""
    rows = await conn.fetch(
        f"""
        select {STAGE} from entry e join competition c on c.key = e.competition_key
        join stage s on s.competition_key = c.key and s.kind = 'upload' and s.works is not null
        where e.learner_id = $1 order by s.closes, e.id, s.position
        """,
        learner,
    )
    return [stage_of(row) for row in rows]


async def let_go_of(conn: Connection, entries: Sequence[int]) -> None:
    """Delete what ``entries`` have handed in; a file that others have handed in as well stays."""
    # A work refers to its file, so the rows go first and the bytes behind them.
    rows = await conn.fetch(
        "delete from work where entry_id = any($1::bigint[]) returning hash", list(entries)
    )
    await conn.execute(
        """
        delete from work_file f where f.hash = any($1::text[])
          and not exists (select from work w where w.hash = f.hash)
        """,
        sorted({row["hash"] for row in rows if row["hash"]}),
    )


def stage_of(row: Row) -> UploadStage:
    """An upload stage from what ``STAGE`` selects."""
    return UploadStage(
        entry=row["entry_id"],
        competition=row["competition_key"],
        title=row["competition_title"],
        stage=row["stage_key"],
        position=row["position"],
        rule=works_from(row["works"]),
        opens=row["opens"],
        closes=row["closes"],
        zone=row["zone"],
        handed_in=row["handed_in"],
        titled=row["titled"],
        live=row["live"],
        awaits_selection=row["awaits_selection"],
    )


# what is sent ---------------------------------------------------------------------------------


async def ask_about(conn: Connection, sent: Sent) -> int:
    """Note what was sent unasked; its row. What this entry was asked about before is let go."""
    await conn.execute("delete from work where entry_id = $1 and state = 'asked'", sent.entry)
    return await _add(conn, sent, "asked", None)


async def to_be_fetched(conn: Connection, sent: Sent, now: datetime | None) -> int:
    """Note a file that is to be fetched from ``now`` on (None: there is nothing to fetch); its row."""
    return await _add(conn, sent, "fetching", now)


async def _add(conn: Connection, sent: Sent, state: str, next_try: datetime | None) -> int:
    row: int = await conn.fetchval(
        """
        insert into work (entry_id, stage_key, source, state, account, address_id, file_ref, url, title,
          sent_at, next_try)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id
        """,
        sent.entry,
        sent.stage,
        "link" if sent.url else "chat",
        state,
        sent.account,
        sent.address,
        sent.file_ref,
        sent.url,
        sent.title,
        sent.sent_at,
        next_try,
    )
    return row


async def find_asked(conn: Connection, row: int, learner: int) -> Asked | None:
    """What a learner was asked about; None: it is answered, too old, or another's."""
    found = await conn.fetchrow(
        """
        select w.* from work w join entry e on e.id = w.entry_id
        where w.id = $1 and e.learner_id = $2 and w.state = 'asked' for update of w
        """,
        row,
        learner,
    )
    if found is None:
        return None
    return Asked(row, found["file_ref"], found["url"], found["title"], found["sent_at"])


async def is_meant(
    conn: Connection, row: int, stage: UploadStage, title: str, now: datetime
) -> None:
    """What was asked about is a work for ``stage``, and is fetched now."""
    await conn.execute(
        """
        update work set state = 'fetching', entry_id = $2, stage_key = $3, title = $4, next_try = $5,
          meant_at = $5
        where id = $1 and state = 'asked'
        """,
        row,
        stage.entry,
        stage.stage,
        title,
        now,
    )


async def let_go(conn: Connection, row: int) -> None:
    """What was asked about is no work: nothing of it stays."""
    await conn.execute("delete from work where id = $1 and state = 'asked'", row)


async def set_title(conn: Connection, row: int, learner: int, title: str) -> bool:
    """What a work is called; False where it is not this learner's."""
    found = await conn.fetchval(
        """
        update work w set title = $3 from entry e
        where w.id = $1 and e.id = w.entry_id and e.learner_id = $2 returning true
        """,
        row,
        learner,
        title,
    )
    return bool(found)


# what is kept ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept; ``content_type`` is what our own check found, ``size`` in bytes."""

    content_type: str
    size: int
    seconds: float | None


async def find_file(conn: Connection, file_hash: str) -> KeptFile | None:
    """What is kept under a hash (hex SHA-256), without its bytes; None: nothing is."""
    row = await conn.fetchrow(
        "select content_type, size, seconds from work_file where hash = $1", file_hash
    )
    if row is None:
        return None
    seconds = None if row["seconds"] is None else float(row["seconds"])
    return KeptFile(row["content_type"], row["size"], seconds)


async def read_part(conn: Connection, file_hash: str, offset: int, size: int = PART) -> bytes:
    """At most ``PART`` bytes of a kept file from ``offset`` on; empty behind its end, and where
    there is none. Only these are read from the disk and held in memory.
    """
    if offset < 0 or size < 1:
        raise ValueError("A part of a file begins at 0 or later, and has a byte at least.")
    part: bytes | None = await conn.fetchval(
        "select substring(bytes from $2 for $3) from work_file where hash = $1",
        file_hash,
        offset + 1,
        min(size, PART),
    )
    return part or b""


async def forget(conn: Connection, now: datetime, most: int) -> int:
    """Let go of what was never answered for, and of files that are no work's any more, as those of
    people who were forgotten; how many. A file that is about to be used again is locked by then.
    """
    asked = await conn.fetchval(
        """
        with old as (select id from work where state = 'asked' and sent_at <= $1 limit $2 for update skip locked),
          gone as (delete from work using old where work.id = old.id returning 1)
        select count(*) from gone
        """,
        now - ASKED_LASTS,
        most,
    )
    files = await conn.fetchval(
        """
        with orphan as (
          select f.hash from work_file f where not exists (select from work w where w.hash = f.hash)
          limit $1 for update skip locked
        ), gone as (delete from work_file using orphan where work_file.hash = orphan.hash returning 1)
        select count(*) from gone
        """,
        most,
    )
    return int(asked) + int(files)
