"""Everything the pictured platforms remember, as plain dataclasses that go to JSON and back."""

from dataclasses import dataclass, field
from datetime import datetime

from adapters.simulator.telegram_state import TelegramState
from adapters.simulator.wechat_state import WechatState


@dataclass(slots=True)
class StoredStatement:
    """A statement as earlier versions kept it here: its exact text, and when it arrived."""

    text: str
    at: datetime


@dataclass(slots=True)
class BankState:
    """What earlier versions kept here of the credit bank, by id in the order of arrival; at the
    first start it moves into a file of its own (lrs_store).
    """

    statements: dict[str, StoredStatement] = field(default_factory=dict)
    voided: list[str] = field(default_factory=list)


@dataclass(slots=True)
class WorldState:
    """All of it. ``offset_seconds`` is how far a movable clock was ahead of the machine's."""

    version: int = 1
    offset_seconds: float = 0.0
    telegram: dict[str, TelegramState] = field(default_factory=dict)
    wechat: dict[str, WechatState] = field(default_factory=dict)
    bank: BankState = field(default_factory=BankState)
