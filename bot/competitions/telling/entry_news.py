"""The words to an entrant whose entry an organiser withdrew, disqualified or put back, found when
they are sent.
"""

from collections.abc import Sequence

from bot.competitions.telling import notices
from bot.competitions.telling.notices import Reader
from bot.domain.competitions import CompetitionState
from bot.domain.delivery import Composed, NotNeeded
from bot.ports import Clock
from bot.store import recipients
from bot.store.competitions import load_competition
from bot.store.contests import entry_news
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.texts.catalogue import texts

SUBJECT = entry_news.SUBJECT


class EntryNewsComposer:
    """Composes how entries stand."""

    def __init__(self, clock: Clock) -> None:
        """Tell by ``clock`` whether the list is public, so that one may object."""
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none where it was changed once more, or is gone."""
        now = self._clock.now()
        rows = {one.row: _row_of(one.subject) for one in deliveries}
        found = await entry_news.load_standing(conn, sorted(set(rows.values())))
        keys = sorted({one.competition for one in found.values()})
        competitions = {key: await load_competition(conn, key) for key in keys}
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            standing = found.get(rows[one.row])
            competition = competitions.get(standing.competition) if standing is not None else None
            if standing is None or competition is None:
                composed[one.row] = NotNeeded("the entry is gone")
            elif competition.state is not CompetitionState.PUBLISHED:
                composed[one.row] = NotNeeded("the competition does not take place")
            elif one.occurrence != entry_news.occurrence_of(standing):
                composed[one.row] = NotNeeded("it was changed once more, which is told by itself")
            else:
                reader = Reader(now, one.zone, texts(speak[one.row]))
                composed[one.row] = notices.standing(
                    competition, standing.state, standing.reason, reader
                )
        return composed


def _row_of(subject: str) -> int:
    """The entry's row; 0, which is none, for a subject of another form."""
    number = subject.removeprefix(SUBJECT)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
