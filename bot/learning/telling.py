"""The next item in words: what is shown of it now, what may be said to it, and how far it was read."""

from dataclasses import dataclass, replace

from bot.domain.content import Course, Lesson, Question
from bot.domain.learners import Dialog, Learner
from bot.domain.messages import Message, Option
from bot.learning.choose import first_unanswered
from bot.learning.looks import Looks, looks_of
from bot.learning.present import length_of, lesson_messages, question_message
from bot.learning.scripts import reader
from bot.learning.situation import Next, Reason
from bot.learning.steps import step_ends
from bot.texts.catalogue import Texts, texts

LIMITED = "part"
"""What the dialog notes while only the questions in its queue are asked of a lesson."""

_ROUNDS = {
    Reason.REVIEW_DAY: "round-review-day",
    Reason.LIGHT_QUESTIONS: "round-light",
    Reason.BREAK_QUESTIONS: "round-break",
    Reason.REVIEWS_DUE: "round-due",
}
_LESSONS = {Reason.LIGHT_LESSON: "lesson-light", Reason.LESSON_PART: "lesson-in-part"}
"""What is said before an item, by why it comes."""


@dataclass(frozen=True, slots=True)
class Told:
    """``messages`` and the ``dialog`` after them; ``read_to`` is what to keep of the lesson
    (``LessonProgress.read_to``).
    """

    messages: tuple[Message, ...]
    dialog: Dialog
    read_to: int = 0


def tell(learner: Learner, course: Course, chosen: Next, before: int = 0) -> Told:
    """Pure: an item that has a lesson or a question; a lesson is one of ``course``. So many
    characters stand ``before`` it in the same message.
    """
    if chosen.lesson is None:
        return tell_round(learner, chosen)
    t = texts(learner.language)
    name = _LESSONS.get(chosen.reason)
    line = (Message(t(name)),) if name else ()
    around = before + sum(len(one.text) + 2 for one in line)
    told = _lesson(learner, course, chosen, around)
    return replace(told, messages=(*line, *told.messages))


def tell_round(learner: Learner, chosen: Next) -> Told:
    """Pure: the first question of a round, and the others in the queue."""
    t = texts(learner.language)
    first, *others = chosen.reviews
    begin = Message(t(_ROUNDS.get(chosen.reason, "quiz-begin"), count=len(chosen.reviews)))
    asked = question_message(first.course, first.question, t)
    dialog = Dialog(
        options=asked.options,
        question=first.question.row,
        review=True,
        queue=tuple(one.question.row for one in others),
    )
    return Told((begin, asked), dialog)


def _lesson(learner: Learner, course: Course, chosen: Next, around: int) -> Told:
    lesson, looks = chosen.lesson, looks_of(learner)
    if lesson is None:
        raise AssertionError("a lesson is told, or a round")
    queue, asking = _behind(lesson, chosen)
    part, t = chosen.part, texts(learner.language)
    if part is None and not looks.in_steps:
        messages = lesson_messages(course, lesson, chosen.number, chosen.question, t)
        return Told(messages, _dialog(messages[-1], chosen.question, queue, asking))
    if part is not None and not part.text:
        return _asked(course, chosen.question, t, queue, asking)
    start = lesson.text.find(part.text) if part is not None else 0
    stop = (part.read_to or len(lesson.text)) if part is not None else len(lesson.text)
    left = first_unanswered(lesson, learner.enrolment) if learner.enrolment else chosen.question
    step = Step(course, lesson, left, looks, start, stop, asks=chosen.question is not None)
    told = step.told(t, number=chosen.number, around=around)
    return replace(told, dialog=replace(told.dialog, queue=queue, asking=asking))


def _behind(lesson: Lesson, chosen: Next) -> tuple[tuple[int, ...], str]:
    """What is asked after the open question: the review that is mixed in, or, of a part, the
    questions that are for now.
    """
    if chosen.reason is Reason.LESSON_PART and chosen.question is not None:
        keys = [one.key for one in lesson.questions]
        first = keys.index(chosen.question.key)
        some = lesson.questions[first + 1 : first + chosen.count]
        return tuple(one.row for one in some), LIMITED
    return ((chosen.mixed.question.row,) if chosen.mixed is not None else ()), ""


def _dialog(
    last: Message, question: Question | None, queue: tuple[int, ...], asking: str
) -> Dialog:
    row = question.row if question is not None else 0
    return Dialog(options=last.options, question=row, queue=queue, asking=asking)


def _asked(
    course: Course, question: Question | None, t: Texts, queue: tuple[int, ...], asking: str
) -> Told:
    if question is None:
        raise AssertionError("a part without text has a question")
    message = question_message(course, question, t)
    return Told((message,), _dialog(message, question, queue, asking))


@dataclass(frozen=True, slots=True)
class Step:
    """The step of a lesson's text that begins at ``start``; what is for now ends at ``stop``.

    ``question`` is the first that is open behind the text; with none, its reader says that the lesson
    is read. ``asks``: it is for now; who reads in steps goes on to it, others have it at once.
    """

    course: Course
    lesson: Lesson
    question: Question | None
    looks: Looks
    start: int
    stop: int
    asks: bool = True

    def told(self, t: Texts, *, number: int = 0, around: int = 0) -> Told:
        """The step in words; with its ``number`` in the course it bears the lesson's title.
        ``around``: characters before it in the same message.
        """
        read, lesson = reader(self.course, t), self.lesson
        title = t("lesson-title", number=number, title=read(lesson.title)) if number else ""
        above = len(title) + _MARKS * bool(title) + around
        end = self._end(above, self._tail(t))
        said = Message(read(lesson.text[self.start : end].strip()), title=title)
        files = lesson_messages(self.course, lesson, 1, None, t)[:-1] if number else ()
        asked = self._asked_here(end, above + len(said.text), t)
        if asked is not None and self.question is not None:
            return Told((*files, said, asked), Dialog(asked.options, self.question.row), end)
        option, hint = self._offer(end, t)
        said = replace(said, options=(option,), hint=hint)
        return Told((*files, said), Dialog(said.options), end)

    def _asked_here(self, end: int, before: int, t: Texts) -> Message | None:
        """The question, where it stands below the end of the text: at once for who reads a lesson
        whole, and for a senior if both are short enough for one message.
        """
        if end < len(self.lesson.text) or self.question is None or not self.asks:
            return None
        asked, looks = question_message(self.course, self.question, t), self.looks
        if not looks.in_steps:
            return asked
        fits = not looks.part and before + length_of(asked) <= looks.message
        return asked if fits else None

    def _end(self, above: int, below: int) -> int:
        text = self.lesson.text[self.start : self.stop]
        first, rest = self.looks.room(above + below), self.looks.room(below)
        if not rest:
            return self.stop
        wanted = _STEPS - (self.start > 0) if self.looks.message and not self.looks.part else 0
        return self.start + step_ends(text, first, rest, wanted)[0]

    def _tail(self, t: Texts) -> int:
        """Characters below the text: the numbered option and the hint, each on its line."""
        offers = (self._offer(self.start, t), self._offer(self.stop, t))
        return max(len(f"\n1. {option.label}\n{hint}") for option, hint in offers)

    def _offer(self, end: int, t: Texts) -> tuple[Option, str]:
        row = self.lesson.row
        if end >= len(self.lesson.text) and self.question is None:
            return Option(t("word-done"), f"done:{row}"), t("lesson-done-hint")
        return Option(t("word-go-on"), f"next:{row}:{end}"), t("lesson-go-on-hint")


_STEPS = 2
"""Of a senior's lesson before its question, which is the third message."""
_MARKS = 3
"""Around a title, and the line's end behind it."""
