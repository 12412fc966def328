"""What entrants and groups are told about a competition, in words; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.competitions.objecting import publicity_at
from bot.competitions.telling.changes import Known
from bot.competitions.telling.present import stage_name
from bot.domain.competitions import Competition, Stage, StageKind
from bot.domain.concern import Rule
from bot.domain.delivery import Composed
from bot.domain.messages import say
from bot.store.contests.entries import EntryState
from bot.texts.catalogue import Texts
from bot.texts.dates import instant, span
from bot.texts.facts import facts


@dataclass(frozen=True, slots=True)
class Reader:
    """When somebody is told, and in which zone (IANA) and words."""

    now: datetime
    zone: str
    t: Texts

    def at(self, moment: datetime) -> str:
        """A day and time as the reader's clock shows it."""
        return instant(moment, self.zone, self.t)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry ended: ``rank`` in ``division`` (empty: the competition has none)."""

    rank: int | None
    score: Decimal | None
    award: str
    division: str


def of_stage(competition: Competition, stage: Stage, rule: Rule, reader: Reader) -> Composed:
    """A reminder of ours about a stage: what begins or ends, and what to do."""
    t, live = reader.t, stage.kind is StageKind.LIVE
    told = {
        "title": competition.title,
        "stage": stage_name(stage, t),
        "opens": reader.at(stage.opens),
        "closes": reader.at(stage.closes),
        "left": span(stage.closes - reader.now, t),
    }
    look, at = t("contest-look-hint"), stage.closes
    match rule:
        case Rule.OPENING if live:
            text, hint, at = t("contest-opening-live", **told), look, stage.opens
            brief = t("fact-contest-opening-live", **told)
            text += f"\n{t('contest-place', place=stage.place)}" if stage.place else ""
        case Rule.OPENING:
            text, hint = t("contest-opening-upload", **told), t("contest-opening-upload-hint")
            brief = t("fact-contest-opening", **told)
        case Rule.NO_WORK:
            text, hint = t("contest-no-work", **told), t("contest-no-work-hint")
            brief = t("fact-contest-no-work")
        case Rule.ROUND_OPENS:
            text, hint = t("contest-round-opens", **told), t("contest-round-opens-hint")
            brief = t("fact-contest-round-opens", **told)
        case Rule.ROUND_CLOSES:
            text, hint = t("contest-round-closes", **told), t("contest-round-closes-hint")
            brief = t("fact-contest-round-closes", **told)
        case Rule.PUBLICITY_BEGINS:
            text, hint = t("contest-publicity-begins", **told), look
            brief = t("fact-contest-publicity-begins")
        case _:
            text, hint = t("contest-publicity-ends", **told), look
            brief = t("fact-contest-publicity-ends")
    return _composed(competition, text, hint, brief, at, reader)


def changed(
    competition: Competition, was: Mapping[str, Known | None], reader: Reader
) -> Composed | None:
    """New dates or places as they now stand, beside what they were; None: all is as it was."""
    now_is = {stage.key: stage for stage in competition.stages}
    lines = [
        line for key, before in was.items() for line in _changes(before, now_is.get(key), reader)
    ]
    if not lines:
        return None
    t = reader.t
    text = t("contest-changed", title=competition.title, lines="\n".join(lines))
    coming = [
        moment
        for key in was
        if key in now_is
        for moment in (now_is[key].opens, now_is[key].closes)
        if moment > reader.now
    ]
    at = min(coming, default=max(stage.closes for stage in competition.stages))
    hint = t("contest-look-hint")
    return _composed(competition, text, hint, t("fact-contest-changed"), at, reader)


def _changes(before: Known | None, after: Stage | None, reader: Reader) -> list[str]:
    """Of one stage: new, gone, at another time, at another place."""
    t = reader.t
    if after is None:
        gone = stage_name(before, t) if before is not None else ""
        return [t("contest-changed-gone", stage=gone)] if gone else []
    told = {
        "stage": stage_name(after, t),
        "opens": reader.at(after.opens),
        "closes": reader.at(after.closes),
    }
    if before is None:
        return [t("contest-changed-new", **told)]
    lines = []
    if (before.opens, before.closes) != (after.opens, after.closes):
        were = {"was_opens": reader.at(before.opens), "was_closes": reader.at(before.closes)}
        lines.append(t("contest-changed-dates", **told, **were))
    if before.place != after.place:
        place = {"stage": told["stage"], "place": after.place}
        name = "contest-changed-place" if after.place else "contest-changed-no-place"
        lines.append(t(name, **place))
    return lines


def cancelled(competition: Competition, reader: Reader) -> Composed:
    """It does not take place, with the organiser's reason and whom to ask."""
    t = reader.t
    lines = [t("contest-cancelled", title=competition.title)]
    if competition.cancel_reason:
        lines.append(t("contest-cancelled-reason", reason=competition.cancel_reason))
    if competition.contact:
        lines.append(t("contest-contact", contact=competition.contact))
    brief = t("fact-contest-cancelled")
    return _composed(competition, "\n".join(lines), "", brief, reader.now, reader)


def result(
    competition: Competition, place: Place, reader: Reader, excluded: str | None = None
) -> Composed:
    """One's own place, score and award; for who has neither place nor score, that the results are
    there. ``excluded``: why the organiser disqualified the entry; None: it is in.
    """
    t = reader.t
    lines, hint = [t("contest-result", title=competition.title)], ""
    if excluded is not None:
        lines += [t("contest-excluded"), *_excluded(competition, excluded, reader)]
    elif place.rank is None and place.score is None:
        lines.append(t("contest-result-took-part"))
        hint = t("contest-result-hint")
    else:
        lines += _placed(place, t)
    brief = t("fact-contest-result")
    return _composed(competition, "\n".join(lines), hint, brief, reader.now, reader)


def _placed(place: Place, t: Texts) -> list[str]:
    lines = []
    if place.rank is None:
        lines.append(t("contest-result-unranked"))
    elif place.division:
        lines.append(t("contest-result-place-in", division=place.division, rank=place.rank))
    else:
        lines.append(t("contest-result-place", rank=place.rank))
    if place.score is not None:
        lines.append(t("contest-result-score", score=_score(place.score)))
    lines.append(
        t("contest-result-award", award=place.award) if place.award else t("contest-result-thanks")
    )
    return lines


def standing(competition: Competition, state: EntryState, reason: str, reader: Reader) -> Composed:
    """An organiser disqualified an entry, withdrew it, or put it back."""
    t, title = reader.t, competition.title
    if state is EntryState.DISQUALIFIED:
        lines = [t("entrant-disqualified", title=title), *_excluded(competition, reason, reader)]
        brief = t("fact-contest-disqualified")
    elif state is EntryState.WITHDRAWN:
        lines = [t("contest-withdrawn-for-you", title=title)]
        lines += [t("contest-cancelled-reason", reason=reason)] if reason else []
        lines.append(t("contest-contact", contact=competition.contact or competition.organiser))
        brief = t("fact-contest-withdrawn")
    else:
        lines, brief = [t("contest-put-back", title=title)], t("fact-contest-put-back")
    hint = t("contest-look-hint") if state is EntryState.ENTERED else ""
    return _composed(competition, "\n".join(lines), hint, brief, reader.now, reader)


def excluded(competition: Competition, reason: str, reader: Reader) -> Composed:
    """The list is public, and somebody is not on it: why, and how to object."""
    t = reader.t
    lines = [t("contest-excluded-list", title=competition.title)]
    lines += _excluded(competition, reason, reader)
    brief = t("fact-contest-publicity-begins")
    return _composed(competition, "\n".join(lines), "", brief, reader.now, reader)


def _excluded(competition: Competition, reason: str, reader: Reader) -> list[str]:
    """Why, and what can be done: an objection while the list is public, else whom to ask."""
    t = reader.t
    lines = [t("contest-cancelled-reason", reason=reason)] if reason else []
    if stage := publicity_at(competition, reader.now):
        return [*lines, t("contest-excluded-object", closes=reader.at(stage.closes))]
    return [*lines, t("contest-contact", contact=competition.contact or competition.organiser)]


def _score(score: Decimal) -> str:
    """All its digits, no more: 96, 9.5."""
    text = f"{score:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def selected(competition: Competition, stage: Stage, reader: Reader, *, on: bool) -> Composed:
    """Whether one goes on after ``stage``, and to what."""
    t, told = reader.t, {"title": competition.title, "stage": stage_name(stage, reader.t)}
    if not on:
        brief = t("fact-contest-not-on")
        return _composed(competition, t("contest-not-on", **told), "", brief, reader.now, reader)
    text, at = t("contest-went-on", **told), reader.now
    after = competition.stages[competition.stages.index(stage) + 1 :]
    coming = next((one for one in after if one.closes > reader.now and _is_acted_in(one)), None)
    if coming is not None:
        at = coming.opens
        ahead = t(
            "contest-went-on-next",
            stage=stage_name(coming, t),
            opens=reader.at(coming.opens),
            closes=reader.at(coming.closes),
        )
        text += f"\n{ahead}"
    hint = t("contest-look-hint")
    return _composed(competition, text, hint, t("fact-contest-went-on"), at, reader)


def _is_acted_in(stage: Stage) -> bool:
    return stage.kind in {StageKind.UPLOAD, StageKind.QUIZ, StageKind.LIVE}


def _composed(
    competition: Competition, text: str, hint: str, brief: str, at: datetime, reader: Reader
) -> Composed:
    told = facts(
        reader.t,
        title=competition.title,
        text=brief,
        at=at,
        zone=reader.zone,
        organiser=competition.organiser,
        url=competition.link,
    )
    trace = {"competition": competition.key, "revision": competition.revision}
    return Composed(say(text, hint=hint), trace, facts=told)
