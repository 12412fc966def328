"""The public API at ``/api/v1/``, for a city's own systems (docs/api.md)."""

from bot.web.api.house import House
from bot.web.api.routes import OPERATIONS, routes

__all__ = ["OPERATIONS", "House", "routes"]
