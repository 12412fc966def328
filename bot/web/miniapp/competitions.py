"""比赛: what is open or about to open, its dates, taking part."""

from dataclasses import dataclass

from bot.domain.competitions import Competition, Stage, StageKind
from bot.store import entries
from bot.store.competitions import load_competition, load_competitions
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
    found = await load_competitions(visit.conn, visit.now)
    return _shown(visit, found, _entered(visit, found))


async def enter(visit: Visit) -> Done | Shown:
    """Take part, while registration is open, as 我要报名 in the chat does."""
    competition = await load_competition(visit.conn, visit.key)
    words = _cannot(competition, visit)
    if competition is None or words:
        found = await load_competitions(visit.conn, visit.now)
        return _shown(visit, found, (words,), 409 if competition else 404)
    await entries.enter(visit.conn, visit.key, visit.person.learner.row, visit.now)
    return Done("competitions", "entered", visit.key)


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
    if stage.opens <= visit.now < stage.closes:
        return ""
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
    is_open = stage is not None and stage.opens <= visit.now < stage.closes
    return Card(
        competition,
        entered,
        is_open and not entered,
        tuple(_dates(one, visit, zone) for one in competition.stages),
        "" if entered else _note(stage, visit, zone),
    )


def _note(stage: Stage | None, visit: Visit, zone: str) -> str:
    if stage is None:
        return visit.t("app-no-entry")
    if visit.now < stage.opens:
        return visit.t("app-entry-ahead", opens=instant(stage.opens, zone, visit.t))
    return visit.t("app-entry-over") if stage.closes <= visit.now else ""


def _dates(stage: Stage, visit: Visit, zone: str) -> tuple[str, str, str, bool]:
    kind = visit.t(f"stage-{stage.kind.value}")
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
