"""All rules over a course."""

from bot.content.lint.finding import Finding
from bot.content.lint.lesson_rules import lesson_findings
from bot.content.lint.pattern_rules import pattern_findings
from bot.content.lint.question_rules import question_findings
from bot.content.lint.word_rules import word_findings
from bot.domain.content import Course


def lint(course: Course) -> list[Finding]:
    """What was found in ``course``, lesson by lesson; what concerns it as a whole comes last. Pure."""
    found: list[Finding] = []
    for lesson in course.lessons:
        found += lesson_findings(course, lesson)
        found += question_findings(course, lesson)
        found += word_findings(course, lesson)
    return [*found, *pattern_findings(course)]
