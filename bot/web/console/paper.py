"""How a page of the console is made: templates, headers, the files beside it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.texts.console import console_texts
from bot.web.console.house import House

_WEB = Path(__file__).parents[1]
FILES = {"console.css": "text/css", "console.js": "text/javascript"}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""What a browser may do with a page: our own files, no frame, nothing kept."""

SECTIONS = (
    "home",
    "announcements",
    "competitions",
    "groups",
    "learners",
    "courses",
    "questions",
    "wishes",
    "credits",
    "staff",
    "settings",
    "audit",
)
"""The menu, in its order; a section is shown to whom one of its pages is open."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around each page: ``menu`` are the sections somebody sees, ``section`` the one
    shown; ``said`` is what a form before it did. ``name`` and ``form`` are empty for who is not
    signed in.
    """

    language: str
    theme: str
    menu: tuple[str, ...] = ()
    section: str = ""
    said: str = ""
    who: str = ""
    form: str = ""
    url: str = ""


class Paper:
    """Puts pages into HTML."""

    def __init__(self, house: House) -> None:
        """Addresses are below ``house.root``; instants are told in its zone."""
        env = Environment(
            loader=FileSystemLoader(_WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.do"],
        )
        env.globals.update(root=house.root, version=_version())
        env.filters.update(
            when=lambda at: _when(at, house.zone),
            day=lambda at: _local(at, house.zone, "%Y-%m-%d"),
            clock=lambda at: _local(at, house.zone, "%H:%M"),
            field=lambda at: _local(at, house.zone, "%Y-%m-%dT%H:%M"),
            many=lambda number: f"{number:,}",
        )
        self._env = env

    def html(self, template: str, frame: Frame, values: Mapping[str, Any]) -> str:
        """A page, or a part of one, in the language of ``frame``."""
        shown: dict[str, Any] = {"t": console_texts(frame.language), "frame": frame, **values}
        return self._env.get_template(f"console/{template}.html.j2").render(**shown)

    def page(
        self, template: str, frame: Frame, values: Mapping[str, Any], status: int = 200
    ) -> web.Response:
        """A page as a response, with its headers."""
        html = self.html(template, frame, values)
        return web.Response(status=status, text=html, content_type="text/html", headers=HEADERS)


def serve(name: str) -> web.Response:
    """A file beside the pages, kept for good: its address changes with its content."""
    return web.Response(
        body=(_WEB / "static" / name).read_bytes(),
        content_type=FILES[name],
        charset="utf-8",
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _version() -> str:
    content = b"".join((_WEB / "static" / name).read_bytes() for name in FILES)
    return hashlib.sha256(content).hexdigest()[:12]


def _when(at: datetime, zone: ZoneInfo) -> str:
    """Day and time as a person reads them, with a machine's in front of it where it is needed."""
    return _local(at, zone, "%Y-%m-%d %H:%M")


def _local(at: datetime | None, zone: ZoneInfo, pattern: str) -> str:
    return "" if at is None else at.astimezone(zone).strftime(pattern)
