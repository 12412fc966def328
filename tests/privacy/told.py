"""What people tell us in their own words."""

from datetime import datetime

from bot.store.db import Connection


async def tell_us(
    conn: Connection, group: int, person: int, words: str, at: datetime, course: str = "course"
) -> None:
    """A rating of ``course``, a wish, a question, and a helper of ``group`` who helps himself."""
    await conn.execute("insert into rating values ($1, $2, 2, '1', $3)", person, course, at)
    await conn.execute(
        "insert into wish (learner_id, language, words, wished_at) values ($1, 'zh-Hans', $2, $3)",
        *(person, words, at),
    )
    await conn.execute(
        """
        insert into asked (learner_id, account, words, language, outcome, asked_at)
        values ($1, 'city', $2, 'zh-Hans', 'refused', $3)
        """,
        *(person, words, at),
    )
    await conn.execute(
        "insert into group_helper values ($1, $2, $3, $4)", group, person, words, at
    )
    await conn.execute(
        """
        insert into help_request (group_id, learner_id, helper_id, words, asked_at, answer)
        values ($1, $2, $2, $3, $4, $3)
        """,
        *(group, person, words, at),
    )
