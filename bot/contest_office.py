"""What acts on competitions go by, where it is no person at the console who does them."""

from datetime import datetime

from bot.competitions.desk.acting import Desk
from bot.competitions.desk.settling import CLOCK
from bot.config import Settings, secret_keys
from bot.identity import vault_of
from bot.store.audit import COMMAND_LINE


def clocks_desk(settings: Settings, at: datetime) -> Desk:
    """Of what happens by its date."""
    return _desk(settings, at, CLOCK)


def command_desk(settings: Settings, at: datetime) -> Desk:
    """Of whoever sits at the machine."""
    return _desk(settings, at, COMMAND_LINE)


def _desk(settings: Settings, at: datetime, actor: str) -> Desk:
    learning = settings.learning
    return Desk(
        at,
        actor,
        vault_of(settings),
        secret_keys(settings)["pseudonym_key"],
        (learning.quiet.begin, learning.quiet.end),
        learning.zone_info,
    )
