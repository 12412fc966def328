"""When reminders go: a row for every way the decision can turn, and what holds for all."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.moments import (
    Dropped,
    Moments,
    QuietHours,
    Timing,
    moments_of,
    quiet_period,
)
from bot.domain.competitions import Category, Competition, Stage, StageKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NIGHT: QuietHours = (time(21, 30), time(7, 30))
NOON: QuietHours = (time(12, 0), time(14, 0))
NONE: QuietHours = (time(0, 0), time(0, 0))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A local wall-clock time in December 2026 (or with its full date) as an instant."""
    full = text if text.count("-") == 2 else f"2026-12-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=zone).astimezone(UTC)


def contest(opens: datetime, closes: datetime, *reminders: timedelta) -> Competition:
    stage = Stage("round-1", StageKind.REGISTRATION, opens, closes)
    return Competition("c", "赛", Category.OTHER, "馆", "", (), (stage,), reminders)


H, M = timedelta(hours=1), timedelta(minutes=1)
CASES = [
    # opens, closes, before, now, quiet; due and timing, or why dropped
    ("01 09:00", "10 18:00", 3 * H, "02 09:00", NIGHT, "10 15:00", Timing.AS_WRITTEN),
    ("01 09:00", "10 18:00", 3 * H, "10 15:00", NIGHT, "10 15:00", Timing.AS_WRITTEN),
    ("01 09:00", "10 18:00", 3 * H, "10 15:01", NIGHT, None, Dropped.PAST),
    ("10 15:00", "10 18:00", 3 * H, "02 09:00", NIGHT, "10 15:00", Timing.AS_WRITTEN),
    ("10 15:01", "10 18:00", 3 * H, "02 09:00", NIGHT, None, Dropped.BEFORE_OPENING),
    # into the night, before midnight and after it
    ("01 09:00", "11 01:00", 3 * H, "02 09:00", NIGHT, "10 21:25", Timing.BEFORE_QUIET_HOURS),
    ("01 09:00", "11 09:00", 3 * H, "02 09:00", NIGHT, "10 21:25", Timing.BEFORE_QUIET_HOURS),
    ("01 09:00", "11 09:00", 3 * H, "10 21:25", NIGHT, "10 21:25", Timing.BEFORE_QUIET_HOURS),
    # no time left before it: because of now, because of the opening
    ("01 09:00", "11 09:00", 3 * H, "10 21:26", NIGHT, "11 07:30", Timing.AFTER_QUIET_HOURS),
    ("10 21:26", "11 09:00", 3 * H, "02 09:00", NIGHT, "11 07:30", Timing.AFTER_QUIET_HOURS),
    ("10 22:00", "11 07:31", 3 * H, "02 09:00", NIGHT, "11 07:30", Timing.AFTER_QUIET_HOURS),
    ("10 22:00", "11 07:30", 3 * H, "02 09:00", NIGHT, None, Dropped.QUIET_UNTIL_CLOSED),
    ("01 09:00", "11 07:00", 3 * H, "11 01:00", NIGHT, None, Dropped.QUIET_UNTIL_CLOSED),
    # the edges: quiet from the first minute, no longer at the last
    ("01 09:00", "11 00:30", 3 * H, "02 09:00", NIGHT, "10 21:25", Timing.BEFORE_QUIET_HOURS),
    ("01 09:00", "11 00:29", 3 * H, "02 09:00", NIGHT, "10 21:29", Timing.AS_WRITTEN),
    ("01 09:00", "11 10:30", 3 * H, "02 09:00", NIGHT, "11 07:30", Timing.AS_WRITTEN),
    ("01 09:00", "11 10:29", 3 * H, "02 09:00", NIGHT, "10 21:25", Timing.BEFORE_QUIET_HOURS),
    # quiet hours within a day; none at all
    ("01 09:00", "10 16:00", 3 * H, "02 09:00", NOON, "10 11:55", Timing.BEFORE_QUIET_HOURS),
    ("10 12:30", "10 16:00", 3 * H, "02 09:00", NOON, "10 14:00", Timing.AFTER_QUIET_HOURS),
    ("01 09:00", "11 03:00", 3 * H, "02 09:00", NOON, "11 00:00", Timing.AS_WRITTEN),
    ("01 09:00", "11 01:00", 3 * H, "02 09:00", NONE, "10 22:00", Timing.AS_WRITTEN),
]  # fmt: skip


@pytest.mark.parametrize(("opens", "closes", "before", "now", "quiet", "due", "why"), CASES)
def test_one_reminder(
    opens: str,
    closes: str,
    before: timedelta,
    now: str,
    quiet: QuietHours,
    due: str | None,
    why: Timing | Dropped,
) -> None:
    found = moments_of(contest(at(opens), at(closes), before), at(now), quiet, SHANGHAI)
    if due is None:
        (drop,) = found.dropped
        assert (drop.stage_key, drop.rule, drop.reason) == ("round-1", "PT3H", why)
        assert found.kept == ()
    else:
        (moment,) = found.kept
        assert (moment.due, moment.timing) == (at(due), why)
        assert (moment.stage_key, moment.rule) == ("round-1", "PT3H")
        assert moment.expires == at(closes)
        assert found.dropped == ()


def test_each_stage_has_its_reminders() -> None:
    first = Stage("registration", StageKind.REGISTRATION, at("01 09:00"), at("10 18:00"))
    second = Stage("round-1", StageKind.QUIZ, at("11 09:00"), at("13 18:00"))
    before = (timedelta(days=7), timedelta(days=1), 3 * H)
    both = Competition("c", "赛", Category.OTHER, "馆", "", (), (first, second), before)
    found = moments_of(both, at("01 08:00"), NIGHT, SHANGHAI)
    assert [(m.stage_key, m.rule, m.due) for m in found.kept] == [
        ("registration", "P7D", at("03 18:00")),
        ("registration", "P1D", at("09 18:00")),
        ("registration", "PT3H", at("10 15:00")),
        ("round-1", "P1D", at("12 18:00")),
        ("round-1", "PT3H", at("13 15:00")),
        ("round-1", "round-opens", at("11 09:00")),
        ("round-1", "round-closes", at("13 17:00")),
    ]
    assert [(d.stage_key, d.rule, d.reason) for d in found.dropped] == [
        ("round-1", "P7D", Dropped.BEFORE_OPENING)
    ]


def test_two_reminders_do_not_fall_on_one_moment() -> None:
    night = contest(at("01 09:00"), at("11 07:00"), 3 * H, 8 * H)
    found = moments_of(night, at("02 09:00"), NIGHT, SHANGHAI)
    assert [(m.rule, m.due) for m in found.kept] == [("PT8H", at("10 21:25"))]
    assert [(d.rule, d.reason) for d in found.dropped] == [("PT3H", Dropped.SAME_MOMENT)]


def test_quiet_hours_are_local_and_follow_the_change_of_clocks() -> None:
    opens, closes = at("2026-10-01 09:00", BERLIN), at("2026-10-26 01:00", BERLIN)
    found = moments_of(contest(opens, closes, 2 * H), opens, NIGHT, BERLIN)
    assert [m.due for m in found.kept] == [datetime(2026, 10, 25, 20, 25, tzinfo=UTC)]  # winter
    closes = at("2026-10-25 01:00", BERLIN)
    found = moments_of(contest(opens, closes, 2 * H), opens, NIGHT, BERLIN)
    assert [m.due for m in found.kept] == [datetime(2026, 10, 24, 19, 25, tzinfo=UTC)]  # summer


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        # 2026-03-29 02:00 becomes 03:00; 2026-10-25 03:00 becomes 02:00
        ("2026-03-29T01:30+00:00", "2026-03-28T20:30+00:00", "2026-03-29T05:30+00:00"),
        ("2026-10-25T01:30+00:00", "2026-10-24T19:30+00:00", "2026-10-25T06:30+00:00"),
    ],
)
def test_a_night_in_which_clocks_change(now: str, begins: str, ends: str) -> None:
    found = quiet_period(datetime.fromisoformat(now), NIGHT, BERLIN)
    assert found == (datetime.fromisoformat(begins), datetime.fromisoformat(ends))


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    quiet: QuietHours = (time(1, 15), time(1, 45))  # New York, 2026-11-01: 01:00-02:00 twice
    for minute, expected in ((14, False), (15, True), (60, True), (104, True), (105, False)):
        moment = datetime(2026, 11, 1, 5, tzinfo=UTC) + minute * M
        assert (quiet_period(moment, quiet, NEW_YORK) is not None) is expected


ZONES = st.sampled_from([SHANGHAI, BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe")])
INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0))


def _quiet_by_the_wall(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    wall = moment.astimezone(zone).time()
    begins, ends = quiet
    return begins <= wall < ends if begins <= ends else wall >= begins or wall < ends


@given(ZONES, INSTANTS, st.tuples(TIMES, TIMES))
def test_what_the_wall_clock_calls_quiet_is_quiet(
    zone: ZoneInfo, moment: datetime, quiet: QuietHours
) -> None:
    if _quiet_by_the_wall(moment, quiet, zone):
        found = quiet_period(moment, quiet, zone)
        assert found is not None
        assert found[0] <= moment < found[1]


@given(
    ZONES,
    INSTANTS,
    st.integers(1, 30 * 24 * 60),
    st.integers(-20 * 24 * 60, 20 * 24 * 60),
    st.lists(st.integers(1, 10 * 24 * 60), min_size=1, max_size=4, unique=True),
)
def test_every_reminder_is_kept_in_bounds_or_dropped_once(
    zone: ZoneInfo, opens: datetime, length: int, ago: int, before: list[int]
) -> None:
    now = opens + ago * M
    competition = contest(opens, opens + length * M, *(n * M for n in before))
    found: Moments = moments_of(competition, now, NIGHT, zone)
    assert len(found.kept) + len(found.dropped) == len(before)
    for moment in found.kept:
        assert max(now, opens) <= moment.due < moment.expires == opens + length * M
        assert not _quiet_by_the_wall(moment.due, NIGHT, zone)
    assert len({moment.due for moment in found.kept}) == len(found.kept)


def of_kind(kind: StageKind, opens: str, closes: str, *reminders: timedelta) -> Competition:
    stage = Stage("s", kind, at(opens), at(closes))
    return Competition("c", "赛", Category.OTHER, "馆", "", (), (stage,), reminders)


OURS = [
    # kind, opens, closes, now; rule, due, expires, the date it speaks of
    (StageKind.UPLOAD, "02 09:00", "20 18:00", "01 09:00", [
        ("opening", "02 09:00", "20 18:00", "02 09:00"),
        ("no-work", "17 18:00", "20 18:00", "20 18:00"),
    ]),
    # it opens at midnight: told in the morning
    (StageKind.UPLOAD, "02 00:00", "20 18:00", "01 09:00", [
        ("opening", "02 07:30", "20 18:00", "02 00:00"),
        ("no-work", "17 18:00", "20 18:00", "20 18:00"),
    ]),
    # as long as three days: said once at its opening; shorter: no word of missing works
    (StageKind.UPLOAD, "02 09:00", "05 09:00", "01 09:00", [
        ("opening", "02 09:00", "05 09:00", "02 09:00"),
    ]),
    (StageKind.QUIZ, "02 09:00", "03 18:00", "01 09:00", [
        ("round-opens", "02 09:00", "03 18:00", "02 09:00"),
        ("round-closes", "03 17:00", "03 18:00", "03 18:00"),
    ]),
    # the last hour lies in the night: in the evening before
    (StageKind.QUIZ, "02 09:00", "03 23:59", "02 10:00", [
        ("round-closes", "03 21:25", "03 23:59", "03 23:59"),
    ]),
    (StageKind.LIVE, "05 14:00", "05 17:00", "01 09:00", [
        ("opening", "04 14:00", "05 17:00", "05 14:00"),
    ]),
    (StageKind.LIVE, "05 06:00", "05 17:00", "01 09:00", [
        ("opening", "03 21:25", "05 17:00", "05 06:00"),
    ]),
    (StageKind.PUBLICITY, "02 09:00", "09 18:00", "01 09:00", [
        ("publicity-begins", "02 09:00", "09 18:00", "02 09:00"),
        ("publicity-ends", "09 18:00", "11 18:00", "09 18:00"),
    ]),
    # at midnight it ends: told in the morning, two days long
    (StageKind.PUBLICITY, "02 09:00", "10 00:00", "05 09:00", [
        ("publicity-ends", "10 07:30", "12 00:00", "10 00:00"),
    ]),
    (StageKind.REGISTRATION, "02 09:00", "09 18:00", "01 09:00", []),
    (StageKind.JUDGING, "02 09:00", "09 18:00", "01 09:00", []),
    (StageKind.AWARD, "02 09:00", "09 18:00", "01 09:00", []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "opens", "closes", "now", "expected"), OURS)
def test_what_is_said_of_every_stage_of_a_kind(
    kind: StageKind,
    opens: str,
    closes: str,
    now: str,
    expected: list[tuple[str, str, str, str]],
) -> None:
    found = moments_of(of_kind(kind, opens, closes), at(now), NIGHT, SHANGHAI)
    assert [(m.rule, m.due, m.expires, m.anchor) for m in found.kept] == [
        (rule, at(due), at(expires), at(anchor)) for rule, due, expires, anchor in expected
    ]
    assert found.dropped == (), "of these nobody has asked"


def test_what_is_written_stays_where_ours_falls_on_the_same_moment() -> None:
    file = of_kind(StageKind.UPLOAD, "02 09:00", "20 18:00", timedelta(days=3))
    found = moments_of(file, at("01 09:00"), NIGHT, SHANGHAI)
    assert [m.rule for m in found.kept] == ["P3D", "opening"]


def test_the_competitions_own_zone_is_the_one_of_its_nights() -> None:
    written = of_kind(StageKind.REGISTRATION, "01 09:00", "11 01:00", 3 * H)
    berlin = replace(written, zone="Europe/Berlin")
    found = moments_of(berlin, at("02 09:00"), NIGHT, SHANGHAI)
    assert [m.due for m in found.kept] == [at("10 22:00")], "15:00 in Berlin"


KINDS = st.sampled_from(list(StageKind))


@given(
    ZONES,
    INSTANTS,
    st.lists(
        st.tuples(KINDS, st.integers(0, 30 * 24 * 60), st.integers(1, 30 * 24 * 60)),
        min_size=1,
        max_size=5,
    ),
    st.integers(-10 * 24 * 60, 40 * 24 * 60),
)
def test_each_rule_speaks_once_of_each_stage_while_it_is_of_use(
    zone: ZoneInfo, start: datetime, drawn: list[tuple[StageKind, int, int]], ago: int
) -> None:
    now = start + ago * M
    stages = tuple(
        Stage(f"s{n}", kind, start + opens * M, start + (opens + length) * M)
        for n, (kind, opens, length) in enumerate(drawn)
    )
    made = Competition(
        "c", "赛", Category.OTHER, "馆", "", (), stages, (7 * 24 * H, 24 * H, 3 * H)
    )
    found = moments_of(made, now, NIGHT, zone)
    of = [(m.stage_key, m.rule) for m in found.kept]
    assert len(of) == len(set(of))
    dues = [(m.stage_key, m.due) for m in found.kept]
    assert len(dues) == len(set(dues))
    by_key = {stage.key: stage for stage in stages}
    for moment in found.kept:
        stage = by_key[moment.stage_key]
        assert now <= moment.due < moment.expires
        assert moment.anchor in {stage.opens, stage.closes}
        assert not _quiet_by_the_wall(moment.due, NIGHT, zone)
