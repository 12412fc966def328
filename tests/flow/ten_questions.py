"""A course of one lesson with ten questions of all kinds that Telegram asks as quizzes."""

from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from tests.flow.telegram_person import Person, words

KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)


def _question(number: int) -> Question:
    """One question; its reason can be told from all others."""
    kind = KINDS[number % 3]
    judged, several = kind is QuestionKind.TRUE_FALSE, kind is QuestionKind.MULTIPLE
    return Question(
        key=f"q{number}",
        kind=kind,
        stem=f"第{number}问 <b>&",
        why=f"理由{number}。",
        options=() if judged else (f"甲{number}", f"乙{number}", f"丙{number}"),
        right=(1, 3) if several else (2,),
    )


TEN = tuple(_question(number) for number in range(1, 11))
COURSE = Course(
    key="ten-questions",
    title="十问",
    track=Track.SENIORS,
    language="zh-Hans",
    level=1,
    hours=4,
    pass_mark=0.9,
    hours_per_credit=16,
    version="1",
    source="《民法典》第一条",
    licence="CC-BY-4.0",
    reviewed_by="test",
    lessons=(Lesson(key="all", title="一课十问", minutes=3, text="请看十问。", questions=TEN),),
)


def wrong(asked: Question) -> tuple[int, ...]:
    """An answer that is not right."""
    return (1, 2) if asked.kind is QuestionKind.MULTIPLE else (1,)


async def begins(person: Person, at: str = "时间 7:30") -> Person:
    """Somebody comes by the course's link, says at what time a lesson suits, and begins."""
    assert "《十问》" in words(await person.starts("c-ten-questions"))
    shown = await person.says(at)
    assert "请看十问。" in words(shown)
    assert shown[-1].poll
    return person
