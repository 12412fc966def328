"""Two quiz rounds that are open at once: one attempt after the other."""

from dataclasses import replace

from bot.domain.competitions import StageKind
from bot.store.db import Database
from tests.handlers.contest import (
    LI,
    answer_all,
    begin_round,
    contest,
    enter,
    hold,
    law,
    quiz,
    stage,
)
from tests.handlers.private_chat import PrivateChats, told
from tests.handlers.school import course, lesson, single


async def test_an_attempt_open_in_one_round_is_answered_before_another_begins(
    db: Database,
) -> None:
    chats = PrivateChats(db)
    await chats.teach(course(lesson("甲", single("一"))), law())
    await chats.enrolled(LI)
    two = contest(stage(StageKind.REGISTRATION, 0, 2), quiz(), replace(quiz(draw=2), key="other"))
    await hold(chats, two, contest(key="other-2026", title="另一场"))
    await enter(chats, LI)
    await begin_round(chats, LI)
    await enter(chats, LI, key="other-2026")
    await begin_round(chats, LI, "other-2026:2")
    for touch in ("round:law-2026:3", "begin:law-2026:3"):
        again = told(await chats.tap(LI, touch))
        assert "第 1 题，共 3 题" in again, "the open item of this competition"
    asked = await chats.rows(
        "select a.stage_key, e.competition_key from round_attempt a join entry e on e.id = a.entry_id"
    )
    assert sorted(tuple(row.values()) for row in asked) == [
        ("round", "law-2026"),
        ("round", "other-2026"),
    ]
    await answer_all(chats, LI, await chats.tap(LI, "begin:law-2026:2"), 2)
    assert "第 2 题，共 3 题" in told(await chats.tap(LI, "begin:law-2026:2"))
    await chats.say(LI, "2")
    await chats.say(LI, "2")
    assert "第 1 题，共 2 题" in told(await begin_round(chats, LI, "law-2026:3"))
