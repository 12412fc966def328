"""The pages of ``/app/``: courses, progress, credits, competitions and settings in large type.

Opened from Telegram's menu button as a Mini App, and from WeChat's menu after web OAuth.
"""

from bot.web.miniapp.routes import routes

__all__ = ["routes"]
