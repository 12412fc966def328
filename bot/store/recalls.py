"""Texts taken back: taught no more from this moment on."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import InputError
from bot.store.content_revision import bump_revision, hold_revision
from bot.store.db import Connection
from bot.store.recalled_words import lessons_as_recalled

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Recall:
    """A version that was taken back; ``now_taught`` is the version that is taught instead, None:
    the course is not taught any more. ``still`` are the lessons of that one which are word for word
    those of a recalled text; a list of past recalls does not look for them.
    """

    course: str
    version: str
    by: str
    reason: str
    at: datetime
    now_taught: str | None
    still: tuple[str, ...] = ()

    def __str__(self) -> str:
        """``smart-payments 2026.2: recalled; 2026.1 is taught now``, and what is the same in it."""
        after = f"{self.now_taught} is taught" if self.now_taught else "nothing of it is taught"
        said = f"{self.course} {self.version}: recalled; {after} now"
        if not self.still:
            return said
        return (
            f"{said}. Word for word as in a recalled text: {', '.join(self.still)}. If the fault is "
            "there, recall this version, too"
        )


async def recall(
    conn: Connection,
    course_key: str,
    version: str | None,
    *,
    reason: str,
    by: str,
    at: datetime,
) -> Recall:
    """Take back every text of ``version`` (None: the one that is taught), in the caller's
    transaction. What was approved last before it is taught again.

    Raises InputError when there is no such course or version, it was recalled before, or there is
    no reason.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise InputError(f"Give the reason of a recall in at most {LONGEST_REASON} characters.")
    await hold_revision(conn)
    named = version or await _taught(conn, course_key)
    found = await conn.fetch(
        """
        update course_version set recalled_at = $3, recalled_by = $4, recall_reason = $5
        where course_key = $1 and version = $2 and recalled_at is null returning id
        """,
        course_key,
        named,
        at,
        by,
        reason,
    )
    if not found:
        raise await _not_there(conn, course_key, named)
    await conn.execute(
        """
        update course c set current_version = (
          select v.id from course_version v
          where v.course_key = c.key and v.state = 'approved' and v.recalled_at is null
          order by v.imported_at desc, v.id desc limit 1)
        where c.key = $1 and c.current_version = any($2)
        """,
        course_key,
        [row["id"] for row in found],
    )
    await bump_revision(conn)
    current = await conn.fetchval("select current_version from course where key = $1", course_key)
    still = await lessons_as_recalled(conn, current)
    return Recall(course_key, named, by, reason, at, await _current(conn, course_key), still)


async def list_recalls(conn: Connection) -> list[Recall]:
    """All versions that were taken back, the latest first; one line for each version."""
    rows = await conn.fetch(
        """
        select v.course_key as course, v.version, v.recalled_by as by, v.recall_reason as reason,
          v.recalled_at as at, t.version as now_taught
        from course_version v join course c on c.key = v.course_key
        left join course_version t on t.id = c.current_version
        where v.recalled_at is not null
        group by 1, 2, 3, 4, 5, 6 order by v.recalled_at desc, 1, 2
        """
    )
    return [Recall(**row) for row in rows]


async def _taught(conn: Connection, course_key: str) -> str:
    version = await _current(conn, course_key)
    if version is None:
        raise InputError(
            f'Nothing of the course "{course_key}" is taught; name the version to recall with '
            "--version, or look at `yike pack list`."
        )
    return version


async def _current(conn: Connection, course_key: str) -> str | None:
    version: str | None = await conn.fetchval(
        "select v.version from course c join course_version v on v.id = c.current_version where c.key = $1",
        course_key,
    )
    return version


async def _not_there(conn: Connection, course_key: str, version: str) -> InputError:
    before = await conn.fetchrow(
        """
        select recalled_at, recall_reason from course_version
        where course_key = $1 and version = $2 order by recalled_at desc limit 1
        """,
        course_key,
        version,
    )
    if before is None:
        return InputError(
            f'There is no version {version} of a course "{course_key}"; `yike pack list` names all.'
        )
    return InputError(
        f"{course_key} {version} was recalled on {before['recalled_at']:%Y-%m-%d} already: "
        f"{before['recall_reason']}"
    )
