"""Competitions in words: cards, announcements, reminders."""

from datetime import datetime

from bot.domain.competitions import Competition, Stage
from bot.texts.catalogue import Texts
from bot.texts.dates import instant, span
from bot.texts.facts import facts


def stage_lines(competition: Competition, zone: str, t: Texts) -> str:
    """All stages with their dates, one line each."""
    return "\n".join(
        t(
            "competition-stage-line",
            kind=t(f"stage-{stage.kind.value}"),
            opens=instant(stage.opens, zone, t),
            closes=instant(stage.closes, zone, t),
        )
        for stage in competition.stages
    )


def card(competition: Competition, zone: str, t: Texts) -> str:
    """Organiser, dates, link."""
    return t(
        "competition-card",
        organiser=competition.organiser,
        stages=stage_lines(competition, zone, t),
        link=competition.link,
    )


def announcement(competition: Competition, zone: str, t: Texts) -> str:
    """What a group is told once."""
    return t(
        "competition-announcement",
        title=competition.title,
        organiser=competition.organiser,
        stages=stage_lines(competition, zone, t),
        link=competition.link,
    )


def reminder(competition: Competition, stage: Stage, now: datetime, zone: str, t: Texts) -> str:
    """What is about to close, when, and how long there is."""
    return t(
        "competition-reminder",
        title=competition.title,
        stage=t(f"stage-{stage.kind.value}"),
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
        text=t("fact-reminder", stage=t(f"stage-{stage.kind.value}")),
        at=stage.closes,
        zone=zone,
        organiser=competition.organiser,
        url=competition.link,
    )
