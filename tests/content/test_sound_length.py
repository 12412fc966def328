"""How long sounds last, from their frames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.sound_length import amr_seconds, mp3_seconds
from tests.content.media import AMR_FRAME, MPEG_1_128K, MPEG_2_64K, amr, mp3

TAG = b"ID3\x04\x00\x00\x00\x00\x02\x01" + bytes(257)


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (mp3(100), 100 * 1152 / 44_100),
        (mp3(100, MPEG_2_64K, 208), 100 * 576 / 22_050),
        (mp3(50, bytes.fromhex("fffb9200"), 418), 50 * 1152 / 44_100),  # a padding byte each
        (TAG + mp3(100), 100 * 1152 / 44_100),
        (TAG + bytes(1000) + mp3(100), 100 * 1152 / 44_100),
        (mp3(100) + b"TAG" + bytes(125), 100 * 1152 / 44_100),
        (mp3(10)[:-100], 10 * 1152 / 44_100),  # the last frame is torn
        (mp3(10) + mp3(5, MPEG_2_64K, 208), 10 * 1152 / 44_100 + 5 * 576 / 22_050),
    ],
)
def test_an_mp3_lasts_as_long_as_its_frames(content: bytes, seconds: float) -> None:
    assert mp3_seconds(content) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ID3",
        TAG,
        TAG + bytes(70_000) + mp3(3),
        mp3(1),
        b"\xff\xfb" * 100,
        bytes(100),
        (bytes.fromhex("fffbf000") + bytes(413)) * 3,  # a forbidden rate
        (bytes.fromhex("fffb0000") + bytes(413)) * 3,  # a free one
        (bytes.fromhex("fffb9c00") + bytes(413)) * 3,  # no such number of samples
        (bytes.fromhex("fffd9000") + bytes(413)) * 3,  # layer II
        (bytes.fromhex("ffeb9000") + bytes(413)) * 3,  # no such version
    ],
)
def test_what_holds_no_run_of_frames_is_no_mp3(content: bytes) -> None:
    assert mp3_seconds(content) is None


def test_an_amr_lasts_twenty_milliseconds_a_frame() -> None:
    assert amr_seconds(amr(3000)) == pytest.approx(60)
    assert amr_seconds(b"#!AMR\n" + (b"\x04" + bytes(12)) * 2 + b"\x7c") == pytest.approx(0.06)
    assert amr_seconds(b"#!AMR\n") == 0


def test_what_is_no_amr_has_no_length() -> None:
    assert amr_seconds(b"#!AMR-WB\n" + AMR_FRAME) is None
    assert amr_seconds(amr(2) + b"\x48" + bytes(20)) is None


@given(st.binary(max_size=300), st.sampled_from([b"", b"ID3", b"#!AMR\n", MPEG_1_128K]))
def test_any_bytes_are_read_to_their_end(content: bytes, begin: bytes) -> None:
    for seconds in (mp3_seconds(begin + content), amr_seconds(begin + content)):
        assert seconds is None or 0 <= seconds < 20
