"""The jobs about what entrants hand in, and about what they began to write and left."""

from bot.competitions.works.fetching import WorkFetcher
from bot.ports import Clock
from bot.store.contests import entering, works
from bot.store.db import Database
from schedules.batches import in_batches
from schedules.jobs import Job

BATCH = 50
"""Files let go in one transaction; each may be some megabytes."""


DRAFTS = 500
"""Entries that were begun, let go in one transaction."""


def work_jobs(fetcher: WorkFetcher, db: Database, clock: Clock) -> tuple[Job, ...]:
    """Fetching what was sent, and letting go of what belongs to nobody, and of entries that were
    begun and never made.
    """

    async def forget() -> int:
        return await in_batches(db, clock, works.forget, BATCH)

    async def forget_drafts() -> int:
        return await in_batches(db, clock, entering.forget_drafts, DRAFTS)

    return (
        Job("fetch works", 2, fetcher.run),
        Job("forget files of works that are no more", 60, forget),
        # All learners are looked at for it: an index would make every reply dearer.
        Job("forget entries that were begun and left", 6 * 3600, forget_drafts),
    )
