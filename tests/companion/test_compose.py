"""A model's answer is told with the lessons it rests on and the label that the law asks for."""

from fluent.runtime import FluentBundle, FluentResource

from bot.clock import FrozenClock
from bot.domain.delivery import Kind, Result, Rung
from bot.learning.companion.compose import AnswerComposer
from bot.learning.companion.writing import Writing
from bot.store.db import Database
from bot.texts.catalogue import Texts
from tests.companion.desk import Scripted, ask
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, all_of, learner, owe

CATALOGUE = """
own-name = 一课
companion-label = 「AI 生成，仅供参考」
companion-lesson = 《{ $lesson }》
companion-join = 、
companion-answer = { $text }
    依据：{ $lessons }
companion-fact = 您问的，有了回答
"""


def speak(language: str | None) -> Texts:
    """A catalogue of what this composer says."""
    bundle = FluentBundle([language or "zh-CN"], use_isolating=False)
    bundle.add_resource(FluentResource(CATALOGUE))
    return Texts(language or "zh-Hans", bundle)


async def test_it_is_told_with_its_lessons_and_its_label(db: Database) -> None:
    clock = FrozenClock(NOON)
    await ask(db, await learner(db, f"{BOT}:1"))
    await Writing(db, Scripted(), clock, 20).run_once()
    office = Office(db, clock, {Kind.ANSWER: AnswerComposer(speak)})
    await office.work()
    (call,) = office.telegram.calls
    assert (call.chat, call.rung) == ("1", Rung.SEND)
    assert call.text == (
        "绿茶嫩，水太烫会苦。晾到80度再泡。\n依据：《绿茶用八十度的水》\n「AI 生成，仅供参考」"
    )
    (ended,) = await all_of(db)
    assert ended["state"] == Result.SENT


async def test_without_words_nothing_is_sent(db: Database) -> None:
    who = await learner(db, f"{BOT}:1")
    await owe(db, who, kind=Kind.ANSWER, subject="asked:1", occurrence="once")
    office = Office(db, FrozenClock(NOON), {Kind.ANSWER: AnswerComposer(speak)})
    await office.work()
    assert office.telegram.calls == []
    (ended,) = await all_of(db)
    assert ended["state"] == "expired"
