"""The words of a model's answer, found when it is sent."""

from collections.abc import Sequence

from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import say
from bot.store import asked, recipients
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts.catalogue import Texts, texts
from bot.texts.facts import facts
from bot.texts.script import in_script

MOST_TITLES = 2
"""Lessons that are named below an answer."""


class AnswerComposer:
    """Composes answers that were checked when they were written."""

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row."""
        languages = await recipients.languages(conn, deliveries)
        gone = await asked.recalled_among(conn, [_version(one) for one in deliveries])
        return {
            one.row: NotNeeded("its text was recalled")
            if _version(one) in gone
            else composed(one, texts(languages[one.row]))
            for one in deliveries
        }


def _version(delivery: Delivery) -> tuple[str, str]:
    """The course and the version that an answer was made from."""
    return str(delivery.detail.get("course")), str(delivery.detail.get("version"))


def composed(delivery: Delivery, t: Texts) -> Composed | NotNeeded:
    """Pure: the answer, the lessons it rests on, and that a machine wrote it; the same in brief."""
    text, titles = delivery.detail.get("text"), delivery.detail.get("titles")
    if not isinstance(text, str) or not text or not isinstance(titles, list):
        return NotNeeded("there is no answer to tell")
    lessons = (in_script(str(one), t.language) for one in titles[:MOST_TITLES])
    named = t("mark-comma").join(t("companion-lesson", lesson=one) for one in lessons)
    said = t("companion-answer", text=in_script(text, t.language), lessons=named)
    label = t("companion-label")
    told = facts(t, title=t("companion-fact"), text=label, at=delivery.due, zone=delivery.zone)
    return Composed(say(f"{said}\n{label}"), facts=told)
