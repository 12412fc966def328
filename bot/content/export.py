"""A pack to disk, so that loading it again gives the same pack."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.content import course_file
from bot.content.files import printable
from bot.content.lesson_file import FENCE
from bot.content.media_file import is_media_name
from bot.content.table import is_id
from bot.content.wrong import Located, WrongInputError, wrong
from bot.domain.content import Course, Lesson, LessonMedia, Pack, Question, QuestionKind


def export_pack(pack: Pack, folder: Path) -> None:
    """Write ``pack`` into ``folder``, which is made when absent and must be empty.

    ``load_pack(folder)`` then gives ``pack`` with its courses in the order of their ids and
    all rows 0. Raises InputError when the folder cannot be used; nothing is written unless all
    ids can be names of files, and all files are there under names of their own.
    """
    keys = [course.key for course in pack.courses]
    names = [*keys, *(lesson.key for course in pack.courses for lesson in course.lessons)]
    if not all(is_id(name) for name in names) or len(set(keys)) < len(keys):
        raise WrongInputError(wrong("export-ids"))
    files = [_files(course) for course in pack.courses]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise WrongInputError(Located(wrong("export-folder-not-empty"), printable(folder)))
        for course, media in zip(pack.courses, files, strict=True):
            _write_course(course, media, folder / course.key)
    except OSError as error:
        refused = wrong("export-not-written", reason=error.strerror or type(error).__name__)
        raise WrongInputError(Located(refused, printable(folder))) from error


def without_rows(pack: Pack) -> Pack:
    """``pack`` as a folder holds it: courses by id, database rows 0."""
    courses = sorted(pack.courses, key=lambda course: course.key)
    return Pack(tuple(_unstored(course) for course in courses))


def _unstored(course: Course) -> Course:
    lessons = tuple(
        replace(lesson, row=0, questions=tuple(replace(q, row=0) for q in lesson.questions))
        for lesson in course.lessons
    )
    return replace(course, row=0, lessons=lessons)


def _files(course: Course) -> dict[str, LessonMedia]:
    """What the lessons of a course show, by the names to write it under."""
    found: dict[str, LessonMedia] = {}
    for media in (one for lesson in course.lessons for one in lesson.media):
        if not is_media_name(media.file) or found.get(media.file, media).hash != media.hash:
            raise WrongInputError(wrong("export-file-names", course=course.key))
        if not media.content:
            raise WrongInputError(wrong("export-file-gone", course=course.key))
        found[media.file] = media
    return found


def _write_course(course: Course, media: dict[str, LessonMedia], folder: Path) -> None:
    folder.mkdir()
    for name, one in media.items():
        with (folder / name).open("xb") as file:
            file.write(one.content)
    _write(folder / course_file.NAME, _yaml(_head(course)))
    width = max(2, len(str(len(course.lessons))))
    for number, lesson in enumerate(course.lessons, 1):
        text = f"{FENCE}\n{_yaml(_front(lesson))}{FENCE}\n{lesson.text}\n"
        _write(folder / f"{number:0{width}}-{lesson.key}.md", text)


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _yaml(value: dict[str, Any]) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000_000)


def _head(course: Course) -> dict[str, Any]:
    head: dict[str, Any] = {
        "id": course.key,
        "title": course.title,
        "track": course.track.value,
        "language": course.language,
        "level": course.level,
        "hours": _number(course.hours),
        "pass_mark": _number(course.pass_mark),
        "hours_per_credit": _number(course.hours_per_credit),
        "version": course.version,
        "source": course.source,
        "licence": course.licence,
    }
    if course.reviewed_by:
        head["reviewed_by"] = course.reviewed_by
    if course.about:
        head["about"] = course.about
    if course.place:
        head["place"] = course.place
    if course.wording:
        head["wording"] = {language: dict(words) for language, words in course.wording}
    return head


def _number(value: float) -> int | float:
    """As a person would write it: 4, not 4.0."""
    return int(value) if value == int(value) else value


def _front(lesson: Lesson) -> dict[str, Any]:
    front: dict[str, Any] = {"id": lesson.key, "title": lesson.title, "minutes": lesson.minutes}
    if lesson.asks:
        front["asks"] = list(lesson.asks)
    if lesson.source:
        front["source"] = lesson.source
    if lesson.media:
        front["media"] = [{"file": one.file, "alt": one.alt} for one in lesson.media]
    if lesson.questions:
        front["questions"] = [_question(question) for question in lesson.questions]
    return front


def _question(question: Question) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": question.key,
        "kind": question.kind.value,
        "stem": question.stem,
    }
    if question.family:
        written["family"] = question.family
    if question.options:
        written["options"] = list(question.options)
    return written | {"answer": _answer(question), "why": question.why}


def _answer(question: Question) -> Any:
    match question.kind:
        case QuestionKind.SINGLE:
            return question.right[0]
        case QuestionKind.MULTIPLE:
            return list(question.right)
        case QuestionKind.TRUE_FALSE:
            return question.right == (1,)
        case QuestionKind.SHORT:
            return list(question.accepted)
