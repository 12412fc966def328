"""Today's lesson, fetched by the learner, and what a finished lesson leads to."""

from dataclasses import replace
from typing import Any

from bot.delivery.asking import Chance, Moment
from bot.domain.content import Course, Lesson
from bot.domain.delivery import Kind
from bot.domain.learners import Enrolment, LessonProgress
from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import (
    Reason,
    choose_next,
    is_done,
    lessons_done,
    missed_questions,
)
from bot.learning.compose import detail_of, trace
from bot.learning.grading import QuizResult, finish_reading, quiz_result
from bot.learning.present import left_line, question_message
from bot.learning.situating import situate
from bot.learning.telling import tell
from bot.ledger.facts import CourseFinished, LessonCompleted, QuizFinished
from bot.store import answers, deliveries, learners
from handlers import consents, courses, milestones
from handlers.turn import Turn

_BETWEEN = len("\n\n")
"""What stands between messages that travel as one."""


async def today(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The lesson of today, or the next one for who wants more."""
    if turn.learner.enrolment is None:
        return await courses.none_active(turn)
    return await begin(turn)


async def begin(turn: Turn, *before: Message, minutes: int | None = None) -> Reply:
    """Show the next item of the active course, after the messages in ``before``; one that fits into
    so many ``minutes``, where they are said.
    """
    enrolment = await learners.load_enrolment(turn.conn, turn.learner.row)
    course = turn.library.course(enrolment.course) if enrolment else None
    if enrolment is None or course is None:
        return await courses.none_active(turn, *before)
    learner = replace(turn.learner, enrolment=enrolment)
    situation = await situate(turn.conn, learner, turn.library, turn.now, minutes=minutes)
    chosen = choose_next(enrolment, course, situation)
    if chosen.reason is Reason.COURSE_DONE:
        # An active enrolment is not passed: a new version of its course has made it so.
        return await course_passed(turn, course, enrolment)
    around = sum(len(one.text) + len(one.title) + _BETWEEN for one in before)
    told = tell(learner, course, chosen, around)
    if chosen.lesson is not None:
        await keep_shown(turn, enrolment, course, chosen.lesson, told.read_to)
    await _settle_today(turn, course, detail_of(course, chosen))
    turn.dialog, turn.asked = told.dialog, True
    return Reply((*before, *told.messages))


async def keep_shown(
    turn: Turn, enrolment: Enrolment, course: Course, lesson: Lesson, read_to: int
) -> None:
    """Note that a lesson was shown, and how far."""
    shown = answers.Shown(enrolment.row, lesson.key, turn.now, turn.today, course.version, read_to)
    await answers.show_lessons(turn.conn, [shown])


async def _settle_today(turn: Turn, course: Course, detail: dict[str, Any]) -> None:
    """Today's lesson is had, fetched or finished: nothing more is owed for today."""
    await deliveries.note_pulled(
        turn.conn,
        turn.learner.row,
        Kind.LESSON,
        course.key,
        on=turn.today,
        lane=turn.event.account,
        now=turn.now,
        detail=detail,
    )


async def done(turn: Turn, argument: str) -> Reply:
    """The learner has read a lesson to its end; ``argument`` is the row of a touched lesson."""
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is None or course is None:
        return turn.suggest(turn.t("no-lesson-to-finish"), Option(turn.t("word-today"), "today"))
    chosen = choose_next(enrolment, course)
    lesson = chosen.lesson
    if lesson is None or lesson.key not in enrolment.lessons:
        some = any(is_done(each, enrolment) for each in course.lessons)
        words = turn.t("lesson-was-done" if some else "no-lesson-to-finish")
        return turn.suggest(words, Option(turn.t("word-today"), "today"))
    if argument and argument != str(lesson.row):
        return other_lesson(turn, argument)
    if chosen.question is not None:
        left = sum(q.key not in enrolment.questions for q in lesson.questions)
        before = Message(turn.t("question-left", count=left))
        return turn.question(
            chosen.question.row, before, question_message(course, chosen.question, turn.t)
        )
    after, seconds, completed, now_passed = finish_reading(
        course, enrolment, lesson, turn.now, turn.learner.zone
    )
    quiz = quiz_result(course, lesson, after) if lesson.questions else None
    await answers.complete_lesson(turn.conn, enrolment.row, lesson.key, at=turn.now, on=turn.today)
    await finish(turn, course, after, lesson, seconds, quiz)
    text = await milestones.with_lesson(turn, turn.t("lesson-complete-plain"))
    return await after_lesson(turn, course, after, text, (completed, now_passed))


def other_lesson(turn: Turn, row: str) -> Reply:
    """The button of a lesson that was finished before, or has been renewed since."""
    known = row.isdecimal() and turn.library.lesson(int(row)) is not None
    words = turn.t("lesson-was-done" if known else "lesson-new")
    return turn.suggest(words, Option(turn.t("word-today"), "today"))


async def finish(
    turn: Turn,
    course: Course,
    enrolment: Enrolment,
    lesson: Lesson,
    seconds: int,
    quiz: QuizResult | None = None,
) -> None:
    """Settle the day of a lesson that is written as finished, and note its facts."""
    await _settle_today(turn, course, {**trace(course), "lesson": lesson.key})
    turn.facts.append(
        LessonCompleted(
            learner=turn.learner.row,
            learner_key=turn.learner.key,
            course=course,
            registration=enrolment.registration,
            platform=turn.event.channel.value,
            at=turn.now,
            lesson=lesson,
            seconds=seconds,
        )
    )
    if quiz is not None:
        turn.facts.append(
            QuizFinished(
                learner=turn.learner.row,
                learner_key=turn.learner.key,
                course=course,
                registration=enrolment.registration,
                platform=turn.event.channel.value,
                at=turn.now,
                lesson=lesson,
                seconds=seconds,
                attempt=1,
                raw=quiz.right,
                maximum=quiz.total,
                pass_mark=course.pass_mark,
            )
        )


async def after_lesson(
    turn: Turn, course: Course, enrolment: Enrolment, text: str, newly: tuple[bool, bool]
) -> Reply:
    """What is said when a lesson is done: how far it is, or that the course is finished."""
    completed, now_passed = newly
    if now_passed:
        return await course_passed(turn, course, enrolment, text)
    if completed:
        await learners.mark_completed(turn.conn, enrolment.row, turn.now, passed=False)
    done_count = lessons_done(course, enrolment)
    if done_count == len(course.lessons):
        count = len(missed_questions(course, enrolment))
        to_do = turn.t("course-to-practise", course=turn.title_of(course), count=count)
        options = (Option(turn.t("quiz-practise"), "quiz"),)
        return turn.offer(Message(f"{text}\n\n{to_do}", options=options))
    turn.chance = Chance(Moment.LESSON_DONE, Kind.LESSON)
    left = left_line(course, done_count, turn.learner, turn.now, turn.t)
    return turn.offer(
        Message(f"{text}\n{left}", options=(Option(turn.t("lesson-one-more"), "today"),))
    )


async def course_passed(turn: Turn, course: Course, enrolment: Enrolment, *before: str) -> Reply:
    """A course is passed, after what is said in ``before``. It makes a claim, once for each
    learner; after the first one, consent to the credit bank is asked where it is missing.
    """
    states = await learners.course_states(turn.conn, turn.learner.row)
    await learners.mark_completed(turn.conn, enrolment.row, turn.now, passed=True)
    if states.get(course.key) != "passed":
        _claim(turn, course, enrolment)
    soon = [turn.t("certificate-soon")] if turn.deployment.vault is not None else []
    come_far = milestones.of_course(turn, states, course.key)
    praise = [turn.t("course-passed", course=turn.title_of(course)), *come_far, *soon]
    praise.append(turn.t("choose-next"))
    said = Message("\n\n".join((*before, "\n".join(praise))))
    return await consents.after_course(turn, said, first="passed" not in states.values())


def _claim(turn: Turn, course: Course, enrolment: Enrolment) -> None:
    started = min((p.shown_at for p in enrolment.lessons.values()), default=turn.now)
    seconds = sum(_seconds(course, key, p) for key, p in enrolment.lessons.items())
    states = (enrolment.questions.get(question.key) for question in course.questions)
    turn.facts.append(
        CourseFinished(
            learner=turn.learner.row,
            learner_key=turn.learner.key,
            course=course,
            registration=enrolment.registration,
            platform=turn.event.channel.value,
            at=turn.now,
            seconds=max(1, min(seconds, int((turn.now - started).total_seconds()))),
            started_at=started,
            raw=sum(1 for state in states if state is not None and state.latest_right),
            maximum=len(course.questions),
        )
    )


def _seconds(course: Course, lesson_key: str, progress: LessonProgress) -> int:
    """The measured time of one lesson, within three times its stated minutes."""
    if progress.completed_at is None:
        return 0
    minutes = next((one.minutes for one in course.lessons if one.key == lesson_key), 1)
    return min(int((progress.completed_at - progress.shown_at).total_seconds()), minutes * 180)
