"""Names that people and groups give themselves: shown, never trusted."""

import re
import unicodedata
from enum import StrEnum

LONGEST_NAME = 128
"""Characters; Telegram takes as many for a group's title (reference/telegram.md), 64 for a name."""

_JOINERS = "\u200c\u200d"
"""Within words of several scripts, and within emoji; they turn nothing round."""
_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0")
"""Letters, marks and signs by their category, of which nothing is seen."""
_LOOKS = str.maketrans("", "", "\ufe0e\ufe0f")
"""Whether the sign before is drawn in colour: nothing of a name, and keyboards add it by themselves."""


def clean_name(name: str, longest: int = LONGEST_NAME) -> str:
    """``name`` in one line, without what is not shown: control characters, and the marks that turn
    the direction of what stands behind them; at most ``longest`` characters. May be empty.
    """
    spaced = (" " if char.isspace() else char for char in name)
    kept = (c for c in spaced if c in _JOINERS or not _is_nothing(c))
    cut = " ".join("".join(kept).split())[:longest].rstrip()
    return cut if cut.strip(_JOINERS) else ""


def _is_nothing(char: str) -> bool:
    return char in _BLANK or unicodedata.category(char) in _UNSHOWN


LONGEST_TYPED = 40
"""Characters of a name that is typed in: of a person, a team, a work."""

_HAN_PLANES = range(0x20000, 0x40000)
"""Rare characters of names are added here with each Unicode; Python may not know the newest yet."""


class NameFault(StrEnum):
    """Why a name that was typed in is not taken."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    UNSHOWN = "has characters that are not shown"
    NO_NAME = "is something else than a person's name"


def read_name(typed: str, longest: int = LONGEST_TYPED) -> str | NameFault:
    """A name as somebody typed it, without the space around it, in Unicode's composed form (NFC).

    Unlike ``clean_name`` it drops nothing: a name with control characters, with marks that turn the
    direction of what stands behind them, or with anything else that nobody sees, is refused. One
    without a letter or digit is empty.
    """
    shown = unicodedata.normalize("NFC", typed).translate(_LOOKS)
    name = " ".join(one for one in shown.strip().split(" ") if one)
    if any(map(_is_unshown, name)):
        return NameFault.UNSHOWN
    if not any(unicodedata.category(char)[0] in "LN" or _is_han(char) for char in name):
        return NameFault.EMPTY
    return NameFault.TOO_LONG if len(name) > longest else name


def _is_unshown(char: str) -> bool:
    if char in _BLANK:
        return True
    category = unicodedata.category(char)
    return (category in _UNSHOWN or category in ("Zl", "Zp")) and not _is_han(char)


def _is_han(char: str) -> bool:
    """Of the planes for Han characters, save their last two places, which are none."""
    return ord(char) in _HAN_PLANES and ord(char) & 0xFFFF < 0xFFFE


_BEFORE = re.compile(
    r"^(?:(?:您好|你好|好的|我的?(?:名字|姓名)?[叫是]|本人[叫是]?|(?:我的?)?(?:名字|姓名)(?:[叫是]|(?=[:：]))|姓名"
    r"|叫我|[Mm]y name is|I am|I'm)[\s:：,，。!！、]*)+"
)
"""What people say before their name."""
_BEHIND = re.compile(r"[\s。.,，!！;；、]+$")
_TALK = re.compile(
    r"[?？<>{}\[\]\\|=#@/]|[吗嗎呢]|什么|甚麼|怎么|怎麼|多少|为什|為什|哪里|哪裡|请问|請問"
    r"|不知道|不想|不告|不说|谢谢|謝謝|多谢|你好|您好|报名|報名|上课|比赛|比賽|写错|不对"
)
"""What is in questions and remarks, and in no name."""


def read_person(typed: str) -> str | NameFault:
    """The name of a person as somebody says it: 我叫王桂芳 is 王桂芳. Else as ``read_name``; a question, a
    remark or a number is no name.
    """
    found = read_name(typed)
    if isinstance(found, NameFault):
        return found
    name = _BEHIND.sub("", _BEFORE.sub("", found))
    letters = any(unicodedata.category(char)[0] == "L" or _is_han(char) for char in name)
    return NameFault.NO_NAME if not letters or _TALK.search(name) else name


_NUMBER = re.compile(
    r"^\s*(?:[(（]\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）]|第\d{1,3}[个位名]?[:：、\s]*"
    r"|(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[)）.．、:：]"
    r"|\d{1,3}\s+(?=[^\W\d])|\d{1,3}(?=[^\W\d\s年月日号])|[①-⑳⑴-⒇⒈-⒛]|[-*•·]\s)\s*"
)


def without_number(line: str) -> str:
    """A line of a list without the number in front: "1. 王桂芳", "(2)李四", "③张三", "4 赵五"."""
    return _NUMBER.sub("", line, count=1)


HIDDEN = "*"


def masked(name: str) -> str:
    """A name on lists that everybody may see: the first character, and a mark for what follows, at
    most three, so that its length is not told. A name in letters keeps the first of each word.
    Empty stays empty. The one way of all lists: two ways together would tell more than each.
    """
    words = name.split()
    if len(words) > 1:
        return " ".join(f"{word[0]}{HIDDEN}" for word in words)
    return name[:1] + HIDDEN * min(3, max(1, len(name) - 1)) if name else ""
