"""Texts on their way to the shelf: who has reviewed them, and who approves them."""

import re
import unicodedata
from datetime import datetime

from bot.domain.errors import InputError
from bot.store.content_revision import bump_revision, hold_revision
from bot.store.db import Connection, Row
from bot.store.imported import Change, Imported, Waits

# A text waits unless one that was put on the shelf came in after it, whatever became of that.
WAITING = """
  select distinct on (d.course_key) d.*
  from course_version d
  where d.state <> 'approved' and d.recalled_at is null and not exists (
    select from course_version t where t.course_key = d.course_key and t.state = 'approved'
      and (t.imported_at, t.id) > (d.imported_at, d.id))
  order by d.course_key, d.imported_at desc, d.id desc
"""

_BETWEEN_NAMES = re.compile(r"[、,;/&]|\band\b|[和与及]")
_IN_BRACKETS = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]?")
_TITLE = (
    "老师|教师|主任|副主任|组长|队长|科长|处长|局长|部长|馆长|院长|校长|园长|所长|站长|社长|会长|店长|书记|主席|"
    "秘书|干事|医生|医师|大夫|护士|药师|律师|教授|讲师|博士|工程师|工程|经理|主管|总监|编辑|主编|审核员|审稿人|"
    "先生|女士|小姐|同志|师傅"
)
_TITLES = re.compile(f"^(?:{_TITLE})+|(?:{_TITLE})+$")
"""What people put before or behind a name; the words are our choice."""


class SamePersonError(InputError):
    """Who approves has reviewed or imported the text, and a second person is asked for."""


async def approve_draft(
    conn: Connection, course_key: str, approver: str, at: datetime, *, two_people: bool = False
) -> Imported:
    """Teach a course's waiting text from now on, within the caller's transaction.

    With ``two_people`` the first approval of a draft is its review; who reviewed or imported a text
    does not approve it as well. Raises SamePersonError there, and InputError when none waits.
    """
    await hold_revision(conn)
    row = await conn.fetchrow(f"select * from ({WAITING}) w where w.course_key = $1", course_key)
    if row is None:
        raise InputError(f'No draft of the course "{course_key}" waits for approval.')
    if two_people and row["state"] == "draft":
        return await _review(conn, row, approver, at)
    if two_people:
        _is_somebody_else(row, approver)
    await conn.execute(
        """
        with taken as (
          update course_version set state = 'approved', approved_by = $2, approved_at = $3,
            reviewed_by = case when reviewed_by = '' then $2 else reviewed_by end,
            reviewed_at = coalesce(reviewed_at, $3)
          where id = $1 returning id, course_key
        )
        update course c set current_version = t.id from taken t where c.key = t.course_key
        """,
        row["id"],
        approver,
        at,
    )
    await bump_revision(conn)
    return Imported(row["course_key"], row["version"], Change.APPROVED)


async def _review(conn: Connection, row: Row, reviewer: str, at: datetime) -> Imported:
    await conn.execute(
        "update course_version set state = 'reviewed', reviewed_by = $2, reviewed_at = $3 where id = $1",
        row["id"],
        reviewer,
        at,
    )
    return Imported(row["course_key"], row["version"], Change.REVIEWED, Waits.SECOND)


def _is_somebody_else(row: Row, approver: str) -> None:
    for what in ("reviewed", "imported"):
        if _names(approver) & _names(row[f"{what}_by"]):
            raise SamePersonError(
                f'{approver} has {what} this text of the course "{row["course_key"]}"; somebody else '
                "has to approve it."
            )


def _names(words: str) -> set[str]:
    """The names in ``words``, and all of them as one, however they are typed: with their titles and,
    where more than one character is left, without.
    """
    whole = unicodedata.normalize("NFKC", words).casefold()
    bare = _IN_BRACKETS.sub("", whole)
    parts = {"".join(part.split()) for part in _BETWEEN_NAMES.split(bare)}
    names = parts | {_TITLES.sub("", part) for part in parts}
    return {"".join(whole.split())} | {name for name in names if len(name) > 1}
