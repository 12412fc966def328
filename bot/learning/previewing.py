"""A lesson as learners get it: composed by what teaches it, rendered by what sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chat_ports import ShownPage, ShowsPages
from bot.domain.content import Course, Lesson, Question
from bot.domain.delivery import Rung
from bot.domain.events import ChannelKind
from bot.domain.messages import Message, Reply
from bot.drawing.cards import Card
from bot.learning.enlarging import card_of, is_learned
from bot.learning.looks import CARD_PART, SENIOR_MESSAGE, Looks
from bot.learning.present import lesson_messages, question_message
from bot.learning.telling import Step
from bot.ports import Channel
from bot.texts.catalogue import Texts

MOST_STEPS = 60
"""Of one lesson; its text has at most three paragraph groups, so it never comes to this."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A chat of one account with the messages in it."""

    account: str
    channel: ChannelKind
    pages: tuple[ShownPage, ...]


def at_once(course: Course, lesson: Lesson, t: Texts) -> tuple[Message, ...]:
    """The lesson whole, with its first question."""
    number, first = _number(course, lesson), _first(lesson)
    return lesson_messages(course, lesson, number, first, t)


def in_steps(
    course: Course, lesson: Lesson, t: Texts, *, large: bool = False
) -> tuple[Message, ...]:
    """All steps of the lesson, as seniors get them one after the other; ``large``: as they are cut for
    pictures in large type.
    """
    looks = Looks(part=CARD_PART, large=True) if large else Looks(message=SENIOR_MESSAGE)
    found: list[Message] = []
    start, title = 0, t("question-title")
    for turn in range(MOST_STEPS):
        step = Step(course, lesson, _first(lesson), looks, start, len(lesson.text))
        told = step.told(t, number=_number(course, lesson) if not turn else 0)
        found += told.messages
        start = told.read_to
        if start >= len(lesson.text):
            break
    asked = _first(lesson)
    if asked is not None and found[-1].title != title:
        found.append(question_message(course, asked, t))
    return tuple(found)


def phones(messages: Sequence[Message], channels: Mapping[str, Channel]) -> list[Phone]:
    """The words of ``messages`` in the chat of one account of each platform that can show them."""
    words = tuple(one for one in messages if one.media is None)
    found: dict[ChannelKind, Phone] = {}
    for account in sorted(channels):
        channel = channels[account]
        kind = channel.kind
        if isinstance(channel, ShowsPages) and kind not in found:
            pages = tuple(channel.shown(Reply(words), rung=_plain(kind)))
            found[kind] = Phone(account, kind, pages)
    return list(found.values())


def cards(messages: Sequence[Message], t: Texts) -> list[Card]:
    """The pictures in large type that ``messages`` become."""
    return [card_of(one) for one in messages if is_learned(one, t)]


def _plain(kind: ChannelKind) -> Rung:
    return Rung.SEND if kind is ChannelKind.TELEGRAM else Rung.REPLY


def _number(course: Course, lesson: Lesson) -> int:
    return next((n for n, one in enumerate(course.lessons, 1) if one.key == lesson.key), 1)


def _first(lesson: Lesson) -> Question | None:
    return lesson.questions[0] if lesson.questions else None
