"""The words of announcements and reminders, found when they are sent."""

from bot.competitions.present import announcement, reminder
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.domain.messages import say
from bot.ports import Clock
from bot.store.competitions import load_competition
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts import zh_hans as t


class CompetitionComposer:
    """Composes announcements and reminders from the competition as it now stands."""

    def __init__(self, clock: Clock) -> None:
        """Speak of time by ``clock``."""
        self._clock = clock

    async def __call__(self, conn: Connection, delivery: Delivery) -> Composed | NotNeeded:
        """The words; none when the competition or its stage is no more, or was re-dated."""
        competition = await load_competition(conn, delivery.subject)
        if competition is None:
            return NotNeeded("the competition is no more")
        trace = {"competition": competition.key, "revision": competition.revision}
        if delivery.kind is Kind.ANNOUNCEMENT:
            text = announcement(competition, delivery.zone)
            return Composed(say(text, hint=t.ANNOUNCEMENT_HINT), trace)
        stage_key = delivery.occurrence.partition("/")[0]
        stage = next((one for one in competition.stages if one.key == stage_key), None)
        if stage is None or stage.closes != delivery.expires:
            return NotNeeded("the dates have changed")
        text = reminder(competition, stage, self._clock.now(), delivery.zone)
        return Composed(say(text, hint=t.REMINDER_HINT), trace)
