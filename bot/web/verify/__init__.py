"""Where anybody checks a certificate: pages, files, keys and revocations, below /verify/."""

from bot.web.verify.routes import routes

__all__ = ["routes"]
