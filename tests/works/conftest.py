"""The town, whose people have entered a contest of songs."""

import pytest

import bot.timetable
from bot.competitions.works.fetching import WorkFetcher
from bot.ports import Clock
from bot.store.db import Database
from schedules.jobs import Job
from schedules.works import work_jobs
from tests.flow.conftest import place, town
from tests.flow.town import Town
from tests.works.songs import (
    SONGS,
    enter,
)

__all__ = ["place", "town"]


@pytest.fixture(autouse=True)
def _fetched_by_tests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole programs fetch works by themselves every two seconds; here a test says when.

    (tests/contests run with the program's own job.)
    """

    def others(fetcher: WorkFetcher, db: Database, clock: Clock) -> tuple[Job, ...]:
        jobs = work_jobs(fetcher, db, clock)
        left = tuple(job for job in jobs if job.run != fetcher.run)
        assert len(left) == len(jobs) - 1
        return left

    monkeypatch.setattr(bot.timetable, "work_jobs", others)


@pytest.fixture
async def stage_town(town: Town) -> Town:
    """The town; its courier and its teacher have entered a contest that takes works now."""
    await town.telegram_starts()
    await town.wechat_follows()
    await enter(town, SONGS)
    return town
