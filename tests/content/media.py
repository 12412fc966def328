"""Files for lessons, made here: as small as their kind allows."""

import io
from pathlib import Path

from PIL import Image

from tests.content.packs import LESSON, lay

MPEG_1_128K = bytes.fromhex("fffb9000")
"""The header of a layer III frame of 128 kbit/s and 44,100 samples a second: 417 bytes."""

MPEG_2_64K = bytes.fromhex("fff38000")
"""64 kbit/s and 22,050 samples a second: 208 bytes of 576 samples."""

AMR_FRAME = bytes([7 << 3]) + bytes(31)
"""20 ms at 12.2 kbit/s."""


def picture(kind: str = "PNG", colour: str = "red") -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, kind)
    return out.getvalue()


def mp3(frames: int, header: bytes = MPEG_1_128K, size: int = 417) -> bytes:
    """A sound of so many silent frames."""
    return (header + bytes(size - 4)) * frames


def amr(frames: int) -> bytes:
    """A sound of so many frames of 20 ms."""
    return b"#!AMR\n" + AMR_FRAME * frames


def film() -> bytes:
    """What an MP4 file begins with."""
    return bytes.fromhex("00000018") + b"ftypisom" + bytes(12)


def showing(folder: Path, media: str, **files: bytes) -> Path:
    """A pack whose lesson has ``media`` in its front matter, from line 5, and these files
    beside it; in their names ``_`` stands for the dot.
    """
    pack = lay(folder, LESSON.replace("minutes: 2\n", f"minutes: 2\nmedia: {media}\n", 1))
    for name, content in files.items():
        (pack / "small" / name.replace("_", ".")).write_bytes(content)
    return pack
