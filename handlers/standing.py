"""Where one stands: progress and credits."""

from bot.domain.messages import Message, Reply
from bot.learning.choose import due_questions, lessons_done
from bot.learning.streak import streak
from bot.learning.week import picture_of, week_message, week_of
from bot.ledger.status import balance, claims_of
from bot.ledger.telling import balance_text, claim_lines, parts
from bot.store import learners
from bot.store.ledger import standing as credit_standing
from bot.store.weeks import learned_in
from handlers import accounts, consents
from handlers.turn import Turn


async def progress(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Streak, lessons, questions answered rightly."""
    days = await learners.learning_days(turn.conn, turn.learner.row)
    states = await learners.course_states(turn.conn, turn.learner.row)
    chain = streak(days, turn.today)
    lines = [turn.t("progress-streak", streak=chain)] if chain else []
    lines += _active(turn)
    for key, state in states.items():
        course = turn.library.course(key)
        if state == "passed" and course is not None:
            lines.append(turn.t("progress-passed", course=turn.title_of(course)))
        elif state == "waiting" and course is not None:
            lines.append(turn.t("progress-waiting", course=turn.title_of(course)))
    if not lines:
        return turn.say(Message(turn.t("progress-none")))
    told = Message("\n".join(lines), title=turn.t("progress-title"))
    return turn.say(told, *await _week(turn))


async def _week(turn: Turn) -> tuple[Message, ...]:
    """The picture of the week; none while nothing was learned in it."""
    week = week_of(turn.today)
    learned = (await learned_in(turn.conn, [turn.learner.row], week.monday, week.sunday))[
        turn.learner.row
    ]
    if not learned.lessons:
        return ()
    picture = picture_of(week, learned, turn.library, turn.t)
    return (await week_message(turn.conn, picture, turn.learner.language, turn.now),)


def _active(turn: Turn) -> list[str]:
    """The lines on the active course."""
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is None or course is None:
        return []
    lines = [
        turn.t(
            "progress-course",
            course=turn.title_of(course),
            done=lessons_done(course, enrolment),
            total=len(course.lessons),
        )
    ]
    if enrolment.questions:
        right = sum(1 for state in enrolment.questions.values() if state.latest_right)
        lines.append(turn.t("progress-quiz", right=right, total=len(enrolment.questions)))
    if due := due_questions(course, enrolment, turn.now):
        lines.append(turn.t("progress-due", count=len(due)))
    return lines


async def credits(turn: Turn, argument: str) -> Reply:  # noqa: A001, ARG001 - it is the chat word's name
    """What was claimed, received, recognised, refused; then the next step: the consent where it is
    missing, or an account number.
    """
    said = await _balance(turn)
    if turn.banks_without_consent:
        return turn.aside(*said, *await consents.questions(turn))
    standing = await credit_standing.load_standing(turn.conn, turn.learner.row)
    if bank := accounts.first_missing(turn, standing):
        return turn.aside(*said, accounts.question(turn, bank), asking=accounts.asking(bank))
    closing = (
        [turn.t("credit-look-at-certificate")] if standing.claims and turn.deployment.vault else []
    )
    closing += [turn.t("consent-standing" if turn.deployment.banks else "credit-no-bank")]
    return turn.say(*said, Message("\n".join(closing)))


async def _balance(turn: Turn) -> list[Message]:
    """The balance, and each claim in a line."""
    claims = await claims_of(turn.conn, turn.learner.row, list(turn.deployment.banks))
    if not claims:
        return [Message(turn.t("credit-none"), title=turn.t("credit-title"))]
    total = balance_text(await balance(turn.conn, turn.learner.row), turn.t)
    return [
        Message(total, title=turn.t("credit-title")),
        *map(Message, parts(claim_lines(claims, turn.t))),
    ]
