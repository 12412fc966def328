"""Today's lesson, fetched by the learner, and what a finished lesson leads to."""

from dataclasses import replace

from bot.domain.content import Course, Lesson
from bot.domain.delivery import Kind
from bot.domain.learners import Enrolment, LearnerState, LessonProgress
from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import Reason, choose_next, lessons_done, missed_questions
from bot.learning.compose import words
from bot.learning.grading import QuizResult, finish_reading
from bot.learning.present import left_line
from bot.ledger.facts import CourseFinished, LessonCompleted, QuizFinished
from bot.store import answers, deliveries, learners
from bot.texts import zh_hans as t
from handlers import courses, standing
from handlers.turn import Turn


async def today(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The lesson of today, or the next one for who wants more."""
    if turn.learner.state is LearnerState.NEW or turn.learner.enrolment is None:
        return await courses.shelf(turn, t.NO_COURSE)
    return await begin(turn)


async def begin(turn: Turn, *before: Message) -> Reply:
    """Show the next item of the active course, after the messages in ``before``."""
    enrolment = await learners.load_enrolment(turn.conn, turn.learner.row)
    course = turn.library.course(enrolment.course) if enrolment else None
    chosen = choose_next(enrolment, course)
    if enrolment is None or course is None or chosen.reason is Reason.COURSE_DONE:
        return await courses.shelf(turn, t.NO_COURSE, *before)
    composed = words(replace(turn.learner, enrolment=enrolment), course, chosen)
    if chosen.lesson is not None:
        await answers.show_lesson(
            turn.conn, enrolment.row, chosen.lesson.key, at=turn.now, on=turn.today
        )
    await deliveries.note_pulled(
        turn.conn,
        turn.learner.row,
        Kind.LESSON,
        course.key,
        on=turn.today,
        now=turn.now,
        detail=composed.detail,
    )
    if composed.dialog is not None:
        turn.dialog = composed.dialog
    return Reply((*before, *composed.reply.messages))


async def done(turn: Turn, argument: str) -> Reply:
    """The learner has read a lesson without questions to its end."""
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is None or course is None:
        return turn.offer(Message(t.NO_LESSON_TO_FINISH, options=(Option(t.TODAY, "today"),)))
    chosen = choose_next(enrolment, course)
    lesson = chosen.lesson
    if lesson is None or (argument and argument != str(lesson.row)):
        return turn.offer(Message(t.TODAY_DONE, options=(Option(t.ONE_MORE, "today"),)))
    if chosen.question is not None or lesson.key not in enrolment.lessons:
        return await begin(turn)
    after, seconds, completed, passed = finish_reading(
        course, enrolment, lesson, turn.now, turn.learner.zone
    )
    await finish(turn, course, after, lesson, seconds)
    text = t.LESSON_COMPLETE_PLAIN
    return await after_lesson(turn, course, after, text, (completed, passed))


async def finish(
    turn: Turn,
    course: Course,
    enrolment: Enrolment,
    lesson: Lesson,
    seconds: int,
    quiz: QuizResult | None = None,
) -> None:
    """Write a finished lesson, and its facts for the ledger."""
    await answers.complete_lesson(turn.conn, enrolment.row, lesson.key, at=turn.now, on=turn.today)
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
    completed, passed = newly
    if completed or passed:
        await learners.mark_completed(turn.conn, enrolment.row, turn.now, passed=passed)
    if passed:
        return await course_passed(turn, course, enrolment, text)
    done_count = lessons_done(course, enrolment)
    if done_count == len(course.lessons):
        count = len(missed_questions(course, enrolment))
        to_do = t.COURSE_TO_PRACTISE.format(course=course.title, count=count)
        options = (Option(t.PRACTISE, "quiz"),)
        return turn.offer(Message(f"{text}\n\n{to_do}", options=options))
    left = left_line(course, done_count, turn.daily_time)
    return turn.offer(Message(f"{text}\n{left}", options=(Option(t.ONE_MORE, "today"),)))


async def course_passed(turn: Turn, course: Course, enrolment: Enrolment, text: str) -> Reply:
    """A passed course makes a claim; consent is asked when it is missing."""
    started = min((p.shown_at for p in enrolment.lessons.values()), default=turn.now)
    seconds = sum(_seconds(course, key, p) for key, p in enrolment.lessons.items())
    turn.facts.append(
        CourseFinished(
            learner=turn.learner.row,
            learner_key=turn.learner.key,
            course=course,
            registration=enrolment.registration,
            platform=turn.event.channel.value,
            at=turn.now,
            seconds=max(1, min(seconds, int((turn.now - started).total_seconds()) or 1)),
        )
    )
    said = Message(f"{text}\n\n{t.COURSE_PASSED.format(course=course.title)}\n{t.CHOOSE_NEXT}")
    if turn.banks_without_consent:
        return turn.offer(said, standing.consent_question(turn))
    return turn.offer(Message(said.text, options=(Option(t.COURSES, "courses"),)))


def _seconds(course: Course, lesson_key: str, progress: LessonProgress) -> int:
    """The measured time of one lesson, within three times its stated minutes."""
    if progress.completed_at is None:
        return 0
    minutes = next((one.minutes for one in course.lessons if one.key == lesson_key), 1)
    return min(int((progress.completed_at - progress.shown_at).total_seconds()), minutes * 180)
