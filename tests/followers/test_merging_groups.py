"""Groups of one person at two addresses: a question counts once, a place on the board stays."""

from bot.store.db import Database
from tests.delivery.owing import BOT, NOON, OFFICIAL, learner, rows
from tests.followers.furnishing import DAY, furnish
from tests.followers.people import merge


async def test_a_group_s_question_counts_once_and_its_votes_stay(db: Database) -> None:
    keep, gone = await learner(db, f"{OFFICIAL}:oOne"), await learner(db, f"{BOT}:42")
    for person in (keep, gone):
        await furnish(db, person)
    await rows(
        db, "update group_answer set answered_at = $1 where learner_id = $2", NOON - DAY, gone
    )
    await rows(db, "update group_member set board_name = '安妮' where learner_id = $1", gone)
    await merge(db, keep, gone)
    answers = await rows(
        db, "select learner_id, answered_at from group_answer order by answered_at"
    )
    assert [(row["learner_id"], row["answered_at"]) for row in answers] == [
        (keep, NOON - DAY),
        (None, NOON),
    ]
    names = await rows(db, "select learner_id, board_name from group_member")
    assert [(row["learner_id"], row["board_name"]) for row in names] == [(keep, "安妮")]
