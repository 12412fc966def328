"""What is exported is the pack itself."""

import hashlib
import string
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.content.export import export_pack, without_rows
from bot.content.files import hidden_character
from bot.content.inducement import inducement
from bot.content.lesson_file import tidy
from bot.content.load import load_pack
from bot.domain.content import Course, Lesson, LessonMedia, Pack, Question, QuestionKind, Track
from bot.domain.errors import InputError
from tests.content.media import amr, film, mp3, picture
from tests.content.packs import lay
from tests.content.test_load import SMALL

TRICKY = ["yes", "no", "~", "null", "012", "1e3", "12:30", "2026-12-01", "- a", "# b", "a: b", "---",
          "'", '"', "*a", "&a", "!t", "{", "[", "%", "@", "=", "<<", "\\u0041", "甲：乙", "👩‍🌾", "…"]  # fmt: skip
CHARS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))


def _fit(text: str) -> bool:
    return bool(text) and hidden_character(text) is None and inducement(text) is None


ids = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
words = (st.sampled_from(TRICKY) | st.text(CHARS, max_size=20)).map(str.strip).filter(_fit)
lines = st.lists(words, min_size=1, max_size=3).map("\n".join).map(str.strip).filter(_fit)
bodies = st.lists(st.text(CHARS, max_size=30) | st.sampled_from(TRICKY), min_size=1, max_size=6).map(
    lambda parts: tidy("\n".join(parts))
).filter(lambda body: bool(body.strip()) and _fit(body))  # fmt: skip
numbers = st.integers(1, 99_999).map(lambda n: n / 100)
wordings = st.just(()) | st.dictionaries(words, words, min_size=1, max_size=3).map(
    lambda pairs: (("zh-Hant", tuple(sorted(pairs.items()))),)
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind: QuestionKind = draw(st.sampled_from(QuestionKind))
    question = Question(draw(ids), kind, draw(lines), draw(lines), family=draw(st.just("") | ids))
    match kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            options = tuple(draw(st.lists(words, min_size=2, max_size=12, unique=True)))
            number = st.integers(1, len(options))
            most = 1 if kind is QuestionKind.SINGLE else len(options)
            right = draw(st.sets(number, min_size=1, max_size=most))
            return _with(question, options=options, right=tuple(sorted(right)))
        case QuestionKind.TRUE_FALSE:
            return _with(question, right=draw(st.sampled_from([(1,), (2,)])))
        case QuestionKind.SHORT:
            accepted = draw(st.lists(words, min_size=1, max_size=4, unique=True))
            return _with(question, accepted=tuple(accepted))


def _with(
    question: Question,
    options: tuple[str, ...] = (),
    right: tuple[int, ...] = (),
    accepted: tuple[str, ...] = (),
) -> Question:
    return replace(question, options=options, right=right, accepted=accepted)


FILES = {
    "一.png": picture(),
    "2.jpg": picture("JPEG"),
    "three.mp3": mp3(9),
    "4.amr": amr(9),
    "5.mp4": film(),
}
media = st.lists(
    st.sampled_from(sorted(FILES)).flatmap(
        lambda file: st.builds(
            LessonMedia,
            file=st.just(file),
            alt=words,
            hash=st.just(hashlib.sha256(FILES[file]).hexdigest()),
            content=st.just(FILES[file]),
        )
    ),
    max_size=3,
    unique_by=lambda one: one.file,
).map(tuple)
lessons = st.builds(
    Lesson,
    key=ids,
    title=words,
    minutes=st.integers(1, 120),
    text=bodies,
    questions=st.lists(questions(), max_size=3).map(tuple),
    asks=st.lists(words, max_size=3, unique=True).map(tuple),
    source=st.just("") | words,
    media=media,
)
courses = st.builds(
    Course,
    key=ids,
    title=words,
    track=st.sampled_from(Track),
    language=st.sampled_from(["zh-Hans", "zh-Hant", "en"]),
    level=st.integers(1, 7),
    hours=numbers,
    pass_mark=st.integers(0, 100).map(lambda n: n / 100),
    hours_per_credit=numbers,
    version=words,
    source=words,
    licence=words,
    reviewed_by=st.just("") | words,
    about=st.just("") | words,
    wording=wordings,
    lessons=st.lists(lessons, min_size=1, max_size=3, unique_by=lambda one: one.key).map(tuple),
)
packs = st.lists(courses, min_size=1, max_size=2, unique_by=lambda one: one.key).map(
    lambda some: Pack(tuple(sorted(some, key=lambda one: one.key)))
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(packs)
def test_what_is_exported_is_loaded_again(pack: Pack) -> None:
    for course in pack.courses:
        keys = [question.key for question in course.questions]
        assume(len(set(keys)) == len(keys))
    with tempfile.TemporaryDirectory() as folder:
        export_pack(pack, Path(folder) / "new")
        assert load_pack(Path(folder) / "new") == pack


def test_the_shipped_pack_survives(tmp_path: Path) -> None:
    pack = load_pack(Path(__file__).parents[2] / "packs" / "yike-basics")
    export_pack(pack, tmp_path)
    assert load_pack(tmp_path) == pack


def test_database_rows_are_not_written(tmp_path: Path) -> None:
    stored = Course(**{name: getattr(SMALL, name) for name in SMALL.__slots__} | {"row": 7})
    export_pack(Pack((stored,)), tmp_path)
    assert load_pack(tmp_path) == without_rows(Pack((stored,))) == Pack((SMALL,))


def test_files_are_made_for_people(tmp_path: Path) -> None:
    export_pack(load_pack(lay(tmp_path)), tmp_path / "out")
    assert sorted(
        p.relative_to(tmp_path / "out").as_posix() for p in tmp_path.glob("out/*/*")
    ) == [
        "small/01-first.md",
        "small/course.yaml",
    ]
    head = (tmp_path / "out" / "small" / "course.yaml").read_text(encoding="utf-8")
    assert "title: 小课\n" in head
    assert "hours: 2\n" in head


def showing(*media: LessonMedia) -> Pack:
    """A pack whose lesson shows these."""
    lesson = Lesson("first", "课", 1, "字", media=media)
    values = {name: getattr(SMALL, name) for name in SMALL.__slots__}
    return Pack((Course(**values | {"lessons": (lesson,)}),))


def test_files_are_written_beside_their_lessons(tmp_path: Path) -> None:
    content = picture()
    shown = LessonMedia("a.png", "图: 一", hashlib.sha256(content).hexdigest(), content)
    export_pack(showing(shown), tmp_path / "out")
    assert (tmp_path / "out" / "small" / "a.png").read_bytes() == content
    text = (tmp_path / "out" / "small" / "01-first.md").read_text(encoding="utf-8")
    assert "media:\n- file: a.png\n  alt: '图: 一'\n" in text


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ((LessonMedia("../a.png", "图", "0" * 64, b"1"),), "unfit name"),
        ((LessonMedia("a.txt", "图", "0" * 64, b"1"),), "unfit name"),
        (tuple(LessonMedia("a.png", "图", n * 64, b"1") for n in "01"), "two of one name"),
        ((LessonMedia("a.png", "图", "0" * 64),), "not in the database any more"),
    ],
)
def test_nothing_is_written_where_a_file_cannot_be(
    tmp_path: Path, media: tuple[LessonMedia, ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        export_pack(showing(*media), tmp_path / "target")
    assert not list(tmp_path.iterdir())


def test_more_than_99_lessons_keep_their_order(tmp_path: Path) -> None:
    lessons = tuple(
        Lesson(f"{string.ascii_lowercase[n % 26]}{n}", "课", 1, "字") for n in range(101)
    )
    course = Course(
        **{name: getattr(SMALL, name) for name in SMALL.__slots__} | {"lessons": lessons}
    )
    export_pack(Pack((course,)), tmp_path)
    assert load_pack(tmp_path) == Pack((course,))


def test_only_an_empty_folder_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty; name a new or empty folder"):
        export_pack(Pack((SMALL,)), tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="cannot be written"):
        export_pack(Pack((SMALL,)), tmp_path / "mine.txt")


@pytest.mark.parametrize("key", ["../out", "/out", "a/b", "", "Ä"])
def test_ids_cannot_lead_out_of_the_folder(tmp_path: Path, key: str) -> None:
    values = {name: getattr(SMALL, name) for name in SMALL.__slots__}
    lesson = Lesson(key, "课", 1, "字")
    for course in (Course(**values | {"key": key}), Course(**values | {"lessons": (lesson,)})):
        with pytest.raises(InputError, match="nothing was exported"):
            export_pack(Pack((course,)), tmp_path / "target")
    assert not list(tmp_path.iterdir())
