"""Whether one group can be merged into another, and why not."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.events import ChannelKind
from bot.domain.groups import GroupState


class MergeFault(StrEnum):
    """Why a group cannot be merged into another."""

    ITSELF = "itself"
    MERGED = "merged"
    """It was merged before."""
    INTO_MERGED = "into-merged"
    INTO_GONE = "into-gone"
    OTHER_CHANNEL = "other-channel"
    OTHER_ACCOUNT = "other-account"
    """Who follows one account cannot be reached by another."""
    STILL_A_CHAT = "still-a-chat"
    """A bot cannot move people from one chat to another: only a chat that it has left is merged."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two groups, as far as merging depends on it."""

    row: int
    channel: str
    account: str
    state: str
    merged: bool


def merge_fault(old: Side, into: Side) -> MergeFault | None:
    """What stands against moving ``old`` into ``into``; None: nothing does."""
    is_chat = old.channel != ChannelKind.WECHAT and old.state != GroupState.GONE
    against = (
        (old.row == into.row, MergeFault.ITSELF),
        (old.merged, MergeFault.MERGED),
        (into.merged, MergeFault.INTO_MERGED),
        (into.state == GroupState.GONE, MergeFault.INTO_GONE),
        (old.channel != into.channel, MergeFault.OTHER_CHANNEL),
        (old.account != into.account, MergeFault.OTHER_ACCOUNT),
        (is_chat, MergeFault.STILL_A_CHAT),
    )
    return next((fault for holds, fault in against if holds), None)
