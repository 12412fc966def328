"""What is looked at in all questions of a course together: patterns that give answers away."""

from collections import Counter
from collections.abc import Iterator

from bot.content.lint.finding import Finding, Severity
from bot.domain.content import Course, Question, QuestionKind

FEWEST, FEWEST_JUDGEMENTS = 6, 4
"""Of fewer questions with options, or judgements, nothing can be said: who finds all of four true says
so from then on."""
SHARE = 0.7
"""More than this share is a pattern that somebody who tries will find."""


def pattern_findings(course: Course) -> Iterator[Finding]:
    """Where the right answer is known by its place or its length."""
    for what, mend in (*_places(course), *_longest(course)):
        yield Finding("pattern", Severity.WARNING, course.key, "", "questions", what, mend)


def _places(course: Course) -> Iterator[tuple[str, str]]:
    for kind, fewest, said in (
        (
            QuestionKind.SINGLE,
            FEWEST,
            "option {} is right in {} of {} questions with one right option",
        ),
        (QuestionKind.TRUE_FALSE, FEWEST_JUDGEMENTS, "{1} of {2} judgements are {0}"),
    ):
        rights = [q.right[0] for q in course.questions if q.kind is kind and q.right]
        place, count = (Counter(rights).most_common(1) or [(0, 0)])[0]
        if len(rights) >= fewest and count > SHARE * len(rights):
            named = ("true", "false")[place - 1] if kind is QuestionKind.TRUE_FALSE else place
            yield said.format(named, count, len(rights)), "spread the right answers evenly"


def _longest(course: Course) -> Iterator[tuple[str, str]]:
    single = [q for q in course.questions if q.kind is QuestionKind.SINGLE and q.right]
    count = sum(map(_right_is_longest, single))
    if len(single) >= FEWEST and count > SHARE * len(single):
        what = f"the right option is the longest in {count} of {len(single)} questions"
        yield what, "make wrong options as long and as plausible"


def _right_is_longest(question: Question) -> bool:
    right = question.options[question.right[0] - 1]
    others = [option for n, option in enumerate(question.options, 1) if n != question.right[0]]
    return all(len(right) > len(other) for other in others)
