"""The jobs of planning and housekeeping, and how often each runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from schedules.cleaning import Cleaner
from schedules.groups import GroupPlanner
from schedules.housekeeping import Housekeeper
from schedules.planning import Planner


@dataclass(frozen=True, slots=True)
class Job:
    """A named job and how often it runs, in seconds. It returns how many things it did."""

    name: str
    every: float
    run: Callable[[], Awaitable[int]]


def planning_jobs(planner: Planner) -> tuple[Job, ...]:
    """What makes deliveries of what is due."""
    return (
        Job("plan lessons", 1, planner.lessons),
        Job("plan competitions", 5, planner.competitions),
        Job("sweep what was not planned", 60, planner.overdue),
    )


def housekeeping_jobs(keeper: Housekeeper) -> tuple[Job, ...]:
    """What ends, forgets and tidies."""
    return (
        Job("end pauses", 60, keeper.pauses),
        Job("sweep held deliveries", 60, keeper.held),
        Job("forget old event keys", 3600, keeper.old_events),
        Job("keep the months of what has ended", 3600, keeper.months),
        Job("forget old counts", 3600, keeper.old_counts),
        Job("forget old binding codes", 3600, keeper.old_codes),
        Job("forget what groups said long ago", 3600, keeper.old_groups_talk),
        Job("forget what people asked and wished long ago", 3600, keeper.old_words),
    )


def cleaning_jobs(cleaner: Cleaner) -> tuple[Job, ...]:
    """What was said in passing goes again."""
    return (
        Job("take passing messages away", 5, cleaner.run),
        Job("forget old quizzes", 3600, cleaner.forget),
    )


def group_jobs(planner: GroupPlanner) -> tuple[Job, ...]:
    """What groups get by the clock."""
    return (Job("plan what groups get", 10, planner.run),)
