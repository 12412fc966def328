"""What is owed to a bank against what it holds, to the statement. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.ledger.facts import CourseFinished, Fact, QuizFinished
from bot.ledger.statements import Issuer

Said = tuple[str, str, str, int]
"""What a statement says, whatever its id is: who, in which registration, what, which attempt."""


@dataclass(frozen=True, slots=True)
class Totals:
    """``owed``: what is to stand at the bank; of it ``once`` stands there once, ``missing`` not at
    all, ``doubled`` more often. ``extra`` stands there and should not. ``taken_back`` was there and
    stands no more.
    """

    owed: int
    once: int
    missing: int
    doubled: int
    extra: int
    taken_back: int

    def line(self) -> str:
        """The totals in words."""
        return (
            f"{self.owed} owed, {self.once} stored once, {self.doubled} doubled, "
            f"{self.missing} missing, {self.extra} extra; {self.taken_back} more taken back"
        )

    @property
    def well(self) -> bool:
        """Whether everything is there exactly once, and nothing else."""
        return self.owed == self.once and not (self.missing or self.doubled or self.extra)


def said_of(fact: Fact, issuer: Issuer) -> Said:
    """What the statement of a fact says."""
    activity = (
        issuer.course(fact.course.key)
        if isinstance(fact, CourseFinished)
        else (issuer.quiz if isinstance(fact, QuizFinished) else issuer.lesson)(
            fact.course.key, fact.lesson.key
        )
    )
    attempt = fact.attempt if isinstance(fact, QuizFinished) else 0
    return issuer.pseudonym(fact.learner_key), str(fact.registration), activity, attempt


def said_in(statement: Mapping[str, Any], issuer: Issuer) -> Said | None:
    """What a statement says; None for one that takes another back."""
    if statement["object"].get("objectType") == "StatementRef":
        return None
    context = statement["context"]
    attempt = context["extensions"].get(issuer.extension("attempt"), 0)
    name = statement["actor"]["account"]["name"]
    return name, context["registration"], statement["object"]["id"], attempt


def count(
    owed: Collection[Said],
    held: Iterable[Mapping[str, Any]],
    voided: Collection[str],
    issuer: Issuer,
) -> Totals:
    """Hold what is ``owed`` against the statements ``held``, of which ``voided`` stand no more."""
    standing: Counter[Said] = Counter()
    taken_back = 0
    for statement in held:
        said = said_in(statement, issuer)
        if said is None:
            continue
        if statement["id"] in voided:
            taken_back += 1
        else:
            standing[said] += 1
    expected = set(owed)
    assert len(expected) == len(owed), "something is owed twice"
    return Totals(
        owed=len(expected),
        once=sum(standing[one] == 1 for one in expected),
        missing=sum(standing[one] == 0 for one in expected),
        doubled=sum(standing[one] > 1 for one in expected),
        extra=sum(1 for one in standing if one not in expected),
        taken_back=taken_back,
    )
