"""What a librarian reads in Chinese about a file that cannot be used: whole lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.announcement_file import load_announcement
from bot.content.competition_file import load_competition, warnings_of
from bot.content.load import load_pack
from bot.content.question_edit import WrittenQuestion, question_of
from bot.content.unpacking import unpack
from bot.content.wrong import WrongInputError
from tests.competitions.test_competition_rules_file import WHOLE
from tests.content.packs import COURSE, LESSON, lay
from tests.content.test_announcement_file import GOOD
from tests.content.test_unpacking import zipped

FRONT = "id: second\ntitle: 第二课\nminutes: 2\n"


def told(load: Callable[[Path], object], path: Path) -> list[str]:
    """The lines that ``load`` refuses ``path`` with."""
    with pytest.raises(WrongInputError) as caught:
        load(path)
    return list(caught.value.told("zh-Hans"))


def test_a_course_with_several_slips(tmp_path: Path) -> None:
    course = (
        COURSE.replace("title: 小课", "title: 转发本课领红包")
        .replace("track: seniors", "track: cooks")
        .replace("level: 1", "level: 8\ncolour: 红")
        .replace("hours: 2", "hours: 两小时")
        .replace("source: 某法第一条\n", "")
    )
    assert told(load_pack, lay(tmp_path, course=course)) == [
        (
            "small/course.yaml 第 6 行：没有“colour”这个名称；这里可以写：id, title, track, language, "
            "level, hours, pass_mark, hours_per_credit, version, source, licence, reviewed_by, about, "
            "wording, place。"
        ),
        "small/course.yaml 第 1 行，source：没有写；请补上。",
        (
            "small/course.yaml 第 2 行，title：“转发本课领红包”用好处引人分享、邀请或关注，微信会处罚；"
            "请换个说法，去掉诱导。"
        ),
        (
            "small/course.yaml 第 3 行，track：读到的是“cooks”；请从这些里选一个：seniors, couriers, "
            "farmers, workers, youth, everyone。"
        ),
        "small/course.yaml 第 5 行，level：读到的是“8”；请写 1 到 7 的整数，不加引号。",
        (
            "small/course.yaml 第 7 行，hours：读到的是“两小时”；请写大于 0、不超过 10000 的数，不加引号，"
            "最多 4 位小数。"
        ),
    ]


def test_a_lesson_and_its_questions(tmp_path: Path) -> None:
    lesson = (
        LESSON.replace("options: [甲, 乙, 丙]\n    answer: 2", "options: [甲]\n    answer: 2")
        .replace("id: many", "id: one")
        .replace("answer: false", "options: [对, 错]\n    answer: 错")
        .replace("[96110, 九六一一零]", "96110")
        .replace("第二段。", "第二段\u200b。")
    )
    file = "small/01-first.md"
    assert told(load_pack, lay(tmp_path, lesson)) == [
        f"{file} 第 33 行：有一个看不见的字符 U+200B；请删掉。",
        f"{file} 第 10 行，questions[1].options：列了 1 项文字；请写 2 到 12 项。",
        f"{file} 第 22 行，questions[3].options：判断题没有选项；请去掉选项，或改 kind。",
        f"{file} 第 23 行，questions[3].answer：读到的是“错”；请写 true（是）或 false（否），不加引号。",
        f"{file} 第 28 行，questions[4].answer：读到的是“96110”；请把文字写成列表，例如 [a, b]。",
        f"{file} 第 13 行，questions[2].id：“one”已经是 {file} 里一道题的代号；代号不能重复，请换一个。",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "title: 小课",
            "title: 手机: 支付",
            "第 2 行：{}文字里如果有英文冒号加空格，请在整段文字外面加引号。",
        ),
        (
            "title: 小课",
            "title: [小课",
            "第 2 行：{}方括号里的各项请用英文逗号隔开，最后补上右括号。",
        ),
        ("title: 小课", "\ttitle: 小课", "第 2 行：{}行首请用空格，不要用制表符（Tab）。"),
        ("title: 小课", "title: '小课", "第 2 行：{}引号或括号没有配对，请补上另一半。"),
    ],
)
def test_what_is_no_yaml_is_told_by_its_mend(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    """The parser's own words are English and stay out."""
    said = told(load_pack, lay(tmp_path, course=COURSE.replace(old, new)))
    assert said == ["small/course.yaml " + line.format("这里的写法不对，文件读不下去；")]


def test_what_lies_in_a_pack(tmp_path: Path) -> None:
    pack = lay(tmp_path, LESSON.replace("asks:", "media: [{file: a.png, alt: 图}]\nasks:"))
    course = pack / "small"
    (course / "a.png").write_bytes(b"\xff\xd8\xff")
    (course / "b.png").write_bytes(b"")
    (course / "notes.txt").write_text("x", encoding="utf-8")
    (course / "02-old.md").write_bytes(f"---\n{FRONT}---\n课文".encode("gb18030"))
    (course / "03-short.md").write_text(f"---\n{FRONT}---\n", encoding="utf-8")
    (course / "04-link.md").symlink_to(course / "01-first.md")
    assert told(load_pack, pack) == [
        "small/04-link.md：是快捷方式（链接）；请把文件或文件夹本身放到这里。",
        (
            "small/notes.txt：不该放在这里；课程文件夹里只放 course.yaml、名字以 .md 结尾的课文和课文里"
            "用到的文件，请移走。"
        ),
        (
            "small/01-first.md 第 5 行，media[1].file：读到的是“a.png”；这个文件其实是 JPEG，请另存为 PNG，"
            "或改正名字。"
        ),
        "small/02-old.md 第 3 行：不是 UTF-8 编码，看起来是 GB18030（也叫 GBK 或 ANSI）；请另存为 UTF-8。",
        "small/03-short.md 第 6 行：三个短横线后面没有课文；请写上。",
    ]


def test_more_than_twenty_are_counted(tmp_path: Path) -> None:
    course = COURSE + "".join(f"extra{number}: x\n" for number in range(25))
    *_, last = told(load_pack, lay(tmp_path, course=course))
    assert last == "另外还有 5 处，请先改好上面这些。"


def test_a_zip_that_leaves_its_folder(tmp_path: Path) -> None:
    data = zipped({"small/course.yaml": COURSE, "../course.yaml": "x"})
    said = told(lambda folder: unpack(data, folder), tmp_path)
    assert said == [
        "“../course.yaml”指向课程包文件夹以外，所以什么都没有解开；请直接把课程包的文件夹打包。"
    ]


def competition(folder: Path, text: str) -> Path:
    """``text`` as a file."""
    path = folder / "合唱.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_competition_with_wrong_values(tmp_path: Path) -> None:
    text = (
        WHOLE.replace("from: 2009-01-01", "from: 2009-02-30")
        .replace('groups: ["city:-1001"]', "groups: [合唱群]")
        .replace("category: choral-singing", "category: 合唱")
        .replace("quota: 12", "quota: 十二")
    )
    assert told(load_competition, competition(tmp_path, text)) == [
        (
            "合唱.yaml 第 3 行，category：读到的是“合唱”；请从这些里选一个：legal-literacy, "
            "national-defence, choral-singing, classical-reading, cantonese-songs, "
            "science-popularisation, other。"
        ),
        (
            "合唱.yaml 第 10 行，groups[1]：读到的是“合唱群”；请写成“账号:群”，例如 city:-1001234567890 或 "
            "city-wechat:class-7。"
        ),
        (
            "合唱.yaml 第 14 行，divisions[1].born.from：读到的是“2009-02-30”；请写一个真实的日期，例如 "
            "1960-03-08。"
        ),
        "合唱.yaml 第 14 行，divisions[1].quota：读到的是“十二”；请写 1 到 100000 的整数，不加引号。",
    ]


def test_a_competition_that_does_not_fit_together(tmp_path: Path) -> None:
    text = (
        WHOLE.replace("least: 20", "least: 90")
        .replace("id: middle", "id: young")
        .replace("kind: upload", "kind: live")
    )
    assert told(load_competition, competition(tmp_path, text)) == [
        "合唱.yaml 第 12 行，team.most：“60”在“90”前面，写反了；请改其中一个。",
        "合唱.yaml 第 15 行，divisions[2].id：“young”已经是前面一个组的代号；请去掉一个。",
        "合唱.yaml 第 28 行，stages[3].works：这一项只属于交作品的阶段；请从这个 live 阶段里去掉。",
    ]


def test_what_is_worth_a_look_in_a_competition(tmp_path: Path) -> None:
    text = WHOLE.replace("first: 3", "first: 4")
    [said] = warnings_of(load_competition(competition(tmp_path, text)))
    assert said.told("zh-Hans") == "ranking.awards[2].first：“一等奖”之后，第 3 名没有奖。"


def test_an_announcement(tmp_path: Path) -> None:
    path = tmp_path / "通知.yaml"
    text = (
        GOOD.replace("link: https://example.org/news", "link: example.org")
        .replace("2026-11-23T18:00:00+08:00", "2026-11-23T18:00:00")
        .replace("urgent: true", "urgent: 很急")
    )
    path.write_text(text, encoding="utf-8")
    assert told(load_announcement, path) == [
        "通知.yaml 第 8 行，link：读到的是“example.org”；请写以 https:// 开头的网址。",
        (
            "通知.yaml 第 10 行，due：读到的是“2026-11-23T18:00:00”，没有写时区；请加上，例如 "
            "2026-12-01T09:00:00+08:00。"
        ),
        "通知.yaml 第 12 行，urgent：读到的是“很急”；请写 true（是）或 false（否），不加引号。",
    ]


def test_a_question_in_a_form_names_no_file() -> None:
    found, faults = question_of(WrittenQuestion("one", "single", "", "道理", ("甲", "")))
    assert found is None
    assert [one.told("zh-Hans") for one in faults] == [
        "stem：是空的；请写上文字。",
        "options[2]：是空的；请写上文字。",
        "answer：读到的是“0”；请写 1 到 2 的整数，不加引号。",
    ]
