"""Where one stands: progress, credits, and consent to the credit bank."""

from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import due_questions, lessons_done
from bot.learning.streak import streak
from bot.ledger import consent
from bot.ledger.status import ClaimStatus, claims_of
from bot.store import learners
from bot.texts import zh_hans as t
from handlers.turn import Turn

AFTER_COURSE = "passed"
"""The argument of a consent that is asked below the words on a passed course."""


async def progress(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Streak, lessons, questions answered rightly."""
    days = await learners.learning_days(turn.conn, turn.learner.row)
    states = await learners.course_states(turn.conn, turn.learner.row)
    chain = streak(days, turn.today)
    lines = [t.PROGRESS_STREAK.format(streak=chain)] if chain else []
    lines += _active(turn)
    for key, state in states.items():
        course = turn.library.course(key)
        if state == "passed" and course is not None:
            lines.append(t.PROGRESS_PASSED.format(course=course.title))
        elif state == "waiting" and course is not None:
            lines.append(t.PROGRESS_WAITING.format(course=course.title))
    if not lines:
        return turn.say(Message(t.PROGRESS_NONE))
    return turn.say(Message("\n".join(lines), title=t.PROGRESS_TITLE))


def _active(turn: Turn) -> list[str]:
    """The lines on the active course."""
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is None or course is None:
        return []
    lines = [
        t.PROGRESS_COURSE.format(
            course=course.title, done=lessons_done(course, enrolment), total=len(course.lessons)
        )
    ]
    if enrolment.questions:
        right = sum(1 for state in enrolment.questions.values() if state.latest_right)
        lines.append(t.PROGRESS_QUIZ.format(right=right, total=len(enrolment.questions)))
    if due := due_questions(course, enrolment, turn.now):
        lines.append(t.PROGRESS_DUE.format(count=len(due)))
    return lines


async def credits(turn: Turn, argument: str) -> Reply:  # noqa: A001, ARG001 - it is the chat word's name
    """What was claimed, accepted, refused; consent is asked for when it is missing."""
    banks = turn.deployment.banks
    claims = await claims_of(turn.conn, turn.learner.row, list(banks))
    lines = [_line(claim) for claim in claims] or [t.CREDITS_NONE]
    if not banks:
        lines.append(t.CREDITS_NO_BANK)
    said = Message("\n".join(lines), title=t.CREDITS_TITLE)
    if turn.banks_without_consent:
        return turn.aside(said, consent_question(turn))
    if banks:
        said = Message(f"{said.text}\n\n{t.CONSENT_STANDING}", title=said.title)
    return turn.say(said)


def consent_question(turn: Turn, where: str = "") -> Message:
    """The separate question before anything goes to a credit bank (PIPL art. 23). ``where`` goes
    with the answer, for what follows it.
    """
    banks = "、".join(turn.deployment.banks[name] for name in turn.banks_without_consent)
    behind = f":{where}" if where else ""
    options = (Option(t.YES, f"consent{behind}"), Option(t.NO, f"refuse{behind}"))
    return Message(t.CONSENT_ASK.format(banks=banks), options=options, hint=t.NUMBER_HINT)


async def agree(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The learner agrees; what was completed before is pushed too."""
    if not turn.deployment.banks:
        return turn.back(Message(t.CREDITS_NO_BANK))
    banks = list(turn.deployment.banks)
    turn.to_push = bool(await consent.give(turn.conn, turn.learner.row, banks, turn.now))
    return turn.back(Message(t.CONSENT_GIVEN))


async def refuse(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The learner does not agree, or takes a consent back."""
    stood = len(turn.banks_without_consent) < len(turn.deployment.banks)
    await consent.withdraw(turn.conn, turn.learner.row, turn.now)
    return turn.back(Message(t.CONSENT_WITHDRAWN if stood else t.CONSENT_REFUSED))


def _line(claim: ClaimStatus) -> str:
    return t.CREDITS_LINE.format(
        course=claim.title,
        credit=f"{claim.credit:f}",
        hours=f"{claim.hours.normalize():f}",
        state=t.CREDIT_STATES[claim.state.value],
    )
