"""The town of tests/flow, for who comes by a QR code."""

from tests.flow.conftest import place, town

__all__ = ["place", "town"]
