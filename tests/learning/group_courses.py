"""Small courses for groups, of every kind of question."""

from bot.domain.content import Course, Lesson, Question, QuestionKind, Track

OPTIONS = ("马上付款", "先核对对方是谁", "转发给朋友")


def question(key: str, kind: QuestionKind = QuestionKind.SINGLE) -> Question:
    """A question whose stem and reason tell its key."""
    right = {
        QuestionKind.SINGLE: (2,),
        QuestionKind.MULTIPLE: (1, 3),
        QuestionKind.TRUE_FALSE: (2,),
        QuestionKind.SHORT: (),
    }[kind]
    chosen = kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}
    return Question(
        key=key,
        kind=kind,
        stem=f"{key}题怎么做？",
        why=f"{key}题的道理。",
        options=OPTIONS if chosen else (),
        right=right,
        accepted=("96110",) if kind is QuestionKind.SHORT else (),
    )


def lesson(key: str, *questions: Question, source: str = "") -> Lesson:
    """A lesson of three minutes."""
    return Lesson(
        key=key, title=f"{key}课", minutes=3, text="正文。", questions=questions, source=source
    )


def course(key: str, title: str, *lessons: Lesson, level: int = 1, version: str = "1") -> Course:
    """A reviewed course for farmers."""
    return Course(
        key=key,
        title=title,
        track=Track.FARMERS,
        language="zh-Hans",
        level=level,
        hours=2,
        pass_mark=0.6,
        hours_per_credit=16,
        version=version,
        source="某法第一条",
        licence="CC-BY-4.0",
        reviewed_by="某老师",
        lessons=lessons,
    )


FARM = course(
    "farm",
    "一起种田",
    lesson("种", question("甲"), question("乙", QuestionKind.SHORT)),
    lesson("管", question("丙", QuestionKind.MULTIPLE), source="农技站手册"),
    lesson("收", question("丁", QuestionKind.TRUE_FALSE)),
)
TEA = course("tea", "采茶小课", lesson("采", question("戊")))
LAST = course("zz", "存粮", lesson("存", question("己")), level=3)
"""The last on the farmers' shelf."""
