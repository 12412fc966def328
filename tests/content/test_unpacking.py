"""Packs as .zip: unpacked whole, and refused when something in them could do harm."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from bot.content.load import load_pack
from bot.content.unpacking import MOST_ENTRIES, PackRefusedError, holds_course, unpack
from tests.content.packs import COURSE, LESSON

GOOD = {"small/course.yaml": COURSE, "small/01-first.md": LESSON}


def zipped(files: dict[str, str | bytes], **attrs: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = attrs.get("mode", 0) << 16
            made.writestr(info, content)
    return out.getvalue()


@pytest.mark.parametrize("around", ["", "pack/", "来自某人/pack/"])
def test_a_pack_is_found_below_the_folders_around_it(tmp_path: Path, around: str):
    data = zipped({around + name: text for name, text in GOOD.items()})
    assert holds_course(data)
    pack = load_pack(unpack(data, tmp_path))
    assert [course.key for course in pack.courses] == ["small"]


def test_one_course_alone_is_a_pack(tmp_path: Path):
    data = zipped({"course.yaml": COURSE, "01-first.md": LESSON})
    assert len(load_pack(unpack(data, tmp_path)).courses) == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../course.yaml", "leads out"),
        ("small/../../x.md", "leads out"),
        ("/etc/passwd", "leads out"),
        ("C:/x.md", "leads out"),
        ("small\\..\\x.md", "leads out"),
        ("small/a\u202egnp.md", "invisible"),
        ("a/b/c/d/e/f.md", "too deep"),
        ("small/COURSE.yaml", "twice"),
    ],
)
def test_names_that_do_harm_are_refused(tmp_path: Path, name: str, says: str):
    with pytest.raises(PackRefusedError, match=says):
        unpack(zipped({**GOOD, name: "x"}), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_links_are_refused(tmp_path: Path):
    with pytest.raises(PackRefusedError, match="is a link"):
        unpack(zipped({"small/course.yaml": "/etc/passwd"}, mode=stat.S_IFLNK | 0o777), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_not_opened(tmp_path: Path):
    with pytest.raises(PackRefusedError, match="far more"):
        unpack(zipped({"small/a.md": b"\0" * 50_000_000}), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_too_many_files_are_refused(tmp_path: Path):
    with pytest.raises(PackRefusedError, match="at most"):
        unpack(zipped({f"{n}.md": "" for n in range(MOST_ENTRIES + 1)}), tmp_path)


def test_a_head_that_lies_about_its_size_is_damage(tmp_path: Path):
    data = zipped({"small/a.md": "x" * 5000})
    lied = data.replace(struct.pack("<L", 5000), struct.pack("<L", 10))
    assert lied != data
    with pytest.raises(PackRefusedError, match="damaged"):
        unpack(lied, tmp_path)


def test_names_of_chinese_systems_are_read(tmp_path: Path):
    data = zipped({"small/course.yaml": COURSE, "small/AAAA.md": LESSON})
    unpack(data.replace(b"AAAA", "一课".encode("gb18030")), tmp_path)
    # Its flag is not set, so that the name counts as of an old system.
    assert (tmp_path / "small").is_dir() or (tmp_path / "course.yaml").exists()
    assert [one.name for one in tmp_path.rglob("*.md")] == ["一课.md"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK" + b"\0" * 100])
def test_what_is_no_zip_is_refused(tmp_path: Path, data: bytes):
    assert not holds_course(data)
    with pytest.raises(PackRefusedError, match="damaged"):
        unpack(data, tmp_path)
