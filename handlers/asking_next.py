"""The next question behind what is said: at once, or, for who reads little at a time, with 继续."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.content import Course, Question
from bot.domain.messages import Message, Option, Reply
from bot.learning.looks import looks_of
from bot.learning.present import length_of, question_message
from handlers.turn import Turn

_BETWEEN = len("\n\n")


def ask_next(
    turn: Turn,
    *said: Message,
    due: Sequence[tuple[Course, Question]],
    review: bool = False,
    score: tuple[int, int] = (0, 0),
    asking: str = "",
) -> Reply:
    """The first question of ``due`` behind ``said``, the others in the queue. What would be too long
    for a senior's message ends with 继续, which brings the question.
    """
    (course, question), *others = due
    rows = [one.row for _, one in others]
    asked = question_message(course, question, turn.t)
    if _too_long(turn, said, asked):
        go_on = Option(turn.t("word-go-on"), f"then:{question.row}")
        last = replace(said[-1], options=(go_on,), hint=turn.t("lesson-go-on-hint"))
        reply = turn.offer(*said[:-1], last, asking=asking)
        right, answered = score
        turn.dialog = replace(
            turn.dialog,
            queue=(question.row, *rows),
            review=review,
            right=right,
            asked=answered,
        )
        turn.asked = True
        return reply
    reply = turn.question(question.row, *said, asked, review=review, queue=rows, score=score)
    turn.dialog = replace(turn.dialog, asking=asking)
    return reply


def asked_for(turn: Turn, argument: str) -> Reply | None:
    """The question that waits behind what was read; None where another one does, or none."""
    before = turn.learner.dialog
    if not before.queue or argument != str(before.queue[0]):
        return None
    found = turn.library.question(before.queue[0])
    if found is None:
        return None
    reply = turn.question(
        before.queue[0],
        question_message(*found, turn.t),
        review=before.review,
        queue=before.queue[1:],
        score=(before.right, before.asked),
    )
    turn.dialog = replace(turn.dialog, asking=before.asking)
    return reply


def _too_long(turn: Turn, said: Sequence[Message], asked: Message) -> bool:
    most = looks_of(turn.learner).message
    before = sum(len(one.title) + len(one.text) for one in said) + _BETWEEN * (len(said) - 1)
    return bool(most) and before + length_of(asked) > most
