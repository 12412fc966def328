"""Answering questions from 10,000 paragraphs: how long a question takes, and what the index takes.

The paragraphs are put together from sentences of the shipped lessons, so that each term stands in far
more of them than it would in as many real ones.
"""

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from resource import getpagesize
from statistics import quantiles
from time import perf_counter

from bench.program import PACK
from bench.table import Row, Series
from bot.content.load import load_pack
from bot.domain.content import Course, Lesson
from bot.learning.companion.decision import Knowledge, decide
from bot.learning.companion.off_topic import OFF_TOPIC
from bot.learning.companion.passages import paragraphs
from bot.learning.companion.sentences import sentences
from bot.learning.companion.terms import terms
from bot.learning.library import Library

PARAGRAPHS, A_LESSON, A_COURSE = 10_000, 4, 25
QUESTIONS = 300
ROUNDS = 5
LIMIT_MS = 20.0
GUARDED = ("course-0", "course-1")


async def measure() -> list[Row]:
    """The rows on questions and on the index; beside a question, a plain look through all texts."""
    courses = _courses()
    library = Library(1, courses)
    gc.collect()
    before, begun = _megabytes(), perf_counter()
    known = Knowledge(library)
    build = Series([perf_counter() - begun])
    gc.collect()
    kept = Series([_megabytes() - before])
    asked = _questions(courses)
    texts = [one.text for one in known.ranking.passages]
    middle, high, worst, plain = Series(), Series(), Series(), Series()
    for _ in range(ROUNDS):
        took = sorted(_milliseconds(known, one) for one in asked)
        cuts = quantiles(took, n=20)
        middle.add(cuts[9])
        high.add(cuts[18])
        worst.add(took[-1])
        plain.add(_scan(texts, asked[:: QUESTIONS // 20]))
    what = f"A question over {PARAGRAPHS:,} paragraphs"
    return [
        Row(f"{what}: median", "ms", middle, plain, LIMIT_MS, of_ours=True),
        Row(f"{what}: beside looking through them", "ms", middle, plain, 1.0),
        Row(f"{what}: p95", "ms", high, None, LIMIT_MS),
        Row(f"{what}: slowest", "ms", worst),
        Row("Reading them, with the threshold", "s", build),
        Row("What is kept of them", "MB", kept),
    ]


def _courses() -> list[Course]:
    """So many paragraphs in lessons of 4, in courses of 25."""
    pack = load_pack(PACK)
    model = pack.courses[0]
    real = [lesson for course in pack.courses for lesson in course.lessons]
    said = [one for lesson in real for part in paragraphs(lesson) for one in sentences(part)]
    random = Random(1)
    lessons = [_lesson(random, number, real, said) for number in range(PARAGRAPHS // A_LESSON)]
    return [
        replace(
            model, key=f"course-{at}", lessons=tuple(lessons[at * A_COURSE : (at + 1) * A_COURSE])
        )
        for at in range(len(lessons) // A_COURSE)
    ]


def _lesson(random: Random, number: int, real: Sequence[Lesson], said: Sequence[str]) -> Lesson:
    model = random.choice(real)
    text = "\n\n".join("".join(random.sample(said, 3)) for _ in range(A_LESSON))
    asks = tuple(one for other in random.sample(real, 3) for one in other.asks[:1])
    return replace(model, key=f"lesson-{number}", text=text, asks=asks)


def _questions(courses: Sequence[Course]) -> list[str]:
    """Half of them what authors expect, half of them whatever people say."""
    asks = [one for course in courses for lesson in course.lessons for one in lesson.asks]
    random = Random(2)
    return random.choices(asks, k=QUESTIONS // 2) + random.choices(OFF_TOPIC, k=QUESTIONS // 2)


def _milliseconds(known: Knowledge, question: str) -> float:
    begun = perf_counter()
    decide(known, question, own=("course-3",), guarded=GUARDED)
    return (perf_counter() - begun) * 1000


def _scan(texts: Sequence[str], asked: Sequence[str]) -> float:
    """Milliseconds a question, where each text is looked through for each of its terms."""
    begun = perf_counter()
    for question in asked:
        wanted = set(terms(question))
        max((sum(term in text for term in wanted) for text in texts), default=0)
    return (perf_counter() - begun) * 1000 / len(asked)


def _megabytes() -> float:
    """What this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * getpagesize() / 2**20
