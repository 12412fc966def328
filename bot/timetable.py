"""What the role ``schedules`` does, and how often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bot.allowances import group_times, mass_rules, pacing_of, world_of
from bot.api_office import ApiOffice
from bot.competitions.works.fetching import WorkFetcher
from bot.config import Settings
from bot.contest_office import clocks_desk
from bot.credit_office import CreditOffice
from bot.credit_timetable import credit_jobs
from bot.delivery.composing import Composer
from bot.delivery.masses.sending import MassSender
from bot.delivery.reporting import ReportKeeper
from bot.delivery.worker import DeliveryWorker
from bot.domain.delivery import Kind
from bot.domain.errors import PlatformCallError
from bot.learning.shelf import Shelf
from bot.platforms import group_chats, officials, page_of
from bot.ports import Channel, Clock, Official
from bot.store import push_stops, receipts
from bot.store.db import Database
from bot.teaching_office import TeachingOffice
from bot.web.backlog import Backlog
from bot.web.measures import Measures
from bot.web.reach_gauges import EVERY, ReachGauges
from schedules.batches import in_batches
from schedules.cleaning import Cleaner
from schedules.contests import ContestKeeper, contest_jobs
from schedules.correcting import CorrectionPlanner, correction_jobs
from schedules.followers import FollowerKeeper, follower_jobs
from schedules.forecasting import Forecaster, forecast_jobs
from schedules.groups import GroupPlanner
from schedules.housekeeping import Housekeeper
from schedules.jobs import Job, cleaning_jobs, group_jobs, housekeeping_jobs, planning_jobs
from schedules.listing import FollowerLists
from schedules.masses import MassPlanner, mass_jobs
from schedules.planning import Planner
from schedules.tagging import TrackTags
from schedules.tallying import Tallier, tallying_jobs
from schedules.weeks import WeekPlanner, week_jobs
from schedules.works import work_jobs

MOST_STEPS = 200
"""Of mass messages, in one run."""

log = structlog.get_logger("schedules")


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who work on what is scheduled, as the program built them."""

    db: Database
    clock: Clock
    shelf: Shelf
    channels: Mapping[str, Channel]
    composers: Mapping[Kind, Composer]
    worker: DeliveryWorker
    credit: CreditOffice
    teaching: TeachingOffice
    api: ApiOffice
    measures: Measures
    wake: Callable[[str], None]


def jobs_of(settings: Settings, staff: Staff) -> tuple[Job, ...]:
    """All jobs of this deployment; any number of processes may run them side by side."""
    db, clock = staff.db, staff.clock
    keep_events = timedelta(days=settings.privacy.events_days)
    keeper = Housekeeper(db, clock, settings.delivery.keep_months, keep_events)
    pacing = pacing_of(settings)
    planner = Planner(
        db, clock, lambda: staff.wake("delivery"), pacing, country=settings.learning.holidays
    )
    weeks = WeekPlanner(db, clock, lambda: staff.wake("delivery"), pacing)
    return (
        # What is counted before it goes out comes before what plans it.
        *forecast_jobs(
            Forecaster(db, clock, world_of(settings, staff.channels), settings.learning.zone_info)
        ),
        *_masses(settings, staff),
        *planning_jobs(planner),
        *week_jobs(weeks),
        *correction_jobs(CorrectionPlanner(db, clock, lambda: staff.wake("delivery"), pacing)),
        *group_jobs(
            GroupPlanner(
                db,
                clock,
                staff.shelf,
                group_times(settings),
                lambda: staff.wake("delivery"),
                pacing,
            )
        ),
        *cleaning_jobs(Cleaner(db, clock, group_chats(staff.channels))),
        *housekeeping_jobs(keeper),
        *work_jobs(WorkFetcher(staff.channels, db, clock), db, clock),
        *tallying_jobs(Tallier(db, clock)),
        *contest_jobs(ContestKeeper(db, clock, partial(clocks_desk, settings))),
        *_followers(settings, staff),
        Job("sweep stuck deliveries", 5, staff.worker.take_back),
        Job("sweep behind stopped accounts", 60, staff.worker.look_behind_stops),
        *credit_jobs(settings, staff.credit, db, clock, staff.measures, staff.wake),
        *staff.teaching.jobs(db),
        *staff.api.jobs(db, staff.wake),
        Job("measure the backlog", 15, Backlog(db, clock, staff.measures).measure),
    )


def _masses(settings: Settings, staff: Staff) -> tuple[Job, ...]:
    db, clock, zone = staff.db, staff.clock, settings.learning.zone
    planner = MassPlanner(
        db,
        mass_rules(settings, staff.channels),
        clock,
        lambda: staff.wake("delivery"),
        zone=zone,
        pacing=pacing_of(settings),
    )
    sender = MassSender(
        db,
        officials(staff.channels),
        staff.composers,
        clock,
        quiet=settings.learning.quiet,
        zone=zone,
        deployment=settings.security.id_base,
    )

    async def send() -> int:
        """Everything that is due, to its end."""
        steps = 0
        while steps < MOST_STEPS and (done := await sender.run_once()):
            steps += done
        return steps

    return (
        *mass_jobs(planner),
        Job("send mass messages", 1, send),
        Job("count announcements' reports", 5, ReportKeeper(db, clock).refresh),
    )


def _followers(settings: Settings, staff: Staff) -> tuple[Job, ...]:
    db, clock = staff.db, staff.clock
    accounts = officials(staff.channels)
    if not accounts:
        return ()
    erase_after = {one.name: timedelta(days=one.erase_after_days) for one in settings.wechat}
    keeper = FollowerKeeper(db, clock, accounts, staff.credit.issuer, erase_after)
    learning = settings.learning
    lists = FollowerLists(db, clock, accounts, learning.zone, learning.daily_time)
    pages = {one.name: page_of(one, settings.server.public_url) for one in settings.wechat}
    gauges = ReachGauges(db, clock, accounts, staff.measures.registry)

    async def forget_receipts() -> int:
        return await in_batches(db, clock, receipts.forget_old, 5000)

    async def forget_stops() -> int:
        async with db.transaction() as conn:
            return await push_stops.forget_over(conn, clock.now())

    async def renew() -> int:
        return await _renew(accounts)

    return (
        *follower_jobs(keeper, TrackTags(db, clock, accounts, pages), lists),
        Job("forget what platforms reported", 3600, forget_receipts),
        Job("forget stops that are over", 3600, forget_stops),
        Job("renew files at the platforms", 3600, renew),
        Job("ask the platforms for their quotas", EVERY, gauges.measure),
    )


async def _renew(accounts: Mapping[str, Official]) -> int:
    """Files that soon run out at a platform are brought there again."""
    count = 0
    for name, account in accounts.items():
        try:
            count += await account.renew_media()
        except PlatformCallError as error:
            log.warning("files not renewed", account=name, reason=str(error))
    return count
