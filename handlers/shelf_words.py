"""Which part of the shelf somebody wants to see: 选课 全部, 选课 第二级, 选课 骑手, 选课 会手机. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.content import Track
from bot.learning.plain import plain
from bot.learning.read_answer import read_number
from bot.texts.words import SHELF_ALL, SHELF_BEHIND, SHELF_LEVEL, SHELF_TRACKS

LEVELS = 7


class Part(StrEnum):
    """What of the shelf."""

    MINE = "mine"
    ALL = "all"
    LEVEL = "level"
    TRACK = "track"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of the shelf. ``value`` is the level, the track or the words; ``page`` counts from 0."""

    part: Part
    value: str = ""
    page: int = 0

    def data(self) -> str:
        """What an option carries so that ``read_wanted`` reads it again; not for words."""
        return f"courses:{self.part}/{self.value}/{self.page}"


_DATA = re.compile(r"(mine|all|level|track)/([a-z1-7]*)/(\d{1,3})", re.ASCII)
_BEHIND = re.compile(SHELF_BEHIND)
_LEVEL = re.compile(SHELF_LEVEL)


def read_wanted(argument: str) -> Wanted:
    """What stands behind 选课, as it was written or as an option carries it; a client can forge that."""
    if found := _DATA.fullmatch(argument):
        return _checked(Wanted(Part(found[1]), found[2], int(found[3])))
    said = plain(argument).strip()
    if not said:
        return Wanted(Part.MINE)
    bare = _BEHIND.sub("", said)
    if not bare or bare in SHELF_ALL:
        return Wanted(Part.ALL)
    if bare in SHELF_TRACKS:
        return Wanted(Part.TRACK, SHELF_TRACKS[bare])
    if (found := _LEVEL.fullmatch(bare)) and (level := read_number(found["level"], LEVELS)):
        return Wanted(Part.LEVEL, str(level))
    return Wanted(Part.WORDS, argument.strip())


def _checked(wanted: Wanted) -> Wanted:
    if wanted.part is Part.TRACK and wanted.value not in set(Track):
        return Wanted(Part.ALL)
    if wanted.part is Part.LEVEL and not wanted.value.isdigit():
        return Wanted(Part.ALL)
    return wanted
