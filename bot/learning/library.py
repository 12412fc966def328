"""The courses being taught, in memory, found by key or by row; reloaded when they change."""

from collections.abc import Iterable

from bot.domain.content import Course, Lesson, Question, Track


class Library:
    """One revision of the shelf. Immutable; a new import makes a new one."""

    def __init__(self, revision: int, courses: Iterable[Course]) -> None:
        """Index ``courses`` (current, approved versions with their rows)."""
        self.revision = revision
        self.courses = {course.key: course for course in courses}
        self._questions: dict[int, tuple[Course, Question]] = {}
        self._lessons: dict[int, tuple[Course, Lesson]] = {}
        self._by_key: dict[tuple[str, str], tuple[Course, Question]] = {}
        self._by_memory: dict[tuple[str, str], tuple[Course, Question]] = {}
        for course in self.courses.values():
            for lesson in course.lessons:
                self._lessons[lesson.row] = (course, lesson)
                for question in lesson.questions:
                    self._questions[question.row] = (course, question)
                    self._by_key[course.key, question.key] = (course, question)
                    self._by_memory.setdefault((course.key, question.memory), (course, question))

    def course(self, key: str) -> Course | None:
        """The current version of a course."""
        return self.courses.get(key)

    def question(self, row: int) -> tuple[Course, Question] | None:
        """A question of a current version, with its course."""
        return self._questions.get(row)

    def question_of(self, course: str, key: str, family: str) -> tuple[Course, Question] | None:
        """The question of a course with this key, as it is taught now, with its course; where it is
        taught no more, the first of the same family.
        """
        return self._by_key.get((course, key)) or self._by_memory.get((course, family))

    def lesson(self, row: int) -> tuple[Course, Lesson] | None:
        """A lesson of a current version, with its course."""
        return self._lessons.get(row)

    def shelf(self, track: str | None) -> list[Course]:
        """The courses for a track: its own first, then everyone's, each by place, level and title.

        None shows all.
        """
        fits = [
            c for c in self.courses.values() if track is None or c.track in {track, Track.EVERYONE}
        ]
        return sorted(fits, key=_on_shelf)

    @property
    def tracks(self) -> list[str]:
        """The tracks that have a course, in the order people are asked."""
        have = {course.track for course in self.courses.values()}
        return [track.value for track in Track if track in have]


def _on_shelf(course: Course) -> tuple[bool, bool, int, int, str]:
    return (
        course.track is Track.EVERYONE,
        not course.place,
        course.place,
        course.level,
        course.title,
    )
