"""What came of the questions that a model was asked, counted."""

from prometheus_client import CollectorRegistry, Counter

from bot.learning.companion.writing import Told


class CompanionTallies:
    """Of one process."""

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
