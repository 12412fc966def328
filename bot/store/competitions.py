"""Competitions as stored: taken in from a file or the console, changed, approved, cancelled.

They are read back by ``bot.store.contests.loading``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.competitions import Competition, CompetitionState
from bot.domain.contests_json import ranking_json, team_json
from bot.domain.errors import InputError, StaleEditError
from bot.store.contests.loading import load_competition, load_competitions, load_shown
from bot.store.contests.moments import Due, put_moments
from bot.store.contests.parts import put_divisions, put_groups, put_stages
from bot.store.db import Connection
from bot.store.fingerprints import competition_hash
from bot.store.imported import Change, Imported

__all__ = [
    "Due",
    "Head",
    "cancel",
    "discard",
    "head_of",
    "import_competition",
    "load_competition",
    "load_competitions",
    "load_shown",
    "put_state",
    "save_competition",
    "stale",
]


@dataclass(frozen=True, slots=True)
class Head:
    """What acts on a competition ask first: how it stands, read under a lock of its row."""

    key: str
    state: CompetitionState
    revision: int
    content_hash: bytes
    made_by: str
    approved_by: str
    frozen_at: datetime | None


async def head_of(conn: Connection, key: str) -> Head | None:
    """How a competition stands; it stays so until the caller's transaction ends."""
    row = await conn.fetchrow(
        """
        select key, state, revision, content_hash, made_by, approved_by, frozen_at
        from competition where key = $1 for no key update
        """,
        key,
    )
    if row is None:
        return None
    return Head(**{**row, "state": CompetitionState(row["state"])})


async def import_competition(
    conn: Connection, competition: Competition, moments: Sequence[Due], *, at: datetime
) -> Imported:
    """Take in ``competition`` within the caller's transaction; ``moments`` are its reminders.

    Unchanged: nothing is touched, save that a draft of it is approved by the import (design
    section 9). Changed: its revision grows; groups, stages and divisions become those of the file;
    a group that was announced to is never announced to again, not even when it was off the list
    in between; reminders not yet planned are replaced. Raises InputError where it was cancelled.
    """
    await _hold(conn, competition.key)
    head = await head_of(conn, competition.key)
    if head is not None and head.state is CompetitionState.CANCELLED:
        raise InputError(
            f'The competition "{competition.key}" was cancelled, and those who entered were told; '
            "give the new one another id."
        )
    shown = head is not None and head.state is CompetitionState.PUBLISHED
    if shown and head is not None and head.content_hash == competition_hash(competition):
        return Imported(competition.key, str(head.revision), Change.UNCHANGED)
    revision = await _put(conn, competition, "", at)
    if not shown:
        await put_state(conn, competition.key, CompetitionState.PUBLISHED, "command line")
    await put_moments(conn, competition, revision, moments, at)
    change = Change.NEW if revision == 1 else Change.CHANGED
    return Imported(competition.key, str(revision), change)


def stale() -> StaleEditError:
    """The competition was changed after somebody had read it, before he or she did something."""
    return StaleEditError(
        "Somebody else has changed this competition since you opened it; nothing was saved."
    )


async def save_competition(
    conn: Connection,
    competition: Competition,
    moments: Sequence[Due],
    *,
    expected_revision: int,
    made_by: str,
    author: str = "",
    at: datetime,
) -> int:
    """Keep what somebody of the staff wrote, within the caller's transaction; its revision.

    ``expected_revision`` is the one that was read before it was changed; 0: there is none yet, and
    it begins as a draft. What waited for approval is a draft again; a published one stays so, and
    ``moments`` become its reminders. ``made_by`` answers for its words; ``author`` (empty: the same)
    is kept of a new one only. The same words again change nothing. Raises StaleEditError where
    somebody else was quicker, and InputError where a new one's id is taken.
    """
    await _hold(conn, competition.key)
    head = await head_of(conn, competition.key)
    found = head.revision if head else 0
    if head is not None and expected_revision == 0:
        raise InputError("A competition of this id is there already; choose another id.")
    if found != expected_revision:
        raise stale()
    if head is not None and head.content_hash == competition_hash(competition):
        return found
    revision = await _put(conn, competition, made_by, at, author=author or made_by)
    published = head is not None and head.state is CompetitionState.PUBLISHED
    if head is None or head.state is CompetitionState.WAITING:
        await put_state(conn, competition.key, CompetitionState.DRAFT, "")
    if published:
        await put_moments(conn, competition, revision, moments, at)
    return revision


async def _hold(conn: Connection, key: str) -> None:
    """Two who make a competition of one id at the same time do it one after the other."""
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended('competition ' || $1, 0))", key
    )


async def _put(
    conn: Connection, competition: Competition, made_by: str, at: datetime, *, author: str = ""
) -> int:
    """The row and its parts; what it is now in its series of revisions."""
    revision: int = await conn.fetchval(
        """
        insert into competition as c (key, title, category, organiser, link, reminders, rules, contact,
          zone, entry_kind, team, ranking, content_hash, made_by, revision, imported_at, author)
        values ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), $10, $11, $12, $13, $14, 1, $15, $16)
        on conflict (key) do update set title = excluded.title, category = excluded.category,
          organiser = excluded.organiser, link = excluded.link, reminders = excluded.reminders,
          rules = excluded.rules, contact = excluded.contact, zone = excluded.zone,
          entry_kind = excluded.entry_kind, team = excluded.team, ranking = excluded.ranking,
          content_hash = excluded.content_hash, made_by = excluded.made_by,
          revision = c.revision + 1, imported_at = excluded.imported_at
        returning revision
        """,
        competition.key,
        competition.title,
        competition.category,
        competition.organiser,
        competition.link,
        list(competition.reminders),
        competition.rules,
        competition.contact,
        competition.zone,
        competition.entry,
        team_json(competition.team) if competition.team else None,
        ranking_json(competition.ranking),
        competition_hash(competition),
        made_by,
        at,
        author,
    )
    await put_groups(conn, competition)
    await put_divisions(conn, competition)
    await put_stages(conn, competition)
    return revision


async def put_state(conn: Connection, key: str, state: CompetitionState, approved_by: str) -> None:
    """A draft, one that waits, or one that is published, approved by somebody."""
    await conn.execute(
        "update competition set state = $2, approved_by = $3 where key = $1",
        key,
        state,
        approved_by,
    )


async def cancel(conn: Connection, key: str, reason: str, at: datetime) -> int:
    """It does not take place; its revision grows, so that calendars take it off. The new revision."""
    revision: int = await conn.fetchval(
        """
        update competition set state = 'cancelled', cancel_reason = $2, cancelled_at = $3,
          revision = revision + 1
        where key = $1 returning revision
        """,
        key,
        reason,
        at,
    )
    return revision


async def discard(conn: Connection, key: str) -> None:
    """A draft that nobody has seen goes with everything in it."""
    await conn.execute("delete from competition where key = $1", key)
