"""Where two people are asked for, nobody alone has words go out: competitions and announcements."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.competitions import announcing
from bot.competitions.announcing import UnreadyError
from bot.competitions.desk import writing
from bot.competitions.desk.acting import Refusal, RefusedError
from bot.domain.competitions import CompetitionState, GroupName
from bot.domain.errors import NotAllowedError
from bot.store import announcements
from bot.store.competitions import head_of
from bot.store.db import Database
from tests.announcing.test_acts import OTHER as SECOND
from tests.announcing.test_acts import WRITER, submit, write
from tests.competitions.desk_house import DESK, QUIZ, published
from tests.masses.house import EVENING, announcement

MINE, THEIRS = (
    replace(DESK, two_people=True),
    replace(DESK, actor="reviewer 99ff88ee", two_people=True),
)
LATER = tuple(replace(one, closes=one.closes + timedelta(days=1)) for one in QUIZ.stages)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "完全不同的比赛"},
        {"link": "https://example.org/x"},
        {"rules": "别的规则"},
        {"groups": (*QUIZ.groups, GroupName("city", "-999"))},
        {"stages": (replace(QUIZ.stages[0], title="领奖"), *QUIZ.stages[1:])},
    ],
)
async def test_one_person_changes_no_words_of_a_published_one(
    db: Database, changed: dict[str, object]
) -> None:
    await published(db, QUIZ)
    one = replace(QUIZ, **changed)  # type: ignore[arg-type]
    async with db.transaction() as conn:
        with pytest.raises(RefusedError) as refused:
            await writing.save(conn, MINE, one, expected_revision=1)
        assert refused.value.refusal is Refusal.SECOND_PERSON
        await writing.save(conn, MINE, replace(QUIZ, stages=LATER), expected_revision=1)
        assert await writing.save(conn, DESK, one, expected_revision=2) == 3


async def test_who_moves_a_date_does_not_answer_for_the_words(db: Database) -> None:
    async with db.transaction() as conn:
        await writing.save(conn, MINE, QUIZ, expected_revision=0)
        await writing.save(conn, THEIRS, replace(QUIZ, stages=LATER), expected_revision=1)
        await writing.submit(conn, MINE, QUIZ.key, expected_revision=2)
        with pytest.raises(RefusedError) as refused:
            await writing.publish(conn, MINE, QUIZ.key, expected_revision=2)
        assert refused.value.refusal is Refusal.SAME_PERSON
        await writing.publish(conn, THEIRS, QUIZ.key, expected_revision=2)
        head = await head_of(conn, QUIZ.key)
        assert head is not None
        assert head.state is CompetitionState.PUBLISHED


async def test_who_moves_an_hour_does_not_answer_for_the_words_said(db: Database) -> None:
    await write(db, announcement())
    moved = replace(announcement(), due=EVENING + timedelta(hours=1))
    async with db.transaction() as conn:
        await announcing.save(conn, moved, SECOND, revision=1, two_people=True)
    await submit(db, revision=2)
    async with db.transaction() as conn:
        with pytest.raises(NotAllowedError):
            await announcing.approve(conn, "closing", WRITER, revision=3)
        await announcing.approve(conn, "closing", SECOND, revision=3)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "\u200d"}, "title"),
        ({"title": "\u2800\u3164"}, "title"),
        ({"title": "\u00ad\ufeff"}, "title"),
        ({"link": "https://[::"}, "link"),
        ({"due": EVENING - timedelta(days=9), "expires": EVENING - timedelta(days=8)}, "expires"),
    ],
)
async def test_whoever_asks_what_cannot_go_out_is_not_submitted(
    db: Database, changed: dict[str, object], field: str
) -> None:
    await write(db, replace(announcement(), **changed))  # type: ignore[arg-type]
    with pytest.raises(UnreadyError, match=field):
        await submit(db)
    async with db.transaction() as conn:
        await conn.execute("update announcement set state = 'waiting'")
        with pytest.raises(UnreadyError, match=field):
            await announcing.approve(conn, "closing", SECOND, revision=1)
        kept = await announcements.load(conn, "closing")
        assert kept is not None
        assert kept.approved_by == ""
