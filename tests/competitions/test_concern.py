"""Whom a word about a competition concerns: a row for every way the decision can turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.competitions import StageKind
from bot.domain.concern import (
    OF_ACTS,
    TOLD,
    Concern,
    Person,
    Rule,
    Telling,
    concerned,
    everybody,
    kind_of,
    masks,
    rule_of,
    said_in_chats,
    tells_outsiders,
)
from bot.domain.delivery import Kind

REGISTRATION, UPLOAD, QUIZ = StageKind.REGISTRATION, StageKind.UPLOAD, StageKind.QUIZ
NOBODY = Person()
ENTRANT = Person(entered=True)
DONE = Person(entered=True, done=True)
LEFT_OUT = Person(entered=True, left_out=True)
WITHDRAWN = Person(entered=True, out=True)
AWAY = Person(away=True)
AWAY_ENTRANT = Person(entered=True, away=True)
LISTED = Person(entered=True, listed=True)
EXCLUDED = Person(entered=True, out=True, excluded=True)
EXCLUDED_LISTED = Person(entered=True, out=True, excluded=True, listed=True)
UNDECIDED = Person(entered=True, undecided=True)

CASES = [
    # before closing: registration is for who has not entered
    (Telling("P1D", REGISTRATION), NOBODY, Concern.MAY_TAKE_PART),
    (Telling("P1D", REGISTRATION), AWAY, Concern.IS_AWAY),
    (Telling("P1D", REGISTRATION), ENTRANT, Concern.DONE),
    (Telling("P1D", REGISTRATION), WITHDRAWN, Concern.OUT),
    # the other stages are for entrants who have not done them
    (Telling("PT3H", QUIZ), ENTRANT, Concern.TO_DO),
    (Telling("PT3H", QUIZ), AWAY_ENTRANT, Concern.TO_DO),
    (Telling("PT3H", QUIZ), DONE, Concern.DONE),
    (Telling("PT3H", QUIZ), LEFT_OUT, Concern.LEFT_OUT),
    (Telling("PT3H", QUIZ), WITHDRAWN, Concern.OUT),
    (Telling("PT3H", QUIZ), NOBODY, Concern.NOT_ENTERED),
    (Telling("PT3H", QUIZ, open_to_all=True), NOBODY, Concern.MAY_TAKE_PART),
    (Telling("PT3H", QUIZ, open_to_all=True), AWAY, Concern.IS_AWAY),
    (Telling("PT3H", QUIZ, open_to_all=True), DONE, Concern.DONE),
    # ours
    (Telling(Rule.OPENING, UPLOAD), ENTRANT, Concern.TO_DO),
    (Telling(Rule.OPENING, UPLOAD), LEFT_OUT, Concern.LEFT_OUT),
    (Telling(Rule.OPENING, UPLOAD, open_to_all=True), NOBODY, Concern.NOT_ENTERED),
    (Telling(Rule.NO_WORK, UPLOAD), ENTRANT, Concern.TO_DO),
    (Telling(Rule.NO_WORK, UPLOAD), DONE, Concern.DONE),
    (Telling(Rule.ROUND_OPENS, QUIZ), ENTRANT, Concern.TO_DO),
    (Telling(Rule.ROUND_CLOSES, QUIZ), DONE, Concern.DONE),
    (Telling(Rule.ROUND_CLOSES, QUIZ), ENTRANT, Concern.TO_DO),
    (Telling(Rule.PUBLICITY_BEGINS, StageKind.PUBLICITY), DONE, Concern.ENTRANT),
    (Telling(Rule.PUBLICITY_BEGINS, StageKind.PUBLICITY), LEFT_OUT, Concern.LEFT_OUT),
    (Telling(Rule.PUBLICITY_ENDS, StageKind.PUBLICITY), WITHDRAWN, Concern.OUT),
    # whether one is in a stage is not decided: what is done in it is told with the selection
    (Telling(Rule.OPENING, UPLOAD), UNDECIDED, Concern.UNDECIDED),
    (Telling(Rule.ROUND_OPENS, QUIZ), UNDECIDED, Concern.UNDECIDED),
    (Telling("P1D", UPLOAD), UNDECIDED, Concern.UNDECIDED),
    (Telling(Rule.CHANGED), UNDECIDED, Concern.ENTRANT),
    # who was disqualified hears why while that can be objected to, and with the results
    (Telling(Rule.PUBLICITY_BEGINS, StageKind.PUBLICITY), EXCLUDED, Concern.EXCLUDED),
    (Telling(Rule.RESULT), EXCLUDED_LISTED, Concern.EXCLUDED),
    (Telling(Rule.RESULT), EXCLUDED, Concern.OUT),
    (Telling(Rule.RESULT), WITHDRAWN, Concern.OUT),
    (Telling("P1D", QUIZ), EXCLUDED, Concern.OUT),
    (Telling(Rule.PUBLICITY_ENDS, StageKind.PUBLICITY), EXCLUDED, Concern.OUT),
    # acts
    (Telling(Rule.CHANGED), DONE, Concern.ENTRANT),
    (Telling(Rule.CHANGED), LEFT_OUT, Concern.LEFT_OUT),
    (Telling(Rule.CHANGED), WITHDRAWN, Concern.OUT),
    (Telling(Rule.CHANGED), NOBODY, Concern.NOT_ENTERED),
    (Telling(Rule.CHANGED, may_enter=True), NOBODY, Concern.MAY_TAKE_PART),
    (Telling(Rule.CHANGED, open_to_all=True), NOBODY, Concern.MAY_TAKE_PART),
    (Telling(Rule.CANCELLED), LEFT_OUT, Concern.ENTRANT),
    (Telling(Rule.CANCELLED), NOBODY, Concern.MAY_TAKE_PART),
    (Telling(Rule.CANCELLED), AWAY, Concern.IS_AWAY),
    (Telling(Rule.CANCELLED), WITHDRAWN, Concern.OUT),
    (Telling(Rule.RESULT), LISTED, Concern.LISTED),
    (Telling(Rule.RESULT), DONE, Concern.NOT_LISTED),
    (Telling(Rule.SELECTED, QUIZ), LISTED, Concern.LISTED),
    (Telling(Rule.SELECTED, QUIZ), NOBODY, Concern.NOT_ENTERED),
]


@pytest.mark.parametrize(("telling", "person", "why"), CASES)
def test_whom_it_concerns(telling: Telling, person: Person, why: Concern) -> None:
    assert concerned(telling, person) is why


TELLINGS = st.builds(
    Telling,
    st.sampled_from([*(rule.value for rule in Rule), "P7D", "PT3H"]),
    st.sampled_from([None, *StageKind]),
    st.booleans(),
    st.booleans(),
)
PEOPLE = st.sampled_from(list(everybody()))


@given(TELLINGS, PEOPLE)
def test_who_is_out_or_not_in_it_hears_nothing_of_it(telling: Telling, person: Person) -> None:
    why = concerned(telling, person)
    if person.out:
        assert why in {Concern.OUT, Concern.EXCLUDED}
        assert person.excluded or why is Concern.OUT
    if not person.entered and not tells_outsiders(telling):
        assert why not in TOLD
    assert (person.mask in masks(telling)) is (why in TOLD)
    assert Person.of(person.mask) == person


def test_numbers_of_people_are_those_that_the_statement_counts() -> None:
    assert [
        Person(entered=True).mask,
        Person(out=True).mask,
        Person(done=True).mask,
        Person(left_out=True).mask,
        Person(away=True).mask,
        Person(listed=True).mask,
        Person(excluded=True).mask,
        Person(undecided=True).mask,
    ] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert len({one.mask for one in everybody()}) == 256


def test_what_goes_to_chats_and_as_what() -> None:
    assert [rule for rule in Rule if said_in_chats(rule)] == [
        Rule.PUBLICITY_BEGINS,
        Rule.CHANGED,
        Rule.CANCELLED,
    ]
    assert said_in_chats("P7D")
    assert {rule for rule in Rule if kind_of(rule) is Kind.RESULT} == {
        Rule.SELECTED,
        Rule.RESULT,
    }
    assert kind_of("PT3H") is Kind.REMINDER
    assert set(OF_ACTS) == {"changed", "cancelled", "selected", "result"}
    assert {rule.value for rule in Rule if rule.tells_of_an_act} == set(OF_ACTS)
    assert (rule_of("P7D"), rule_of("no-work")) == (None, Rule.NO_WORK)
