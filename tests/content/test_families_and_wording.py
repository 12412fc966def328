"""The optional keys: a question's family, a course's line for the shelf and its place there, words of
another script.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.export import export_pack, without_rows
from bot.content.load import load_pack
from bot.domain.content import Course, Pack
from bot.domain.errors import InputError
from bot.store.content import import_courses, load_shelf
from bot.store.db import Database
from bot.store.fingerprints import course_hash
from tests.content.packs import COURSE, LESSON, lay
from tests.content.test_load import SMALL

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
MORE = "about: 每天两分钟，学会一件事\nplace: 3\nwording:\n  zh-Hant: {质量: 質素, 信息: 資訊}\n"
FAMILY = LESSON.replace("  - id: one\n", "  - id: one\n    family: which\n")
WORDING = (("zh-Hant", (("信息", "資訊"), ("质量", "質素"))),)


def full(course: Course = SMALL) -> Course:
    """``course`` with all of them."""
    first = course.lessons[0]
    asked = (replace(first.questions[0], family="which"), *first.questions[1:])
    lessons = (replace(first, questions=asked),)
    return replace(
        course, about="每天两分钟，学会一件事", wording=WORDING, lessons=lessons, place=3
    )


def test_they_are_read_and_written(tmp_path: Path) -> None:
    pack = load_pack(lay(tmp_path, FAMILY, COURSE + MORE))
    assert pack == Pack((full(),))
    assert [one.memory for one in pack.courses[0].questions[:2]] == ["which", "many"]
    export_pack(pack, tmp_path / "out")
    assert load_pack(tmp_path / "out") == pack


async def test_they_are_stored(db: Database) -> None:
    async with db.transaction() as conn:
        await import_courses(conn, [full()], at=NOW, approver="operator")
        _, courses = await load_shelf(conn)
    assert without_rows(Pack(courses)) == Pack((full(),))


def test_they_change_what_a_course_is_and_their_absence_does_not() -> None:
    whole = full()
    without = [
        replace(whole, about=""),
        replace(whole, wording=()),
        replace(whole, place=0),
        replace(whole, lessons=SMALL.lessons),
        SMALL,
    ]
    assert len({course_hash(one) for one in [whole, *without]}) == 6
    assert course_hash(SMALL).hex().startswith("3067b50b38f9"), "as before there were any"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (f"about: {'长' * 61}", "about: has 61 characters; write at most 60"),
        ("about: 转发给三位好友领取礼品", "about: .* offers something for sharing"),
        ("place: 0", "place: read .0.; write a whole number from 1 to 99"),
        ("place: first", "place: read .first.; write a whole number from 1 to 99"),
        ("wording: 質素", "wording: read .*; write lines of the form `key: value`"),
        ("wording: {en: {质量: quality}}", 'wording: unknown key "en"; known here: zh-Hant'),
        ("wording: {zh-Hant: [質素]}", "wording.zh-Hant: read a list; write lines of the form"),
        ("wording: {zh-Hant: {质量: [質素]}}", "wording.zh-Hant: must be a text"),
        ("wording: {zh-Hant: {质量: 質素, 质量: 品質}}", "wording.zh-Hant: .* is there twice"),
        (f"wording: {{zh-Hant: {{{'字' * 21}: 字}}}}", "has 21 characters; write at most 20"),
    ],
)
def test_what_is_wrong_with_them_is_told(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        load_pack(lay(tmp_path, course=f"{COURSE}{line}\n"))


def test_a_family_is_an_id(tmp_path: Path) -> None:
    lesson = FAMILY.replace("family: which", "family: Which One")
    with pytest.raises(InputError, match=r"family: read .*; write an id of small letters"):
        load_pack(lay(tmp_path, lesson))
