"""The gauges follow the database, and measuring never takes more than its share of the time."""

from datetime import timedelta

from bot.clock import FrozenClock
from bot.store.db import Database
from bot.web.backlog import Backlog
from bot.web.measures import Measures
from tests.commands.owed import NOON, held, people, planned
from tests.web.test_measures import samples


class Stopwatch:
    """Seconds that pass when told; each reading may cost some."""

    def __init__(self) -> None:
        self.at = 0.0
        self.costs = 0.0

    def __call__(self) -> float:
        self.at += self.costs
        return self.at


async def test_it_shows_what_is_open_by_the_clock(db: Database) -> None:
    learners = await people(db, 5)
    await planned(db, learners[:2], due=NOON - timedelta(minutes=1))
    await planned(db, learners[2:3], state="claimed")
    await planned(db, learners[3:], next_try=NOON + timedelta(minutes=1))
    await held(db, learners)
    clock, watch = FrozenClock(NOON), Stopwatch()
    measures = Measures(["city"])
    backlog = Backlog(db, clock, measures, watch)
    assert await backlog.measure() == 0
    found = samples(measures)
    assert found["yike_delivery_backlog", ("city", "lesson")] == 2
    assert found["yike_delivery_put_off", ("city", "lesson")] == 2
    assert found["yike_delivery_oldest_seconds", ("city", "lesson")] == 60
    assert found["yike_delivery_in_flight", ("city",)] == 1
    assert found["yike_delivery_held", ("city", "lesson")] == 5
    clock.move(timedelta(minutes=2))
    await backlog.measure()
    assert samples(measures)["yike_delivery_backlog", ("city", "lesson")] == 4
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    await backlog.measure()
    assert samples(measures)["yike_delivery_backlog", ("city", "lesson")] == 0


async def test_what_is_costly_is_measured_less_often(db: Database) -> None:
    learners = await people(db, 2)
    watch, measures = Stopwatch(), Measures(["city"])
    backlog = Backlog(db, FrozenClock(NOON), measures, watch)
    watch.costs = 1.0
    await backlog.measure()  # took 1 s, so it rests for 49 s
    watch.costs = 0.0
    await planned(db, learners)
    watch.at += 48
    await backlog.measure()
    assert ("yike_delivery_backlog", ("city", "lesson")) not in samples(measures)
    watch.at += 1.1
    await backlog.measure()
    assert samples(measures)["yike_delivery_backlog", ("city", "lesson")] == 2
