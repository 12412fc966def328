"""A pack from disk: a folder of course folders, or one course folder. All or nothing."""

import stat
from dataclasses import replace
from pathlib import Path

from bot.content import course_file
from bot.content.faults import Faults, Spot
from bot.content.files import printable, read_text, unreadable
from bot.content.lesson_file import LessonFile, read_lesson
from bot.content.media_file import CourseFiles, Room
from bot.content.table import Table
from bot.content.wrong import Located, Wrong, WrongInputError, wrong
from bot.domain.content import Course, Pack, media_format

FileNames = dict[tuple[str, str], str]
"""The file of each lesson by course id and lesson id; of a course itself by an empty lesson id."""

MOST_COURSES = 200
MOST_LESSONS = 400
_LEFT_BY_SYSTEMS = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_FOR_READERS = ("readme", "licence", "license", "changelog")


def load_pack(path: Path) -> Pack:
    """The courses in the folder ``path``, in the order of their ids.

    A folder with a course.yaml is taken as one course, else each folder in it is a course.
    Hidden files, README and LICENCE files are left alone; links are refused. Raises InputError
    whose lines (up to 20) each name the file, the line or key, what was read, and the mend.
    """
    return load_pack_and_names(path)[0]


def load_pack_and_names(path: Path) -> tuple[Pack, FileNames]:
    """As ``load_pack``, with the names of the files."""
    faults = Faults()
    courses: list[Course] = []
    owners: dict[str, str] = {}
    names: FileNames = {}
    room = Room()
    for folder, name in _course_folders(path, faults):
        found = _load_course(folder, name, room, faults)
        if found is None:
            continue
        course, table, files = found
        courses.append(course)
        names |= files
        _claim(course.key, owners, table, wrong("a-course"))
    faults.stop()
    return Pack(tuple(sorted(courses, key=lambda course: course.key))), names


def _course_folders(path: Path, faults: Faults) -> list[tuple[Path, str]]:
    """Course folders, each with what stands before its files' names in faults."""
    if not path.is_dir():
        raise WrongInputError(Located(wrong("pack-absent"), printable(path)))
    if _exists(path / course_file.NAME):
        return [(path, "")]
    folders = [each for each in _entries(path, "", faults) if not _plain_file(each)]
    if not folders:
        raise WrongInputError(Located(wrong("pack-without-course"), printable(path)))
    if len(folders) > MOST_COURSES:
        many = wrong("pack-too-many-courses", count=len(folders), most=MOST_COURSES)
        raise WrongInputError(Located(many, printable(path)))
    return [(each, f"{printable(each.name)}/") for each in folders]


def _exists(path: Path) -> bool:
    """Whether something is there, a dangling link included."""
    return path.is_symlink() or path.exists()


def _entries(folder: Path, name: str, faults: Faults) -> list[Path]:
    """What is in a folder, by name, without what systems leave there; links noted and left out."""
    try:
        everything = sorted(folder.iterdir())
    except OSError as error:
        faults.add(Spot(name or printable(folder)), unreadable(error))
        return []
    kept = []
    for entry in everything:
        if entry.name.startswith(".") or entry.name.lower() in _LEFT_BY_SYSTEMS:
            continue
        if entry.is_symlink():
            spot = Spot(name + printable(entry.name))
            faults.add(spot, wrong("pack-link"))
        else:
            kept.append(entry)
    return kept


def _plain_file(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _load_course(
    folder: Path, name: str, room: Room, faults: Faults
) -> tuple[Course, Table, FileNames] | None:
    if not folder.is_dir():
        faults.add(Spot(name.rstrip("/")), wrong("pack-neither"))
        return None
    head = None
    if (head_text := _head_text(folder, name, faults)) is not None:
        head = course_file.read_course_head(head_text, f"{name}{course_file.NAME}", faults)
    files, media = _lesson_files(folder, name, faults)
    beside = CourseFiles(folder, room)
    lessons = _lessons(files, name, beside, faults)
    if len(lessons) == len(files):  # else one that could not be read may show the rest
        _check_shown(media, beside, name, faults)
    if head is None:
        return None
    course, table = head
    names = {(course.key, each.lesson.key): each.table.place.file for each in lessons}
    names[course.key, ""] = table.place.file
    return replace(course, lessons=tuple(each.lesson for each in lessons)), table, names


def _head_text(folder: Path, name: str, faults: Faults) -> str | None:
    path = folder / course_file.NAME
    if path.is_symlink():
        return None  # noted as a link among the folder's entries
    if not path.exists():
        faults.add(Spot(f"{name}{course_file.NAME}"), wrong("course-file-missing"))
        return None
    return read_text(path, f"{name}{course_file.NAME}", faults)


def _lesson_files(folder: Path, name: str, faults: Faults) -> tuple[list[Path], list[str]]:
    """The lessons of a course folder in their order, and the names of what they may show."""
    files, media = [], []
    for entry in _entries(folder, name, faults):
        if entry.name == course_file.NAME or entry.stem.lower() in _FOR_READERS:
            continue
        if entry.suffix == ".md":
            files.append(entry)
        elif media_format(entry.name) is not None:
            media.append(entry.name)
        else:
            faults.add(Spot(name + printable(entry.name)), wrong("pack-foreign-file"))
    if not 1 <= len(files) <= MOST_LESSONS:
        faults.add(
            Spot(name.rstrip("/") or course_file.NAME),
            wrong("course-lessons", count=len(files), most=MOST_LESSONS),
        )
        return [], []
    return files, media


def _check_shown(media: list[str], beside: CourseFiles, name: str, faults: Faults) -> None:
    for file in media:
        if file not in beside.named:
            spot = Spot(name + printable(file))
            faults.add(spot, wrong("media-unshown"))


def _lessons(
    files: list[Path], name: str, beside: CourseFiles, faults: Faults
) -> list[LessonFile]:
    """The lessons of a course; lesson ids and question ids are unique in it."""
    lessons = []
    lesson_owners: dict[str, str] = {}
    question_owners: dict[str, str] = {}
    for path in files:
        file = name + printable(path.name)
        text = read_text(path, file, faults)
        found = None if text is None else read_lesson(text, file, beside, faults)
        if found is None:
            continue
        lessons.append(found)
        _claim(found.lesson.key, lesson_owners, found.table, wrong("a-lesson"))
        for question, table in zip(found.lesson.questions, found.questions, strict=True):
            _claim(question.key, question_owners, table, wrong("a-question"))
    return lessons


def _claim(key: str, owners: dict[str, str], table: Table, what: Wrong) -> None:
    """Note a fault where an earlier file (or the same) has the id already."""
    if key and key in owners:
        table.fault("id", wrong("id-taken", id=key, what=what, owner=owners[key]))
    owners.setdefault(key, table.place.file)
