"""Whoever helps a learner sees which competition a message was about, whatever it told of."""

from bot.store.console.learner_page import owed
from bot.store.db import Database
from tests.competitions.desk_house import NOON, QUIZ, published
from tests.schedules.contest import cohort


async def test_news_of_entries_works_and_objections_name_the_competition(db: Database) -> None:
    await published(db, QUIZ)
    [person] = await cohort(db, "city-wechat:oA")
    async with db.transaction() as conn:
        await conn.execute("delete from delivery")
        entry = await conn.fetchval(
            "insert into entry (competition_key, learner_id, number, entered_at) values ($1, $2, 1, $3) returning id",
            QUIZ.key,
            person,
            NOON,
        )
        objection = await conn.fetchval(
            "insert into objection (competition_key, stage_key, learner_id, words, filed_at) values ($1, 'publicity', $2, '看错了', $3) returning id",
            QUIZ.key,
            person,
            NOON,
        )
        for subject in (
            f"entry:{entry}",
            f"objection:{objection}",
            "entry:x",
            "work:9" + "9" * 17,
        ):
            await conn.execute(
                """
                insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
                values ($1, 'city-wechat', 'result', $2, 'once', 2, $3, $3, $3)
                """,
                person,
                subject,
                NOON,
            )
        found = {one.subject: one.title for one in await owed(conn, person)}
    assert found == {
        f"entry:{entry}": QUIZ.title,
        f"objection:{objection}": QUIZ.title,
        "entry:x": None,
        "work:9" + "9" * 17: None,
    }
