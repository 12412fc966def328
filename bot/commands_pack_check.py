"""What ``yike pack check`` says, and what an import refuses; how they are called stands in
``bot/cli_packs.py``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bot.content.lint.check import lint
from bot.content.lint.finding import Finding, Severity
from bot.content.load import FileNames, load_pack_and_names
from bot.domain.content import Course
from bot.domain.errors import InputError


class PackNotGoodError(InputError):
    """The files read well, and what stands in them cannot be taught, or not with --strict."""


def check_lines(path: Path, say: Callable[[str], None], *, strict: bool) -> None:
    """`yike pack check`: what is in a pack, and what was found in it. Raises InputError for files
    that cannot be read, and PackNotGoodError for findings that are faults; with ``strict`` also for
    warnings.
    """
    pack, names = load_pack_and_names(path)
    for course in pack.courses:
        draft = "" if course.reviewed_by else "; a draft: reviewed_by is empty"
        say(
            f"{course.key} {course.version}: {len(course.lessons)} lessons, "
            f"{len(course.questions)} questions{draft}"
        )
    found = [one for course in pack.courses for one in lint(course)]
    for line in table(found, names):
        say(line)
    _stop_at(found, Severity.FAULT, Severity.WARNING if strict else Severity.FAULT)


def refuse_faults(courses: Iterable[Course]) -> list[str]:
    """What to say of courses that are to be imported. Raises PackNotGoodError for faults."""
    found = [one for course in courses for one in lint(course)]
    _stop_at(found, Severity.FAULT)
    warned = sum(one.severity is Severity.WARNING for one in found)
    return [f"{warned} warnings; `yike pack check PATH` tells them."] if warned else []


def _stop_at(found: Iterable[Finding], *stops: Severity) -> None:
    count = Counter(one.severity for one in found)
    said = [f"{count[each]} {each}s" for each in dict.fromkeys(stops) if count[each]]
    if said:
        raise PackNotGoodError(
            f"The pack has {' and '.join(said)}; mend them as `yike pack check` says."
        )


def table(found: Sequence[Finding], names: FileNames) -> Iterator[str]:
    """Findings in columns, the worst first: severity, rule, where, what and the mend."""
    worst = list(Severity)
    rows = [
        (one.severity.value, one.rule, _where(one, names), f"{one.what}; {one.mend}.")
        for one in sorted(found, key=lambda one: worst.index(one.severity))
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield f"{'  '.join(cells)}  {row[3]}"


def _where(one: Finding, names: FileNames) -> str:
    file = names.get((one.course, one.lesson), one.course)
    return f"{file}, {one.place}" if one.place else file
