"""What Prometheus reads: the engine's news under bounded labels, cheaply counted."""

import timeit
from collections.abc import Callable

from prometheus_client.parser import text_string_to_metric_families

from bot.delivery.watching import Watch
from bot.domain.delivery import Kind, Result
from bot.store.delivery_reports import OpenCount, Overdue
from bot.web.measures import Measures
from tests.commands.owed import NOON, seconds

Samples = dict[tuple[str, tuple[str, ...]], float]


def samples(measures: Measures) -> Samples:
    """Every sample as it is read: by name and label values, in the order of the labels' names."""
    return {
        (one.name, tuple(value for _, value in sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(measures.render().decode())
        for one in family.samples
    }


def opened(
    account: str, kind: str = "lesson", waiting: int = 0, held: int = 0, age: float = 0.0
) -> OpenCount:
    ready = NOON - seconds(age) if waiting else None
    return OpenCount(account, kind, waiting, ready, 4, None, 2, held, 1, None)


NONE = Overdue(0, 0, 0)


def test_decisions_fall_into_buckets_by_their_lateness() -> None:
    measures: Watch = Measures(["city"])
    for late in (0.05, 0.1, 0.11, 10.0, 10.01, 9999.0, -3.0):
        measures.decided("city", Kind.LESSON, late)
    assert isinstance(measures, Measures)
    found = samples(measures)
    name = "yike_delivery_decided_seconds"
    met = {
        bound: found[f"{name}_bucket", ("city", "lesson", bound)]
        for bound in ("0.1", "0.5", "10.0", "30.0", "3600.0", "+Inf")
    }
    assert met == {"0.1": 3, "0.5": 4, "10.0": 5, "30.0": 6, "3600.0": 6, "+Inf": 7}
    assert found[f"{name}_count", ("city", "lesson")] == 7
    assert found[f"{name}_sum", ("city", "lesson")] == 10016.27


def test_endings_and_attempts_are_counted_by_account_and_kind() -> None:
    measures = Measures(["city", "village"])
    for _ in range(3):
        measures.ended("city", Kind.LESSON, "sent")
    measures.ended("village", Kind.REMINDER, "held")
    measures.attempted("city", Kind.LESSON, Result.WINDOW_CLOSED)
    found = samples(measures)
    assert found["yike_deliveries_total", ("city", "lesson", "sent")] == 3
    assert found["yike_deliveries_total", ("village", "reminder", "held")] == 1
    assert found["yike_delivery_attempts_total", ("city", "lesson", "window closed")] == 1


def test_labels_are_bounded_whatever_is_told() -> None:
    measures = Measures(["city"])
    for number in range(50):
        stranger = f"stranger-{number}"
        measures.decided(stranger, Kind.LESSON, 1.0)
        measures.ended(stranger, Kind.LESSON, f"state {number}")
        measures.attempted(stranger, Kind.LESSON, f"result {number}")
        measures.stopped(stranger, stopped=True)
        measures.backlog([opened(stranger, waiting=1)], NONE, NOON)
    found = samples(measures)
    assert not any("stranger" in value for _, labels in found for value in labels)
    assert found["yike_delivery_decided_seconds_count", ("other", "lesson")] == 50
    assert found["yike_deliveries_total", ("other", "lesson", "other")] == 50
    assert found["yike_delivery_attempts_total", ("other", "lesson", "other")] == 50
    assert len(found) < 60


def test_a_stop_a_queue_of_outcomes_and_redis_are_shown_until_they_are_over() -> None:
    measures = Measures(["city", "village"])
    assert samples(measures)["yike_account_stopped", ("city",)] == 0  # known before anything stops
    measures.stopped("city", stopped=True)
    measures.unrecorded(120)
    measures.redis_away(True)
    found = samples(measures)
    assert found["yike_account_stopped", ("city",)] == 1
    assert found["yike_account_stopped", ("village",)] == 0
    assert found["yike_outcomes_unrecorded", ()] == 120
    assert found["yike_limits_redis_away", ()] == 1
    measures.stopped("city", stopped=False)
    measures.unrecorded(0)
    measures.redis_away(False)
    found = samples(measures)
    assert found["yike_account_stopped", ("city",)] == 0
    assert found["yike_outcomes_unrecorded", ()] == found["yike_limits_redis_away", ()] == 0


def test_the_backlog_is_shown_and_what_is_gone_becomes_nothing() -> None:
    measures = Measures(["city"])
    every = [
        opened("city", waiting=5, held=7, age=90),
        opened("city", "reminder", waiting=1, age=5),
        opened("old", waiting=1, age=40),
        opened("older", waiting=2, age=30),
    ]
    measures.backlog(every, Overdue(3, 2, 1), NOON)
    found = samples(measures)
    assert found["yike_delivery_backlog", ("city", "lesson")] == 5
    assert found["yike_delivery_held", ("city", "lesson")] == 7
    assert found["yike_delivery_put_off", ("city", "lesson")] == 4
    assert found["yike_delivery_oldest_seconds", ("city", "lesson")] == 90
    assert found["yike_delivery_in_flight", ("city",)] == 4
    assert found["yike_delivery_backlog", ("other", "lesson")] == 3
    assert found["yike_delivery_oldest_seconds", ("other", "lesson")] == 40
    assert found["yike_delivery_uncertain", ()] == 4
    assert found["yike_planning_overdue", ()] == 6
    measures.backlog([], NONE, NOON)
    found = samples(measures)
    shown = {name: value for (name, _), value in found.items() if name.startswith("yike_delivery")}
    assert len(shown) == 6
    assert not any(shown.values())


def test_telling_costs_less_than_a_microsecond() -> None:
    """Measured against an empty call on the same machine in the same moment, which takes about
    40 ns where a microsecond is what it should be.
    """
    measures = Measures(["city"])

    def nothing() -> None:
        pass

    def best(call: Callable[[], None]) -> float:
        return min(timeit.repeat(call, number=5000, repeat=20))

    empty = best(nothing)
    told = {
        "decided": best(lambda: measures.decided("city", Kind.LESSON, 0.7)),
        "ended": best(lambda: measures.ended("city", Kind.LESSON, "sent")),
        "attempted": best(lambda: measures.attempted("city", Kind.LESSON, "sent")),
    }
    assert {name: cost / empty for name, cost in told.items() if cost > 25 * empty} == {}
