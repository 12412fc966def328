"""One question is written: the form, its live part, and two editors of one question."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.content.lint.finding import Finding
from bot.content.question_edit import (
    WrittenQuestion,
    as_written,
    find,
    findings_on,
    new_key,
    question_of,
    same,
    with_question,
)
from bot.domain.content import Course, Question
from bot.domain.errors import InputError
from bot.learning.previewing import Phone
from bot.store.latest_course import latest_course
from bot.web.console.faults_told import told
from bot.web.console.questions_common import (
    MOST_OPTIONS,
    as_read,
    edited,
    in_form,
    looked_at,
    save,
    written,
)
from bot.web.console.staff import REVIEWERS
from bot.web.console.visit import Bare, Done, Shown, Visit, unknown
from bot.web.console.ways import act, look, preview

NEW = WrittenQuestion("", "single", "", "")


async def edit(visit: Visit) -> Shown:
    """The form of a question that is there."""
    async with visit.reading() as conn:
        course = await edited(visit, conn)
    found = find(course, visit.path["question"])
    if found is None:
        raise unknown()
    return await _form(visit, course, found[0].key, as_written(found[1]))


async def add(visit: Visit) -> Shown:
    """An empty form for a question of a lesson."""
    async with visit.reading() as conn:
        course = await edited(visit, conn)
    if visit.path["lesson"] not in {one.key for one in course.lessons}:
        raise unknown()
    return await _form(visit, course, visit.path["lesson"], NEW, fresh=True)


async def live(visit: Visit) -> Bare:
    """What the rules find in what is written, and the chats; asked while somebody types."""
    async with visit.reading() as conn:
        course = await edited(visit, conn)
    one = written(visit.form)
    values = await _looked(visit, course, visit.form.get("lesson", ""), one)
    return Bare("questions_live", values)


async def keep(visit: Visit) -> Shown | Done:
    """Keep the question as a draft of its course, if nobody else changed it since the form opened."""
    one = written(visit.form)
    lesson = visit.form.get("lesson", "")
    async with visit.writing() as conn:
        before = await as_read(visit, conn)
        course = await latest_course(conn, visit.path["course"])
        if course is None or before is None:
            raise unknown()
        question, faults = await asyncio.to_thread(question_of, _keyed(one, course, lesson))
        if visit.form.get("do") == "look" or question is None:
            lines = in_form(visit, one, faults)
            return await _form(visit, before, lesson, one, lines, fresh=not one.key)
        theirs = find(course, question.key)
        mine = find(before, question.key)
        if not same(theirs[1] if theirs else None, mine[1] if mine else None):
            return await _stale(visit, course, lesson, one, theirs[1] if theirs else None)
        if theirs is not None and same(theirs[1], question):
            return Done(f"questions/{course.key}", "done-questions-same", {"lesson": lesson})
        try:
            changed = with_question(course, lesson, question)
        except InputError as error:
            lines = list(told(error, visit.language))
            return await _form(visit, before, lesson, one, lines, fresh=not one.key)
        act_name = "question.edit" if mine else "question.add"
        await save(visit, conn, changed, act_name, question.key)
    return Done(f"questions/{course.key}", "done-questions-kept", {"lesson": lesson})


def _keyed(one: WrittenQuestion, course: Course, lesson: str) -> WrittenQuestion:
    if one.key:
        return one
    return WrittenQuestion(
        new_key(course, lesson),
        one.kind,
        one.stem,
        one.why,
        one.options,
        one.right,
        one.accepted,
        one.family,
    )


async def _stale(
    visit: Visit, course: Course, lesson: str, one: WrittenQuestion, theirs: Question | None
) -> Shown:
    """Both versions side by side, and the form with this person's words on the newest text."""
    shown = await _form(visit, course, lesson, one)
    both = {"theirs": None if theirs is None else as_written(theirs), "stale": True}
    return Shown(shown.template, {**shown.values, **both}, 409)


async def _form(
    visit: Visit,
    course: Course,
    lesson: str,
    one: WrittenQuestion,
    faults: Sequence[str] = (),
    *,
    fresh: bool = False,
) -> Shown:
    blank = fresh and not one.stem and not faults
    looked = {"wrong": (), "phones": (), "notes": ()}
    values: Mapping[str, object] = looked if blank else await _looked(visit, course, lesson, one)
    return Shown(
        "questions_form",
        {
            **values,
            "wrong": faults or values["wrong"],
            "course": course,
            "lesson": lesson,
            "title": next((each.title for each in course.lessons if each.key == lesson), ""),
            "one": one,
            "room": min(MOST_OPTIONS, max(4, len(one.options) + 2)),
            "stale": False,
            "theirs": None,
        },
        422 if faults else 200,
    )


async def _looked(
    visit: Visit, course: Course, lesson: str, one: WrittenQuestion
) -> dict[str, object]:
    keyed = _keyed(one, course, lesson)
    wrong: list[str]
    shown: list[Phone]
    wrong, shown = await looked_at(visit, course, keyed)
    notes: list[Finding] = []
    if not wrong:
        notes = await asyncio.to_thread(_notes, course, lesson, keyed)
    return {"wrong": wrong, "phones": shown, "notes": notes}


def _notes(course: Course, lesson: str, one: WrittenQuestion) -> list[Finding]:
    question, _ = question_of(one)
    if question is None:
        return []
    try:
        return findings_on(with_question(course, lesson, question), question.key)
    except InputError:
        return []


WAYS = [
    look("questions/{course}/edit/{question}", edit, REVIEWERS),
    look("questions/{course}/add/{lesson}", add, REVIEWERS),
    preview("questions/{course}/live", live, REVIEWERS),
    act("questions/{course}/keep", keep, REVIEWERS),
]
