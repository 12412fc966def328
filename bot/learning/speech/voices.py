"""A lesson's sound: the pack's own recording, or what an engine read and we kept."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.sound_length import amr_seconds, mp3_seconds
from bot.domain.content import Lesson
from bot.domain.errors import PlatformMisconfiguredError
from bot.domain.messages import Media
from bot.learning.speech.script import halves, read_aloud
from bot.model_ports import Speaker
from bot.store.db import Connection, Database
from bot.store.made_media import keep_made, made_before, recipe
from bot.store.media import MediaFile

MAKER = "speech-1"
MOST_SECONDS = 60
MOST_BYTES = 2_000_000
"""Of one voice message (reference/wechat.md, 新增临时素材)."""
SHORTEST = 20
"""Characters: what lasts a minute and has fewer is not speech."""


def recorded(lesson: Lesson) -> tuple[Media, ...]:
    """The voice files that the pack brings, in their order."""
    found = (m for m in lesson.media if m.kind == "voice")
    return tuple(Media("voice", m.hash, m.alt) for m in found)


async def voice_of(
    conn: Connection, lesson: Lesson, speaker: str, now: datetime
) -> tuple[Media, ...]:
    """A lesson as sound, in the order in which it is played; empty where there is none (yet).

    ``speaker`` is the engine's name, "" where the deployment has none.
    """
    if own := recorded(lesson):
        return own
    if not speaker:
        return ()
    hashes = await made_before(conn, speech_recipe(lesson, speaker), now)
    return tuple(Media("voice", one, lesson.title) for one in hashes or ())


def speech_recipe(lesson: Lesson, speaker: str) -> bytes:
    """What a lesson's sound is made from."""
    return recipe(MAKER, speaker, *read_aloud(lesson.title, lesson.text))


async def read_lesson_aloud(db: Database, lesson: Lesson, speaker: Speaker, now: datetime) -> int:
    """Have ``lesson`` read and keep it; the number of files. No transaction is open meanwhile.

    Raises as ``Speaker.speak``, and PlatformMisconfiguredError for a file that no channel plays.
    """
    files = [
        file
        for part in read_aloud(lesson.title, lesson.text)
        for file in await _spoken(part, speaker)
    ]
    async with db.transaction() as conn:
        await keep_made(conn, speech_recipe(lesson, speaker.name), files, now)
    return len(files)


async def _spoken(part: str, speaker: Speaker) -> Sequence[MediaFile]:
    """One part as one file, or as more where it lasts over a minute."""
    content = await speaker.speak(part)
    kind, seconds = _measured(content)
    if seconds <= MOST_SECONDS and len(content) <= MOST_BYTES:
        return [MediaFile("voice", kind, content)]
    if len(part) < SHORTEST:
        raise PlatformMisconfiguredError(
            "The speech engine needs over a minute for a few words; check its command or its voice."
        )
    return [file for half in halves(part) for file in await _spoken(half, speaker)]


def _measured(content: bytes) -> tuple[str, float]:
    if (seconds := amr_seconds(content)) is not None:
        return "audio/amr", seconds
    if (seconds := mp3_seconds(content)) is not None:
        return "audio/mpeg", seconds
    raise PlatformMisconfiguredError(
        "The speech engine made no MP3 and no AMR file; check [speech] in the settings."
    )
