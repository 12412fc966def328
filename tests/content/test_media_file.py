"""What lessons show: read whole, and what is wrong with it."""

import hashlib
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.content.faults import Faults
from bot.content.load import load_pack
from bot.content.media_file import REQUIRED, CourseFiles, Room, is_media_name
from bot.content.table import Table
from bot.content.values import Place
from bot.content.yaml_tree import compose
from bot.domain.content import LessonMedia
from bot.domain.errors import InputError
from tests.content.media import amr, film, mp3, picture, showing
from tests.content.test_faults import faults

PACKS = Path(__file__).parents[2] / "packs" / "yike-basics"
PNG, JPEG = picture(), picture("JPEG")


def _of(name: str, alt: str, content: bytes) -> LessonMedia:
    return LessonMedia(name, alt, hashlib.sha256(content).hexdigest(), content)


def test_files_are_read_in_their_order_with_kind_and_bytes(tmp_path: Path) -> None:
    media = "[{file: b.jpg, alt: 图二}, {file: a.MP3, alt: 录音}, {file: c.mp4, alt: 影片}]"
    pack = showing(tmp_path, media, b_jpg=JPEG, a_MP3=mp3(100), c_mp4=film())
    (lesson,) = load_pack(pack).courses[0].lessons
    assert lesson.media == (
        _of("b.jpg", "图二", JPEG),
        _of("a.MP3", "录音", mp3(100)),
        _of("c.mp4", "影片", film()),
    )
    assert [one.content for one in lesson.media] == [JPEG, mp3(100), film()]
    assert [(one.kind, one.content_type) for one in lesson.media] == [
        ("image", "image/jpeg"),
        ("voice", "audio/mpeg"),
        ("video", "video/mp4"),
    ]


def test_two_lessons_may_show_the_same_file(tmp_path: Path) -> None:
    pack = showing(tmp_path, "[{file: 扫一扫.png, alt: 图}]", 扫一扫_png=PNG)
    text = "---\nid: b\ntitle: 课\nminutes: 1\nmedia: [{file: 扫一扫.png, alt: 又看}]\n---\n字"
    (pack / "small" / "02-b.md").write_text(text, encoding="utf-8")
    first, second = load_pack(pack).courses[0].lessons
    assert first.media[0].hash == second.media[0].hash
    assert [one.media[0].alt for one in (first, second)] == ["图", "又看"]


GOOD = {"a.png": PNG}
SHOWN = "[{file: a.png, alt: 图}]"
CASES = [
    ("a.png", {}, "", "key media: read \"a.png\"; write a list of entries"),
    ("[a.png]", {}, "", "key media[1]: must be lines of the form"),
    ("[" + "{file: a.png, alt: 图}, " * 4 + "]", {}, "", "key media: has 4 entries; write 0 to 3"),
    ("[{file: a.png}]", GOOD, "", "key media[1].alt: is missing; add it"),
    ("[{alt: 图}]", {}, "", "key media[1].file: is missing; add it"),
    ("[{file: a.png, alt: ''}]", GOOD, "", "key media[1].alt: is empty; write a text"),
    ("[{file: a.png, alt: " + "图" * 201 + "}]", GOOD, "", "has 201 characters; write at most 200"),
    ("[{file: a.png, alt: 转发本课领红包}]", GOOD, "", "which WeChat punishes"),
    ("[{file: a.png, alt: 图, text: 字}]", GOOD, "", 'unknown key "text"; known here: file, alt'),
    (SHOWN, {}, "file", "there is no such file beside the lesson, put it there"),
    (SHOWN, {"a.png": b""}, "file", "its first bytes are not those of PNG, save it as PNG or mend its"),
    (SHOWN, {"a.png": JPEG}, "file", "its first bytes are those of JPEG"),
    (SHOWN, {"a.png": PNG + bytes(2_000_000)}, "file", "it has more than 2,000,000 bytes, which WeChat"),
    ("[{file: a.jpg, alt: 图}]", {"a.jpg": PNG}, "file", "its first bytes are those of PNG, save it as JPEG"),
    ("[{file: a.gif, alt: 图}]", {}, "file", "files that end in png, jpg, jpeg, mp3, amr, mp4"),
    ("[{file: ../a.png, alt: 图}]", {}, "file", "write the plain name of a file that lies beside"),
    ("[{file: /etc/a.png, alt: 图}]", {}, "file", "write the plain name"),
    ("[{file: .a.png, alt: 图}]", {}, "file", "write the plain name"),
    ("[{file: 'a\\b.png', alt: 图}]", {}, "file", "write the plain name"),
    ("[{file: a.mp3, alt: 声}]", {"a.mp3": b"ID3" + bytes(500)}, "file", "its first bytes are not those of MP3"),
    ("[{file: a.mp3, alt: 声}]", {"a.mp3": mp3(2335)}, "file", "it lasts 61 seconds, WeChat takes 60, make it shorter"),
    ("[{file: a.amr, alt: 声}]", {"a.amr": amr(3300)}, "file", "it lasts 66 seconds"),
    ("[{file: a.amr, alt: 声}]", {"a.amr": b"#!AMR-WB\n"}, "file", "its first bytes are not those of AMR"),
    ("[{file: a.mp4, alt: 影}]", {"a.mp4": mp3(9)}, "file", "its first bytes are those of MP3, save it as MP4"),
    ("[{file: a.mp4, alt: 影}]", {"a.mp4": film() + bytes(10_000_000)}, "file", "more than 10,000,000 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("media", "files", "key", "words"), CASES)
def test_faults_in_what_a_lesson_shows(
    tmp_path: Path, media: str, files: dict[str, bytes], key: str, words: str
) -> None:
    pack = showing(tmp_path, media)
    for name, content in files.items():
        (pack / "small" / name).write_bytes(content)
    (said,) = faults(pack)
    assert re.match(r"small/01-first.md, line 5[,:] ", said)
    assert words in said
    assert not key or f"key media[1].{key}: read " in said


def test_a_file_is_shown_once_in_a_lesson(tmp_path: Path) -> None:
    media = "[{file: a.png, alt: 图}, {file: a.png, alt: 图}]"
    (said,) = faults(showing(tmp_path, media, a_png=PNG))
    assert said.endswith('key media[2].file: "a.png" is there twice; a lesson shows it once.')


def test_a_file_that_no_lesson_shows_is_told(tmp_path: Path) -> None:
    assert faults(showing(tmp_path, SHOWN, a_png=PNG, b_png=PNG)) == [
        "small/b.png: is shown by no lesson; name it under media in one, or remove it."
    ]


def test_a_lesson_that_cannot_be_read_might_show_the_rest(tmp_path: Path) -> None:
    pack = showing(tmp_path, SHOWN, a_png=PNG, b_png=PNG)
    (pack / "small" / "02-b.md").write_text("no front matter", encoding="utf-8")
    (said,) = faults(pack)
    assert said.startswith("small/02-b.md, line 1")


def test_links_and_folders_are_not_read(tmp_path: Path) -> None:
    pack = showing(tmp_path, "[{file: a.png, alt: 图}, {file: b.png, alt: 图}]")
    (tmp_path / "secret.png").write_bytes(PNG)
    (pack / "small" / "a.png").symlink_to(tmp_path / "secret.png")
    (pack / "small" / "b.png").mkdir()
    link, folder = faults(pack)
    assert link == "small/a.png: is a link; put the file or folder itself here."
    assert 'key media[2].file: read "b.png"; it is a link or not a plain file' in folder


def test_a_pack_is_not_read_beyond_its_room(tmp_path: Path) -> None:
    """What is read at once has to fit into memory; the same file again takes none."""
    pack = showing(tmp_path, SHOWN, a_png=PNG, b_png=PNG)
    noted = Faults()
    beside = CourseFiles(pack / "small", Room(len(PNG)))
    for name in ("a.png", "a.png", "b.png"):
        node = compose(f"file: {name}\nalt: 图", "x.md", noted)
        assert node is not None
        beside.of_lesson([Table(node, Place("x.md", noted), required=REQUIRED)])
    assert beside.room.left == 0
    (said,) = map(str, noted.found)
    assert said.startswith('x.md, line 1, key file: read "b.png"; ')
    assert said.endswith("the pack's files have more than 200,000,000 bytes, divide the pack.")


BEGINS = [b"", PNG, JPEG, mp3(2), b"ID3\x04\x00\x00\x00\x00\x02\x01", amr(1), film()]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(BEGINS), st.binary(max_size=60), st.sampled_from(["png", "mp3", "amr", "mp4"])
)
def test_any_bytes_are_content_or_a_sentence(begin: bytes, more: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        pack = showing(Path(name), f"[{{file: a.{ending}, alt: 图}}]")
        (pack / "small" / f"a.{ending}").write_bytes(begin + more)
        try:
            found = [one.content for one in load_pack(pack).courses[0].lessons[0].media]
            said = ""
        except InputError as error:
            found, said = [], str(error)
    assert found == [begin + more] or f'key media[1].file: read "a.{ending}"; ' in said


def test_the_shipped_pictures_are_light_and_wide() -> None:
    """On a phone nobody waits for them, and their type stays large."""
    shown = [
        media
        for course in load_pack(PACKS).courses
        for lesson in course.lessons
        for media in lesson.media
    ]
    assert len(shown) >= 2
    for media in shown:
        assert len(media.content) < 150_000
        with Image.open(io.BytesIO(media.content)) as opened:
            opened.load()
            assert opened.width == 1080


@pytest.mark.parametrize("name", ["a.png", "扫一扫.JPG", "a b.mp4", "a.b.amr"])
def test_names_that_are_plain(name: str) -> None:
    assert is_media_name(name)


@pytest.mark.parametrize(
    "name", ["", "a", "a.txt", ".png", "..", "a/b.png", "C:a.png", "a\0.png", "a" * 77 + ".png"]
)
def test_names_that_are_not(name: str) -> None:
    assert not is_media_name(name)
