"""A model's answer is told with the lessons it rests on and the label that the law asks for."""

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Kind, Result, Rung
from bot.learning.companion.compose import AnswerComposer
from bot.learning.companion.writing import Writing
from bot.store.db import Database
from tests.companion.desk import Scripted, ask
from tests.companion.test_writing import recall_tea
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, all_of, learner, owe

SAID = {
    "zh-Hans": "绿茶嫩，水太烫会苦。晾到80度再泡。\n依据：《绿茶用八十度的水》\nAI 生成，仅供参考",
    "zh-Hant": "綠茶嫩，水太燙會苦。晾到80度再泡。\n依據：《綠茶用八十度的水》\nAI 生成，僅供參考",
    "en": "绿茶嫩，水太烫会苦。晾到80度再泡。\nFrom: “绿茶用八十度的水”\nWritten by AI, for reference only",
}


@pytest.mark.parametrize("language", sorted(SAID))
async def test_it_is_told_with_its_lessons_and_its_label(db: Database, language: str) -> None:
    clock, who = FrozenClock(NOON), await learner(db, f"{BOT}:1")
    async with db.transaction() as conn:
        await conn.execute("update learner set language = $2 where id = $1", who, language)
    await ask(db, who)
    await Writing(db, Scripted(), clock, 20).run_once()
    office = Office(db, clock, {Kind.ANSWER: AnswerComposer()})
    await office.work()
    (call,) = office.telegram.calls
    assert (call.chat, call.rung, call.text) == ("1", Rung.SEND, SAID[language])
    (ended,) = await all_of(db)
    assert ended["state"] == Result.SENT
    assert ended["detail"]["version"] == "2026.1"


async def test_without_words_nothing_is_sent(db: Database) -> None:
    who = await learner(db, f"{BOT}:1")
    await owe(db, who, kind=Kind.ANSWER, subject="asked:1", occurrence="once")
    office = Office(db, FrozenClock(NOON), {Kind.ANSWER: AnswerComposer()})
    await office.work()
    assert office.telegram.calls == []
    (ended,) = await all_of(db)
    assert ended["state"] == "expired"


async def test_recalled_text_is_not_sent_although_it_is_owed(db: Database) -> None:
    clock, who = FrozenClock(NOON), await learner(db, f"{BOT}:1")
    await ask(db, who)
    await Writing(db, Scripted(), clock, 20).run_once()
    await recall_tea(db)
    office = Office(db, clock, {Kind.ANSWER: AnswerComposer()})
    await office.work()
    assert office.telegram.calls == []
    (ended,) = await all_of(db)
    assert ended["state"] == "expired"
