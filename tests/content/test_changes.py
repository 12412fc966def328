"""What differs between two texts of a course: words, questions, order."""

from dataclasses import replace

from bot.content.changes import Fate, Piece, changes_between, pieces
from tests.content.test_load import SMALL

LESSON = SMALL.lessons[0]


def test_the_same_text_has_no_changes():
    assert not changes_between(SMALL, replace(SMALL, row=7, version="2030.1"))


def test_words_that_stay_go_and_come():
    found = pieces("拨打 110 报警", "拨打 119 报警")
    assert "".join(one.words for one in found if one.kind != "new") == "拨打 110 报警"
    assert "".join(one.words for one in found if one.kind != "old") == "拨打 119 报警"
    assert found[0] == Piece("same", "拨打 11")


def test_a_changed_lesson_names_its_fields_and_questions():
    first, second, *others = LESSON.questions
    questions = (replace(first, stem="换了？"), *others, replace(second, key="another"))
    lesson = replace(LESSON, title="换了标题", questions=questions)
    found = changes_between(SMALL, replace(SMALL, title="新名", lessons=(lesson,)))
    assert [one.what for one in found.head] == ["title"]
    [changed] = found.lessons
    assert (changed.fate, [one.what for one in changed.changes]) == (Fate.CHANGED, ["title"])
    fates = {one.key: one.fate for one in changed.questions}
    assert fates == {first.key: Fate.CHANGED, "another": Fate.NEW, second.key: Fate.GONE}


def test_lessons_that_are_new_gone_or_stand_elsewhere():
    other = replace(LESSON, key="other")
    third = replace(LESSON, key="third")
    old = replace(SMALL, lessons=(LESSON, other))
    found = changes_between(old, replace(SMALL, lessons=(other, LESSON, third)))
    fates = {one.key: one.fate for one in found.lessons}
    assert fates["third"] is Fate.NEW
    assert sorted(fates.values()) == [Fate.MOVED, Fate.NEW]
    gone = changes_between(old, replace(SMALL, lessons=(LESSON,)))
    assert [(one.key, one.fate) for one in gone.lessons] == [("other", Fate.GONE)]
