"""The name that somebody has on a group's board: one short line that leads nowhere. Pure."""

import re
import unicodedata

from bot.learning.plain import plain
from bot.texts.catalogue import Texts

LONGEST_NAME = 24
"""Characters: a line of the board."""

_MOST_MARKS = 3

_LURE = re.compile(
    r"""
      [a-z][a-z0-9+]*:\s?//                           # a link by its scheme
    | www\s?[.。]
    | (?:[a-z0-9_-]+[.。]|\w\.)[a-z]{2,}               # a host: Telegram makes a link of any
    | @\s?\w                                          # somebody's public name
    | (?<!\S)/[a-z]                                   # a bot's command, which can be touched
    | \d{5,} | (?:\d[\s._-]?){7,}                     # a number to call, or of an account
    | [零〇一二三四五六七八九十幺两]{7,}
    | [加\+]?\s?(?:微信|薇信|威信|微x|v信|wechat|weixin|扣扣)号?\s?[:是]?\s?[a-z0-9_-]
    | (?:[加\+]\s?|(?<![a-z]))vx号?\s?[:是]?\s?[a-z0-9_-]
    | (?:[加\+]\s?|(?<![a-z]))(?:wx|qq|tg|telegram|whatsapp)(?:号|\s|:|是)+[a-z0-9_-]
    | wxid_ | 加\s?[vq微]
    """,
    re.VERBOSE,
)
"""What asks the readers of a board to go elsewhere, in the comparable form of ``plain``."""

_OPENING = " -_—–:：,，.。、·|/\\([{<（【《「+~"
"""What leads on to something, and is left at the end when that is cut off."""


def board_name(name: str, t: Texts) -> tuple[str, bool]:
    """``name`` as a board shows it, and whether a link or a way to reach somebody was cut off.

    One line, at most ``LONGEST_NAME`` characters, nothing that hides or turns what follows it. What
    stands before a lure is kept; where nothing is left, a neutral name.
    """
    whole = _one_line(name)
    fine = _before_lures(whole)
    bare = fine[:LONGEST_NAME].strip()
    # Marks alone have no letter to stand on.
    seen = any(unicodedata.category(letter)[0] not in "MZ" for letter in bare)
    return bare if seen else t("board-nameless"), fine != whole


def _one_line(name: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", name):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if letter.isspace():
            kept.append(" ")
        elif kind[0] != "C" and kind != "Me" and marks <= _MOST_MARKS:
            kept.append(letter)
    return " ".join("".join(kept).split())


def _before_lures(line: str) -> str:
    """``line`` up to the first lure in it; found whatever letters it is written in."""
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(line):
        simple = " " if letter == " " else plain(letter)
        folded.append(simple)
        places.extend([place] * len(simple))
    found = _LURE.search("".join(folded))
    return line[: places[found.start()]].rstrip(_OPENING) if found else line
