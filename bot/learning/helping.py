"""What goes between a learner and a helper, put into words when it is sent."""

from collections.abc import Mapping, Sequence

from bot.domain.content import Course, Lesson
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.events import ChannelKind
from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import first_unanswered
from bot.learning.library import Library
from bot.learning.scripts import reader
from bot.learning.shelf import Shelf
from bot.store import recipients
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.helpers import Request, requests
from bot.store.learners import load_enrolment_in
from bot.texts.catalogue import Texts, texts
from bot.texts.facts import facts

MOST_WORDS = 200
"""Characters of what is asked or answered."""
GONE = "the request is gone, or was answered already"
_ASK, _ANSWER = "ask", "answer"


class HelpComposer:
    """Composes what was asked of helpers, and what they answered."""

    def __init__(self, shelf: Shelf, channels: Mapping[str, ChannelKind]) -> None:
        """``channels`` are the accounts' platforms, by name: on some there are buttons."""
        self._shelf = shelf
        self._channels = channels

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row. A helper gets no name, no id, nothing but what was asked."""
        meant = {one.row: _read(one.subject) for one in deliveries}
        found = await requests(conn, [row for _, row in meant.values()])
        library = await self._shelf.library(conn)
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            what, row = meant[one.row]
            request, t = found.get(row), texts(speak[one.row])
            if request is None or request.answered is (what == _ASK):
                composed[one.row] = NotNeeded(GONE)
            elif what == _ASK:
                at = await _at(conn, library, request, t)
                buttons = self._channels.get(one.lane) is ChannelKind.TELEGRAM
                composed[one.row] = asked(request, at, one, t, buttons=buttons)
            else:
                composed[one.row] = answered(request, one, t)
        return composed


def _read(subject: str) -> tuple[str, int]:
    what, _, row = subject.partition(":")
    return what, int(row) if row.isdecimal() else 0


def asked(
    request: Request, at: Sequence[str], delivery: Delivery, t: Texts, *, buttons: bool
) -> Composed:
    """Pure: who wants help with what (``at``: lines on the lesson and the open question)."""
    who = t("help-who", number=request.who)
    lines = [t("help-wanted", who=who), *at]
    if request.words:
        lines.append(t("help-words", who=who, words=request.words))
    how = t("help-how", number=request.row)
    # A number could mean something else here: only a button answers, or the words in full.
    options = (Option(t("help-button"), f"reply:{request.row}"),) if buttons else ()
    lines += [how] if buttons else []
    told = facts(t, title=who, text=t("fact-help-wanted"), at=delivery.due, zone=delivery.zone)
    message = Message("\n".join(lines), options=options, hint="" if buttons else how)
    return Composed(Reply((message,)), {"request": request.row}, facts=told)


def answered(request: Request, delivery: Delivery, t: Texts) -> Composed:
    """Pure: what the helper answered, under the name that the group knows."""
    said = t("help-answer", name=request.name, words=request.answer)
    told = facts(
        t, title=request.name, text=t("fact-help-answer"), at=delivery.due, zone=delivery.zone
    )
    message = Message(said, hint=t("help-answer-next"))
    return Composed(Reply((message,)), {"request": request.row}, facts=told)


async def _at(conn: Connection, library: Library, request: Request, t: Texts) -> list[str]:
    """Where the asker is: the lesson, and the question that is open in it now."""
    course = library.course(request.course)
    lesson = _lesson(course, request.lesson)
    if course is None or lesson is None:
        return []
    read = reader(course, t)
    lines = [t("help-at", lesson=read(lesson.title))]
    enrolment = await load_enrolment_in(conn, request.learner, course.key)
    question = first_unanswered(lesson, enrolment) if enrolment is not None else None
    if question is not None:
        lines.append(t("help-question-open", question=read(question.stem)))
    return lines


def _lesson(course: Course | None, key: str) -> Lesson | None:
    lessons = course.lessons if course is not None else ()
    return next((one for one in lessons if one.key == key), None)
