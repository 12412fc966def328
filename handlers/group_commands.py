"""Which words in a group are meant for us. A group is for its people: all else is left alone."""

import re
from enum import StrEnum

from bot.learning.plain import plain
from bot.texts.words import COMMANDS


class Command(StrEnum):
    """What somebody asks of us in a group."""

    SETTINGS = "group"
    BOARD = "board"
    COMPETITIONS = "competitions"
    HELP = "help"
    START = "start"
    PERSONAL = "personal"
    """Anything that is nobody else's business: answered in the private chat."""


_SLASHED = re.compile(r"/([a-z_]+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_COMMON = {command.value: command for command in Command if command is not Command.PERSONAL}
_WORDS = {
    **dict.fromkeys(
        ("本群", "群设置", "本群设置", "群组设置", "群组设定", "本群组设定"), Command.SETTINGS
    ),
    **dict.fromkeys(("本周榜", "学习榜", "本周学习榜"), Command.BOARD),
    "今日一课": Command.PERSONAL,
}
"""Words that nobody says to somebody else; in the comparable form of ``plain``."""
GROUP_WORDS = frozenset(
    {
        *_WORDS,
        *("群設置", "本群設置", "群組設置", "群組設定", "本群組設定"),
        *("本週榜", "學習榜", "本週學習榜", "今日一課"),
    }
)
"""The same words as people write them, for a channel that lets nothing else of a group pass."""
_LONGEST = 200


def command_of(text: str) -> Command | None:
    """What ``text`` asks of us; None: it is not for us. A ``/start`` with words behind it comes
    with the link that we were added by: the greeting has answered it.
    """
    if len(text) > _LONGEST:
        return None
    said = plain(text)
    slashed = _SLASHED.fullmatch(said)
    if slashed is None:
        return _WORDS.get(said)
    name, argument = slashed[1], slashed[2]
    if name == Command.START and argument:
        return None
    return _COMMON.get(name) or (Command.PERSONAL if name in COMMANDS else None)
