"""大字, 慢, 听: a lesson as it is best read, or heard, now and from now on."""

from dataclasses import replace

from bot.domain.content import Course, Lesson
from bot.domain.messages import Message, Option, Reply
from bot.learning.enlarging import drawn_of
from bot.learning.present import question_message
from bot.learning.scripts import reader
from bot.learning.speech.voices import voice_of
from bot.learning.steps import step_ends
from bot.store import learners
from handlers import steps
from handlers.turn import Turn

AT_ONCE = 130
"""Characters on a card where a whole lesson is shown at once: fewer pictures, a little longer."""
FOLLOWING = 3
"""Pictures that reach a WeChat follower by themselves; where there are more, words say so first."""


async def big(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """This lesson and its open question in large type at once, and all from now on."""
    found, row = turn.open_question, turn.learner.dialog.question
    await _save(turn, large=True)
    at = steps.at_hand(turn)
    if found is None or at is None:
        return await _from_here(turn, Message(turn.t("big-on")))
    cards = await drawn_of(turn.conn, _pages(turn, *at), turn.t, turn.now)
    asked = question_message(*found, turn.t)
    asked = replace(asked, hint=f"{asked.hint}\n{turn.t('big-while')}")
    before = turn.learner.dialog
    first = (Message(turn.t("big-on")),) if len(cards) >= FOLLOWING else ()
    return turn.question(
        row,
        *first,
        *cards,
        asked,
        review=before.review,
        queue=before.queue,
        score=(before.right, before.asked),
    )


def _pages(turn: Turn, course: Course, lesson: Lesson) -> list[Message]:
    """A lesson's words, a page each."""
    read = reader(course, turn.t)
    ends = step_ends(lesson.text, AT_ONCE, AT_ONCE)
    parts = [lesson.text[a:b].strip() for a, b in zip((0, *ends), ends, strict=False)]
    title = read(lesson.title)
    return [
        Message(read(part), title="" if number else title) for number, part in enumerate(parts)
    ]


async def small(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """In words again."""
    await _save(turn, large=False)
    return await _from_here(turn, Message(turn.t("big-off")))


async def slow(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """This lesson in smaller parts, from its beginning, and all from now on."""
    await _save(turn, slow=True)
    return await _from_here(turn, Message(turn.t("slow-on")), again=True)


async def fast(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """As it was."""
    await _save(turn, slow=False)
    return await _from_here(turn, Message(turn.t("slow-off")))


async def voice(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """This lesson as sound; what was open stays open."""
    at = steps.at_hand(turn)
    if at is None:
        return turn.suggest(turn.t("no-lesson-to-finish"), Option(turn.t("word-today"), "today"))
    sounds = await voice_of(turn.conn, at[1], turn.deployment.speaker, turn.now)
    turn.asked = True
    if not sounds:
        return turn.say(Message(turn.t("voice-none")))
    files = (Message("", media=one) for one in sounds)
    return turn.say(Message(turn.t("voice-here")), *files)


async def _save(turn: Turn, *, large: bool | None = None, slow: bool | None = None) -> None:
    turn.learner = replace(
        turn.learner,
        large_type=turn.learner.large_type if large is None else large,
        slow=turn.learner.slow if slow is None else slow,
    )
    learner = turn.learner
    await learners.save_looks(
        turn.conn, learner.row, large_type=learner.large_type, slow=learner.slow
    )


async def _from_here(turn: Turn, said: Message, *, again: bool = False) -> Reply:
    """What is being learned, as it looks now, behind ``said``: the open question, unless its lesson
    is to come ``again``; else the lesson.
    """
    if turn.open_question and (turn.learner.dialog.review or not again):
        return turn.back(said)
    shown = await steps.once_more(turn, said)
    if shown is None and turn.open_question:
        return turn.back(said)
    return shown or turn.suggest(said.text, Option(turn.t("word-today"), "today"))
