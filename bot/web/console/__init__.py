"""The organisers' console, below /console/: pages for the staff, rendered here, with little script."""

from bot.web.console.routes import routes

__all__ = ["routes"]
