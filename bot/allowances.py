"""How much each account may send, and how fast, as the settings have it."""

from datetime import timedelta

from bot.config import Settings
from bot.delivery.limiting import Limits
from bot.domain.delivery import Rung
from bot.store.pacing import Pacing
from bot.store.quotas import Use

CHAT_BURST = 4
"""Messages at once in one private chat: a lesson is up to three, and Telegram tolerates short
bursts (Bots FAQ)."""
PLANNED_SHARE = 0.75
"""What planning fills of an account's rate: replies count in it too, and a row that is full to the
last turn only grows behind (docs/scale.md: 82 % decided within 10 s at the whole, 100 % at this)."""


def limits_of(settings: Settings) -> dict[str, Limits]:
    """What each account may send, and how fast."""
    return {
        bot.name: Limits(
            per_second=bot.rate,
            bulk_per_second=min(bot.bulk_rate, bot.rate),
            chat_per_second=bot.chat_rate,
            chat_burst=CHAT_BURST,
            group_per_minute=bot.group_rate,
        )
        for bot in settings.telegram
    }


def pacing_of(settings: Settings) -> Pacing:
    """How fast deliveries are planned for each account, so that peaks are smooth."""
    quiet = settings.learning.quiet
    return Pacing(
        {
            bot.name: PLANNED_SHARE * min(bot.bulk_rate or bot.rate, bot.rate)
            for bot in settings.telegram
            if bot.rate
        },
        settings.delivery.pace,
        timedelta(minutes=settings.learning.tolerance_minutes),
        quiet.begin if quiet.begin != quiet.end else None,
    )


def daily_quotas(settings: Settings) -> dict[Use, int]:
    """What the platforms take a day, by account and rung; what is 0 is not counted."""
    counted = [
        ((account.name, rung.value), most)
        for account in settings.wechat
        for rung, most in (
            (Rung.CUSTOMER, account.daily_customer),
            (Rung.TEMPLATE, account.daily_template),
        )
    ]
    return {use: most for use, most in counted if most}
