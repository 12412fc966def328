"""What this deployment has decided, as handlers need it, out of its settings."""

from collections.abc import Mapping
from datetime import timedelta

from bot.allowances import group_times
from bot.config import Settings
from bot.credit_office import CreditOffice
from bot.platforms import group_chats
from bot.ports import Channel
from bot.running_settings import RunningSettings
from bot.teaching_office import TeachingOffice
from handlers.notices import notice_pages
from handlers.turn import Deployment


def deployment_of(
    settings: Settings,
    channels: Mapping[str, Channel],
    credit: CreditOffice,
    teaching: TeachingOffice,
    secret: bytes,
    running: RunningSettings,
) -> Deployment:
    """``secret`` signs links and keys the hashes of people; ``running`` is what may change."""
    return Deployment(
        credit.issuer,
        credit.titles,
        settings.learning.zone,
        running=lambda: running.now,
        notices=notice_pages(channels, settings.server.public_url),
        chats=group_chats(channels),
        secret=secret,
        group_times=group_times(settings),
        targets=credit.targets,
        account_forms=credit.account_forms,
        contacts=credit.contacts,
        vault=credit.vault,
        public_url=settings.server.public_url,
        copy_lasts=timedelta(hours=settings.privacy.copy_hours),
        speaker=teaching.speaker,
        answering=teaching.answering,
        meal_peaks=settings.learning.peaks,
    )
