"""Whom a word about a competition concerns: one pure decision, which planning carries out in bulk."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import product
from typing import Self

from bot.domain.competitions import StageKind
from bot.domain.delivery import Kind


class Rule(StrEnum):
    """What is said about a competition, beside the times before closing that stand in its file
    (``P7D``, ``PT3H``). The first ones follow from dates, the others from what somebody did.
    """

    OPENING = "opening"
    """Works are taken from now on; a live stage is a day ahead."""
    NO_WORK = "no-work"
    ROUND_OPENS = "round-opens"
    ROUND_CLOSES = "round-closes"
    PUBLICITY_BEGINS = "publicity-begins"
    PUBLICITY_ENDS = "publicity-ends"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SELECTED = "selected"
    """A selection was made: each entrant hears whether he or she went on."""
    RESULT = "result"

    @property
    def tells_of_an_act(self) -> bool:
        """Whether it follows from what somebody did, not from a date."""
        return self in _ACTS


_ACTS = frozenset({Rule.CHANGED, Rule.CANCELLED, Rule.SELECTED, Rule.RESULT})
OF_ACTS = tuple(sorted(rule.value for rule in _ACTS))
"""For SQL: the rules that tell of an act."""

_TO_CHATS = frozenset({Rule.PUBLICITY_BEGINS, Rule.CHANGED, Rule.CANCELLED})
OF_PEOPLE = tuple(sorted(rule.value for rule in Rule if rule not in _TO_CHATS))
"""For SQL: the rules of which group chats do not hear."""


def rule_of(text: str) -> Rule | None:
    """The rule that ``text`` names; None: a time before closing, as ``P7D``."""
    return Rule(text) if text in set(Rule) else None


def said_in_chats(rule: str) -> bool:
    """Whether group chats hear of it: every reminder before closing, and news of the whole."""
    return rule not in OF_PEOPLE


def kind_of(rule: str) -> Kind:
    """Where one stands is a result; all else is a reminder."""
    return Kind.RESULT if rule in {Rule.SELECTED, Rule.RESULT} else Kind.REMINDER


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be said: ``rule``, of a stage of ``stage`` kind (None: of the whole competition).

    ``open_to_all``: one takes part without registering. ``may_enter``: registration is not over.
    """

    rule: str
    stage: StageKind | None = None
    open_to_all: bool = False
    may_enter: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody: has an entry (``entered``), which was withdrawn or disqualified
    (``out``); has ``done`` what the stage asks for; was ``left_out`` by a selection before it; is
    ``away`` (silent for long); stands on the list that the news is about (``listed``); was
    ``excluded``: disqualified, which is one way of being out; ``undecided``: who is in the stage follows
    from a selection that is not made yet.
    """

    entered: bool = False
    out: bool = False
    done: bool = False
    left_out: bool = False
    away: bool = False
    listed: bool = False
    excluded: bool = False
    undecided: bool = False

    @property
    def mask(self) -> int:
        """The same as a number: the first fact counts 1, the second 2, the third 4 and so on."""
        return sum(getattr(self, one.name) << place for place, one in enumerate(fields(self)))

    @classmethod
    def of(cls, mask: int) -> Self:
        """Who has that ``mask``."""
        return cls(*(bool(mask >> place & 1) for place in range(len(fields(cls)))))


class Concern(StrEnum):
    """Why somebody is told, or is not."""

    TO_DO = "has entered and has not done it"
    MAY_TAKE_PART = "may take part"
    ENTRANT = "has entered"
    LISTED = "stands on the list"
    EXCLUDED = "was disqualified, and hears why"
    OUT = "withdrew, or was disqualified"
    NOT_ENTERED = "has not entered"
    IS_AWAY = "has not entered, and is away"
    DONE = "has done it"
    LEFT_OUT = "did not go on to this stage"
    UNDECIDED = "waits to hear who goes on to this stage"
    NOT_LISTED = "does not stand on the list"


TOLD = frozenset(
    {
        Concern.TO_DO,
        Concern.MAY_TAKE_PART,
        Concern.ENTRANT,
        Concern.LISTED,
        Concern.EXCLUDED,
    }
)
"""Those are told; all others are not."""


def concerned(telling: Telling, person: Person) -> Concern:
    """Whether ``person`` hears of it, and why or why not.

    Entrants hear of changes, of cancellation, of publicity and of what they can do now; of a stage
    only while they are in it, of its closing only while they have not done it. Who was disqualified
    hears of the beginning of publicity, while it can be objected to, and of the results. Who has not
    entered hears of what he or she may still take part in, and of a cancellation.
    """
    if person.out:
        return _out(telling, person)
    if not person.entered:
        return _outsider(telling, person)
    match rule_of(telling.rule):
        case Rule.CANCELLED:
            return Concern.ENTRANT
        case Rule.SELECTED | Rule.RESULT:
            return Concern.LISTED if person.listed else Concern.NOT_LISTED
        case Rule.CHANGED | Rule.PUBLICITY_BEGINS | Rule.PUBLICITY_ENDS:
            return Concern.LEFT_OUT if person.left_out else Concern.ENTRANT
        case _:
            pass
    return _in_stage(telling, person)


def _in_stage(telling: Telling, person: Person) -> Concern:
    """Whether an entrant hears of a stage that is to be done."""
    if telling.stage is StageKind.REGISTRATION or person.done:
        return Concern.DONE
    if person.left_out:
        return Concern.LEFT_OUT
    return Concern.UNDECIDED if person.undecided else Concern.TO_DO


def _out(telling: Telling, person: Person) -> Concern:
    """Of those who are out, who was disqualified hears of it where that matters."""
    rule = rule_of(telling.rule)
    told = rule is Rule.PUBLICITY_BEGINS or (rule is Rule.RESULT and person.listed)
    return Concern.EXCLUDED if person.entered and person.excluded and told else Concern.OUT


def _outsider(telling: Telling, person: Person) -> Concern:
    if not tells_outsiders(telling):
        return Concern.NOT_ENTERED
    return Concern.IS_AWAY if person.away else Concern.MAY_TAKE_PART


def tells_outsiders(telling: Telling) -> bool:
    """Whether members of the competition's cohorts hear of it who have no entry."""
    match rule_of(telling.rule):
        case None:
            return telling.stage is StageKind.REGISTRATION or telling.open_to_all
        case Rule.CANCELLED:
            return True
        case Rule.CHANGED:
            return telling.may_enter or telling.open_to_all
        case _:
            return False


def everybody() -> Iterator[Person]:
    """Each sort of person there can be."""
    for facts in product((False, True), repeat=len(fields(Person))):
        yield Person(*facts)


def masks(telling: Telling) -> list[int]:
    """The sorts of people who are told, as numbers (``Person.mask``)."""
    return [one.mask for one in everybody() if concerned(telling, one) in TOLD]
