"""比赛: what is open or about to open, its dates, taking part."""

from dataclasses import dataclass

from bot.competitions.entering.asked import asks_anything
from bot.competitions.entering.divisions import Facts, division_of
from bot.competitions.windows import Entering, entering
from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.store.competitions import load_competitions, load_shown
from bot.store.contests.entering import units
from bot.store.contests.entries import (
    EntryState,
    NewEntry,
    add_entry,
    entry_of_learner,
    hold_entering,
    taken,
)
from bot.texts.dates import instant
from bot.web.miniapp.visits import Done, Shown, Visit


@dataclass(frozen=True, slots=True)
class Card:
    """A competition as it is shown. ``stages`` are what is done when, as (what, from, to, whether
    that is now); ``note`` says why one cannot enter now, where one cannot.
    """

    competition: Competition
    entered: bool
    may_enter: bool
    stages: tuple[tuple[str, str, str, bool], ...]
    note: str

    @property
    def link(self) -> str:
        """The organiser's page; empty where it is no web address."""
        link = self.competition.link
        return link if link.startswith(("http://", "https://")) else ""


async def show(visit: Visit) -> Shown:
    """What one has entered, and what else is not over."""
    found = await load_competitions(visit.conn, visit.now, visit.person.learner.row)
    return _shown(visit, found, _entered(visit, found))


async def enter(visit: Visit) -> Done | Shown:
    """Take part, while registration is open, as 我要报名 in the chat does; where anything is asked, it
    is asked there.
    """
    competition = await load_shown(visit.conn, visit.key, visit.person.learner.row)
    words = _cannot(competition, visit)
    if competition is not None and not words:
        words = await _enter(visit, competition)
    if competition is None or words:
        found = await load_competitions(visit.conn, visit.now, visit.person.learner.row)
        return _shown(visit, found, (words,), 409 if competition else 404)
    return Done("competitions", "entered", visit.key)


async def _enter(visit: Visit, competition: Competition) -> str:
    """Enter; why not, where that cannot be done here. A second touch changes nothing."""
    key, learner = competition.key, visit.person.learner.row
    mine = await entry_of_learner(visit.conn, key, learner)
    if mine is not None:
        return "" if mine.state is EntryState.ENTERED else visit.t("app-enter-in-chat")
    groups = await units(visit.conn, key, learner)
    await hold_entering(visit.conn, key)
    facts = Facts(competition.entry, ())
    found = division_of(competition.divisions, facts, await taken(visit.conn, key))
    if len(groups) > 1 or not found.good:
        return visit.t("app-enter-in-chat")
    division = found.division.key if found.division else None
    unit = groups[0][0] if groups else None
    new = NewEntry(key, learner, competition.entry, division, unit)
    await add_entry(visit.conn, new, visit.now)
    return ""


def _shown(
    visit: Visit, found: list[Competition], said: tuple[str, ...], status: int = 200
) -> Shown:
    cards = [_card(one, visit) for one in found]
    values = {
        "mine": [one for one in cards if one.entered],
        "others": [one for one in cards if not one.entered],
        "nothing": visit.t("competitions-none"),
        "said": said,
    }
    return Shown("competitions", values, status)


def _cannot(competition: Competition | None, visit: Visit) -> str:
    """Why one cannot enter, in the words of the chat; empty where one can."""
    if competition is None or max(s.closes for s in competition.stages) <= visit.now:
        return visit.t("competition-gone")
    stage = _registration(competition)
    if stage is None:
        return visit.t("competition-entry-open-to-all", title=competition.title)
    if competition.state is CompetitionState.CANCELLED:
        return visit.t("app-cancelled", title=competition.title)
    if entering(competition, visit.now) is Entering.OPEN:
        return visit.t("app-enter-in-chat") if asks_anything(competition) else ""
    zone = visit.person.learner.zone
    return visit.t(
        "competition-entry-closed",
        title=competition.title,
        opens=instant(stage.opens, zone, visit.t),
        closes=instant(stage.closes, zone, visit.t),
    )


def _card(competition: Competition, visit: Visit) -> Card:
    entered = competition.key in visit.person.entered
    stage, zone = _registration(competition), visit.person.learner.zone
    is_open = entering(competition, visit.now) is Entering.OPEN
    return Card(
        competition,
        entered,
        is_open and not entered and not asks_anything(competition),
        tuple(_dates(one, visit, zone) for one in competition.stages),
        "" if entered else _note(competition, stage, visit, zone),
    )


def _note(competition: Competition, stage: Stage | None, visit: Visit, zone: str) -> str:
    if entering(competition, visit.now) is Entering.OPEN and asks_anything(competition):
        return visit.t("app-enter-in-chat")
    if stage is None:
        return visit.t("app-no-entry")
    if visit.now < stage.opens:
        return visit.t("app-entry-ahead", opens=instant(stage.opens, zone, visit.t))
    return visit.t("app-entry-over") if stage.closes <= visit.now else ""


def _dates(stage: Stage, visit: Visit, zone: str) -> tuple[str, str, str, bool]:
    kind = stage.title or visit.t(f"stage-{stage.kind.value}")
    is_now = stage.opens <= visit.now < stage.closes
    return kind, instant(stage.opens, zone, visit.t), instant(stage.closes, zone, visit.t), is_now


def _registration(competition: Competition) -> Stage | None:
    """The stage in which people enter, where there is one."""
    return next((s for s in competition.stages if s.kind is StageKind.REGISTRATION), None)


def _entered(visit: Visit, found: list[Competition]) -> tuple[str, ...]:
    """What was just done, if it was."""
    key = visit.query.get("about", "")
    if visit.query.get("said") != "entered" or key not in visit.person.entered:
        return ()
    return tuple(visit.t("app-enter-done", title=one.title) for one in found if one.key == key)
