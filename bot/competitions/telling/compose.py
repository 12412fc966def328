"""The words of announcements, reminders and news of competitions, found when they are sent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.competitions.moments import LIVE_AHEAD
from bot.competitions.telling import notices
from bot.competitions.telling.changes import Known
from bot.competitions.telling.notices import Reader
from bot.competitions.telling.present import (
    announcement,
    announcement_facts,
    reminder,
    reminder_facts,
)
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.domain.concern import TOLD, Concern, Rule, Telling, concerned, rule_of
from bot.domain.delivery import Composed, Kind, NotNeeded
from bot.domain.messages import say
from bot.ports import Clock
from bot.store import recipients
from bot.store.competitions import load_competition
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.planning import contest_news
from bot.store.planning.reminders import known_now, read_occurrence
from bot.texts.catalogue import Texts, texts
from bot.texts.ways_in import LinkTo, no_link, way_in

Was = Mapping[int, Mapping[str, Known | None]]
"""By the revision of a change that was told: what each stage was before it; None: new."""

A_NIGHT = timedelta(hours=12)
"""What was to be said at night was said in the evening before."""

GONE = "the competition is no more"
MOVED = "the dates have changed"


class CompetitionComposer:
    """Composes announcements, reminders and news from the competition as it now stands."""

    def __init__(self, clock: Clock, link: LinkTo = no_link) -> None:
        """Speak of time by ``clock``; ``link`` leads from a group into the private chat."""
        self._clock = clock
        self._link = link

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none when the competition or its stage is no more, or was
        re-dated. One text serves all who read it in the same zone and
        language; a group's has its own way in, who was disqualified hears why.
        """
        now = self._clock.now()
        found = await competitions_of(conn, deliveries)
        was = await _changes(conn, deliveries)
        concerns = await _concerns(conn, deliveries, found, now)
        reasons = await _reasons(conn, deliveries, concerns)
        said: dict[tuple[object, ...], Composed | NotNeeded] = {}
        composed: dict[int, Composed | NotNeeded] = {}
        speak = await recipients.languages(conn, deliveries)
        for one in deliveries:
            concern, competition = concerns.get(one.row, Concern.ENTRANT), found[one.subject]
            if concern not in TOLD:
                composed[one.row] = NotNeeded(f"he or she {concern.value}")
                continue
            language = speak[one.row]
            reason = reasons.get(one.row)
            about = (one.kind, one.subject, one.occurrence, one.expires, one.zone, language)
            if (*about, reason) not in said:
                changed, t = was.get(one.subject, {}), texts(language)
                words_ = words(competition, one, now, t, changed)
                if competition and reason is not None and isinstance(words_, Composed):
                    words_ = notices.excluded(competition, reason, Reader(now, one.zone, t))
                said[(*about, reason)] = words_
            composed[one.row] = _with_way_in(
                said[(*about, reason)], competition, one, self._link, texts(language)
            )
        return composed


def _with_way_in(
    said: Composed | NotNeeded,
    competition: Competition | None,
    delivery: Delivery,
    link: LinkTo,
    t: Texts,
) -> Composed | NotNeeded:
    """What a group reads, with the button that leads from it into the private chat: who enters that
    way enters for this group.
    """
    if delivery.group is None or competition is None or not isinstance(said, Composed):
        return said
    if competition.state is not CompetitionState.PUBLISHED:
        return said
    way = way_in(link, delivery.lane, delivery.group, competition, t)
    *others, last = said.reply.messages
    return replace(said, reply=replace(said.reply, messages=(*others, replace(last, links=way))))


async def _reasons(
    conn: Connection, deliveries: Sequence[Delivery], concerns: Mapping[int, Concern]
) -> dict[int, str]:
    """By row, why the person was disqualified, of those who are told."""
    out = [one for one in deliveries if concerns.get(one.row) is Concern.EXCLUDED]
    if not out:
        return {}
    keys, people = {one.subject for one in out}, {one.learner or 0 for one in out}
    found = await contest_news.exclusions(conn, sorted(keys), sorted(people))
    return {one.row: found.get((one.subject, one.learner or 0), "") for one in out}


async def competitions_of(
    conn: Connection, deliveries: Sequence[Delivery]
) -> dict[str, Competition | None]:
    """What deliveries are about, as it now stands; None: it is no more."""
    subjects = {one.subject for one in deliveries}
    return {key: await load_competition(conn, key) for key in sorted(subjects)}


async def _changes(conn: Connection, deliveries: Sequence[Delivery]) -> dict[str, Was]:
    """Asked only where a change is to be told."""
    keys = {one.subject for one in deliveries if f"/{Rule.CHANGED}/" in one.occurrence}
    if not keys:
        return {}
    stored = await contest_news.changes_told(conn, sorted(keys))
    return {
        key: {
            revision: {
                stage: Known.from_json(before) if before else None for stage, before in was.items()
            }
            for revision, was in told.items()
        }
        for key, told in stored.items()
    }


async def _concerns(
    conn: Connection,
    deliveries: Sequence[Delivery],
    found: Mapping[str, Competition | None],
    now: datetime,
) -> dict[int, Concern]:
    """Whether the people among them are still concerned: much may have happened since planning, as
    where a reminder waited in the inbox. One question for each stage that is spoken of.
    """
    by_stage: dict[tuple[str, str, str], list[Delivery]] = defaultdict(list)
    for one in deliveries:
        about = read_occurrence(one.occurrence)
        if about is not None and one.learner is not None and one.kind is Kind.REMINDER:
            by_stage[one.subject, about[0], about[1]].append(one)
    concerns: dict[int, Concern] = {}
    for (key, stage_key, rule), some in by_stage.items():
        competition = found[key]
        place, stage = stage_of(competition, stage_key) if competition else (0, None)
        if competition is None or (stage_key and stage is None):
            continue  # its words say so
        people = [one.learner for one in some if one.learner is not None]
        kind = stage.kind if stage else None
        known = await known_now(conn, people, key, stage_key, kind, place)
        telling = telling_of(competition, rule, kind, now)
        concerns |= {one.row: concerned(telling, known[one.learner or 0]) for one in some}
    return concerns


def stage_of(competition: Competition, key: str) -> tuple[int, Stage | None]:
    """A stage and its place, from 1; 0 and None where there is none such."""
    for place, stage in enumerate(competition.stages, 1):
        if stage.key == key:
            return place, stage
    return 0, None


def telling_of(
    competition: Competition, rule: str, kind: StageKind | None, now: datetime
) -> Telling:
    """What is said by ``rule``, as far as it decides whom that concerns."""
    ends = [one.closes for one in competition.stages if one.kind is StageKind.REGISTRATION]
    return Telling(rule, kind, open_to_all=not ends, may_enter=any(end > now for end in ends))


def words(
    competition: Competition | None,
    delivery: Delivery,
    now: datetime,
    t: Texts,
    was: Was | None = None,
) -> Composed | NotNeeded:
    """Pure: an announcement, or a reminder of the stage as it now stands, or what has changed since
    ``was``; the same in brief.
    """
    if competition is None:
        return NotNeeded(GONE)
    reader = Reader(now, delivery.zone, t)
    about = read_occurrence(delivery.occurrence)
    if competition.state is CompetitionState.CANCELLED and about and about[1] == Rule.CANCELLED:
        return notices.cancelled(competition, reader)
    if competition.state is not CompetitionState.PUBLISHED:
        return NotNeeded(f"the competition is {competition.state.value}")
    if delivery.kind is Kind.ANNOUNCEMENT or about is None:
        return _announced(competition, reader)
    if about[1] == Rule.CHANGED:
        return _changed(competition, about[2], was or {}, reader)
    return _reminded(competition, about[0], about[1], delivery, reader)


def _announced(competition: Competition, reader: Reader) -> Composed:
    t, trace = reader.t, {"competition": competition.key, "revision": competition.revision}
    text = announcement(competition, reader.zone, t)
    told = announcement_facts(competition, reader.now, reader.zone, t)
    return Composed(say(text, hint=t("competition-announcement-hint")), trace, facts=told)


def _changed(
    competition: Competition, revision: int, was: Was, reader: Reader
) -> Composed | NotNeeded:
    """What a later change touched as well is left to that one, so that nobody hears it twice."""
    later = {key for other, stages in was.items() if other > revision for key in stages}
    mine = {key: before for key, before in was.get(revision, {}).items() if key not in later}
    return notices.changed(competition, mine, reader) or NotNeeded(
        "what had changed has changed again"
    )


def _is_time(rule: Rule | None, stage: Stage, delivery: Delivery, now: datetime) -> bool:
    """Whether it is still time to say so, also after dates were moved."""
    match rule:
        case Rule.OPENING | Rule.ROUND_OPENS | Rule.PUBLICITY_BEGINS:
            ahead = LIVE_AHEAD + A_NIGHT if stage.kind is StageKind.LIVE else timedelta(0)
            return stage.opens - ahead <= now < stage.closes
        case Rule.PUBLICITY_ENDS:
            return stage.closes <= now
        case _:
            return stage.closes == delivery.expires


def _reminded(
    competition: Competition, stage_key: str, name: str, delivery: Delivery, reader: Reader
) -> Composed | NotNeeded:
    rule, (_, stage) = rule_of(name), stage_of(competition, stage_key)
    if stage is None or not _is_time(rule, stage, delivery, reader.now):
        return NotNeeded(MOVED)
    if rule is not None:
        return notices.of_stage(competition, stage, rule, reader)
    t = reader.t
    trace = {"competition": competition.key, "revision": competition.revision}
    return Composed(
        say(
            reminder(competition, stage, reader.now, reader.zone, t),
            hint=t("competition-reminder-hint"),
        ),
        trace,
        facts=reminder_facts(competition, stage, reader.zone, t),
    )
