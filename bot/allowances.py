"""How much each account may send, and how fast, as the settings have it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from bot.config import Settings
from bot.delivery.forecasting import World
from bot.delivery.limiting import Limits
from bot.delivery.masses.budget import MassRules
from bot.domain.delivery import Rung
from bot.domain.groups import GroupTimes
from bot.learning.restraint import restraint_on
from bot.ports import Channel
from bot.store.planning.pacing import Pacing
from bot.store.quotas import Use

CHAT_BURST = 4
"""Messages at once in one private chat: a lesson is up to three, and Telegram tolerates short
bursts (Bots FAQ)."""
MESSAGES_OF_A_LESSON = {"native": 2, "buttons": 1}
"""By how questions are asked: a native quiz is a message of its own after the lesson's
(docs/telegram.md), and the rates count messages."""
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
            bot.name: PLANNED_SHARE
            * min(bot.bulk_rate or bot.rate, bot.rate)
            / MESSAGES_OF_A_LESSON[bot.quizzes]
            for bot in settings.telegram
            if bot.rate
        },
        settings.delivery.pace,
        timedelta(minutes=settings.learning.tolerance_minutes),
        quiet.begin if quiet.begin != quiet.end else None,
    )


def group_times(settings: Settings) -> GroupTimes:
    """When group chats get what, until their administrators say otherwise."""
    groups = settings.groups
    return GroupTimes(
        groups.course_time, groups.question_time, groups.answer_time, groups.board_time
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


def mass_rules(settings: Settings, channels: Mapping[str, Channel]) -> dict[str, MassRules]:
    """How the accounts that may send mass messages do so, by name."""
    learning = settings.learning
    rules = {}
    for account in settings.wechat:
        way = channels[account.name].ability.mass
        if way is not None:
            rules[account.name] = MassRules(
                way, account.mass_time, account.digest, learning.zone, learning.quiet
            )
    return rules


def world_of(settings: Settings, channels: Mapping[str, Channel]) -> World:
    """What a forecast of reach goes by."""
    return World(
        {name: channel.ability for name, channel in channels.items()},
        settings.learning.quiet,
        daily_quotas(settings),
        pacing_of(settings),
        mass_rules(settings, channels),
        peaks=settings.learning.peaks,
        restraint=partial(restraint_on, country=settings.learning.holidays),
    )
