"""Competitions in words: cards, announcements, reminders."""

from datetime import datetime
from typing import Protocol

from bot.domain.competitions import Competition, CompetitionState, Stage, StageKind
from bot.texts.catalogue import Texts
from bot.texts.dates import instant, span
from bot.texts.facts import facts


class Named(Protocol):
    """A stage, or what entrants knew of one."""

    @property
    def title(self) -> str:
        """What it is called; empty: as its kind."""
        ...

    @property
    def kind(self) -> StageKind:
        """What is done in it."""
        ...


def stage_name(stage: Named, t: Texts) -> str:
    """What a stage is called; else what is done in it."""
    return stage.title or t(f"stage-{stage.kind.value}")


def stage_lines(competition: Competition, zone: str, t: Texts) -> str:
    """All stages with their dates, one line each."""
    return "\n".join(
        t(
            "competition-stage-line",
            kind=stage_name(stage, t),
            opens=instant(stage.opens, zone, t),
            closes=instant(stage.closes, zone, t),
        )
        for stage in competition.stages
    )


def dates_text(competition: Competition, zone: str, t: Texts) -> str:
    """The dates as text, for chats that cannot open a calendar; ``zone`` is the reader's (IANA)."""
    if competition.state is CompetitionState.CANCELLED:
        return t("contest-dates-cancelled", title=competition.title)
    places = [
        f"{stage_name(stage, t)} · {t('contest-place', place=stage.place)}"
        for stage in competition.stages
        if stage.place
    ]
    lines = t("contest-dates", title=competition.title, stages=stage_lines(competition, zone, t))
    return "\n".join((lines, *places))


def card(competition: Competition, zone: str, t: Texts) -> str:
    """Organiser, dates, link."""
    said = t(
        "competition-card",
        organiser=competition.organiser,
        stages=stage_lines(competition, zone, t),
        link=competition.link,
    )
    return said if competition.link else _without_link(said)


def announcement(competition: Competition, zone: str, t: Texts) -> str:
    """What a group is told once."""
    said = t(
        "competition-announcement",
        title=competition.title,
        organiser=competition.organiser,
        stages=stage_lines(competition, zone, t),
        link=competition.link,
    )
    return said if competition.link else _without_link(said)


def _without_link(said: str) -> str:
    """Where there is no link, there is no last line that would lead to it."""
    return said.rpartition("\n")[0]


def reminder(competition: Competition, stage: Stage, now: datetime, zone: str, t: Texts) -> str:
    """What is about to close, when, and how long there is."""
    return t(
        "competition-reminder",
        title=competition.title,
        stage=stage_name(stage, t),
        left=span(stage.closes - now, t),
        closes=instant(stage.closes, zone, t),
    )


def announcement_facts(
    competition: Competition, now: datetime, zone: str, t: Texts
) -> dict[str, str]:
    """The same in brief; the time is when what is open now, or comes next, closes."""
    closing = [stage.closes for stage in competition.stages if stage.closes > now]
    return facts(
        t,
        title=competition.title,
        text=t("fact-announcement"),
        at=min(closing) if closing else competition.stages[-1].closes,
        zone=zone,
        organiser=competition.organiser,
        url=competition.link,
    )


def reminder_facts(competition: Competition, stage: Stage, zone: str, t: Texts) -> dict[str, str]:
    """The same in brief; the time is when the stage closes."""
    return facts(
        t,
        title=competition.title,
        text=t("fact-reminder", stage=stage_name(stage, t)),
        at=stage.closes,
        zone=zone,
        organiser=competition.organiser,
        url=competition.link,
    )
