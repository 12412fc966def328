"""The page on which followers of a WeChat account allow reminders.

Only the platform's own element, ``<wx-open-subscribe>``, can ask for a consent to subscription
notices (reference/wechat.md section 6.3), and only on a page of a domain that the account lists
as safe for its script (JS接口安全域名), configured with a signature (JS-SDK 说明文档, 开放标签说明文档).
The page knows nobody: no cookie, nothing personal in its address. Who allowed what comes back as
an event of the account.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.delivery import Rung, Template
from bot.domain.errors import PlatformCallError
from bot.ports import Official
from bot.texts.catalogue import SIMPLIFIED, Texts, texts

MOST_TEMPLATES = 3
"""So many the platform asks for at once (开放标签说明文档, 服务号订阅通知)."""
LONGEST_SECONDS = 6.0
"""So long somebody looks at an empty page while the platform is asked for a ticket."""

_HERE = Path(__file__).parent
_FILES = {"notices.css": "text/css", "notices.js": "text/javascript"}
_PATH = "/wechat/{account}/notices"

_SAID = (
    *("title", "ask", "what", "button", "waiting", "accepted", "close", "refused"),
    *("outside", "outside_next", "trouble", "trouble_next", "old", "old_next"),
    *("down", "down_next", "none", "none_next"),
)
_TOLD = ("lesson", "quiz", "reminder", "announcement", "result", "news", "credit")

log = structlog.get_logger("web")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Scripted(Protocol):
    """The settings of an account, as far as the page needs them."""

    @property
    def script_url(self) -> str:
        """Where the platform's page script is."""
        ...


def routes(
    officials: Mapping[str, Official], accounts: Mapping[str, Scripted], public_url: str
) -> list[web.RouteDef]:
    """The page of each account and its files; ``public_url`` is how browsers reach us, without a
    slash at its end, since the signature is over the page's address as the browser has it.
    """
    page = NoticePages(officials, accounts, public_url)
    files = [
        web.get(f"{_PATH}/{name}", _file(_HERE / "static" / name, kind))
        for name, kind in _FILES.items()
    ]
    return [web.get(_PATH, page.show), *files]


class NoticePages:
    """Shows an account's page, or in one sentence why there is none."""

    def __init__(
        self,
        officials: Mapping[str, Official],
        accounts: Mapping[str, Scripted],
        public_url: str,
        longest: float = LONGEST_SECONDS,
    ) -> None:
        """``longest``: seconds that the platform is waited for."""
        self._officials = officials
        self._accounts = accounts
        self._public_url = public_url
        self._longest = longest
        env = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = env.get_template("notices.html.j2")
        self._version = _version()

    async def show(self, request: web.Request) -> web.Response:
        """The page; 404 where the account has no notices, 503 while the platform is down."""
        account = request.match_info["account"]
        official, settings = self._officials.get(account), self._accounts.get(account)
        notices = _notices(official)
        if official is None or settings is None or not notices:
            return self._page(404, said=("none", "none_next"))
        try:
            async with asyncio.timeout(self._longest):
                signature = await official.page_signature(f"{self._public_url}{request.raw_path}")
        except (PlatformCallError, TimeoutError) as error:
            code = error.outcome.code if isinstance(error, PlatformCallError) else "no answer"
            log.warning("the notice page has no signature", account=account, code=code)
            return self._page(503, said=("down", "down_next"))
        return self._page(200, notices=notices, signature=signature, script=settings.script_url)

    def _page(
        self,
        status: int,
        *,
        said: tuple[str, str] = ("waiting", ""),
        notices: Sequence[Template] = (),
        signature: Mapping[str, str] | None = None,
        script: str = "",
    ) -> web.Response:
        t = texts(SIMPLIFIED)  # the page knows nobody
        body = self._template.render(
            words=_words(t),
            said=said,
            kinds=_kinds(notices, t),
            terms=t(f"notices-page-{_terms(notices)}"),
            templates=",".join(one.id for one in notices),
            signature=signature,
            script=script,
            files="notices",  # beside the page, whatever a proxy puts before its path
            version=self._version,
        )
        headers = _headers(script) | ({"Retry-After": "60"} if status == 503 else {})
        return web.Response(status=status, text=body, content_type="text/html", headers=headers)


def _notices(official: Official | None) -> tuple[Template, ...]:
    """What the account can ask for, the first ones of its settings."""
    if official is None:
        return ()
    notices = [one for one in official.ability.templates if one.rung is Rung.NOTICE]
    return tuple(notices[:MOST_TEMPLATES])


def _words(t: Texts) -> dict[str, str]:
    """Everything the page may say, by the names that its template has for it."""
    return {name: t(f"notices-page-{name.replace('_', '-')}") for name in _SAID}


def _kinds(notices: Sequence[Template], t: Texts) -> list[str]:
    """What is told of by these notices, in words, each once."""
    wanted = {kind.value for one in notices for kind in one.kinds}
    return [t(f"notices-kind-{kind}") for kind in _TOLD if kind in wanted]


def _terms(notices: Sequence[Template]) -> str:
    """Which sentence says how long a consent lasts."""
    lasting = {one.long_term for one in notices}
    if len(lasting) > 1:
        return "mixed"
    return "lasting" if True in lasting else "once"


def _headers(script: str) -> dict[str, str]:
    """What the browser may do with the page: our files and the platform's script and frames, and
    nothing else. The element draws itself with frames of qq.com and with styles of its own.
    """
    parts = urlsplit(script)
    platform = f"{parts.scheme}://{parts.netloc}" if script else ""
    policy = {
        "default-src": "'none'",
        "script-src": f"'self' {platform}",
        "style-src": "'self' 'unsafe-inline'",
        "connect-src": f"'self' {platform}",
        "img-src": f"'self' data: {platform} https://*.qq.com",
        "frame-src": f"{platform} https://*.qq.com:*" if script else "'none'",
        "frame-ancestors": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{k} {v.strip()}" for k, v in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _version() -> str:
    """What changes when the page's files do, so that a phone may keep them for good."""
    content = b"".join((_HERE / "static" / name).read_bytes() for name in _FILES)
    return hashlib.sha256(content).hexdigest()[:12]


def _file(path: Path, kind: str) -> Handler:
    body = path.read_bytes()
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }

    async def serve(request: web.Request) -> web.StreamResponse:  # noqa: ARG001 - a file is a file
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)

    return serve
