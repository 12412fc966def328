"""Whether a question is answered, and with what: pure, with a named reason.

Source of the rules: reference/learning.md section 7.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.learning.companion.care import Care, Topic, care
from bot.learning.companion.danger import Danger, danger_in
from bot.learning.companion.deciding import deciding
from bot.learning.companion.numbers import numbers
from bot.learning.companion.passages import Place, paragraphs
from bot.learning.companion.quotation import quoted, said
from bot.learning.companion.ranking import Hit, Ranking
from bot.learning.companion.rounds import Stems
from bot.learning.companion.threshold import LEAST_PAIRS, threshold
from bot.learning.library import Library
from bot.model_ports import NumberedPassage

Outcome = Literal["quoted", "refused", "competition"]

CLEAR = 0.75
"""The next lesson reaches at most this share of the nearest one's score: then it is clear which."""
PLAIN = 3.0
"""From so many thresholds on the nearest lesson says it, whatever another may say as well."""
ASK_SAID, ASK_HELD = 0.7, 0.4
"""An ``asks:`` line says the same: so much of the question stands in it, and of it in the question."""
NEAREST = 2
"""Lessons that are named where there is no answer."""
MOST_LESSONS, MOST_PASSAGES, MOST_CHARACTERS = 3, 6, 1200
"""What a model is given at most."""


class Why(StrEnum):
    """Why a question is answered or not, as it is counted and kept."""

    FOUND = "found"
    DANGER = "somebody is in danger"
    COMPETITION = "a running competition asks this"
    NOTHING_ASKED = "nothing that can be looked for"
    NO_WORDS = "the nearest lesson has no text"
    NOTHING_FOUND = "no lesson speaks of it"
    TOO_FAR = "no lesson is near enough"
    TOO_LITTLE = "too little of it was found"
    UNCLEAR = "several lessons are about as near"
    ANOTHER = "the nearest lesson lacks the word that decides"
    NO_AMOUNT = "the nearest lesson has no such amount"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a lesson says: at most 120 characters of it. ``care`` is what must be said besides."""

    place: Place
    text: str
    care: Care | None

    @property
    def version(self) -> str:
        """Of the course, as its author dates it."""
        return self.place.course.version


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a question. ``quotation`` where it is answered; ``near`` are else the nearest
    lessons (none: nothing is near, or it may not be told). ``passages`` are what a model would be
    given. ``score`` is that of the nearest lesson. With a ``danger`` the number to call is told before
    anything else; ``near`` is then at most the lesson that names it.
    """

    why: Why
    quotation: Quotation | None = None
    near: tuple[Place, ...] = ()
    passages: tuple[NumberedPassage, ...] = ()
    score: float = 0.0
    danger: Danger | None = None

    @property
    def outcome(self) -> Outcome:
        """As the table ``asked`` has it: quoted, refused or competition."""
        if self.why is Why.COMPETITION:
            return "competition"
        return "quoted" if self.quotation is not None else "refused"


class Knowledge:
    """One revision of a library, read. Immutable."""

    def __init__(self, library: Library) -> None:
        """Read it; takes about 0.2 s for a hundred lessons, so keep it off the event loop."""
        courses = tuple(library.courses.values())
        self.revision = library.revision
        self.ranking = Ranking(courses)
        self.threshold = threshold(self.ranking)
        self.stems = Stems(courses)


def decide(
    knowledge: Knowledge,
    question: str,
    own: Collection[str] = (),
    guarded: Collection[str] = (),
) -> Answer:
    """What comes of ``question``.

    ``own`` are the keys of the learner's courses; ``guarded`` those of the courses of running quiz
    rounds, of which nothing is said until they are over. Within 20 ms for 10,000 paragraphs.
    """
    if (danger := danger_in(question)) is not None:
        return _in_danger(knowledge, danger, guarded)
    hits = knowledge.ranking.hits(question, own)
    if guarded and _is_guarded(knowledge, question, hits, guarded):
        return Answer(Why.COMPETITION, score=hits[0].score if hits else 0.0)
    hits = [hit for hit in hits if hit.place.course.key not in guarded]
    told = knowledge.ranking.asked(question)
    why = _why(knowledge, told, hits)
    if why is Why.FOUND and not deciding(question) <= deciding(hits[0].place.whole):
        why = Why.ANOTHER
    if why is not Why.FOUND:
        return Answer(why, near=_near(hits), score=hits[0].score if hits else 0.0)
    nearest = hits[0]
    ask = _ask(knowledge.ranking, nearest.place, told)
    told = {term: tells / 4 for term, tells in knowledge.ranking.asked(ask).items()} | told
    text = quoted(nearest.place.lesson, question, told)
    if text is None:
        return Answer(Why.NO_AMOUNT, near=_near(hits), score=nearest.score)
    return Answer(
        Why.FOUND,
        Quotation(nearest.place, text, care(nearest.place, text)),
        passages=_for_a_model(hits, told),
        score=nearest.score,
    )


def _in_danger(knowledge: Knowledge, danger: Danger, guarded: Collection[str]) -> Answer:
    """The number comes first, and no lesson besides the one that is about it."""
    near = (
        place
        for place in knowledge.ranking.places
        if numbers(place.lesson.title) >= {danger.number} and place.course.key not in guarded
    )
    return Answer(Why.DANGER, near=tuple(near)[:1], danger=danger)


def _near(hits: Sequence[Hit]) -> tuple[Place, ...]:
    return tuple(hit.place for hit in hits[:NEAREST] if hit.pairs)


def _is_guarded(
    knowledge: Knowledge, question: str, hits: Sequence[Hit], guarded: Collection[str]
) -> bool:
    """Whether a running round asks this, or its course would answer it."""
    border = knowledge.threshold
    would = any(hit.score >= border and hit.place.course.key in guarded for hit in hits)
    return would or knowledge.stems.are_near(question, guarded)


def _why(knowledge: Knowledge, told: dict[str, float], hits: Sequence[Hit]) -> Why:
    if not told:
        return Why.NOTHING_ASKED
    if not hits:
        return Why.NOTHING_FOUND
    nearest = hits[0]
    if not nearest.place.lesson.text.strip():
        return Why.NO_WORDS
    if _ask(knowledge.ranking, nearest.place, told):
        return Why.FOUND
    if nearest.pairs < LEAST_PAIRS and not _is_title(nearest.place, told):
        return Why.TOO_LITTLE if nearest.score >= knowledge.threshold else Why.TOO_FAR
    return _how_near(hits, knowledge.threshold)


def _how_near(hits: Sequence[Hit], border: float) -> Why:
    nearest = hits[0].score
    if nearest < border:
        return Why.TOO_FAR
    next_one = hits[1].score if len(hits) > 1 else 0.0
    if next_one > CLEAR * nearest and nearest < PLAIN * border:
        return Why.UNCLEAR
    return Why.FOUND


def _ask(ranking: Ranking, place: Place, told: dict[str, float]) -> str:
    """The lesson's ``asks:`` line that says the same; empty: none does."""
    total = sum(told.values())
    for ask in place.lesson.asks:
        held = said(ask, told)
        whole = sum(ranking.asked(ask).values())
        if whole and held >= ASK_SAID * total and held >= ASK_HELD * whole:
            return ask
    return ""


def _is_title(place: Place, told: dict[str, float]) -> bool:
    """Whether the lesson is called what was asked for, as in a question of one word."""
    return said(place.lesson.title, told) >= ASK_SAID * sum(told.values())


def _for_a_model(hits: Sequence[Hit], told: dict[str, float]) -> tuple[NumberedPassage, ...]:
    """All paragraphs of the nearest lesson, and those of the next ones of its course that speak of
    it, best first. Of one course only, so that what is made of them has one version. None of a lesson
    in health or law, where a wording that is only nearly right does harm.
    """
    nearest = hits[0].place
    hits = [hit for hit in hits[:MOST_LESSONS] if not _is_told_word_for_word(hit.place)]
    if not hits or hits[0].place != nearest:
        return ()
    course = nearest.course.key
    beside = [hit for hit in hits[1:] if hit.place.course.key == course]
    found: list[tuple[float, str, str]] = []
    for hit in (hits[0], *beside):
        lesson = hit.place.lesson
        for paragraph in paragraphs(lesson):
            worth = said(paragraph, told)
            if hit is hits[0] or worth >= sum(told.values()) / 3:
                found.append((worth, paragraph, lesson.title))
    given: list[NumberedPassage] = []
    room = MOST_CHARACTERS
    for _, text, title in sorted(found, key=lambda one: -one[0])[:MOST_PASSAGES]:
        if len(text) <= room:
            room -= len(text)
            given.append(NumberedPassage(len(given) + 1, text, title))
    return tuple(given)


def _is_told_word_for_word(place: Place) -> bool:
    found = care(place)
    return found is not None and not {Topic.HEALTH, Topic.LAW}.isdisjoint(found.topics)
