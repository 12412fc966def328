"""What can be wrong with a competition as a whole: named, placed, and put in words for a file."""

from dataclasses import dataclass
from enum import StrEnum

from bot.content.wrong import Value, Wrong, wrong


class Fault(StrEnum):
    """What does not fit together. The console and the API put them in words of their own, with the
    finding's values as ``value1``, ``value2``.
    """

    EMPTY = "empty"
    BAD_ID = "bad-id"
    TWICE = "twice"
    UNKNOWN_ZONE = "unknown-zone"
    NO_STAGES = "no-stages"
    CLOSES_FIRST = "closes-first"
    OUT_OF_ORDER = "out-of-order"
    OVERLAPS = "overlaps"
    MISPLACED = "misplaced"
    COURSE_MISSING = "course-missing"
    ASKED_ELSEWHERE = "asked-elsewhere"
    ALL_ITEMS = "all-items"
    PER_DAY_TOO_MANY = "per-day-too-many"
    SHEET_MISSING = "sheet-missing"
    NOT_POSITIVE = "not-positive"
    ADVANCE_NOWHERE = "advance-nowhere"
    ADVANCE_WITHOUT_SCORE = "advance-without-score"
    ADVANCE_WITHOUT_UNITS = "advance-without-units"
    BEFORE_SELECTION = "before-selection"
    NO_REGISTRATION = "no-registration"
    TEAM_OF_PERSONS = "team-of-persons"
    AVERAGE_OF_PERSONS = "average-of-persons"
    REVERSED = "reversed"
    EMPTY_RULE = "empty-rule"
    DIVISIONS_OVERLAP = "divisions-overlap"
    DIVISIONS_GAP = "divisions-gap"
    NEVER_REACHED = "never-reached"
    NOTHING_COMPARED = "nothing-compared"
    AGE_UNKNOWN = "age-unknown"
    SEED_MISSING = "seed-missing"
    WEIGHT_UNKNOWN = "weight-unknown"
    WEIGHT_UNSCORED = "weight-unscored"
    AWARDS_OVERLAP = "awards-overlap"
    AWARDS_GAP = "awards-gap"


WARNINGS = frozenset(
    {
        Fault.OVERLAPS,
        Fault.ASKED_ELSEWHERE,
        Fault.ALL_ITEMS,
        Fault.PER_DAY_TOO_MANY,
        Fault.SHEET_MISSING,
        Fault.ADVANCE_WITHOUT_UNITS,
        Fault.NO_REGISTRATION,
        Fault.DIVISIONS_OVERLAP,
        Fault.DIVISIONS_GAP,
        Fault.AWARDS_GAP,
    }
)
"""What may be meant so; all others must be mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``path`` as in the file (lists from 1): ``stages[2].closes``. ``values``: what the words
    speak of, in order, as written by the organiser.
    """

    path: str
    fault: Fault
    values: tuple[str, ...] = ()

    @property
    def warning(self) -> bool:
        """Whether it may stay as it is."""
        return self.fault in WARNINGS


_KINDS: dict[Fault, str] = {
    Fault.EMPTY: "finding-empty",
    Fault.BAD_ID: "finding-bad-id",
    Fault.TWICE: "finding-twice",
    Fault.UNKNOWN_ZONE: "finding-unknown-zone",
    Fault.NO_STAGES: "finding-no-stages",
    Fault.CLOSES_FIRST: "finding-closes-first",
    Fault.OUT_OF_ORDER: "finding-out-of-order",
    Fault.OVERLAPS: "finding-overlaps",
    Fault.MISPLACED: "finding-misplaced",
    Fault.COURSE_MISSING: "finding-course-missing",
    Fault.ASKED_ELSEWHERE: "finding-asked-elsewhere",
    Fault.ALL_ITEMS: "finding-all-items",
    Fault.PER_DAY_TOO_MANY: "finding-per-day-too-many",
    Fault.SHEET_MISSING: "finding-sheet-missing",
    Fault.NOT_POSITIVE: "finding-not-positive",
    Fault.ADVANCE_NOWHERE: "finding-advance-nowhere",
    Fault.ADVANCE_WITHOUT_SCORE: "finding-advance-without-score",
    Fault.ADVANCE_WITHOUT_UNITS: "finding-advance-without-units",
    Fault.BEFORE_SELECTION: "finding-before-selection",
    Fault.NO_REGISTRATION: "finding-no-registration",
    Fault.TEAM_OF_PERSONS: "finding-team-of-persons",
    Fault.AVERAGE_OF_PERSONS: "finding-average-of-persons",
    Fault.REVERSED: "finding-reversed",
    Fault.EMPTY_RULE: "finding-empty-rule",
    Fault.DIVISIONS_OVERLAP: "finding-divisions-overlap",
    Fault.DIVISIONS_GAP: "finding-divisions-gap",
    Fault.NEVER_REACHED: "finding-never-reached",
    Fault.NOTHING_COMPARED: "finding-nothing-compared",
    Fault.AGE_UNKNOWN: "finding-age-unknown",
    Fault.SEED_MISSING: "finding-seed-missing",
    Fault.WEIGHT_UNKNOWN: "finding-weight-unknown",
    Fault.WEIGHT_UNSCORED: "finding-weight-unscored",
    Fault.AWARDS_OVERLAP: "finding-awards-overlap",
    Fault.AWARDS_GAP: "finding-awards-gap",
}
"""By what does not fit, its sentence in a file's words."""

_OWNERS = {
    "quiz": wrong("owner-quiz"),
    "upload": wrong("owner-upload"),
    "judging": wrong("owner-judging"),
}
_THINGS = {
    "groups": wrong("already-a-group"),
    "reminders": wrong("already-a-reminder"),
    "stages": wrong("already-a-stage"),
    "divisions": wrong("already-a-division"),
    "criteria": wrong("already-a-criterion"),
    "weights": wrong("already-weighed"),
    "keys": wrong("already-compared"),
}


def in_words(finding: Finding) -> Wrong:
    """The sentence for who reads a file, without its full stop."""
    values: dict[str, Value] = {
        f"value{number}": value for number, value in enumerate(finding.values, 1)
    }
    if finding.fault is Fault.MISPLACED:
        values["what"] = _OWNERS[finding.values[0]]
    if finding.fault is Fault.TWICE:
        lists = [part.partition("[")[0] for part in finding.path.split(".")]
        values["what"] = next(_THINGS[name] for name in reversed(lists) if name in _THINGS)
    return wrong(_KINDS[finding.fault], **values)
