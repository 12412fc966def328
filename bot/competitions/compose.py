"""The words of announcements and reminders, found when they are sent."""

from collections.abc import Sequence
from datetime import datetime

from bot.competitions.present import (
    announcement,
    announcement_facts,
    reminder,
    reminder_facts,
)
from bot.domain.competitions import Competition
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.domain.messages import say
from bot.ports import Clock
from bot.store import recipients
from bot.store.competitions import load_competition
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts.catalogue import Texts, texts


class CompetitionComposer:
    """Composes announcements and reminders from the competition as it now stands."""

    def __init__(self, clock: Clock) -> None:
        """Speak of time by ``clock``."""
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none when the competition or its stage is no more, or was
        re-dated. One text serves all who read it in the same zone and
        language.
        """
        now = self._clock.now()
        subjects = {one.subject for one in deliveries}
        found = {key: await load_competition(conn, key) for key in sorted(subjects)}
        said: dict[tuple[object, ...], Composed | NotNeeded] = {}
        composed: dict[int, Composed | NotNeeded] = {}
        speak = await recipients.languages(conn, deliveries)
        for one in deliveries:
            language = speak[one.row]
            about = (one.kind, one.subject, one.occurrence, one.expires, one.zone, language)
            if about not in said:
                said[about] = words(found[one.subject], one, now, texts(language))
            composed[one.row] = said[about]
        return composed


def words(
    competition: Competition | None, delivery: Delivery, now: datetime, t: Texts
) -> Composed | NotNeeded:
    """Pure: an announcement, or a reminder of the stage as it now stands; the same in brief."""
    if competition is None:
        return NotNeeded("the competition is no more")
    trace = {"competition": competition.key, "revision": competition.revision}
    if delivery.kind is Kind.ANNOUNCEMENT:
        text = announcement(competition, delivery.zone, t)
        told = announcement_facts(competition, now, delivery.zone, t)
        return Composed(say(text, hint=t("competition-announcement-hint")), trace, facts=told)
    stage_key = delivery.occurrence.partition("/")[0]
    stage = next((one for one in competition.stages if one.key == stage_key), None)
    if stage is None or stage.closes != delivery.expires:
        return NotNeeded("the dates have changed")
    return Composed(
        say(
            reminder(competition, stage, now, delivery.zone, t),
            hint=t("competition-reminder-hint"),
        ),
        trace,
        facts=reminder_facts(competition, stage, delivery.zone, t),
    )
