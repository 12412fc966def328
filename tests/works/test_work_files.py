"""What a file is and how long it lasts, told by its bytes; hostile bytes end in an answer."""

import io
import random
import struct
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.competitions.works.file_kinds import DOCX, Looked, look
from bot.competitions.works.film_lengths import BrokenFilmError, read_film
from bot.competitions.works.packed_documents import MOST_PARTS, look_into_document
from bot.competitions.works.sound_lengths import ogg_seconds, wav_seconds
from bot.competitions.works.taking import check_file
from bot.domain.contests import WorkKind, WorkRule
from bot.domain.works import Checked, WorkFault
from tests.works.made_files import (
    amr,
    amr_wb,
    box,
    docx,
    edit_list,
    film,
    mp3,
    opus,
    page,
    pdf,
    picture,
    times,
    vorbis,
    wav,
)

SAMPLES = {
    "film": (film(12.5), WorkKind.VIDEO, "video/mp4", 12.5),
    "film of large numbers": (film(12.5, version=1), WorkKind.VIDEO, "video/mp4", 12.5),
    "quicktime": (film(3, brand=b"qt  "), WorkKind.VIDEO, "video/quicktime", 3.0),
    "sound alone": (film(61, handlers=(b"soun",)), WorkKind.AUDIO, "audio/mp4", 61.0),
    "m4a with a cover": (film(61, brand=b"M4A "), WorkKind.AUDIO, "audio/mp4", 61.0),
    "amr": (amr(4), WorkKind.AUDIO, "audio/amr", 4.0),
    "amr-wb": (amr_wb(4), WorkKind.AUDIO, "audio/amr-wb", 4.0),
    "mp3": (mp3(36), WorkKind.AUDIO, "audio/mpeg", 36.0),
    "mp3 with a tag": (b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + mp3(36), WorkKind.AUDIO, "audio/mpeg", 36.0),
    "opus": (opus(30), WorkKind.AUDIO, "audio/ogg", 30.0),
    "vorbis": (vorbis(30), WorkKind.AUDIO, "audio/ogg", 30.0),
    "wav": (wav(2.5), WorkKind.AUDIO, "audio/wav", 2.5),
    "jpeg": (picture(), WorkKind.IMAGE, "image/jpeg", None),
    "progressive jpeg": (picture(progressive=True), WorkKind.IMAGE, "image/jpeg", None),
    "png": (picture(form="PNG"), WorkKind.IMAGE, "image/png", None),
    "webp": (picture(form="WEBP"), WorkKind.IMAGE, "image/webp", None),
    "webp without loss": (picture(form="WEBP", lossless=True), WorkKind.IMAGE, "image/webp", None),
    "webp of parts": (picture(form="WEBP", exif=b"Exif\0\0MM\0*"), WorkKind.IMAGE, "image/webp", None),
    "pdf": (pdf(), WorkKind.DOCUMENT, "application/pdf", None),
    "pdf behind a mark": (b"\xef\xbb\xbf" + pdf(), WorkKind.DOCUMENT, "application/pdf", None),
    "docx": (docx(), WorkKind.DOCUMENT, DOCX, None),
    "docx with a formula": (docx(word__embeddings__oleObject1_bin=b"x"), WorkKind.DOCUMENT, DOCX, None),
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "content_type", "seconds"), SAMPLES.values(), ids=SAMPLES
)
def test_what_phones_send(
    content: bytes, kind: WorkKind, content_type: str, seconds: float | None
) -> None:
    found = look(content)
    assert isinstance(found, Looked)
    assert (found.kind, found.content_type) == (kind, content_type)
    if seconds is None:
        assert found.seconds is None
    else:
        assert found.seconds == pytest.approx(seconds, abs=0.02)


def docx_of_types(content_type: bytes) -> bytes:
    """A document whose list of contents names one more type."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("[Content_Types].xml", b'<Override ContentType="' + content_type + b'"/>')
        packed.writestr("word/document.xml", b"<document/>")
        packed.writestr("word/other.xml", b"x")
    return held.getvalue()


WRONG = {
    "text": (b"just some words", WorkFault.WRONG_KIND),
    "nothing": (b"", WorkFault.WRONG_KIND),
    "a page": (b"<!doctype html><script>", WorkFault.WRONG_KIND),
    "a program": (b"MZ" + bytes(200), WorkFault.WRONG_KIND),
    "a gif": (picture(form="GIF"), WorkFault.WRONG_KIND),
    "a zip that is no document": (docx().replace(b"word/", b"text/"), WorkFault.WRONG_KIND),
    "macros": (docx(word__vbaProject_bin=b"x"), WorkFault.WRONG_KIND),
    "macros under another name": (docx_of_types(b"application/vnd.ms-office.vbaProject"), WorkFault.WRONG_KIND),
    "a document of macros": (docx_of_types(b"application/vnd.ms-word.document.macroEnabled.main"), WorkFault.WRONG_KIND),
    "a program in a document": (docx(word__run_exe=b"MZ"), WorkFault.WRONG_KIND),
    "a part that leads out": (docx(**{"word__..__..__x": b"x"}), WorkFault.WRONG_KIND),
    "a page with a pdf's mark": (b"<script>1</script>" + pdf(), WorkFault.WRONG_KIND),
    "a program with a pdf's mark": (b"MZ" + bytes(100) + pdf(), WorkFault.WRONG_KIND),
    "an iphone's picture": (box(b"ftyp", b"heic", bytes(4), b"mif1heic") + box(b"meta", bytes(8)), WorkFault.WRONG_KIND),
    "half a film": (film(5)[:-20], WorkFault.BROKEN),
    "a film without its list": (box(b"ftyp", b"isom") + box(b"mdat", b"x"), WorkFault.BROKEN),
    "half a picture": (picture()[:40], WorkFault.BROKEN),
    "half a pdf": (pdf(whole=False), WorkFault.BROKEN),
    "half a document": (docx()[:60], WorkFault.BROKEN),
    "half a sound": (amr(1) + b"\x48", WorkFault.BROKEN),
    "a sound of another end": (opus(1) + b"junk", WorkFault.BROKEN),
    "a mark alone": (b"OggS", WorkFault.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize(("content", "fault"), WRONG.values(), ids=WRONG)
def test_what_is_not_taken_for_what_it_says(content: bytes, fault: WorkFault) -> None:
    assert look(content) is fault


# lengths that lie ------------------------------------------------------------------------------


def test_a_header_that_tells_too_little_is_not_believed() -> None:
    assert read_film(film(301, told=10)).seconds == pytest.approx(301)
    assert read_film(film(10, told=301)).seconds == pytest.approx(301)


def test_an_edit_list_says_what_is_played() -> None:
    trimmed = film(400, told=120, edits=edit_list(100_000, 20_000))
    assert read_film(trimmed).seconds == pytest.approx(120)
    assert read_film(film(400, told=120, edits=edit_list(0))).seconds == pytest.approx(400)
    large = film(400, told=120, edits=edit_list(120_000, version=1), version=1)
    assert read_film(large).seconds == pytest.approx(120)


def test_a_film_in_fragments_has_no_length_that_is_known() -> None:
    assert read_film(film(5, more=box(b"moof", bytes(16)))).seconds is None


@pytest.mark.parametrize(
    "content",
    [
        box(b"ftyp", b"isom") + box(b"moov", times(b"mvhd", 0, 5)),
        box(b"ftyp", b"isom") + box(b"moov", times(b"mvhd", 1000, 5)),
        box(b"ftyp", b"isom") + box(b"moov", times(b"mvhd", 1000, 5), box(b"trak")),
        box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd")),
        box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 2**63),
        box(b"ftyp", b"isom") + struct.pack(">I4s", 4, b"moov") + bytes(8),
        film(5).replace(b"stts\0\0\0\0\0\0\0\x02", b"stts\0\0\0\0\xff\xff\xff\xff"),
    ],
    ids=["no scale", "no track", "empty track", "empty head", "too large", "too small", "rows"],
)  # fmt: skip
def test_boxes_that_do_not_fit(content: bytes) -> None:
    with pytest.raises(BrokenFilmError):
        read_film(content)


def test_opus_is_counted_whatever_its_pages_say() -> None:
    assert ogg_seconds(opus(20, told=1)) == pytest.approx(20, abs=0.03)
    assert ogg_seconds(opus(1, told=20)) == pytest.approx(20, abs=0.03)
    several = page(0, [b"OpusHead" + bytes(11)], flags=2) + page(0, [b"OpusTags"])
    several += page(0, [b"\x0b\x05x", b"\x09xx", b"\x0b", b"\x80"])
    assert ogg_seconds(several) == pytest.approx((5 + 2) * 0.02 + 0.0025)


def test_two_streams_in_one_file_are_no_sound() -> None:
    assert ogg_seconds(opus(1) + page(5, [b"x"], serial=8)) is None


def test_what_a_second_of_a_wave_takes_follows_from_its_samples() -> None:
    assert wav_seconds(wav(3)) == pytest.approx(3)
    endless = wav(3).replace(b"data" + struct.pack("<I", 24_000), b"data\xff\xff\xff\xff")
    assert wav_seconds(endless) == pytest.approx(3)
    assert wav_seconds(b"RIFF\0\0\0\0WAVEdata" + bytes(20)) is None


# documents -------------------------------------------------------------------------------------


def test_a_bomb_is_not_unpacked_to_its_end() -> None:
    assert look(docx(word__zeros_xml=bytes(60_000_000))) is WorkFault.BOMB
    assert isinstance(look(docx(word__some_xml=bytes(1_000_000))), Looked)


def test_many_parts_are_a_bomb_too() -> None:
    parts = {f"word__{number}_xml": b"" for number in range(MOST_PARTS)}
    assert look_into_document(docx(**parts)) is WorkFault.BOMB
    parts = {f"word__{number}_{'x' * 200}": b"" for number in range(MOST_PARTS)}
    assert look_into_document(docx(**parts)) is WorkFault.BOMB


def test_a_size_that_lies_is_found_out() -> None:
    whole = bytearray(docx(word__zeros_xml=bytes(60_000_000)))
    size = struct.pack("<I", 60_000_000)
    assert whole.count(size) == 2
    lying = bytes(whole).replace(size, struct.pack("<I", 10))
    assert look(lying) in (WorkFault.BOMB, WorkFault.BROKEN)


def test_a_document_with_a_lock_or_an_unusual_packing_is_broken() -> None:
    locked = docx().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    assert look(locked) is WorkFault.BROKEN
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("[Content_Types].xml", b"")
        packed.writestr("word/document.xml", b"")
    assert look(held.getvalue()) is WorkFault.BROKEN


def test_the_form_for_huge_archives_is_not_read() -> None:
    whole = docx()
    at = whole.rfind(b"PK\x05\x06")
    assert look(whole[:at] + b"PK\x06\x07" + bytes(16) + whole[at:]) is WorkFault.BOMB


# pictures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        picture(form="PNG").replace(struct.pack(">II", 64, 48), struct.pack(">II", 64, 20_001)),
        picture(form="PNG").replace(struct.pack(">II", 64, 48), struct.pack(">II", 10_001, 10_000)),
        picture().replace(struct.pack(">HH", 48, 64), struct.pack(">HH", 65_000, 65_000)),
    ],
)  # fmt: skip
def test_too_many_pixels(content: bytes) -> None:
    assert look(content) is WorkFault.TOO_MANY_PIXELS


def test_no_pixels_at_all_is_broken() -> None:
    none = picture(form="PNG").replace(struct.pack(">II", 64, 48), bytes(8))
    assert look(none) is WorkFault.BROKEN


# against a stage's rule ------------------------------------------------------------------------

FILMS = WorkRule((WorkKind.VIDEO, WorkKind.AUDIO), megabytes=1, seconds=300)
PICTURES = WorkRule((WorkKind.IMAGE,))

CHECKS = {
    "4:59": (film(299), FILMS, Decimal("299.000")),
    "5:00": (film(300), FILMS, Decimal("300.000")),
    "5:00 and a little, as phones cut": (film(300.04), FILMS, Decimal("300.040")),
    "5:01": (film(301), FILMS, WorkFault.TOO_LONG),
    "a header that says 4:59": (film(301, told=299), FILMS, WorkFault.TOO_LONG),
    "fragments": (film(5, more=box(b"moof")), FILMS, WorkFault.NO_LENGTH),
    "a picture": (picture(), FILMS, WorkFault.WRONG_KIND),
    "a picture where it is wanted": (picture(), PICTURES, None),
    "too large": (film(5) + box(b"free", bytes(1_000_000)), FILMS, WorkFault.TOO_LARGE),
    "as large as may be": (
        film(5) + box(b"free", bytes(1_000_000 - len(film(5)) - 8)), FILMS, Decimal("5.000"),
    ),
    "empty": (b"", FILMS, WorkFault.EMPTY),
    "broken": (film(5)[:-1], FILMS, WorkFault.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize(("content", "rule", "wanted"), CHECKS.values(), ids=CHECKS)
def test_a_file_against_a_rule(
    content: bytes, rule: WorkRule, wanted: Decimal | WorkFault | None
) -> None:
    found = check_file(content, rule)
    if isinstance(wanted, WorkFault):
        assert found is wanted
    else:
        assert isinstance(found, Checked)
        assert (found.seconds, found.size, len(found.hash)) == (wanted, len(content), 64)


# hostile bytes ---------------------------------------------------------------------------------

BEGINNINGS = [content for content, *_ in SAMPLES.values() if len(content) < 20_000]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=60), st.data())
def test_what_was_damaged_ends_in_an_answer(begin: bytes, put: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(begin)))
    drop = data.draw(st.integers(0, 40))
    assert isinstance(look(begin[:at] + put + begin[at + drop :]), Looked | WorkFault)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([c[:16] for c in BEGINNINGS]), st.binary(max_size=400))
def test_what_only_begins_like_a_file_ends_in_an_answer(mark: bytes, rest: bytes) -> None:
    assert isinstance(look(mark + rest), Looked | WorkFault)


@pytest.mark.parametrize("seed", range(8))
def test_bits_turned_at_random_end_in_an_answer(seed: int) -> None:
    chance = random.Random(seed)
    for content in BEGINNINGS:
        damaged = bytearray(content)
        for _ in range(chance.randrange(1, 12)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        assert isinstance(look(bytes(damaged)), Looked | WorkFault)
