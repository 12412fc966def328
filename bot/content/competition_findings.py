"""What can be wrong with a competition as a whole: named, placed, and put in words for a file."""

from dataclasses import dataclass
from enum import StrEnum


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


_WORDS: dict[Fault, str] = {
    Fault.EMPTY: "is empty; write a text",
    Fault.BAD_ID: 'read "{0}"; write an id of small letters, digits and single hyphens',
    Fault.TWICE: '"{0}" is already {what} here; ids must be unique',
    Fault.UNKNOWN_ZONE: 'read "{0}"; write a zone such as Asia/Shanghai',
    Fault.NO_STAGES: "has no stages; add one",
    Fault.CLOSES_FIRST: "is not after opens; mend one of them",
    Fault.OUT_OF_ORDER: "is before the stage above it opens; put stages in the order they open",
    Fault.OVERLAPS: 'lies before "{0}" closes; both are open for a while',
    Fault.MISPLACED: "belongs to {what} only; remove it from this {1} stage",
    Fault.COURSE_MISSING: "a round that says how it is asked needs a course to take its items from",
    Fault.ASKED_ELSEWHERE: "has no course, so the bot asks nothing in it",
    Fault.ALL_ITEMS: "has no draw, so every question of the course is asked",
    Fault.PER_DAY_TOO_MANY: "is more than the {0} attempts of the whole round",
    Fault.SHEET_MISSING: "has no judging, so it gives no score",
    Fault.NOT_POSITIVE: 'read "{0}"; write a number above zero',
    Fault.ADVANCE_NOWHERE: "there is no later stage to go on to; remove it or add the stage",
    Fault.ADVANCE_WITHOUT_SCORE: "this stage gives no score by which the first can be told; "
    "move it to the stage that does",
    Fault.ADVANCE_WITHOUT_UNITS: "a unit is a group, and no groups are named",
    Fault.BEFORE_SELECTION: 'is before "{0}" closes, which decides who is in; open it later',
    Fault.NO_REGISTRATION: "there is no registration, so only the staff can enter people",
    Fault.TEAM_OF_PERSONS: "is for teams; write `entry: team` or remove it",
    Fault.AVERAGE_OF_PERSONS: "a person has no team's average; write `entry: team` or another rule",
    Fault.REVERSED: 'the end "{1}" is before the beginning "{0}"; mend one of them',
    Fault.EMPTY_RULE: "lets in everybody; give it a limit or leave the rule out",
    Fault.DIVISIONS_OVERLAP: 'some fit also "{0}"; they go to the one that stands first',
    Fault.DIVISIONS_GAP: 'between "{0}" and this one are some who fit neither',
    Fault.NEVER_REACHED: '"{0}" above it takes everybody; put that one last',
    Fault.NOTHING_COMPARED: "names nothing to compare; write score first",
    Fault.AGE_UNKNOWN: "nobody is asked for a birth date; take age out or add a division by age",
    Fault.SEED_MISSING: "lots need a seed that is written down before; add one",
    Fault.WEIGHT_UNKNOWN: '"{0}" is no stage here; write the id of one',
    Fault.WEIGHT_UNSCORED: '"{0}" gives no score; weigh a quiz or a judged stage',
    Fault.AWARDS_OVERLAP: 'place {1} has "{0}" already; let the places begin after it',
    Fault.AWARDS_GAP: 'place {1}, after "{0}", has no award',
}


_OWNERS = {"quiz": "a quiz", "upload": "an upload stage", "judging": "a judging or live stage"}
_THINGS = {
    "groups": "a group",
    "reminders": "a reminder",
    "stages": "a stage",
    "divisions": "a division",
    "criteria": "a criterion",
    "weights": "weighed",
    "keys": "compared",
}


def in_words(finding: Finding) -> str:
    """The sentence for who reads a file, without its full stop."""
    what = ""
    if finding.fault is Fault.MISPLACED:
        what = _OWNERS[finding.values[0]]
    if finding.fault is Fault.TWICE:
        lists = [part.partition("[")[0] for part in finding.path.split(".")]
        what = next(_THINGS[name] for name in reversed(lists) if name in _THINGS)
    return _WORDS[finding.fault].format(*finding.values, what=what)
