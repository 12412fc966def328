"""Whether a competition fits together: pure, for its file, the console's form and the API alike."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.content.competition_findings import Fault, Finding
from bot.content.division_check import check_divisions
from bot.content.ranking_check import check_ranking
from bot.content.stage_check import check_stages
from bot.content.table import is_id
from bot.domain.competitions import Competition, StageKind
from bot.domain.contests import EntryKind


def check(competition: Competition) -> tuple[Finding, ...]:
    """All that does not fit together in ``competition``, faults and warnings, in the order of its
    file; empty: nothing. What single values may be (lengths, ranges) is for whoever reads them.
    """
    return (
        *_head(competition),
        *_entry(competition),
        *check_divisions(competition.divisions, competition.entry),
        *check_ranking(competition),
        *check_stages(competition),
    )


def faults_of(competition: Competition) -> tuple[Finding, ...]:
    """Those of ``check`` that must be mended."""
    return tuple(one for one in check(competition) if not one.warning)


def _head(competition: Competition) -> Iterator[Finding]:
    if not is_id(competition.key):
        yield Finding("id", Fault.BAD_ID, (competition.key,))
    if not competition.title.strip():
        yield Finding("title", Fault.EMPTY)
    if not competition.organiser.strip():
        yield Finding("organiser", Fault.EMPTY)
    if competition.zone and not is_zone(competition.zone):
        yield Finding("zone", Fault.UNKNOWN_ZONE, (competition.zone,))
    yield from _twice("groups", [str(one) for one in competition.groups])
    yield from _twice("reminders", [str(one) for one in competition.reminders])


def _entry(competition: Competition) -> Iterator[Finding]:
    team = competition.team
    if team is not None and competition.entry is EntryKind.PERSON:
        yield Finding("team", Fault.TEAM_OF_PERSONS)
    if team is not None and team.least > team.most:
        yield Finding("team.most", Fault.REVERSED, (str(team.least), str(team.most)))
    kinds = {stage.kind for stage in competition.stages}
    needs = bool(competition.divisions) or competition.entry is EntryKind.TEAM
    if needs and competition.stages and StageKind.REGISTRATION not in kinds:
        yield Finding("stages", Fault.NO_REGISTRATION)


def is_zone(name: str) -> bool:
    """Whether ``name`` is a zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _twice(path: str, names: Sequence[str]) -> Iterator[Finding]:
    for number, name in enumerate(names, 1):
        if name in names[: number - 1]:
            yield Finding(f"{path}[{number}]", Fault.TWICE, (name,))
