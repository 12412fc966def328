"""The town of tests/flow, for conversations with the real program."""

from tests.flow.conftest import place, town

__all__ = ["place", "town"]
