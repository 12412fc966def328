"""How long a sound lasts, counted from its frames: nothing is decoded, nothing is believed."""

_AMR_MARK = b"#!AMR\n"
_AMR_FRAMES = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
"""Bytes of a frame of 20 ms, its own header included, by the frame's type (RFC 4867 section 5)."""

# Layer III of MPEG-1 and of MPEG-2 and 2.5 (ISO/IEC 11172-3 and 13818-3): thousands of bits a
# second by the header's index; 0 is "free", which nobody makes, 15 is forbidden.
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_SAMPLES_A_SECOND = (44_100, 48_000, 32_000, 0)
_MPEG_1, _MPEG_2, _MPEG_25 = 3, 2, 0
_LAYER_3 = 1
_SEARCHED = 64 * 1024
"""Bytes after the tag in which the first frame must begin; programs leave some padding there."""


def amr_seconds(content: bytes) -> float | None:
    """The length of an AMR file; None: it is none, or a frame of it cannot be read."""
    if not content.startswith(_AMR_MARK):
        return None
    at, frames = len(_AMR_MARK), 0
    while at < len(content):
        size = _AMR_FRAMES.get(content[at] >> 3 & 0xF)
        if size is None:
            return None
        at, frames = at + size, frames + 1
    return frames * 0.02


def mp3_seconds(content: bytes) -> float | None:
    """The length of an MP3 file; None: it holds no two frames one after the other."""
    begin = _after_tag(content)
    for at in range(begin, min(begin + _SEARCHED, len(content) - 3)):
        first = _mp3_frame(content, at)
        if first is not None and _mp3_frame(content, at + first[0]) is not None:
            return _mp3_run(content, at)
    return None


def _mp3_run(content: bytes, at: int) -> float:
    """Seconds of the frames that follow each other from ``at``."""
    seconds = 0.0
    while (frame := _mp3_frame(content, at)) is not None:
        at, seconds = at + frame[0], seconds + frame[1]
    return seconds


def _mp3_frame(content: bytes, at: int) -> tuple[int, float] | None:
    """Bytes and seconds of the frame whose header stands at ``at``; None: there is no header."""
    head = int.from_bytes(content[at : at + 4])
    version, layer = head >> 19 & 3, head >> 17 & 3
    if at + 4 > len(content) or head >> 21 != 0x7FF or version == 1 or layer != _LAYER_3:
        return None
    rate = (_RATES_1 if version == _MPEG_1 else _RATES_2)[head >> 12 & 0xF]
    samples = _SAMPLES_A_SECOND[head >> 10 & 3] // {_MPEG_1: 1, _MPEG_2: 2, _MPEG_25: 4}[version]
    if not rate or not samples:
        return None
    length = 1152 if version == _MPEG_1 else 576
    return length // 8 * rate * 1000 // samples + (head >> 9 & 1), length / samples


def _after_tag(content: bytes) -> int:
    """Where sound may begin: behind an ID3v2 tag, whose size has seven bits a byte."""
    if not content.startswith(b"ID3") or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size
