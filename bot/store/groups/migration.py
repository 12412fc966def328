"""A group chat that became a supergroup: the same group under a new platform id.

Telegram tells of it in messages of the old and of the new chat, and in the answer to whatever is
sent to the old one (reference/telegram.md section 9): in any order, and more than once.
"""

from bot.store.db import Connection


async def migrate_group(conn: Connection, account: str, old: str, new: str) -> None:
    """A group got a new id: everywhere at once, also for what is still owed to it.

    Where both are known (the platform told of the new one first), the new row stays and takes
    over members, turns, questions, quizzes and what is planned for the old one; and, unless a
    course was chosen there meanwhile, what its administrators had chosen. What was said in
    passing in the old chat is let be: a supergroup counts its messages anew, so that those ids
    are other people's messages there.
    """
    for what in ("competition", "announcement"):
        await conn.execute(
            f"""
            update {what}_group c set platform_id = $3
            where c.account = $1 and c.platform_id = $2
              and not exists (select 1 from {what}_group o where o.account = $1
                and o.platform_id = $3 and o.{what}_key = c.{what}_key)
            """,
            account,
            old,
            new,
        )
    await conn.execute(
        "delete from passing_message where account = $1 and chat = $2", account, old
    )
    renamed = await conn.fetchval(
        """
        update chat_group g set platform_id = $3, state = case g.state when 'gone' then 'known' else g.state end
        where g.account = $1 and g.platform_id = $2
          and not exists (select 1 from chat_group o where o.account = $1 and o.platform_id = $3)
        returning id
        """,
        account,
        old,
        new,
    )
    if renamed is None:
        await _take_over(conn, account, old, new)


async def _take_over(conn: Connection, account: str, old: str, new: str) -> None:
    """Both are known: what is the old one's becomes the new one's, once."""
    pair = await conn.fetchrow(
        """
        select o.id as old, n.id as new from chat_group o join chat_group n on n.account = o.account
        where o.account = $1 and o.platform_id = $2 and n.platform_id = $3
        """,
        account,
        old,
        new,
    )
    if pair is None:
        return
    # In the order of the rows, as nobody else locks two groups at once.
    await conn.execute(
        "select 1 from chat_group where id = any($1) order by id for no key update",
        [pair["old"], pair["new"]],
    )
    for statement in _TAKE_OVER:
        await conn.execute(statement, pair["old"], pair["new"])


_TAKE_OVER = (
    """
    update delivery d set group_id = $2 where d.group_id = $1 and d.state = 'planned'
      and not exists (select 1 from delivery t where t.group_id = $2 and t.kind = d.kind
        and t.subject = d.subject and t.occurrence = d.occurrence)
    """,
    """
    insert into group_member as m (group_id, learner_id, joined_at, board_name)
    select $2, o.learner_id, o.joined_at, o.board_name from group_member o where o.group_id = $1
    on conflict (group_id, learner_id) do update set board_name = excluded.board_name
      where m.board_name is null and excluded.board_name is not null
    """,
    # So that what is taken back in the new group is not brought again by the next telling.
    "update group_member set board_name = null where group_id = $1 and $2::bigint is not null",
    """
    update group_turn t set group_id = $2 where t.group_id = $1
      and not exists (select 1 from group_turn n where n.group_id = $2 and n.what = t.what)
    """,
    "delete from group_turn where group_id = $1 and $2::bigint is not null",
    """
    update group_question q set group_id = $2 where q.group_id = $1
      and not exists (select 1 from group_question n where n.group_id = $2 and n.day = q.day)
    """,
    "update quiz_poll set group_id = $2 where group_id = $1",
    # A course that was chosen is the sign that there is something to take over.
    """
    update chat_group n set language = o.language, quiet = o.quiet, track = o.track, course_key = o.course_key,
      rotates = o.rotates, question_time = o.question_time, board = o.board,
      title = case when n.title = '' then o.title else n.title end
    from chat_group o where n.id = $2 and o.id = $1 and n.course_key is null
      and (o.course_key is not null or o.state <> 'gone')
    """,
    "update chat_group set state = 'gone', course_key = null where id = $1 and $2::bigint is not null",
)
"""Each with the rows of the old ($1) and the new group ($2); again, they change nothing."""
