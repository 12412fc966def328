"""An answer that was not understood: another kind of help each time, and never a guess."""

from dataclasses import replace

from bot.domain.content import Course, Question, QuestionKind
from bot.domain.messages import Message, Reply
from bot.learning.answer_words import FALSE, TRUE
from bot.learning.plain import plain
from bot.learning.present import ask_again, in_reading
from bot.learning.read_answer import UNCLEAR, Reading, read_answer
from bot.learning.scripts import reader
from handlers.turn import Turn

_MAYBE = "maybe:"
"""What the dialog notes while we ask back whether an option was meant; its number follows."""
_AROUND = " .,。!~"
_PARTICLES = "的啊呀啦了嗯"


def not_clear(turn: Turn, course: Course, question: Question, maybe: int | None = None) -> Reply:
    """Ask back what was perhaps meant; else ask again, in another way each time. Nothing counts."""
    before = turn.learner.dialog
    asked_back = before.asking.startswith(_MAYBE)
    # 对 itself answers a question of true or false: it cannot confirm one.
    if maybe is not None and not asked_back and question.kind is QuestionKind.SINGLE:
        return _ask_back(turn, course, question, maybe)
    reply = turn.question(
        question.row,
        *ask_again(course, question, before.misread, turn.t),
        review=before.review,
        queue=before.queue,
        score=(before.right, before.asked),
    )
    asking = "" if asked_back else before.asking
    turn.dialog = replace(turn.dialog, misread=before.misread + 1, asking=asking)
    return reply


def _ask_back(turn: Turn, course: Course, question: Question, number: int) -> Reply:
    """“您选 2，对吗？”: only a yes counts. Nothing is numbered here: a 2 answers the question."""
    label = in_reading(question, reader(course, turn.t)).options[number - 1]
    reply = turn.aside(
        Message(turn.t("maybe", number=number, option=label), hint=turn.t("maybe-hint")),
        asking=f"{_MAYBE}{number}",
    )
    turn.dialog = replace(turn.dialog, misread=turn.learner.dialog.misread)
    turn.asked = True
    return reply


def read(turn: Turn, text: str, question: Question) -> Reading:
    """What a reply says; after we asked back, a yes is the option that was named, and a no, or what
    could be both a word on that and an answer, is unclear.
    """
    reading, noted = read_answer(text, question), turn.learner.dialog.asking
    if not noted.startswith(_MAYBE):
        return reading
    said = plain(text).strip(_AROUND)
    said = said.rstrip(_PARTICLES) or said
    if said not in TRUE | FALSE | set(_PARTICLES):
        return reading
    number = int(noted.removeprefix(_MAYBE))
    if said in FALSE or reading.clear or number > len(question.options):
        return UNCLEAR
    return Reading(True, frozenset({number}))
