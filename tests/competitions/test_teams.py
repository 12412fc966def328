"""Teams: size, certificates of old singers, nobody in two of them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.competitions.entering.teams import (
    Member,
    Role,
    TeamFault,
    TeamFinding,
    counted,
    team_day,
    team_faults,
)
from bot.domain.contests import AgeOn, BirthWindow, Division, TeamRule

DAY = date(2026, 9, 1)
RULE = TeamRule(least=3, most=4, certificate_age=70)
YOUNG = Member(Role.SINGER, date(1970, 1, 1))
OLD = Member(Role.SINGER, date(1956, 9, 1))
CONDUCTOR = Member(Role.CONDUCTOR, date(1940, 1, 1))
CHOIR = (YOUNG, YOUNG, YOUNG, CONDUCTOR)


@pytest.mark.parametrize(
    ("members", "findings"),
    [
        (CHOIR, ()),
        (CHOIR[1:], (TeamFinding(TeamFault.TOO_FEW),)),
        ((*CHOIR, YOUNG), ()),
        ((*CHOIR, YOUNG, YOUNG), (TeamFinding(TeamFault.TOO_MANY),)),
        ((OLD, *CHOIR), (TeamFinding(TeamFault.CERTIFICATE_MISSING, 1),)),
        ((replace(OLD, health_certificate=True), *CHOIR), ()),
        ((replace(OLD, born=date(1956, 9, 2)), *CHOIR), ()),
        ((replace(YOUNG, born=None), *CHOIR), (TeamFinding(TeamFault.BIRTH_MISSING, 1),)),
        (
            (YOUNG, YOUNG, YOUNG, replace(CONDUCTOR, elsewhere=True)),
            (TeamFinding(TeamFault.IN_TWO_TEAMS, 4),),
        ),
    ],
)
def test_what_is_wrong_with_a_choir(
    members: tuple[Member, ...], findings: tuple[TeamFinding, ...]
) -> None:
    assert team_faults(RULE, members, DAY) == findings


def test_where_two_teams_and_certificates_are_no_matter() -> None:
    loose = TeamRule(least=1, one_team=False)
    assert team_faults(loose, (replace(OLD, elsewhere=True),), DAY) == ()


def test_who_is_counted_and_on_which_day() -> None:
    assert counted((YOUNG, CONDUCTOR, OLD)) == (YOUNG.born, OLD.born)
    other = date(2026, 12, 31)
    assert team_day(Division("a", "甲", AgeOn(DAY, 55, None)), other) == DAY
    assert team_day(Division("a", "甲", BirthWindow(None, DAY)), other) == other
    assert team_day(None, other) == other
