"""Who deliveries go to, as far as their words depend on it: the language they are spoken to in."""

from collections.abc import Sequence

from bot.store.db import Connection
from bot.store.deliveries import Delivery


async def languages(conn: Connection, deliveries: Sequence[Delivery]) -> dict[int, str]:
    """By a delivery's row, the language of its learner or group as ``learner.language`` and
    ``chat_group.language`` name it; empty for one whose recipient is gone.
    """
    learners = {one.learner for one in deliveries if one.learner is not None}
    groups = {one.group for one in deliveries if one.group is not None}
    rows = await conn.fetch(
        """
        select id, language, true as is_learner from learner where id = any($1)
        union all
        select id, language, false from chat_group where id = any($2)
        """,
        sorted(learners),
        sorted(groups),
    )
    found = {(row["is_learner"], row["id"]): str(row["language"]) for row in rows}
    return {
        one.row: found.get(
            (True, one.learner) if one.learner is not None else (False, one.group), ""
        )
        for one in deliveries
    }


async def language_of(conn: Connection, learner: int) -> str:
    """What a learner is spoken to in; empty for one who is gone."""
    found = await conn.fetchval("select language from learner where id = $1", learner)
    return str(found or "")


async def save_language(conn: Connection, learner: int, language: str) -> None:
    """A learner is spoken to in ``language`` from now on."""
    await conn.execute("update learner set language = $2 where id = $1", learner, language)
