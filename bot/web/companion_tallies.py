"""What came of the questions that people asked, and of those that a model was asked, counted."""

from prometheus_client import CollectorRegistry, Counter

from bot.learning.companion.decision import Answer
from bot.learning.companion.writing import Told


class QuestionTallies:
    """Of one process: what people asked, and whether a lesson said it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count from nothing."""
        self._questions = Counter(
            "yike_companion_questions",
            "Questions to the companion, by what came of them at once",
            ["outcome", "why"],
            registry=registry,
        )

    def count(self, answer: Answer) -> None:
        """One more question."""
        self._questions.labels(answer.outcome, answer.why.value).inc()


class CompanionTallies:
    """Of one process: what a model made of them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Count from nothing."""
        self._answers = Counter(
            "yike_companion_answers",
            "Questions a model was asked, by what came of them",
            ["told", "why"],
            registry=registry,
        )

    def count(self, told: Told, why: str) -> None:
        """One more; ``why`` is a fixed word."""
        self._answers.labels(told.value, why).inc()
