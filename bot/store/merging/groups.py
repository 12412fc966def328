"""Groups of two learners who are one: memberships, what was told there, answers given there."""

from bot.store.db import Connection


async def merge_memberships(conn: Connection, keep: int, gone: int) -> list[int]:
    """Groups, and what the person was told; the groups that are new to ``keep``."""
    for table, key in (("competition", "competition_key"), ("announcement", "announcement_key")):
        await conn.execute(
            f"""
            with old as (
              delete from {table}_told where {key} = any(array(select key from {table})) and learner_id = $2
              returning {key})
            insert into {table}_told ({key}, learner_id) select {key}, $1 from old on conflict do nothing
            """,
            keep,
            gone,
        )
    rows = await conn.fetch(
        """
        with old as (
          delete from group_member where learner_id = $2 returning group_id, joined_at, board_name)
        insert into group_member as m (group_id, learner_id, joined_at, board_name)
        select group_id, $1, joined_at, board_name from old
        on conflict (group_id, learner_id) do update set joined_at = least(m.joined_at, excluded.joined_at),
          board_name = coalesce(m.board_name, excluded.board_name)
        returning group_id, xmax = 0 as new
        """,
        keep,
        gone,
    )
    return [row["group_id"] for row in rows if row["new"]]


async def merge_group_answers(conn: Connection, keep: int, gone: int) -> None:
    """A group's question that was answered from both addresses counts for the person once, as it
    was answered first; the group's own count of votes stays.
    """
    await conn.execute(
        """
        with mine as (
          select group_question_id, voter,
            row_number() over (partition by group_question_id order by answered_at, voter) as place
          from group_answer where learner_id in ($1, $2)
        )
        update group_answer a set learner_id = case when m.place = 1 then $1::bigint end from mine m
        where a.group_question_id = m.group_question_id and a.voter = m.voter
        """,
        keep,
        gone,
    )
