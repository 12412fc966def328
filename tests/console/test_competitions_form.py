"""The form of a competition, its time line and what waits, without a server."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.competitions.desk.acting import Refusal
from bot.competitions.desk.changes import Follow
from bot.competitions.entering.teams import Role, TeamFault
from bot.competitions.scoring.advancing import Going
from bot.competitions.scoring.judging import MarkFault
from bot.competitions.scoring.ranking import Out, Placing
from bot.competitions.scoring.results import Freezing, What
from bot.content.competition_check import faults_of
from bot.content.competition_file import load_competition
from bot.content.competition_findings import Fault
from bot.domain.competitions import Category, Competition, CompetitionState, StageKind
from bot.domain.concern import Rule
from bot.domain.contests import AgeOn, Award, Criterion, RankKey, Ties, WorkKind
from bot.domain.works import WorkFault
from bot.store.contests.entries import EntryState
from bot.store.contests.objections import ObjectionState
from bot.store.contests.overview import Office
from bot.texts.catalogue import ENGLISH, SIMPLIFIED
from bot.texts.console import console_texts
from bot.web.console.competitions_common import slug
from bot.web.console.competitions_next import Facts, next_step
from bot.web.console.competitions_reading import Base, read
from bot.web.console.competitions_starting import STARTS, start
from bot.web.console.competitions_telling import differences, field_of
from bot.web.console.competitions_timeline import bar, timeline
from bot.web.console.competitions_written import Written, changed_rows, from_form, written
from bot.web.console.parts import range_of

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
T = console_texts(SIMPLIFIED)
CONTESTS = Path(__file__).parents[1] / "contests"


def reread(one: Written, former: Competition) -> tuple[Competition, list[str]]:
    names = dict(enumerate(former.groups, 1))
    one.groups = list(names)
    competition, faults = read(one, Base(former.key, ZONE, former, names))
    return competition, [fault.field for fault in faults]


@pytest.mark.parametrize("name", ["classics_quiz", "seniors_singing"])
def test_a_real_contest_is_the_same_after_the_form(name: str) -> None:
    contest = load_competition(CONTESTS / name / "rules.yaml")
    again, faults = reread(written(contest, ZONE), contest)
    assert faults == []
    assert again == contest


@pytest.mark.parametrize("name", STARTS)
def test_what_one_begins_with_lacks_only_words_of_ones_own(name: str) -> None:
    for language in (SIMPLIFIED, ENGLISH):
        made = start(name, NOW, ZONE, console_texts(language))
        named = replace(made, key="c1", title="x", organiser="y")
        paths = [one.path for one in faults_of(named)]
        assert paths == (["stages[2].course"] if name == "quiz" else [])
        assert min(one.opens for one in made.stages) > NOW


def singing() -> tuple[Written, Competition]:
    contest = load_competition(CONTESTS / "seniors_singing" / "rules.yaml")
    return written(contest, ZONE), contest


def test_criteria_keep_their_keys_when_they_are_renamed_or_moved() -> None:
    one, contest = singing()
    one.stages[2]["criteria"] = "情感表现 30\n音准与节奏：40分\n新的一项 30"
    again, faults = reread(one, contest)
    assert faults == []
    sheet = again.stages[2].judging
    assert sheet is not None
    assert sheet.criteria[0] == Criterion("feeling", "情感表现", Decimal(30))
    assert sheet.criteria[1].most == Decimal(40)
    keys = [criterion.key for criterion in sheet.criteria]
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("line", "award"),
    [
        ("二等奖 2-3", Award("二等奖", 2, 3)),
        ("金奖 1", Award("金奖", 1, 1)),
        ("优秀奖：第4至10名", Award("优秀奖", 4, 10)),
        ("Third prize 4–6", Award("Third prize", 4, 6)),
    ],
)
def test_awards_are_read_as_people_write_them(line: str, award: Award) -> None:
    one, contest = singing()
    one.head["awards"] = line
    again, faults = reread(one, contest)
    assert faults == []
    assert again.ranking.awards == (award,)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("stages-0-opens", "2027-13-01T09:00"),
        ("stages-0-opens", ""),
        ("stages-0-opens", "9999-12-31T23:59"),
        ("stages-1-megabytes", "-1"),
        ("stages-1-length", "１２"),
        ("stages-2-trim", "9"),
        ("stages-2-weight", "1e9"),
        ("stages-3-place", "馆\u202e内"),
        ("divisions-0-on", "2027-02-30"),
        ("divisions-0-quota", "0"),
        ("divisions-0-title", "组" * 61),
        ("head-link", "javascript:alert(1)"),
        ("head-rules", "x" * 5001),
        ("head-title", "\u0007"),
    ],
)
def test_each_wrong_value_is_told_at_its_field(column: str, value: str) -> None:
    one, contest = singing()
    rows, _, rest = column.partition("-")
    if rows == "head":
        one.head[rest] = value
        expected = rest
    else:
        place, _, name = rest.partition("-")
        getattr(one, rows)[int(place)][name] = value
        expected = f"{rows}-{int(place) + 1}-{name}"
    _, faults = reread(one, contest)
    assert expected in faults


def test_a_lot_gets_a_seed_that_stays() -> None:
    one, contest = singing()
    one.head["ties"] = "drawn"
    first, _ = reread(one, contest)
    assert first.ranking.ties is Ties.DRAWN
    assert len(first.ranking.seed) == 32
    again, _ = reread(one, first)
    assert again.ranking.seed == first.ranking.seed


def test_rows_that_nobody_sent_are_none() -> None:
    form = {"stages-1-key": "a", "stages-1-kind": "quiz", "stages-3-key": "c", "key-1": "score"}
    one = from_form(form, {"reminders": ["P7D"], "groups": ["1", "x", "-2"]})
    assert [row["key"] for row in one.stages] == ["a"]
    assert one.groups == [1]
    competition, _ = read(one, Base("c1", ZONE))
    assert competition.ranking.keys == (RankKey.SCORE,)


def test_rows_are_moved_only_within_their_list() -> None:
    one, _ = singing()
    before = [row["key"] for row in one.stages]
    for do in (
        "up-stage-1",
        "remove-stage-0",
        "remove-stage-99",
        "up-stage-x",
        "remove-division-",
    ):
        assert changed_rows(one, do, "age", "quiz")
    assert [row["key"] for row in one.stages] == before
    assert not changed_rows(one, "save", "age", "quiz")
    changed_rows(one, "up-stage-2", "", "")
    assert [row["key"] for row in one.stages][:2] == [before[1], before[0]]


def test_two_versions_differ_where_they_do() -> None:
    theirs, contest = singing()
    ours = written(contest, ZONE)
    assert differences(T, theirs, ours) == []
    ours.head["contact"] = "别的"
    ours.stages[0]["opens"] = "2027-03-02T09:00"
    del ours.divisions[3]
    found = differences(T, theirs, ours)
    assert ("咨询方式", "文化馆艺术部", "别的") in found
    assert ("报名 · 开始", "2027-03-01T09:00", "2027-03-02T09:00") in found
    assert len(found) == 3


def test_findings_point_at_fields_of_the_form() -> None:
    _, contest = singing()
    broken = replace(
        contest,
        title="",
        divisions=(replace(contest.divisions[0], rule=AgeOn(date(2027, 1, 1), 60, 50)),),
        ranking=replace(contest.ranking, weights=(("works", Decimal(1)),)),
        stages=(*contest.stages[:3], replace(contest.stages[3], opens=contest.stages[0].opens)),
    )
    assert {field_of(one, broken) for one in faults_of(broken)} >= {
        "title",
        "divisions-1-rule",
        "stages-2-weight",
        "stages-4-opens",
    }


def test_the_time_line_draws_titles_as_text() -> None:
    one = bar('<script>"公示"', NOW, NOW + timedelta(days=2), NOW)
    drawn = timeline([one], NOW, ZONE, "现在")
    assert "<script" not in drawn
    assert 'class="now"' in drawn
    assert bar("a", NOW + timedelta(1), NOW + timedelta(2), NOW).when == "ahead"
    assert bar("a", NOW - timedelta(1), NOW, NOW).when == "past"


def facts(now: datetime, **more: object) -> Facts:
    _, contest = singing()
    office = Office("operator a", "operator a", "", None, None, NOW, 0, 7, None)
    values: dict[str, object] = {
        "competition": contest,
        "office": office,
        "now": now,
        "waiting": {},
        "freezing": Freezing.STAGE_OPEN,
        "two_people": True,
        "approves": False,
    }
    return Facts(**(values | more))  # type: ignore[arg-type]


def test_one_thing_waits_at_a_time() -> None:
    _, contest = singing()
    draft = replace(contest, state=CompetitionState.DRAFT)
    waits = replace(contest, state=CompetitionState.WAITING)
    office = Office("operator a", "operator a", "", None, None, NOW, 2, 7, None)
    inside = contest.stages[2].opens + timedelta(hours=1)
    after = contest.stages[-1].closes + timedelta(days=1)
    assert next_step(facts(NOW, competition=draft)).name == "submit"
    assert next_step(facts(NOW, competition=draft, two_people=False)).name == "publish"
    assert next_step(facts(NOW, competition=waits)).name == "waits"
    assert next_step(facts(NOW, competition=waits, approves=True)).name == "approve"
    assert next_step(facts(NOW)).name == "coming"
    assert next_step(facts(NOW, office=office)).name == "objections"
    assert next_step(facts(NOW, office=replace(office, objections=0, judges=0))).name == "judges"
    assert next_step(facts(contest.stages[0].opens)).name == "entering"
    assert next_step(facts(inside, waiting={"judging": 3})).name == "unjudged"
    assert next_step(facts(after, waiting={"judging": 3})).name == "unjudged-late"
    assert next_step(facts(after, freezing=Freezing.MAY)).name == "freeze"
    assert next_step(facts(after, office=replace(office, frozen_at=after))).name == "frozen"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=900-", (900, 1000)),
        ("bytes=-100", (900, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=0-5000", (0, 1000)),
        ("bytes=1000-", (1000, 1000)),
        ("bytes=5-3", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=x-1", None),
        ("lines=0-1", None),
        ("", None),
    ],
)
def test_a_range_is_what_was_asked_for(header: str, found: tuple[int, int] | None) -> None:
    assert range_of(header, 1000) == found


EVERY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("refused-", tuple(one.name.lower().replace("_", "-") for one in Refusal)),
    ("follow-", tuple(one.name.lower().replace("_", "-") for one in Follow)),
    ("finding-", tuple(one.value for one in Fault)),
    ("freezing-", tuple(slug(one.value) for one in Freezing)),
    ("why-", tuple(slug(one.value) for kind in (Out, Placing, Going) for one in kind)),
    ("team-", tuple(slug(one.value) for one in TeamFault)),
    ("mark-", tuple(one.name.lower().replace("_", "-") for one in MarkFault)),
    ("work-fault-", tuple(one.value for one in WorkFault)),
    ("work-", tuple(one.value for one in WorkKind)),
    ("kind-", tuple(one.value for one in StageKind)),
    ("kind-line-", tuple(one.value for one in StageKind)),
    ("category-", tuple(one.value for one in Category)),
    ("state-", tuple(one.value for one in CompetitionState)),
    ("key-", tuple(one.value for one in RankKey)),
    ("ties-", tuple(one.value for one in Ties)),
    ("role-", tuple(one.value for one in Role)),
    ("entry-", tuple(one.value for one in EntryState)),
    ("objection-", tuple(one.value for one in ObjectionState)),
    ("correction-", tuple(one.value for one in What)),
    ("says-", tuple(one.value for one in Rule)),
    ("start-", STARTS),
    ("start-line-", STARTS),
)


@pytest.mark.parametrize(("family", "names"), EVERY)
def test_whatever_can_be_said_has_its_words(family: str, names: tuple[str, ...]) -> None:
    for language in (SIMPLIFIED, ENGLISH):
        t = console_texts(language)
        assert [name for name in names if not t.has(f"competitions-{family}{name}")] == []
