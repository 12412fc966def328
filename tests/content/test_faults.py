"""What is said about a pack with something wrong in it: file, line, key, what was read, mend."""

import re
from pathlib import Path

import pytest

from bot.content.load import load_pack
from bot.domain.errors import InputError
from tests.content.packs import COURSE, LESSON, lay


def faults(pack: Path) -> list[str]:
    """The lines of the error that loading ``pack`` ends with."""
    with pytest.raises(InputError) as caught:
        load_pack(pack)
    return str(caught.value).split("\n")


COURSE_CASES = [
    ("level: 1", "level: 8", 5, 'key level: read "8"; write a whole number from 1 to 7'),
    ("level: 1", 'level: "1"', 5, "without quotes"),
    ("level: 1", "level: 01", 5, 'read "01"'),
    ("level: 1", "level: 1.0", 5, 'read "1.0"; write a whole number'),
    ("level: 1", "level:", 5, 'read ""'),
    ("level: 1", "level: [1]", 5, "read a list"),
    ("hours: 2", "hours: 0", 6, "above 0"),
    ("hours: 2", "hours: .inf", 6, 'read ".inf"'),
    ("hours: 2", "hours: 1e3", 6, 'read "1e3"'),
    ("hours: 2", "hours: 二", 6, 'read "二"'),
    ("pass_mark: 0.6", "pass_mark: 60", 7, 'read "60"; write a number from 0 to 1'),
    ("pass_mark: 0.6", "pass_mark: -0.1", 7, 'read "-0.1"'),
    ("track: seniors", "track: cooks", 3, 'read "cooks"; write one of seniors, couriers'),
    ("language: zh-Hans", "language: zh", 4, "write one of zh-Hans, zh-Hant, en"),
    ("id: small", "id: Small", 1, 'read "Small"; write an id'),
    ("id: small", "id: " + "a" * 41, 1, "at most 40"),
    ("id: small", "id: ../up", 1, 'read "../up"'),
    ("id: small", "id: a--b", 1, 'read "a--b"'),
    ("title: 小课", "title: ''", 2, "key title: is empty"),
    ("title: 小课", "title: yes", 2, 'read "yes" as yes or no; put quotes around it'),
    ("title: 小课", "title: {a: b}", 2, "must be a text"),
    ("title: 小课", "title: 手机: 支付", 2, "a text with a colon and a space needs quotes"),
    ("title: 小课", 'title: "小\\u202e课"', 2, "invisible character U+202E"),
    ("title: 小课", 'title: "小\\0课"', 2, "invisible character U+0000"),
    ("title: 小课", 'title: "\\ud800"', 2, "invisible character U+D800"),
    ("title: 小课", 'title: "\\U00110000"', 2, "names no character"),
    ("title: 小课", "title: 小\x07课", 2, "invisible character U+0007"),
    ("title: 小课", "# \u2028\ntitle: 小课", 2, "invisible character U+2028"),
    ("title: 小课", "title: \uffff小课", 2, "invisible character U+FFFF"),
    ("title: 小课", "title: &a 小课", 2, "an anchor (&) is not allowed"),
    ("title: 小课", "title: *a", 2, "an alias (*) is not allowed"),
    ("title: 小课", "title: !!python/name:os.system", 2, "a tag (!) is not allowed"),
    ("title: 小课", "title: '小课", 2, "not valid YAML"),
    ("title: 小课", "title: [小课", 2, "not valid YAML"),
    ("title: 小课", "\ttitle: 小课", 2, "not valid YAML"),
    ("title: 小课", "title: " + "[" * 5000, 2, "nested too deeply"),
    ("title: 小课", "title: [" + "a," * 20_000, 2, "too many values"),
    ("title: 小课", "title: 小课\ntitle: 大课", 3, "key title: is given twice"),
    ("title: 小课", "title: 小课\ncolour: red", 3, 'unknown key "colour"; known here: id, title'),
    ("title: 小课", "title: 小课\n<<: {a: b}", 3, 'unknown key "<<"'),
    ("title: 小课", "title: 小课\n[a]: b", 3, "a key must be a plain word"),
    ("title: 小课", "title: |\n  小\n  课", 2, "write it on one line"),
    ("title: 小课", "title: " + "课" * 101, 2, "has 101 characters; write at most 100"),
    ("title: 小课", "title: 转发本课领红包", 2, "which WeChat punishes"),
    ("version: \"2026.1\"\n", "", 1, "key version: is missing; add it"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "words"), COURSE_CASES)
def test_faults_in_course_yaml(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in COURSE
    (said,) = faults(lay(tmp_path, course=COURSE.replace(old, new)))
    assert re.match(rf"small/course.yaml, line {line}[,:] ", said)
    assert words in said
    assert said.endswith(".")


LESSON_CASES = [
    ("title: 第一课", "title: 第一课\npictures: a.png", 4, 'unknown key "pictures"'),
    ("minutes: 2", "minutes: 0", 4, 'key minutes: read "0"; write a whole number from 1 to 120'),
    ("minutes: 2", "minutes: 两分钟", 4, 'read "两分钟"'),
    ("asks: [这是什么, 怎么做]", "asks: 这是什么", 5, "write a list of texts, as in [a, b]"),
    ("asks: [这是什么, 怎么做]", "asks: [这是什么, '']", 5, "key asks[2]: is empty"),
    ("    answer: 2", "    answer: 4", 11, 'key questions[1].answer: read "4"; write a whole number from 1 to 3'),
    ("    answer: 2", "    answer: 0", 11, "from 1 to 3"),
    ("    answer: 2", "    answer: 乙", 11, 'read "乙"'),
    ("    answer: 2", "    answer: [2]", 11, "read a list; write a whole number"),
    ("    answer: 2", "    answer: 0x2", 11, 'read "0x2"'),
    ("    answer: 2\n", "", 7, "key questions[1].answer: is missing"),
    ("    options: [甲, 乙, 丙]\n    answer: 2", "    answer: 2", 7, "key questions[1].options: is missing; a single question needs"),
    ("    options: [甲, 乙, 丙]\n    answer: 2", "    options: [甲]\n    answer: 1", 10, "has 1 texts; write 2 to 12"),
    ("    options: [甲, 乙, 丙]\n    answer: 2", "    options: [甲, 乙, 甲]\n    answer: 2", 10, 'key questions[1].options[3]: "甲" is there twice'),
    ("    options: [甲, 乙, 丙]\n    answer: 2", "    options: [甲, no]\n    answer: 2", 10, 'key questions[1].options[2]: read "no" as yes or no'),
    ("    answer: [3, 1]", "    answer: 1", 17, "write a list of numbers"),
    ("    answer: [3, 1]", "    answer: []", 17, "has 0 numbers; write 1 to 3"),
    ("    answer: [3, 1]", "    answer: [1, 1]", 17, "is there twice"),
    ("    answer: [3, 1]", "    answer: [1, 5]", 17, 'key questions[2].answer[2]: read "5"'),
    ("    answer: false", "    answer: 对", 22, 'read "对"; write true or false'),
    ("    answer: false", '    answer: "false"', 22, "without quotes"),
    ("    answer: false", "    options: [对, 错]\n    answer: false", 22, "a true_false question has no options"),
    ("    answer: [96110, 九六一一零]", "    answer: 96110", 27, 'read "96110"; write a list of texts'),
    ("    answer: [96110, 九六一一零]", "    answer: []", 27, "has 0 texts"),
    ("    answer: [96110, 九六一一零]", "    answer: [yes]", 27, "as yes or no"),
    ("kind: short", "kind: long", 25, "write one of single, multiple, true_false, short"),
    ("stem: 对吗？", "stem:", 21, "key questions[3].stem: is empty"),
    ("why: 不对。", "why: ''", 23, "key questions[3].why: is empty"),
    ("stem: 选哪个？", "stem: 分享后看答案，选哪个？", 9, "which WeChat punishes"),
    ("id: many", "id: one", 13, '"one" is already a question in small/01-first.md'),
    ("- id: one", "- just text\n  - id: one", 7, "key questions[1]: must be lines of the form"),
    ("第二段。", "集满38个赞，到店领取鸡蛋。", 32, '"集满38个赞" offers something for sharing'),
    ("第二段。", "第\t二段。", 32, "invisible character U+0009"),
    ("第二段。", "第\u200b二段。", 32, "invisible character U+200B"),
    ("第二段。", "字" * 683, 30, "paragraph 2 has 2049 bytes of UTF-8; one message holds 2048"),
    ("第二段。", "\n\n".join(["字" * 600] * 4), 30, "needs 4 messages"),
    ("第一段。\n\n第二段。\n", " \n", 30, "has no text after the front matter"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "words"), LESSON_CASES)
def test_faults_in_a_lesson(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in LESSON
    (said,) = faults(lay(tmp_path, LESSON.replace(old, new, 1)))
    assert re.match(rf"small/01-first.md, line {line}[,:] ", said)
    assert words in said


def test_front_matter_must_be_there_and_closed(tmp_path: Path) -> None:
    (said,) = faults(lay(tmp_path / "a", "第一段。"))
    assert said.startswith("small/01-first.md, line 1: must begin with a line of three dashes")
    (said,) = faults(lay(tmp_path / "b", "---\nid: first\n第一段。"))
    assert said.startswith("small/01-first.md, line 3: the front matter is not closed")
    (said,) = faults(lay(tmp_path / "c", "---\n---\n第一段。"))
    assert said.startswith("small/01-first.md, line 2: this must be lines of the form")


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("gb18030", "it seems to be GB18030"), ("utf-16", "it seems to be UTF-16")],
)
def test_other_encodings_are_named(tmp_path: Path, encoding: str, words: str) -> None:
    pack = lay(tmp_path)
    (pack / "small" / "01-first.md").write_bytes(LESSON.encode(encoding))
    (said,) = faults(pack)
    assert said.startswith("small/01-first.md, line ")
    assert words in said
    assert "save the file as UTF-8" in said


def test_a_question_too_long_for_one_message(tmp_path: Path) -> None:
    lesson = LESSON.replace(
        "[甲, 乙, 丙]", "[" + ", ".join(str(n) + "字" * 150 for n in range(5)) + "]", 1
    )
    (said,) = faults(lay(tmp_path, lesson))
    assert "key questions[1].stem: stem and options have " in said


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(1000))
    (said,) = faults(lay(tmp_path, course=bomb))
    assert said.startswith("small/course.yaml, line 1: an anchor")


def test_large_files_are_not_read(tmp_path: Path) -> None:
    pack = lay(tmp_path)
    (pack / "small" / "01-first.md").write_bytes(b"a" * (256 * 1024 + 1))
    assert faults(pack) == [
        "small/01-first.md: is larger than 256 KiB; make it shorter or split it."
    ]


def test_links_are_refused_wherever_they_stand(tmp_path: Path) -> None:
    pack = lay(tmp_path)
    secret = tmp_path / "secret.md"
    secret.write_text(LESSON, encoding="utf-8")
    (pack / "small" / "02-out.md").symlink_to(secret)
    (pack / "other").symlink_to(pack / "small")
    assert faults(pack) == [
        "other: is a link; put the file or folder itself here.",
        "small/02-out.md: is a link; put the file or folder itself here.",
    ]
    (pack / "other").unlink()
    (pack / "small" / "02-out.md").unlink()
    (pack / "small" / "course.yaml").unlink()
    (pack / "small" / "course.yaml").symlink_to(tmp_path / "nowhere")
    assert faults(pack)[0].startswith("small/course.yaml: is a link")


def test_folders_that_are_no_pack(tmp_path: Path) -> None:
    assert "there is no such folder" in faults(tmp_path / "absent")[0]
    assert "holds no course" in faults(tmp_path)[0]
    (tmp_path / "bare").mkdir()
    assert faults(tmp_path) == [
        "bare/course.yaml: is missing; a course folder needs it.",
        "bare: the course has 0 lessons; write 1 to 400 files named *.md.",
    ]


def test_files_that_would_be_lost_are_told(tmp_path: Path) -> None:
    pack = lay(tmp_path)
    (pack / "small" / "02-second.markdown").write_text(LESSON, encoding="utf-8")
    (pack / "small" / "more").mkdir()
    (pack / "small" / "03-folder.md").mkdir()
    said = faults(pack)
    assert said[0].startswith("small/02-second.markdown: does not belong here")
    assert said[1].startswith("small/more: does not belong here")
    assert said[2].startswith("small/03-folder.md: is a link or not a plain file")


def test_ids_are_unique_over_files(tmp_path: Path) -> None:
    pack = lay(tmp_path)
    (pack / "small" / "02-again.md").write_text(LESSON, encoding="utf-8")
    (pack / "twin").mkdir()
    for name, text in (("course.yaml", COURSE), ("1.md", LESSON)):
        (pack / "twin" / name).write_text(text, encoding="utf-8")
    said = faults(pack)
    assert said[0] == (
        'small/02-again.md, line 2, key id: "first" is already a lesson in small/01-first.md; '
        "ids must be unique."
    )
    assert [line.split(": ")[0] for line in said[1:5]] == [
        f"small/02-again.md, line {n}, key questions[{i}].id"
        for i, n in enumerate((7, 13, 19, 24), 1)
    ]
    assert said[5].startswith('twin/course.yaml, line 1, key id: "small" is already a course in')


def test_twenty_faults_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    course = COURSE + "".join(f"extra{n}: 1\n" for n in range(25))
    said = faults(lay(tmp_path, course=course))
    assert len(said) == 21
    assert said[-1] == "and 5 more; mend these first."


def test_several_faults_come_together_in_reading_order(tmp_path: Path) -> None:
    said = faults(
        lay(tmp_path, LESSON.replace("minutes: 2", "minutes: x"), COURSE.replace("0.6", "6"))
    )
    assert [line.split(",")[0] for line in said] == ["small/course.yaml", "small/01-first.md"]
