"""The words of results of competitions, found when they are sent: each entrant's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.competitions.telling import notices
from bot.competitions.telling.compose import GONE, competitions_of, stage_of
from bot.competitions.telling.notices import Place, Reader
from bot.domain.competitions import Competition, CompetitionState
from bot.domain.concern import Rule
from bot.domain.delivery import Composed, NotNeeded
from bot.ports import Clock
from bot.store import recipients
from bot.store.contests.entries import EntryState
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.planning import contest_news
from bot.store.planning.reminders import read_occurrence
from bot.texts.catalogue import texts


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in a competition: the newest result, of which ``revision`` it is and
    ``since`` which it has been like that; and after which stages he or she went on. ``excluded``: why
    he or she was disqualified; None: was not.
    """

    revision: int = 0
    since: int = 0
    place: Place | None = None
    went_on: Mapping[str, bool] = field(default_factory=dict)
    excluded: str | None = None


class ResultComposer:
    """Composes what each entrant hears of his or her own place, and of going on."""

    def __init__(self, clock: Clock) -> None:
        """Speak of time by ``clock``."""
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none where the result is no more or another one is told."""
        now = self._clock.now()
        found = await competitions_of(conn, deliveries)
        speak = await recipients.languages(conn, deliveries)
        standings = await _standings(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            standing = standings.get((one.subject, one.learner or 0), Standing())
            reader = Reader(now, one.zone, texts(speak[one.row]))
            composed[one.row] = own(found[one.subject], standing, one.occurrence, reader)
        return composed


async def _standings(
    conn: Connection, deliveries: Sequence[Delivery]
) -> dict[tuple[str, int], Standing]:
    keys = sorted({one.subject for one in deliveries})
    people = sorted({one.learner for one in deliveries if one.learner is not None})
    went_on: dict[tuple[str, int], dict[str, bool]] = {}
    for row in await contest_news.own_selections(conn, keys, people):
        of = went_on.setdefault((row["competition_key"], row["learner_id"]), {})
        of[row["stage_key"]] = row["goes_on"]
    found = {who: Standing(went_on=stages) for who, stages in went_on.items()}
    for row in await contest_news.own_results(conn, keys, people):
        who = (row["competition_key"], row["learner_id"])
        place = Place(row["rank"], row["score"], row["award"], row["division"] or "")
        out = row["state_reason"] if row["state"] == EntryState.DISQUALIFIED else None
        found[who] = Standing(row["revision"], row["since"], place, went_on.get(who, {}), out)
    return found


def own(
    competition: Competition | None, standing: Standing, occurrence: str, reader: Reader
) -> Composed | NotNeeded:
    """Pure: somebody's own place, or whether he or she went on."""
    about = read_occurrence(occurrence)
    if competition is None or about is None:
        return NotNeeded(GONE)
    if competition.state is not CompetitionState.PUBLISHED:
        return NotNeeded(f"the competition is {competition.state.value}")
    stage_key, rule, revision = about
    if rule == Rule.RESULT:
        if standing.place is None or standing.revision < revision:
            return NotNeeded("there is no result any more")
        if standing.since > revision:
            return NotNeeded("the result was corrected, which is told by itself")
        return notices.result(competition, standing.place, reader, standing.excluded)
    _, stage = stage_of(competition, stage_key)
    on = standing.went_on.get(stage_key)
    if stage is None or on is None:
        return NotNeeded("the selection is no more")
    return notices.selected(competition, stage, reader, on=on)
