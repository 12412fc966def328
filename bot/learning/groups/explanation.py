"""Yesterday's question with its answer, its reason, and how many knew it."""

from collections.abc import Sequence
from functools import partial

from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import Message, Reply
from bot.learning.groups.question import as_read, key_of, labels_of, recalled, trace_of
from bot.ports import Clock
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.groups import questions as group_questions
from bot.store.groups.questions import AskedQuestion, Tally
from bot.store.groups.turns import load_groups
from bot.texts.catalogue import Texts, texts
from bot.texts.script import in_script

LONGEST_STEM = 80
"""A question is recalled in so many characters."""


class ExplanationComposer:
    """Explains each group its question of the day before."""

    def __init__(self, clock: Clock) -> None:
        """From ``clock``'s now on a question that is explained takes no more answers."""
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row, with what was counted until the question was closed."""
        groups = await load_groups(conn, {one.group or 0 for one in deliveries})
        asked = await group_questions.load(conn, {key_of(one) for one in deliveries})
        unheard = await group_questions.unheard(conn, [one.row for one in asked.values()])
        told = [one.row for one in asked.values() if one.row not in unheard]
        await group_questions.close(conn, told, self._clock.now())
        tallies = await group_questions.tallies(conn, told)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            question = asked.get(key_of(one))
            if question is None or question.row in unheard:
                composed[one.row] = NotNeeded("the question did not reach the group")
                continue
            if question.recalled:
                composed[one.row] = NotNeeded(recalled(question))
                continue
            t = texts(groups[one.group or 0].language)
            message = explanation_message(question, tallies.get(question.row, Tally()), t)
            composed[one.row] = Composed(Reply((message,)), trace_of(question))
        return composed


def explanation_message(asked: AskedQuestion, tally: Tally, t: Texts) -> Message:
    """Pure: the question in short, the right answer, why, how it was answered, and the source."""
    question = as_read(asked, t)
    labels = labels_of(question, t)
    answer = t("post-answer-between").join(labels[number - 1] for number in question.right)
    what = f"{_short(question.stem)}\n{t('post-answer', answer=answer)}"
    read = partial(in_script, language=t.language)
    source = t(
        "post-source",
        source=read(asked.source),
        course=read(asked.course_title),
        lesson=read(asked.lesson_title),
    )
    return Message(
        "\n\n".join((what, question.why, f"{_counted(tally, t)}\n{source}")),
        title=t("post-explanation"),
    )


def _counted(tally: Tally, t: Texts) -> str:
    if tally.people == 0:
        return t("post-nobody")
    if tally.right == tally.people > 1:
        return t("post-all-right", people=tally.people)
    return t("post-counted", people=tally.people, right=tally.right)


def _short(stem: str) -> str:
    return stem if len(stem) <= LONGEST_STEM else stem[: LONGEST_STEM - 1] + "…"
