"""What a good pack becomes."""

from pathlib import Path

from bot.content.load import load_pack
from bot.domain.content import Course, Lesson, Pack, Question, QuestionKind, Track
from tests.content.packs import COURSE, LESSON, lay

QUESTIONS = (
    Question(
        "one", QuestionKind.SINGLE, "选哪个？", "乙对。", options=("甲", "乙", "丙"), right=(2,)
    ),
    Question(
        "many", QuestionKind.MULTIPLE, "选哪些？", "甲丙对。", ("甲", "乙", "丙"), right=(1, 3)
    ),
    Question("yes-no", QuestionKind.TRUE_FALSE, "对吗？", "不对。", right=(2,)),
    Question(
        "number", QuestionKind.SHORT, "哪个号码？", "是它。", accepted=("96110", "九六一一零")
    ),
)
SMALL = Course(
    key="small",
    title="小课",
    track=Track.SENIORS,
    language="zh-Hans",
    level=1,
    hours=2.0,
    pass_mark=0.6,
    hours_per_credit=16.0,
    version="2026.1",
    source="某法第一条",
    licence="CC-BY-4.0",
    reviewed_by="某人",
    lessons=(
        Lesson("first", "第一课", 2, "第一段。\n\n第二段。", QUESTIONS, ("这是什么", "怎么做")),
    ),
)


def test_a_pack_is_read_whole(tmp_path: Path) -> None:
    assert load_pack(lay(tmp_path)) == Pack((SMALL,))


def test_a_course_folder_is_a_pack_of_one(tmp_path: Path) -> None:
    assert load_pack(lay(tmp_path) / "small") == Pack((SMALL,))


def test_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    pack = lay(tmp_path)
    for file in (pack / "small").iterdir():
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_pack(pack) == Pack((SMALL,))


def test_lessons_come_by_file_name_and_courses_by_id(tmp_path: Path) -> None:
    pack = lay(tmp_path)
    for name, key in (("10-b.md", "tenth"), ("02-z.md", "second")):
        text = f"---\nid: {key}\ntitle: 课\nminutes: 1\n---\n字"
        (pack / "small" / name).write_text(text, encoding="utf-8")
    (pack / "a-folder").mkdir()
    (pack / "a-folder" / "course.yaml").write_text(
        COURSE.replace("id: small", "id: zebra"), encoding="utf-8"
    )
    (pack / "a-folder" / "1.md").write_text(LESSON, encoding="utf-8")
    courses = load_pack(pack).courses
    assert [course.key for course in courses] == ["small", "zebra"]
    assert [lesson.key for lesson in courses[0].lessons] == ["first", "second", "tenth"]


def test_what_is_not_of_the_pack_is_left_alone(tmp_path: Path) -> None:
    pack = lay(tmp_path)
    (pack / "README.md").write_text("# a pack", encoding="utf-8")
    (pack / ".git").mkdir()
    (pack / "__MACOSX").mkdir()
    (pack / "small" / "README.md").write_text("no front matter", encoding="utf-8")
    (pack / "small" / ".01-first.md.swp").write_bytes(b"\x00\xff")
    assert load_pack(pack) == Pack((SMALL,))


def test_no_reviewer_is_a_draft(tmp_path: Path) -> None:
    for course in (
        COURSE.replace("reviewed_by: 某人\n", ""),
        COURSE.replace("reviewed_by: 某人", "reviewed_by:"),
        COURSE.replace("reviewed_by: 某人", 'reviewed_by: " "'),
    ):
        folder = tmp_path / str(len(course))
        assert load_pack(lay(folder, course=course)).courses[0].reviewed_by == ""


def test_numbers_and_dates_are_texts_as_they_are_spelled(tmp_path: Path) -> None:
    course = COURSE.replace('"2026.1"', "2026.10")
    lesson = LESSON.replace("选哪个？", "2026-12-01").replace("[甲, 乙, 丙]", "[0571, 12:30, 1_0]")
    found = load_pack(lay(tmp_path, lesson, course)).courses[0]
    assert found.version == "2026.10"
    assert found.lessons[0].questions[0].stem == "2026-12-01"
    assert found.lessons[0].questions[0].options == ("0571", "12:30", "1_0")


def test_blanks_around_paragraphs_are_tidied(tmp_path: Path) -> None:
    lesson = LESSON.replace("第一段。\n\n", "\n\n　　第一段。  \n   \n\n\n")
    found = load_pack(lay(tmp_path, lesson)).courses[0]
    assert found.lessons[0].text == "　　第一段。\n\n第二段。"


def test_three_full_messages_are_a_lesson(tmp_path: Path) -> None:
    body = "\n\n".join(["字" * 682] * 3)
    lesson = LESSON.replace("第一段。\n\n第二段。", body)
    assert load_pack(lay(tmp_path, lesson)).courses[0].lessons[0].text == body


def test_shipped_packs_are_good() -> None:
    packs = Path(__file__).parents[2] / "packs"
    courses = load_pack(packs / "yike-basics").courses
    assert {course.key for course in courses} == {
        "ai-for-grandparents",
        "cantonese-cooking",
        "courier-safety",
        "defence-literacy",
        "law-basics",
        "sell-what-you-grow",
        "smart-payments",
        "smartphone-life",
        "staying-well",
    }
    for course in courses:
        assert len(course.lessons) >= 6
        assert course.reviewed_by
        assert all(lesson.questions and lesson.source for lesson in course.lessons)
