"""Competitions with everything that a file can say, for round trips."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bot.content.competition_rules import plain
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
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
    Rule,
    Sheet,
    TeamAverageAge,
    TeamRule,
    Ties,
    WorkKind,
    WorkRule,
)

WORDS = st.text("组别甲乙:-#'\"{}[]aB1 ", min_size=1, max_size=12).map(str.strip).filter(bool)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
NUMBERS = st.integers(1, 1_500_000).map(lambda n: plain(Decimal(n) / 10_000))
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(BirthWindow, st.none() | DAYS, st.none() | DAYS),
    st.builds(AgeOn, DAYS, st.none() | st.integers(0, 150), st.none() | st.integers(0, 150)),
    st.builds(TeamAverageAge, DAYS, st.none() | NUMBERS, st.none() | NUMBERS),
    st.builds(Occupation, st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)),
    st.just(Open()),
)
SHEETS = st.builds(
    Sheet,
    st.integers(1, 4).flatmap(
        lambda n: st.tuples(
            *[st.builds(Criterion, st.just(f"c{i}"), WORDS, NUMBERS) for i in range(n)]
        )
    ),
    st.integers(0, 5),
    st.integers(0, 4),
)
WORKS = st.builds(
    WorkRule,
    st.lists(st.sampled_from(WorkKind), min_size=1, unique=True).map(tuple),
    st.integers(1, 2000),
    st.none() | st.integers(1, 86_400),
)
ADVANCES = st.builds(Advance, st.integers(1, 1000), st.sampled_from(Per))
TEAMS = st.builds(
    TeamRule,
    st.integers(1, 9),
    st.integers(9, 1000),
    st.none() | st.integers(1, 150),
    st.booleans(),
)
AWARDS = st.lists(WORDS, max_size=3).map(
    lambda titles: tuple(Award(title, 2 * n + 1, 2 * n + 2) for n, title in enumerate(titles))
)
RANKINGS = st.builds(
    Ranking,
    keys=st.lists(st.sampled_from(RankKey), min_size=1, unique=True).map(tuple),
    ties=st.sampled_from(Ties),
    weights=NUMBERS.map(lambda weight: (("quiz", weight), ("live", Decimal(2)))) | st.just(()),
    awards=AWARDS,
    seed=WORDS,
)
OPENS = datetime(2027, 3, 1, 1, tzinfo=UTC)


def _stages(
    works: WorkRule | None, sheet: Sheet, advance: Advance | None, counts: Counts | None
) -> tuple[Stage, ...]:
    def days(begin: int, end: int) -> tuple[datetime, datetime]:
        return OPENS + timedelta(days=begin), OPENS + timedelta(days=end)

    return (
        Stage("entry", StageKind.REGISTRATION, *days(0, 1)),
        Stage("works", StageKind.UPLOAD, *days(1, 2), works=works),
        Stage(
            "quiz",
            StageKind.QUIZ,
            *days(2, 3),
            draw=10,
            seconds=None if counts is None else 30,
            attempts=3,
            course="law-basics",
            title="初赛",
            per_day=1,
            counts=counts,
            advance=advance,
        ),
        Stage("live", StageKind.LIVE, *days(3, 4), place="大剧场: 二楼", judging=sheet),
    )


def whole() -> st.SearchStrategy[Competition]:
    """Competitions that say all that a file can say, not all of which fit together."""
    stages = st.builds(
        _stages,
        st.none() | WORKS,
        SHEETS,
        st.none() | ADVANCES,
        st.none() | st.sampled_from(Counts),
    )
    divisions = st.lists(st.tuples(WORDS, RULES, st.none() | st.integers(1, 999)), max_size=4)
    return st.builds(
        Competition,
        key=st.just("whole-2027"),
        title=WORDS,
        category=st.sampled_from(Category),
        organiser=WORDS,
        link=st.sampled_from(["", "https://example.org/rules"]),
        groups=st.just((GroupName("city", "-1001"), GroupName("city-wechat", "class-7"))),
        stages=stages,
        reminders=st.sampled_from([(), (timedelta(days=7), timedelta(hours=3))]),
        rules=st.sampled_from(["", "第一行\n第二行: 有冒号", "一行"]),
        contact=st.just("") | WORDS,
        zone=st.sampled_from(["", "Asia/Shanghai", "Asia/Hong_Kong"]),
        entry=st.sampled_from(EntryKind),
        team=st.none() | TEAMS,
        divisions=divisions.map(
            lambda found: tuple(
                Division(f"d{n}", title, rule, quota, unhurried=n == 1)
                for n, (title, rule, quota) in enumerate(found)
            )
        ),
        ranking=st.just(Ranking()) | RANKINGS,
    )
