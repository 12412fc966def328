"""The arithmetic of the scale page, case by case."""

import math
from dataclasses import replace

import pytest

from bench.processes import BenchFaultError
from bench.scale import needs
from bench.scale.answers import share
from bench.scale.database_cost import apart
from bench.scale.day import NOT_REACHED, PUSHED_CUSTOMER, Day, Fleet
from bench.scale.formats import clock, percent, short, space, table
from bench.scale.measured import Cost, Measured, TableSize
from bench.scale.needs import Growth, Load
from bench.scale.server import Reading, cost, grown
from tests.scale.made_up import MEASURED, A


@pytest.mark.parametrize(
    ("pushes", "headroom", "accounts"),
    [(0, 0.8, 1), (1, 0.8, 1), (400_000, 0.8, 1), (400_001, 0.8, 2), (3_400_000, 1, 7)],
)
def test_accounts_by_the_daily_quota(pushes: float, headroom: float, accounts: int) -> None:
    assert needs.accounts_by_quota(pushes, headroom) == accounts


@pytest.mark.parametrize(
    ("count", "rate", "seconds", "senders"),
    [(0, 27, 10, 1), (27, 27, 1, 1), (28, 27, 1, 2), (78_000, 27, 900, 4), (100, 10, 0, 10)],
)
def test_senders_for_a_peak(count: float, rate: float, seconds: float, senders: int) -> None:
    assert needs.senders(count, rate, seconds) == senders


@pytest.mark.parametrize(
    ("by_minute", "tolerance", "most"),
    [([0, 600, 0], 0, 600), ([60] * 20, 15, 900), ([0, 5, 600, 0, 7, 0], 3, 607)],
)
def test_a_crowd_is_what_comes_within_the_tolerance(
    by_minute: list[float], tolerance: float, most: float
) -> None:
    assert needs.crowded(by_minute, tolerance) == pytest.approx(most)


def endless_day(pushes: float, wechat: float, telegram: float) -> Day:
    """A day with so many pushes, and so many lessons chosen for 07:30 on each channel, half of
    them sent at once; on Telegram as many replies as lessons.
    """
    day = Day()
    day.ways["seniors", PUSHED_CUSTOMER] = round(pushes)
    for channel, count in (("wechat", wechat), ("telegram", telegram)):
        day.count("chosen", channel, 210, count)
        day.count("sent", channel, 210, count / 2)
    day.count("requests", "telegram", 215, telegram)
    return day


@pytest.mark.parametrize(
    ("day", "times", "accounts", "bots"),
    [
        (endless_day(800_000, 1000, 100), 1, {"turns": 1, "platform": 1, "quota": 2}, (1, 1)),
        (endless_day(0, 4_500_000, 0), 1, {"turns": 10, "platform": 16, "quota": 1}, (1, 1)),
        (endless_day(0, 4_500_000, 0), 2, {"turns": 20, "platform": 32, "quota": 1}, (1, 1)),
        (endless_day(0, 0, 75_600), 1, {"turns": 1, "platform": 1, "quota": 1}, (4, 6)),
    ],
)
def test_the_fleet_is_what_the_scarcest_limit_asks_for(
    day: Day, times: float, accounts: dict[str, int], bots: tuple[int, int]
) -> None:
    found = needs.fleets_for(day, A, times)
    assert found.accounts == accounts
    assert found.bots == {"turns": bots[0], "platform": bots[1]}
    assert found.fleet == Fleet(max(accounts.values()), max(bots))


@pytest.mark.parametrize(("pace", "turns"), [(28, 3), (21, 4), (20.9, 5), (10, 9)])
def test_the_bots_for_the_turns_follow_the_pace_that_is_planned(pace: float, turns: int) -> None:
    found = needs.fleets_for(endless_day(0, 0, 75_600), A.changed({"bot_pace": pace}))
    assert found.bots == {"turns": turns, "platform": 6}
    assert found.fleet.bots == max(turns, 6)


def test_what_comes_at_once_is_worked_off_at_a_rate() -> None:
    assert needs.drained([0, 150, 0, 0, 30, 0], 1) == [0, 60, 60, 30, 30, 0]


def test_the_most_that_is_open_is_planned_and_has_not_ended() -> None:
    assert needs.most_open([100, 0, 50, 0], [10, 40, 0, 0], [0, 0, 10, 90]) == 90
    assert needs.most_open([0, 0], [0, 5]) == 0


def test_loads_count_the_smaller_batches_in_which_turns_come() -> None:
    day = day_of(sent=60, held=60, due=60, chosen=600, expired=600, requests=60)
    parts = needs.loads(day, MEASURED, 10)
    more = 0.7 - (1.0 + 0.2) / 2
    assert parts["sent"][0].database == pytest.approx((1.0 + more) / 1000)
    assert parts["held"][0].database == pytest.approx((0.2 + more) / 1000)
    assert parts["chosen"][0].database == pytest.approx(0.1 / 1000)
    assert [load.rows for load in parts["expired"][:11]] == pytest.approx([2] * 10 + [0])
    full = replace(MEASURED, paced=replace(MEASURED.paced, cost=Cost(0, 0, 0, 0, 0, 1)))
    assert needs.loads(day, full, 10)["sent"][0].database == pytest.approx(1.0 / 1000)


def test_a_load_is_cost_times_rate_and_loads_add_up() -> None:
    one = needs.load(Cost(2.0, 4.0, 100, 0.5, 3, 0), 500)
    assert one == Load(database=1, program=2, wal=50_000, commits=250, rows=1500)
    assert one + one == Load(2, 4, 100_000, 500, 3000)


def test_the_peak_is_the_minute_in_which_all_parts_together_ask_most() -> None:
    parts = {"sent": [Load(1), Load(3), Load(2)], "requests": [Load(1), Load(1), Load(3)]}
    assert needs.peak_load(parts) == (2, Load(5))


def day_of(**by_minute: float) -> Day:
    """A day on which everything falls into its first minute."""
    day = Day(sessions=100)
    for what, count in by_minute.items():
        day.count(what, "wechat", 0, count)
    day.ways["seniors", PUSHED_CUSTOMER] = 1000
    return day


def test_growth_parts_what_stands_from_what_goes_and_what_stays() -> None:
    day = day_of(requests=340, chosen=1000)
    day.ways["seniors", NOT_REACHED] = 200
    day.count("requests", "telegram", 0, 50)
    grown_to = needs.growth(day, A, MEASURED)
    assert grown_to.learners == 1000 * 500
    assert grown_to.hot == 1000 * 400
    assert grown_to.held == 200 * 450
    assert grown_to.past_a_day == (1200 + 50) * 500
    assert grown_to.past_days == pytest.approx(14 * 365.25 / 12)
    assert grown_to.events == pytest.approx(390 * 7 * 700)
    assert grown_to.a_day == {"answer": 20_000, "statement": 300_000}
    assert grown_to.after(10) == pytest.approx(grown_to.standing + 10 * (320_000 + 625_000))
    assert grown_to.after(1000) == pytest.approx(
        grown_to.standing + grown_to.past + 1000 * 320_000
    )


def grows(standing: float, a_day: float, past_a_day: float = 0, past_days: float = 0) -> Growth:
    """Tables that stand and grow so much."""
    return Growth(standing, 0, 0, past_a_day, past_days, 0, {"answer": a_day})


@pytest.mark.parametrize(
    ("grown_to", "size", "days"),
    [
        (grows(10, 1), 110, 100),
        (grows(200, 1), 110, 0),
        (grows(10, 0), 110, math.inf),
        (grows(200, 0), 110, 0),
        (grows(10, 1, 4, 30), 110, 20),
        (grows(10, 1, 1, 30), 110, 70),
        (grows(10, 0, 1, 30), 110, math.inf),
    ],
)
def test_days_until_a_disk_is_full(grown_to: Growth, size: float, days: float) -> None:
    assert needs.days_until_full(grown_to, size) == days
    if 0 < days < math.inf:
        assert grown_to.after(days) == pytest.approx(size)


def test_each_ceiling_is_the_limit_over_the_use_of_one_learner() -> None:
    a = replace(A, server_cores=10, server_busy=0.5, server_wal=10, server_disk=1)
    grown_to = grows(0, 1e12 / 365)
    peak = Load(database=2.5, wal=1e6, commits=1000)
    found = needs.ceilings(1000, peak, grown_to, a, MEASURED)
    assert found == pytest.approx(
        {
            "CPU": 2000,
            "write-ahead log": 10_000,
            "transactions": 4000,
            "disk after one year": 1000,
            "disk after three years": 1000 / 3,
        }
    )


def test_processes_follow_the_busiest_minute_of_their_own_work() -> None:
    quiet, busy = Load(program=0.1), Load(program=1.3)
    parts = {
        "chosen": [quiet, quiet],
        "expired": [busy, quiet],
        "held": [quiet, busy],
        "sent": [quiet, busy],
        "requests": [busy, quiet],
    }
    assert needs.processes(parts) == {"web": 3, "worker": 5, "schedules": 3}


@pytest.mark.parametrize(
    ("a_second", "accounts", "workers"), [(0, 1, 0), (400, 1, 1), (401, 1, 2), (2000, 5, 1)]
)
def test_a_worker_has_only_so_many_calls_of_an_account_on_their_way(
    a_second: float, accounts: int, workers: int
) -> None:
    assert needs.workers_on_the_way(a_second, A, accounts) == workers


def test_without_smoothing_one_server_works_off_what_is_due_at_once() -> None:
    each = 0.1 + 0.5 * 1.0 + 0.5 * 0.2
    seconds = needs.seconds_at_once(1_000_000, 0.5, MEASURED, 10)
    assert seconds == pytest.approx(1_000_000 * each / 1000 / 10)


def test_what_a_sent_one_costs_is_taken_out_of_a_mixture() -> None:
    held = Cost(0.1, 0.1, 100, 0.01, 1, 10_000)
    sent = Cost(1.0, 0.7, 900, 2, 6, 500)
    mixed = Cost(
        database_ms=(3 * held.database_ms + sent.database_ms) / 4,
        program_ms=(3 * held.program_ms + sent.program_ms) / 4,
        wal_bytes=(3 * held.wal_bytes + sent.wal_bytes) / 4,
        commits=(3 * held.commits + sent.commits) / 4,
        rows=(3 * held.rows + sent.rows) / 4,
        rate=4 / (3 / held.rate + 1 / sent.rate),
    )
    found = apart(mixed, held, sent_count=10, held_count=30)
    assert found.database_ms == pytest.approx(sent.database_ms)
    assert found.commits == pytest.approx(sent.commits)
    assert found.rate == pytest.approx(sent.rate)
    with pytest.raises(BenchFaultError, match="no lesson was sent"):
        apart(mixed, held, sent_count=0, held_count=30)


def test_a_cost_is_the_difference_of_two_readings() -> None:
    before, after = Reading(1.0, 1000, 10, 50), Reading(3.0, 5000, 30, 150)
    found = cost(before, after, units=20, seconds=4, program=1.0)
    assert found == Cost(100, 50, 200, 1, 5, 5)
    with pytest.raises(BenchFaultError):
        cost(before, after, units=0, seconds=4, program=1.0)


def test_only_tables_that_grew_have_a_size() -> None:
    before = {"answer": (10, 8192), "claim": (5, 8192)}
    after = {"answer": (30, 16_384), "claim": (5, 8192)}
    assert grown(before, after, 10) == {"answer": TableSize(2, 409.6)}


def test_measurements_survive_json() -> None:
    assert Measured.from_json(MEASURED.to_json()) == MEASURED
    with pytest.raises(KeyError):
        Measured.from_json({"sample": 1})


@pytest.mark.parametrize(("part", "value"), [(0.5, 5), (0.99, 10), (1, 10), (0.1, 1), (0.11, 2)])
def test_the_value_that_a_share_does_not_exceed(part: float, value: float) -> None:
    assert share(list(range(10, 0, -1)), part) == value
    assert share([], part) == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [(10_320_000, "10.3 million"), (4496.2, "4,496"), (12.34, "12.3"), (0.0444, "0.0444")],
)
def test_figures_have_three_digits(value: float, words: str) -> None:
    assert short(value) == words


@pytest.mark.parametrize(
    ("size", "words"), [(900, "900 bytes"), (12_500, "12.5 kB"), (6.49e12, "6.49 TB")]
)
def test_bytes_have_the_unit_that_suits_them(size: float, words: str) -> None:
    assert space(size) == words


def test_small_words_of_the_page() -> None:
    assert clock(224) == "07:44"
    assert clock(1320) == "02:00"
    assert percent(1, 3) == "33 %"
    assert percent(1, 0) == "-"
    assert table("| a | b |", [("1", "2")]) == "| a | b |\n|---|---|\n| 1 | 2 |"
