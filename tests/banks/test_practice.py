"""A bank's way into a course: by key, in place, and again without doubling anything."""

from dataclasses import replace

import pytest

from bot.content.banks.model import Bank, BankFormat, BankQuestion, LeftOut, Place
from bot.content.banks.practice import AT_ONCE, BankPlan, Practice, new_course, plan
from bot.content.banks.settle import settle
from bot.domain.content import Course, Lesson, Question, QuestionKind, Track
from bot.domain.errors import InputError

HAND = Question(
    "hand-1", QuestionKind.TRUE_FALSE, "验证码可以告诉别人。", "不可以。", right=(2,), row=9
)
COURSE = Course(
    key="anti-fraud",
    title="防骗",
    track=Track.SENIORS,
    language="zh-Hans",
    level=1,
    hours=1,
    pass_mark=0.6,
    hours_per_credit=16,
    version="2026.1",
    source="自编",
    licence="CC-BY",
    reviewed_by="王老师",
    lessons=(Lesson("first", "第一课", 2, "正文。", (HAND,), row=3),),
    row=5,
)


def one(stem: str, category: str = "", given: str = "", **others: object) -> BankQuestion:
    question = Question("", QuestionKind.SINGLE, stem, "因为。", ("停", "走"), (1,))
    changed = replace(question, **others)  # type: ignore[arg-type]
    return BankQuestion(changed, Place("bank.csv", row=2), category=category, given=given)


def bank(*questions: BankQuestion) -> Bank:
    placed = [replace(q, place=Place("bank.csv", row=n)) for n, q in enumerate(questions, 2)]
    return settle(Bank(BankFormat.CSV, "utf-8", tuple(placed)))


def taken(course: Course, found: Bank, *, remove: bool = False) -> BankPlan:
    return plan(course, found, Practice(), remove=remove)


def counts(planned: BankPlan) -> tuple[int, int, int, int]:
    return tuple(  # type: ignore[return-value]
        map(len, (planned.new, planned.changed, planned.unchanged, planned.gone))
    )


def test_new_questions_become_practice_lessons_by_category() -> None:
    many = [one(f"交通{n}？", "交通") for n in range(12)] + [one("用火？", "用火"), one("其他？")]
    planned = taken(COURSE, bank(*many))
    lessons = planned.course.lessons
    assert [(lesson.key, lesson.title, len(lesson.questions)) for lesson in lessons] == [
        ("first", "第一课", 1),
        ("practice-1", "练习：交通", 10),
        ("practice-2", "练习：交通（2）", 2),
        ("practice-3", "练习：用火", 1),
        ("practice-4", "练习", 1),
    ]
    assert [lesson.minutes for lesson in lessons] == [2, 5, 1, 1, 1]
    assert "10 道题" in lessons[1].text
    assert counts(planned) == (14, 0, 0, 0)
    assert planned.course.reviewed_by == ""
    assert planned.course.version.startswith("2026.1+")
    assert lessons[0].questions[0] == replace(HAND, row=0)


def test_the_same_bank_again_changes_nothing() -> None:
    found = bank(*[one(f"交通{n}？", "交通", why="") for n in range(12)])
    course = taken(COURSE, found).course
    again = taken(course, found)
    assert counts(again) == (0, 0, 12, 0)
    assert not again.does_something
    assert again.course.lessons == course.lessons


def test_a_mended_row_changes_its_question_in_its_place() -> None:
    course = taken(COURSE, bank(one("甲？"), one("乙？"), one("丙？"))).course
    mended = taken(course, bank(one("丙？"), one("乙？", right=(2,)), one("甲？"), one("丁？")))
    assert counts(mended) == (1, 1, 2, 0)
    (practice,) = [lesson for lesson in mended.course.lessons if lesson.key == "practice-1"]
    assert [q.stem for q in practice.questions] == ["甲？", "乙？", "丙？", "丁？"]
    assert practice.questions[1].right == (2,)
    assert "4 道题" in practice.text
    assert mended.course.version != course.version
    assert mended.course.version.count("+") == 1


def test_what_the_file_has_no_more_stays_unless_it_is_to_go() -> None:
    course = taken(COURSE, bank(one("甲？", "一"), one("乙？", "二"))).course
    kept = taken(course, bank(one("甲？", "一")))
    assert counts(kept) == (0, 0, 1, 1)
    assert not kept.does_something
    assert kept.course.lessons == course.lessons
    gone = taken(course, bank(one("甲？", "一")), remove=True)
    assert gone.does_something
    assert [lesson.key for lesson in gone.course.lessons] == ["first", "practice-1"]
    assert "hand-1" not in gone.gone


def test_what_is_left_out_is_known_by_its_id_or_its_words() -> None:
    course = taken(COURSE, bank(one("甲？", given="k1"), one("乙？"), one("丙？"))).course
    kept_out = (LeftOut("K1", "改过的甲？"), LeftOut("", "乙 ?"))
    planned = taken(course, replace(bank(one("丁？")), left_out=kept_out), remove=True)
    gone = {q.key: q.stem for q in course.questions}
    assert [gone[key] for key in planned.gone] == ["丙？"]
    assert planned.unknown == 0
    assert taken(course, replace(bank(one("丁？")), left_out=(LeftOut(),))).unknown == 1


def test_a_question_that_settling_keeps_out_is_left_out_not_gone() -> None:
    course = taken(COURSE, bank(one("甲？", given="k1"), one("乙？", given="k2"))).course
    spoilt = bank(one("甲？", given="k1", options=("停", "停")), one("乙？", given="k2"))
    assert counts(taken(course, spoilt, remove=True)) == (0, 0, 1, 0)


def test_a_new_stem_that_is_nearly_one_that_is_gone_is_named() -> None:
    course = taken(COURSE, bank(one("骑车看见红灯应当怎么办？"), one("乙？"))).course
    mended = taken(
        course, bank(one("骑车看见红灯应该怎么办？"), one("乙？"), one("全新的一道题？"))
    )
    assert [(d.read, d.fatal) for d in mended.doubts] == [("骑车看见红灯应该怎么办？", False)]
    assert counts(mended) == (2, 0, 1, 1)
    with_id = taken(course, bank(one("骑车看见红灯应该怎么办？", given="k1"), one("乙？")))
    assert with_id.doubts == ()


def test_a_reason_written_by_a_person_is_kept_and_none_outlives_its_answer() -> None:
    course = taken(COURSE, bank(one("甲？", why="老师写的。"), one("乙？", why=""))).course
    stored = {q.stem: q.why for q in course.questions}
    assert stored["甲？"] == "老师写的。"
    assert stored["乙？"] == "正确答案是：停"
    empty = taken(course, bank(one("甲？", why=""), one("乙？", why="", right=(2,))))
    after = {q.stem: q.why for q in empty.course.questions}
    assert (after["甲？"], after["乙？"]) == ("老师写的。", "正确答案是：走")
    turned = taken(course, bank(one("甲？", why="", right=(2,)), one("乙？", why="")))
    assert {q.stem: q.why for q in turned.course.questions}["甲？"] == "正确答案是：走"


def test_an_id_updates_a_question_wherever_it_stands() -> None:
    kind = QuestionKind.TRUE_FALSE
    row = one(
        "验证码能告诉别人。", given="hand-1", kind=kind, options=(), right=(2,), why="不能。"
    )
    planned = taken(COURSE, bank(row))
    assert counts(planned) == (0, 1, 0, 0)
    assert planned.course.lessons[0].questions[0].stem == "验证码能告诉别人。"
    assert len(planned.course.lessons) == 1


def test_an_id_of_quite_another_question_is_named_and_overwrites_nothing() -> None:
    planned = taken(COURSE, bank(one("骑车要戴什么？", given="hand-1"), one("好？", given="x-1")))
    assert [(d.place.row, d.fatal) for d in planned.doubts] == [(2, True)]
    assert planned.new == ("x-1",)
    assert replace(HAND, row=0) in planned.course.questions


def test_many_questions_make_fuller_lessons_and_too_many_are_refused() -> None:
    planned = taken(COURSE, bank(*[one(f"{n}？") for n in range(4_200)]))
    sizes = [len(lesson.questions) for lesson in planned.course.lessons[1:]]
    assert max(sizes) == 2 * AT_ONCE
    assert sum(sizes) == 4_200
    with pytest.raises(InputError, match="Divide the bank"):
        taken(COURSE, bank(*[one(f"{n}？") for n in range(12_000)]))


def test_a_bank_makes_a_course_of_its_own() -> None:
    made = new_course(
        replace(COURSE, lessons=(), version="1"), bank(one("甲？")), Practice("bank", "自测")
    )
    assert (made.version, made.hours, made.reviewed_by) == ("1", 0.1, "")
    assert [(lesson.key, lesson.title) for lesson in made.lessons] == [("bank-1", "自测")]
    with pytest.raises(InputError, match="without lessons"):
        new_course(replace(COURSE, lessons=()), bank(), Practice())


@pytest.mark.parametrize("key", ["", "Übung", "a b", "x" * 35])
def test_a_lesson_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="lesson's key"):
        Practice(key)


def test_a_reason_never_grows_too_long_for_a_course() -> None:
    options = tuple(f"{n}" * 199 for n in "甲乙丙")
    long = one("选哪些？", why="", options=options, right=(1, 2, 3), kind=QuestionKind.MULTIPLE)
    made = taken(COURSE, bank(replace(long, question=replace(long.question, options=options[:3]))))
    assert [q.why for q in made.course.questions[1:]] == ["正确答案有：1；2；3"]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_kind_gets_a_reason_in_every_language(language: str) -> None:
    kinds = [
        one("一？", why=""),
        one("二？", why="", right=(1, 2), kind=QuestionKind.MULTIPLE),
        one("三。", why="", options=(), kind=QuestionKind.TRUE_FALSE),
        one("四。", why="", options=(), right=(2,), kind=QuestionKind.TRUE_FALSE),
        one("五？", why="", options=(), right=(), accepted=("110",), kind=QuestionKind.SHORT),
    ]
    made = plan(replace(COURSE, language=language), bank(*kinds), Practice()).course
    reasons = [question.why for question in made.lessons[-1].questions]
    assert len(set(reasons)) == 5
    assert "110" in reasons[4]
    assert "停" in reasons[0]
