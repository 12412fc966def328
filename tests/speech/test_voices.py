"""Recorded or read: what somebody who sends 听 is given, and what an engine may hand in."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.speech_command.speaker import CommandSpeaker
from bot.clock import FrozenClock
from bot.domain.content import Course, Lesson, LessonMedia, Track
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.domain.messages import Media
from bot.learning.shelf import Shelf
from bot.learning.speech.voices import read_lesson_aloud, voice_of
from bot.store.content_import import import_courses
from bot.store.db import Database
from bot.store.media import read_file
from schedules.speech import PAUSES, Reader
from tests.content.media import mp3

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LESSON = Lesson("scan", "扫码付款", 2, "先看清姓名。再输入金额。")
FRAMES_A_SECOND = 1000 / 26.12
"""Of MPEG-1 layer III at 44.1 kHz."""


def sound(seconds: float) -> bytes:
    return mp3(int(seconds * FRAMES_A_SECOND))


@dataclass
class Engine:
    """Reads four characters a second, as people do, and notes what it was given."""

    name: str = "test 1"
    pace: float = 4.0
    broken: bool = False
    texts: list[str] = field(default_factory=list)

    async def speak(self, text: str) -> bytes:
        if self.broken:
            raise PlatformUnavailableError("The engine is away.")
        self.texts.append(text)
        return sound(len(text) / self.pace)


async def heard(db: Database, media: Sequence[Media]) -> list[bytes]:
    async with db.connection() as conn:
        files = [await read_file(conn, one.hash) for one in media]
    return [file.content for file in files if file is not None]


async def test_a_recording_of_the_pack_comes_first(db: Database) -> None:
    lesson = replace(LESSON, media=(LessonMedia("a.mp3", "读给您听", "f" * 64),))
    async with db.transaction() as conn:
        assert await voice_of(conn, lesson, "test 1", NOW) == (
            Media("voice", "f" * 64, "读给您听"),
        )


async def test_a_lesson_is_read_once_and_kept(db: Database) -> None:
    engine = Engine()
    await read_lesson_aloud(db, LESSON, engine, NOW)
    async with db.transaction() as conn:
        found = await voice_of(conn, LESSON, engine.name, NOW)
        assert await voice_of(conn, LESSON, "another voice", NOW) == ()
        assert await voice_of(conn, LESSON, "", NOW) == ()
    assert engine.texts == ["扫码付款。\n先看清姓名。再输入金额。"]
    assert [len(one) for one in await heard(db, found)] == [len(sound(18 / 4))]


async def test_what_lasts_over_a_minute_is_divided(db: Database) -> None:
    engine = Engine(pace=2.0)
    long = replace(LESSON, text="这句话有十个字请您听。" * 12)
    assert await read_lesson_aloud(db, long, engine, NOW) == 2
    async with db.transaction() as conn:
        assert len(await voice_of(conn, long, engine.name, NOW)) == 2


async def test_what_no_channel_plays_is_refused(db: Database) -> None:
    class Wav(Engine):
        async def speak(self, text: str) -> bytes:
            return b"RIFF....WAVE" + b"\0" * 1000

    with pytest.raises(PlatformMisconfiguredError, match="no MP3 and no AMR"):
        await read_lesson_aloud(db, LESSON, Wav(), NOW)


# an engine that is a program ----------------------------------------------------------------------

ECHO = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"


def program(code: str, seconds: float = 20) -> CommandSpeaker:
    return CommandSpeaker((sys.executable, "-c", code), seconds)


async def test_a_program_gets_the_text_and_gives_the_file() -> None:
    assert await program(ECHO).speak("abc") == b"cba"


async def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(PlatformMisconfiguredError, match="cannot be started"):
        await CommandSpeaker(("/nowhere/engine",), 5).speak("a")


async def test_a_program_that_fails_is_told() -> None:
    with pytest.raises(PlatformUnavailableError, match="code 3"):
        await program("import sys; sys.exit(3)").speak("a")


async def test_a_program_that_says_nothing_is_told() -> None:
    with pytest.raises(PlatformUnavailableError, match="code 0"):
        await program("pass").speak("a" * 200_000)


async def test_a_program_that_hangs_is_ended_with_what_it_started() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with pytest.raises(PlatformUnavailableError, match="longer than 1 s"):
        await program(code, seconds=1).speak("a")


async def test_a_program_that_never_ends_its_file_is_cut_off() -> None:
    with pytest.raises(PlatformMisconfiguredError, match="10,000,000 bytes"):
        await program("import sys\nwhile True: sys.stdout.buffer.write(b'0' * 65536)").speak("a")


# ahead of time ------------------------------------------------------------------------------------


async def taught(db: Database) -> None:
    lessons = tuple(replace(LESSON, key=f"l{n}", text=f"第{n}课的话。") for n in range(3))
    course = Course(
        "c", "课", Track.SENIORS, "zh-Hans", 1, 1, 0.6, 16, "1", "s", "l", "某人", lessons
    )
    async with db.transaction() as conn:
        await import_courses(conn, [course], at=NOW, approver="某人")


async def test_all_lessons_are_read_one_by_one(db: Database) -> None:
    await taught(db)
    engine, clock = Engine(), FrozenClock(NOW)
    readers = [Reader(db, clock, Shelf(), engine) for _ in range(2)]
    assert [await readers[n % 2].run() for n in range(5)] == [1, 1, 1, 0, 0]
    assert len(engine.texts) == len(set(engine.texts)) == 3


async def test_an_engine_that_fails_is_left_alone_for_a_while(db: Database) -> None:
    await taught(db)
    engine, clock = Engine(broken=True), FrozenClock(NOW)
    reader = Reader(db, clock, Shelf(), engine)
    assert await reader.run() == 0
    engine.broken = False
    assert await reader.run() == 0
    clock.move(PAUSES[0] + timedelta(seconds=1))
    assert await reader.run() == 1
