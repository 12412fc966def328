"""The companion in chat: what a lesson says to a question, and a plain no where none says anything."""

import re
from dataclasses import replace

from bot.domain.content import Course, Lesson
from bot.domain.learners import Dialog, LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.learning.companion.answering import Asker
from bot.learning.companion.care import Care
from bot.learning.companion.danger import Danger, danger_in
from bot.learning.companion.decision import Answer, Quotation, Why
from bot.learning.companion.passages import Place
from bot.learning.day import day_begins
from bot.learning.looks import looks_of
from bot.learning.present import lesson_messages
from bot.learning.scripts import reader
from bot.learning.steps import step_ends
from bot.store import asked
from handlers import greeting
from handlers.asks import looks_asked, tries_to_answer
from handlers.turn import Turn
from handlers.understand import tap_data

ASKING = "companion"
"""What the dialog notes while we wait for a question."""
WHOLE = "whole"
"""The route of a lesson's whole text; its row follows."""
MOST = 30
"""Questions of one person in one day: more than anybody has, and few enough for what a model costs."""
_HUMAN = "human"
"""The route to a helper."""
_EMERGENCIES = frozenset({"110", "119", "120", "122"})
_LESSON = re.compile(r"([1-9]\d{0,17})(?::(\d{1,6}))?", re.ASCII)
_MARKS = 3
"""Around a title, and the line's end behind it."""


async def ask(turn: Turn, text: str) -> Reply:
    """A question that was asked as one; without words, what it is."""
    if not text.strip():
        return turn.aside(Message(turn.t("companion-ask")), asking=ASKING)
    if urgent := await in_danger(turn, text):
        return urgent
    if await _asked_enough(turn):
        return turn.say(Message(turn.t("companion-enough", most=MOST)))
    found = await _answer(turn, text, asks=True)
    if found is None:
        return turn.say(Message(turn.t("companion-soon")))
    return await _said(turn, found)


async def in_danger(turn: Turn, text: str, *, answers: bool = False) -> Reply | None:
    """Whom to call, for who writes in despair or while a life is at stake, however often he or she
    has asked and whether or not there is a companion; None for all others. What ``answers`` the
    open question may well name an emergency; of despair it is heard all the same.
    """
    danger = danger_in(text)
    if danger is None or (answers and danger is not Danger.DESPAIR):
        return None
    found = await _answer(turn, text, asks=False)
    return turn.aside(_danger(turn, danger, found.near if found else ()))


async def asked_plainly(turn: Turn, text: str) -> Reply | None:
    """Free text that looks like a question: answered, or told that no lesson does. None where it
    rather belongs to the open question, asks nothing, or comes from somebody new whom no lesson
    answers: the greeting is what helps then.
    """
    if turn.deployment.answering is None or not looks_asked(text):
        return None
    found = turn.open_question
    if found is not None and tries_to_answer(text, found[1]):
        return None
    if await _asked_enough(turn):
        return turn.say(Message(turn.t("companion-enough", most=MOST)))
    answer = await _answer(turn, text, asks=True)
    if answer is None or answer.why is Why.NOTHING_ASKED:
        return None
    if turn.learner.state is LearnerState.NEW and answer.quotation is None:
        return None
    return await _said(turn, answer)


async def told(turn: Turn, text: str) -> Reply | None:
    """Free text that asks nothing, and that a lesson plainly speaks of: 老伴摔倒了. None: none does,
    or it may be a word on what is on offer, or an answer.
    """
    if turn.deployment.answering is None or turn.learner.dialog.question:
        return None
    if _offers_something_else(turn.learner.dialog):
        return None
    if turn.learner.state is LearnerState.NEW or await _asked_enough(turn):
        return None
    found = await _answer(turn, text, asks=False)
    return await _said(turn, found) if found is not None else None


def _offers_something_else(dialog: Dialog) -> bool:
    """Whether there is a list to choose from, other than the lessons nearest to a question."""
    ours = (f"{WHOLE}:", _HUMAN)
    offered = dialog.options
    return len(offered) > 1 and not all(option.data.startswith(ours) for option in offered)


async def whole(turn: Turn, argument: str) -> Reply:
    """A lesson to be read, whatever course it is of: ``ROW``, or ``ROW:OFFSET`` into its text for who
    reads in steps. Nothing of it counts, and what is open stays so. A touch can be old, or forged.
    """
    named = _LESSON.fullmatch(argument)
    found = turn.library.lesson(int(named[1])) if named else None
    if named is None or found is None:
        return turn.suggest(turn.t("companion-renewed"), Option(turn.t("word-today"), "today"))
    if found[0].key in await asked.courses_in_rounds(turn.conn, turn.now):
        return turn.say(Message(turn.t("companion-competition")))
    return _read(turn, *found, int(named[2] or 0))


def _read(turn: Turn, course: Course, lesson: Lesson, start: int) -> Reply:
    """The lesson from ``start`` on, as much as its reader reads at once."""
    number = course.lessons.index(lesson) + 1
    *files, words = lesson_messages(course, lesson, number, None, turn.t)
    title = "" if start else words.title
    option, hint = turn.t("word-go-on"), turn.t("lesson-go-on-hint")
    below = len(f"\n1. {option}\n{hint}")
    looks, text, stop = looks_of(turn.learner), lesson.text[start:], len(lesson.text)
    if looks.in_steps and text:
        first, rest = looks.room(len(title) + below + _MARKS), looks.room(below)
        stop = start + step_ends(text, first, rest)[0]
    said = Message(reader(course, turn.t)(lesson.text[start:stop].strip()), title=title)
    shown = () if start else files
    if stop >= len(lesson.text):
        return _behind(turn, *shown, said)
    go_on = Option(option, tap_data(WHOLE, f"{lesson.row}:{stop}"))
    return turn.aside(*shown, replace(said, options=(go_on,), hint=hint))


def _behind(turn: Turn, *messages: Message) -> Reply:
    """The open question behind ``messages``; else what one can do next."""
    if turn.open_question:
        return turn.back(*messages)
    last = replace(messages[-1], options=(Option(turn.t("word-today"), "today"),))
    return turn.offer(*messages[:-1], last)


async def _asked_enough(turn: Turn) -> bool:
    since = day_begins(turn.today, turn.learner.zone)
    return await asked.asked_since(turn.conn, turn.learner.row, since) >= MOST


async def _answer(turn: Turn, text: str, *, asks: bool) -> Answer | None:
    """What comes of a question, kept; it is noted on the turn for what follows the commit."""
    answering = turn.deployment.answering
    if answering is None:
        return None
    enrolment, learner = turn.learner.enrolment, turn.learner
    own = frozenset({enrolment.course}) if enrolment else frozenset()
    asker = Asker(learner.row, turn.event.account, learner.language, own)
    look = answering.answer if asks else answering.told
    found = await look(turn.conn, turn.library, asker, text, turn.now)
    turn.answer = found
    return found


async def _said(turn: Turn, found: Answer) -> Reply:
    """The answer; somebody new is greeted behind it, so that what was asked there stays open."""
    messages = _messages(turn, found)
    if turn.learner.state is LearnerState.NEW:
        bare = replace(messages[-1], options=(), hint="")
        greeted = await greeting.start(turn, "")
        return Reply((*messages[:-1], bare, *greeted.messages))
    return turn.aside(*messages) if messages[-1].options else turn.say(*messages)


def _messages(turn: Turn, found: Answer) -> tuple[Message, ...]:
    if found.quotation is not None:
        return _quotation(turn, found.quotation)
    if found.why is Why.COMPETITION:
        return (Message(turn.t("companion-competition")),)
    if found.why is Why.NOTHING_ASKED:
        return (Message(turn.t("companion-ask")),)
    return (_refusal(turn, found.near),)


def _quotation(turn: Turn, quotation: Quotation) -> tuple[Message, ...]:
    """What the lesson says, with the way to the whole of it; between them, where somebody may act on
    it, how old it is and whom to call.
    """
    lesson, care = quotation.place.lesson, quotation.care
    read = reader(quotation.place.course, turn.t)
    title = turn.t("companion-quote-title", lesson=read(lesson.title), version=quotation.version)
    quote = Message(read(quotation.text), title=title)
    option = Option(turn.t("companion-whole"), tap_data(WHOLE, str(lesson.row)))
    hint = turn.t("companion-whole-hint")
    if care is None:
        return (replace(quote, options=(option,), hint=hint),)
    lines = "\n".join(_care(turn, care, read(care.dated)))
    return quote, Message(lines, options=(option,), hint=hint)


def _care(turn: Turn, care: Care, dated: str) -> list[str]:
    """For what somebody may act on: how old it is, and the number to call."""
    urgent = [number for number in care.hotlines if number in _EMERGENCIES]
    asked_at = [number for number in care.hotlines if number not in _EMERGENCIES]
    lines = [turn.t("companion-dated", dated=dated)] if dated else []
    between = turn.t("mark-comma")
    if asked_at:
        lines.append(turn.t("companion-hotline", numbers=between.join(asked_at)))
    if urgent:
        lines.append(turn.t("companion-urgent", numbers=between.join(urgent)))
    return lines


_IN_DANGER = {
    Danger.DESPAIR: "companion-despair",
    Danger.LIFE: "companion-life",
    Danger.VIOLENCE: "companion-violence",
}


def _danger(turn: Turn, danger: Danger, near: tuple[Place, ...]) -> Message:
    """Whom to call, the lesson about that number, and a person to ask."""
    return _with_lessons(turn, turn.t(_IN_DANGER[danger]), near)


def _refusal(turn: Turn, near: tuple[Place, ...]) -> Message:
    """That no lesson says it, with those that come nearest, and a person to ask."""
    text = turn.t("companion-refused-near" if near else "companion-refused")
    return _with_lessons(turn, text, near)


def _with_lessons(turn: Turn, text: str, near: tuple[Place, ...]) -> Message:
    options = [
        Option(
            turn.t("companion-lesson", lesson=reader(place.course, turn.t)(place.lesson.title)),
            tap_data(WHOLE, str(place.lesson.row)),
        )
        for place in near
    ]
    human = Option(turn.t("companion-human"), _HUMAN)
    hint = turn.t("hint-number") if options else ""
    return Message(text, options=(*options, human), hint=hint)
