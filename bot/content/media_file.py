"""The pictures, sounds and films beside a course's lessons: named, read and checked.

Sizes and lengths are those that WeChat takes as temporary files (官方 新增临时素材); the smaller
where its page says two.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.faults import quoted
from bot.content.files import UnreadableError, read_bytes
from bot.content.inducement import inducement
from bot.content.question_file import induces
from bot.content.sound_length import amr_seconds, mp3_seconds
from bot.content.table import Table
from bot.content.wrong import Wrong, wrong
from bot.domain.content import FORMATS, LessonMedia, MediaKind, media_format

REQUIRED = ("file", "alt")
MOST_FILES = 3
"""Of one lesson: it is to be read in two or three minutes."""

MOST_BYTES: dict[MediaKind, int] = {"image": 2_000_000, "voice": 2_000_000, "video": 10_000_000}
MOST_SECONDS = 60
"""Of a sound."""
MOST_PACK_BYTES = 200_000_000
"""Of all files of a pack: it is read as a whole."""
MOST_ALT = 200
MOST_NAME = 80

_NAMES = {"image/png": "PNG", "image/jpeg": "JPEG", "audio/mpeg": "MP3", "audio/amr": "AMR",
          "video/mp4": "MP4"}  # fmt: skip


def is_media_name(name: str) -> bool:
    """Whether ``name`` is that of a file in the same folder, with an ending a lesson may show."""
    plain = not name.startswith(".") and not any(mark in name for mark in '/\\:*?"<>|\0')
    return plain and len(name) <= MOST_NAME and media_format(name) is not None


@dataclass(slots=True)
class Room:
    """How many bytes of a pack's files may still be read."""

    left: int = MOST_PACK_BYTES


@dataclass(slots=True)
class CourseFiles:
    """The files in the folder of one course; ``named`` are those that its lessons show."""

    folder: Path
    room: Room
    named: set[str] = field(default_factory=set)
    _read: dict[str, bytes] = field(default_factory=dict)

    def of_lesson(self, tables: Sequence[Table]) -> tuple[LessonMedia, ...]:
        """A lesson's files, whole where no fault was noted."""
        found: list[LessonMedia] = []
        names: set[str] = set()
        for table in tables:
            alt = table.text("alt", MOST_ALT)
            if bait := inducement(alt):
                table.fault("alt", induces(bait))
            name = table.text("file", MOST_NAME)
            if name in names:
                table.fault("file", wrong("media-twice", name=quoted(name)))
            content = self._content(name, table) if name and name not in names else None
            names.add(name)
            if content is not None:
                found.append(LessonMedia(name, alt, hashlib.sha256(content).hexdigest(), content))
        return tuple(found)

    def _content(self, name: str, table: Table) -> bytes | None:
        """The bytes of a file, None with a fault noted."""
        fault = _name_fault(name)
        if fault is None:
            self.named.add(name)
            path = self.folder / name
            if name in self._read:
                return self._read[name]
            if path.is_symlink():
                return None  # noted as a link among the folder's entries
            fault = self._take(path, name)
        if fault is not None:
            table.fault("file", wrong("media-refused", name=quoted(name), fault=fault))
            return None
        return self._read[name]

    def _take(self, path: Path, name: str) -> Wrong | None:
        """Read a file and keep its bytes; what is wrong with it, None: nothing."""
        found = media_format(name)
        if found is None or not path.exists():
            return wrong("media-absent")
        if self.room.left <= 0:
            return wrong("media-fill-the-pack", most=f"{MOST_PACK_BYTES:,}")
        most = MOST_BYTES[found[0]]
        try:
            content = read_bytes(path, most)
        except UnreadableError as error:
            return wrong("media-unreadable", fault=error.fault)
        if content is None:
            return wrong("media-too-large", most=f"{most:,}")
        if fault := _content_fault(content, found[1]):
            return fault
        self.room.left -= len(content)
        self._read[name] = content
        return None


def _name_fault(name: str) -> Wrong | None:
    if is_media_name(name):
        return None
    if media_format(name) is None:
        endings = ", ".join(ending.removeprefix(".") for ending in FORMATS)
        return wrong("media-of-other-format", endings=endings)
    return wrong("media-not-beside")


def _content_fault(content: bytes, content_type: str) -> Wrong | None:
    """What is wrong with a file that its name says to be of ``content_type``."""
    wanted, seems = _NAMES[content_type], _seems(content)
    if seems != wanted:
        if seems:
            return wrong("media-is-another", seems=seems, wanted=wanted)
        return wrong("media-is-not", wanted=wanted)
    seconds = {"MP3": mp3_seconds, "AMR": amr_seconds}.get(wanted, _unknown)(content)
    if seconds is not None and seconds > MOST_SECONDS:
        return wrong("media-too-long", seconds=f"{seconds:.0f}", most=MOST_SECONDS)
    return None


def _unknown(content: bytes) -> None:  # noqa: ARG001 - a film may last as long as its bytes allow
    return None


def _seems(content: bytes) -> str:
    """What a file is by its first bytes, empty where it is nothing that we know."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"#!AMR\n"):
        return "AMR"
    if content[4:8] == b"ftyp":
        return "MP4"
    return "MP3" if mp3_seconds(content) is not None else ""
