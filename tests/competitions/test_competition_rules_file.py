"""The rules in a competition's file: read, refused with line and mend, written back."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from bot.content.competition_check import faults_of
from bot.content.competition_export import to_yaml
from bot.content.competition_file import load_competition, read_competition, warnings_of
from bot.content.faults import Faults
from bot.domain.competitions import Competition
from bot.domain.contests import (
    Advance,
    AgeOn,
    Award,
    BirthWindow,
    Counts,
    Criterion,
    Division,
    EntryKind,
    Occupation,
    Open,
    Per,
    Ranking,
    RankKey,
    Sheet,
    TeamAverageAge,
    TeamRule,
    Ties,
    WorkKind,
    WorkRule,
)
from bot.domain.errors import InputError
from tests.competitions.whole_competitions import whole

WHOLE = """\
id: choir-2027
title: 合唱比赛
category: choral-singing
organiser: 区文化馆
zone: Asia/Shanghai
rules: |
  一首指定曲目，一首自选。
  每队一名指挥。
contact: 文化馆艺术部
groups: ["city:-1001"]
entry: team
team: {least: 20, most: 60, certificate_age: 70}
divisions:
  - {id: young, title: 少年组, born: {from: 2009-01-01, to: 2014-12-31}, quota: 12}
  - {id: middle, title: 中青年组, age: {on: 2027-03-01, least: 18, most: 59}, unhurried: true}
  - {id: old, title: 老年组, team_average_age: {on: 2027-03-01, least: 59.5}}
  - {id: school, title: 高校组, occupation: [大学生]}
  - {id: open, title: 公开组}
ranking:
  keys: [score, finished]
  ties: drawn
  weights: {live: 0.6, judging: 0.4}
  awards: [{title: 一等奖, first: 1, last: 2}, {title: 二等奖, first: 3, last: 6}]
  seed: 2027-03-01 开奖号
stages:
  - {id: entry, kind: registration, opens: 2027-03-01T09:00:00+08:00, closes: 2027-03-05T18:00:00+08:00}
  - {id: round, kind: quiz, opens: 2027-03-06T09:00:00+08:00, closes: 2027-03-07T18:00:00+08:00, draw: 5, seconds: 30, attempts: 3, per_day: 1, counts: sum, course: songs}
  - {id: works, kind: upload, opens: 2027-03-08T09:00:00+08:00, closes: 2027-03-12T18:00:00+08:00, works: {kinds: [video, link], megabytes: 19, seconds: 300}}
  - id: judging
    kind: judging
    title: 初评
    opens: 2027-03-13T09:00:00+08:00
    closes: 2027-03-15T18:00:00+08:00
    judging: {criteria: [{id: pitch, title: 音准, most: 40}, {id: voice, title: 音色, most: 60.5}], trim: 2, decimals: 3}
    advance: {top: 8, per: all}
  - {id: live, kind: live, place: 大剧场, opens: 2027-03-20T14:00:00+08:00, closes: 2027-03-20T18:00:00+08:00, judging: {criteria: [{id: all, title: 总分, most: 100}]}}
"""


def load(tmp_path: Path, text: str) -> Competition:
    """``text`` read as a file."""
    path = tmp_path / "choir.yaml"
    path.write_text(text, encoding="utf-8")
    return load_competition(path)


def test_the_rules_are_read(tmp_path: Path) -> None:
    found = load(tmp_path, WHOLE)
    assert (found.entry, found.zone, found.contact) == (
        EntryKind.TEAM,
        "Asia/Shanghai",
        "文化馆艺术部",
    )
    assert found.rules == "一首指定曲目，一首自选。\n每队一名指挥。"
    assert found.team == TeamRule(20, 60, certificate_age=70, one_team=True)
    day = date(2027, 3, 1)
    assert found.divisions == (
        Division("young", "少年组", BirthWindow(date(2009, 1, 1), date(2014, 12, 31)), quota=12),
        Division("middle", "中青年组", AgeOn(day, 18, 59), unhurried=True),
        Division("old", "老年组", TeamAverageAge(day, Decimal("59.5"), None)),
        Division("school", "高校组", Occupation(("大学生",))),
        Division("open", "公开组", Open()),
    )
    assert found.ranking == Ranking(
        keys=(RankKey.SCORE, RankKey.FINISHED),
        ties=Ties.DRAWN,
        weights=(("judging", Decimal("0.4")), ("live", Decimal("0.6"))),
        awards=(Award("一等奖", 1, 2), Award("二等奖", 3, 6)),
        seed="2027-03-01 开奖号",
    )


def test_what_stages_say_is_read(tmp_path: Path) -> None:
    _, quiz, works, judging, live = load(tmp_path, WHOLE).stages
    assert (quiz.per_day, quiz.counts, quiz.attempts) == (1, Counts.SUM, 3)
    assert works.works == WorkRule((WorkKind.VIDEO, WorkKind.LINK), 19, 300)
    criteria = (
        Criterion("pitch", "音准", Decimal(40)),
        Criterion("voice", "音色", Decimal("60.5")),
    )
    assert (judging.title, judging.judging) == ("初评", Sheet(criteria, trim=2, decimals=3))
    assert judging.advance == Advance(8, Per.ALL)
    assert (live.place, live.judging) == (
        "大剧场",
        Sheet((Criterion("all", "总分", Decimal(100)),), trim=1, decimals=2),
    )


CASES = [
    ("entry: team", "entry: choir", 11, 'key entry: read "choir"; write one of person, team'),
    ("zone: Asia/Shanghai", "zone: Shanghai", 5, 'key zone: read "Shanghai"; write a zone such'),
    ("entry: team\n", "", 11, "key team: is for teams; write `entry: team` or remove it"),
    ("least: 20", "least: 90", 12, 'key team.most: the end "60" is before the beginning "90"'),
    ("一首自选", "转发朋友圈领取奖品", 6, "key rules:"),
    ("id: middle", "id: young", 15, '"young" is already a division here'),
    ("2009-01-01", "2015-01-01", 14, 'divisions[1].born: the end "2014-12-31" is before'),
    ("2009-01-01", "2009-02-30", 14, 'read "2009-02-30"; write a day that exists'),
    ("2009-01-01", "09-1-1", 14, 'divisions[1].born.from: read "09-1-1"; write a day'),
    ("born: {from: 2009-01-01, to: 2014-12-31}", "born: {}", 14, "lets in everybody"),
    ("quota: 12", "quota: 0", 14, 'divisions[1].quota: read "0"; write a whole number from 1'),
    (
        "quota: 12",
        "quota: 12, occupation: [学生]",
        14,
        "stands beside born; a division goes by one",
    ),
    ("{on: 2027-03-01, least: 18", "{least: 18", 15, "age.on: is missing; add the day on which"),
    ("unhurried: true", "unhurried: often", 15, 'unhurried: read "often"; write true or false'),
    ("least: 59.5", "least: old", 16, 'team_average_age.least: read "old"; write a number'),
    ("[大学生]", "[]", 17, "divisions[4].occupation: has 0 texts; write 1 to 50"),
    (
        "{id: school",
        "{id: everybody, title: 全部}\n  - {id: school",
        18,
        '"全部" above it takes every',
    ),
    ("keys: [score, finished]", "keys: [points]", 20, 'ranking.keys[1]: read "points"; write one'),
    ("keys: [score, finished]", "keys: [score, score]", 20, "is there twice"),
    ("ties: drawn", "ties: luck", 21, 'ranking.ties: read "luck"; write one of shared, drawn'),
    ("  seed: 2027-03-01 开奖号\n", "", 20, "ranking.seed: lots need a seed"),
    ("{live: 0.6", "{finale: 0.6", 22, 'unknown key "finale"; known here: entry, round, works'),
    ("{live: 0.6", "{works: 0.6", 22, 'ranking.weights.works: "works" gives no score'),
    ("first: 3, last", "first: 2, last", 23, 'place 2 has "一等奖" already'),
    ("first: 3, last: 6", "first: 6, last: 3", 23, 'the end "3" is before the beginning "6"'),
    ("per_day: 1", "per_day: 0", 27, 'stages[2].per_day: read "0"; write a whole number'),
    ("counts: sum", "counts: mean", 27, 'stages[2].counts: read "mean"; write one of best, last'),
    (", course: songs", "", 27, "stages[2].course: a round that says how it is asked needs"),
    ("kinds: [video, link]", "kinds: [film]", 28, 'works.kinds[1]: read "film"; write one of'),
    ("megabytes: 19", "megabytes: 0", 28, "works.megabytes: read"),
    ("kind: upload", "kind: live", 28, "stages[3].works: belongs to an upload stage only"),
    ("id: voice", "id: pitch", 34, 'judging.criteria[2].id: "pitch" is already a criterion'),
    ("trim: 2", "trim: 9", 34, "judging.trim: read"),
    ("{top: 8, per: all}", "{per: all}", 35, "advance.top: is missing; add how many go on"),
    ("{top: 8, per: all}", "{top: 8, per: town}", 35, 'advance.per: read "town"; write one of'),
    ("2027-03-20T14", "2027-03-15T14", 36, 'stages[5].opens: is before "judging" closes, which'),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), CASES)
def test_faults(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in WHOLE
    with pytest.raises(InputError) as caught:
        load(tmp_path, WHOLE.replace(old, new, 1))
    said = str(caught.value).split("\n")[0]
    assert re.match(rf"choir.yaml, line {line}[,:] ", said), said
    assert words in said
    assert said.endswith(".")


def test_warnings_stop_nothing_and_are_told(tmp_path: Path) -> None:
    text = WHOLE.replace("2027-03-08T09", "2027-03-07T09").replace("first: 3", "first: 4")
    assert warnings_of(load(tmp_path, WHOLE)) == ()
    assert tuple(map(str, warnings_of(load(tmp_path, text)))) == (
        'ranking.awards[2].first: place 3, after "一等奖", has no award.',
        'stages[3].opens: lies before "round" closes; both are open for a while.',
    )


@given(whole())
def test_what_is_written_is_read_as_the_same(competition: Competition) -> None:
    faults = Faults()
    found = read_competition(to_yaml(competition), "whole.yaml", faults)
    assert found == competition
    assert bool(faults) is bool(faults_of(competition))


def test_state_and_revision_stay_out_of_the_file(tmp_path: Path) -> None:
    found = load(tmp_path, WHOLE)
    assert to_yaml(replace(found, revision=7, cancel_reason="疫情")) == to_yaml(found)
    assert "+08:00" in to_yaml(found)
    assert "+00:00" in to_yaml(replace(found, zone=""))


def test_the_example_of_the_paper_can_be_used(tmp_path: Path) -> None:
    paper = Path(__file__).parents[2] / "docs" / "competitions.md"
    [example] = re.findall(r"^```yaml\n(.*?)^```", paper.read_text("utf-8"), re.M | re.S)
    found = load(tmp_path, example)
    assert warnings_of(found) == ()
    assert load(tmp_path, to_yaml(found)) == found
