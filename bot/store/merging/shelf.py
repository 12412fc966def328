"""What two learners who are one thought of courses, wished for and asked, and whom they helped."""

from bot.store.db import Connection

_OLDER_RATINGS = """
delete from rating r using rating newer
where r.learner_id in ($1, $2) and newer.learner_id in ($1, $2) and newer.course_key = r.course_key
  and (newer.rated_at, newer.learner_id = $1) > (r.rated_at, r.learner_id = $1)
"""

_HELPERS = """
with old as (
  delete from group_helper where learner_id = $2 returning group_id, name, since
)
insert into group_helper as h (group_id, learner_id, name, since)
select group_id, $1, name, since from old
on conflict (group_id, learner_id) do update set since = least(h.since, excluded.since)
"""

_MOVED = (
    ("rating", "learner_id"),
    ("wish", "learner_id"),
    ("asked", "learner_id"),
    ("help_request", "learner_id"),
    ("help_request", "helper_id"),
)


async def merge_words(conn: Connection, keep: int, gone: int) -> None:
    """Wishes, questions and requests for help become the one person's; of two ratings of a course the
    newest counts; who helped a group in either chat helps it once.
    """
    await conn.execute(_OLDER_RATINGS, keep, gone)
    await conn.execute(_HELPERS, keep, gone)
    for table, column in _MOVED:
        await conn.execute(f"update {table} set {column} = $1 where {column} = $2", keep, gone)
