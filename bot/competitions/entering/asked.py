"""What entering a competition asks of people. Pure."""

from bot.competitions.entering.divisions import asked_of
from bot.domain.competitions import Competition, StageKind
from bot.domain.contests import EntryKind

_NAMED = frozenset(
    {StageKind.UPLOAD, StageKind.LIVE, StageKind.JUDGING, StageKind.PUBLICITY, StageKind.AWARD}
)
"""Stages for which the organiser must know who it is, or that show lists of people."""


def wants_name(competition: Competition) -> bool:
    """Whether entrants give a name: a team, and wherever lists are shown or people are met. A quiz
    among numbers needs none (PIPL article 6: no more than the purpose needs).
    """
    named = any(stage.kind in _NAMED for stage in competition.stages)
    return competition.entry is EntryKind.TEAM or named or bool(competition.ranking.awards)


def asks_anything(competition: Competition) -> bool:
    """Whether entering takes more than a touch: a name, or what a division goes by."""
    return wants_name(competition) or bool(asked_of(competition.divisions))
