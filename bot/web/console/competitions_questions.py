"""The questions of quiz rounds: how they were answered, and judging one anew that was wrong.

What is right stands here also while a round is open: only who runs the competition comes in, and
nobody who enters does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.competitions.desk import regrading
from bot.competitions.desk.acting import RefusedError, reasoned
from bot.competitions.desk.regrading import Accepted
from bot.domain.competitions import Stage, StageKind
from bot.domain.content import Question, QuestionKind
from bot.learning.read_answer import read_answer
from bot.store.console import round_questions as questions
from bot.store.console.round_questions import MOST_GIVEN, MOST_QUESTIONS, MOST_TRIES, Given
from bot.store.contests import objections
from bot.store.contests.objections import ObjectionState
from bot.store.db import Connection
from bot.texts.catalogue import Texts
from bot.web.console.competitions_common import (
    Seen,
    desk_of,
    head_values,
    owned,
    refused,
    stage_in,
)
from bot.web.console.groups_common import number
from bot.web.console.staff import ORGANISERS
from bot.web.console.visit import Done, Result, Shown, Visit, unknown
from bot.web.console.ways import Way, act, look

MOST_WORDS = 50
"""Answers in words that can be named as right, each of at most WORD characters."""
WORD = 100
OBJECTIONS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the table: what was ``given``, in words for the staff, and whether it is right
    as things stand.
    """

    given: str
    words: str
    count: int
    late: int
    right: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks for. ``everyone``: whoever answered it is right; ``given``: the ticked ones;
    ``words``: what was written, where answers are in words.
    """

    everyone: bool
    given: tuple[str, ...]
    words: tuple[str, ...]
    reason: str

    def asked(self, changes: int) -> str:
        """What a confirmation sends back: it holds for this wish and so many answers only."""
        told = repr((self.everyone, self.given, self.words, changes))
        return sha256(told.encode()).hexdigest()

    def accepted(self, question: Question) -> Accepted:
        """As the desk takes it."""
        if self.everyone:
            return None
        if question.kind is not QuestionKind.SHORT:
            return self.given
        asked = replace(question, accepted=self.words)
        return lambda said: read_answer(said, asked).accepted


async def show(visit: Visit) -> Shown:
    """The questions of a round, those that fewest got right first."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        stages = _rounds(found)
        stage = _chosen(visit, stages)
        rows, tries = await questions.questions_drawn(conn, found.key, stage.key)
    values = {
        "stages": stages,
        "stage": stage,
        "rows": rows,
        "tries": tries,
        "capped": tries >= MOST_TRIES,
        "cut": len(rows) >= MOST_QUESTIONS,
        "open": visit.now < stage.closes,
    }
    return Shown("competitions_questions", head_values(visit, found, "questions") | values)


async def one(visit: Visit) -> Shown:
    """A question: what was answered how often, and the form to judge it anew."""
    async with visit.reading() as conn:
        found = await owned(visit, conn)
        return await _page(visit, conn, found)


async def regrade(visit: Visit) -> Result:
    """Judge a question anew; first how many answers that changes is shown and asked."""
    try:
        async with visit.writing() as conn:
            found = await owned(visit, conn)
            done = await _regraded(visit, conn, found)
    except RefusedError as error:
        said = refused(visit.t, error)
        async with visit.reading() as conn:
            found = await owned(visit, conn)
            return await _page(visit, conn, found, fault=said)
    if isinstance(done, Done):
        visit.house.wake("delivery")
    return done


async def _regraded(visit: Visit, conn: Connection, found: Seen) -> Result:
    stage, question = await _question(visit, conn, found)
    wish = _wish(visit)
    reasoned(wish.reason)
    if fault := _fault(visit.t, question, wish, visit.now < stage.closes):
        return await _page(visit, conn, found, fault=fault)
    accepted = wish.accepted(question)
    changes = await regrading.would_change(conn, found.key, stage.key, question.row, accepted)
    if changes and visit.form.get("asked", "") != wish.asked(changes):
        return await _page(visit, conn, found, changes=changes)
    changed = await regrading.regrade(
        conn,
        desk_of(visit),
        found.key,
        stage.key,
        question.row,
        accepted,
        reason=wish.reason,
        words=wish.words,
    )
    page = f"{found.url}/questions/{stage.key}/{question.row}"
    return Done(page, "done-competitions-regraded", {"count": str(changed)})


def _rounds(found: Seen) -> list[Stage]:
    """The quiz rounds. Raises PageError (404) where the competition has none."""
    stages = [one for one in found.competition.stages if one.kind is StageKind.QUIZ]
    if not stages:
        raise unknown()
    return stages


def _chosen(visit: Visit, stages: Sequence[Stage]) -> Stage:
    """The one asked for, else the last that has begun."""
    asked = visit.query.get("stage", "")
    begun = [one for one in stages if one.opens <= visit.now] or list(stages[:1])
    named = [one for one in stages if one.key == asked]
    if asked and not named:
        raise unknown()
    return named[0] if named else begun[-1]


async def _question(visit: Visit, conn: Connection, found: Seen) -> tuple[Stage, Question]:
    """What the path names. Raises PageError (404)."""
    stage, row = stage_in(found, visit.path["stage"]), number(visit.path["row"])
    question = None
    if stage.kind is StageKind.QUIZ and 0 < row < 2**62:
        question = await questions.question_drawn(conn, found.key, stage.key, row)
    if question is None:
        raise unknown()
    return stage, question


def _wish(visit: Visit) -> Wish:
    lines = (" ".join(line.split()) for line in visit.form.get("words", "").splitlines())
    return Wish(
        visit.form.get("how", "") == "everyone",
        tuple(dict.fromkeys(visit.fields.get("given", ()))),
        tuple(dict.fromkeys(line for line in lines if line)),
        visit.form.get("reason", ""),
    )


def _fault(t: Texts, question: Question, wish: Wish, is_open: bool) -> str:
    """Why a wish cannot be followed; empty: it can."""
    if is_open:
        return t("competitions-regrade-open")
    if wish.everyone:
        return ""
    if question.kind is QuestionKind.SHORT:
        too_long = any(len(word) > WORD for word in wish.words)
        wrong = not 0 < len(wish.words) <= MOST_WORDS or too_long
        return t("competitions-regrade-words-wrong") if wrong else ""
    return "" if wish.given else t("competitions-regrade-none")


async def _page(
    visit: Visit, conn: Connection, found: Seen, *, fault: str = "", changes: int = 0
) -> Shown:
    """A question with its form; ``fault`` says what was wrong with what was sent, ``changes`` asks
    whether so many answers shall change.
    """
    stage, question = await _question(visit, conn, found)
    given = await questions.answers_to(conn, found.key, stage.key, question.row)
    listed = _answers(visit.t, question, given[:MOST_GIVEN])
    sent = bool(visit.form)
    wish = _wish(visit) if sent else _as_it_is(question, listed)
    values = {
        "stage": stage,
        "question": question,
        "in_words": question.kind is QuestionKind.SHORT,
        "answers": listed,
        "nothing": sum(one.count for one in given if not one.given),
        "cut": len(given) > MOST_GIVEN,
        "wish": wish,
        "open": visit.now < stage.closes,
        "fault": fault,
        "changes": changes,
        "objections": await objections.page_of_objections(
            conn, found.key, state=ObjectionState.OPEN, most=OBJECTIONS
        ),
    }
    shown = head_values(visit, found, "questions") | values
    return Shown("competitions_question", shown, 422 if fault else 200)


def _as_it_is(question: Question, answers: Sequence[Answer]) -> Wish:
    """A form that would change nothing."""
    right = tuple(one.given for one in answers if one.right)
    return Wish(False, right, question.accepted, "")


def _answers(t: Texts, question: Question, given: Sequence[Given]) -> list[Answer]:
    """What was answered, and the options that nobody chose."""
    key = ",".join(map(str, question.right))
    known = {one.given: one for one in given if one.given}
    never = [] if question.kind is QuestionKind.SHORT else _possible(question, key)
    every = [*known.values(), *(Given(one, 0, 0, 0) for one in never if one not in known)]
    return [
        Answer(
            one.given,
            _worded(t, question, one.given),
            one.count,
            one.late,
            one.right > 0 if one.count > one.late else one.given == key,
        )
        for one in every
    ]


def _possible(question: Question, key: str) -> list[str]:
    """Answers that could have been given: each option, or of several the right choice."""
    if question.kind is QuestionKind.MULTIPLE:
        return [key]
    return [str(n) for n in range(1, 1 + (len(question.options) or 2))]


def _worded(t: Texts, question: Question, given: str) -> str:
    """An answer as a person reads it: ``1. 长江``."""
    if question.kind is QuestionKind.SHORT:
        return given
    labels = question.options or (t("competitions-true"), t("competitions-false"))
    chosen = [number(one) for one in given.split(",")]
    return " + ".join(f"{n}. {labels[n - 1]}" for n in chosen if 0 < n <= len(labels)) or given


WAYS: list[Way] = [
    look("competitions/{key}/questions", show, ORGANISERS),
    look("competitions/{key}/questions/{stage}/{row}", one, ORGANISERS),
    act("competitions/{key}/questions/{stage}/{row}", regrade, ORGANISERS),
]
