"""The cookies of ``/app/``: who is signed in, how the pages look, who is on the way to WeChat."""

from aiohttp import web

from bot.web.miniapp.house import House
from bot.web.miniapp.looks import Looks
from bot.web.miniapp.seals import LONGEST, STATE_LASTS, Session

SESSION, LOOKS, STATE = "yike_app", "yike_looks", "yike_wechat"
_A_YEAR = 365 * 24 * 3600


def read_session(house: House, request: web.Request) -> Session | None:
    """Who is signed in; None for nobody."""
    return house.seals.read(request.cookies.get(SESSION, ""))


def read_looks(request: web.Request) -> Looks:
    """How the pages are to look."""
    return Looks.from_cookie(request.cookies.get(LOOKS, ""))


def keep_session(house: House, response: web.StreamResponse, session: Session) -> None:
    """Sign somebody in."""
    seconds = int(LONGEST.total_seconds())
    _keep(house, response, SESSION, house.seals.seal(session), seconds)


def drop_session(house: House, response: web.StreamResponse) -> None:
    """Sign out whoever was signed in."""
    _keep(house, response, SESSION, "", 0)


def keep_looks(house: House, response: web.StreamResponse, looks: Looks) -> None:
    """Keep how the pages are to look for a year."""
    _keep(house, response, LOOKS, looks.to_cookie(), _A_YEAR)


def keep_state(house: House, response: web.StreamResponse, kept: str) -> None:
    """Know the browser again that was sent to WeChat. It comes back by a link from there, which
    Lax lets through.
    """
    seconds = int(STATE_LASTS.total_seconds())
    _set(house, response, f"{STATE}={kept}; Max-Age={seconds}; SameSite=Lax")


def drop_state(house: House, response: web.StreamResponse) -> None:
    """The browser is back."""
    _set(house, response, f"{STATE}=; Max-Age=0; SameSite=Lax")


def _keep(house: House, response: web.StreamResponse, name: str, value: str, seconds: int) -> None:
    """Telegram's web version shows us in a frame, where a browser keeps only cookies that say
    ``SameSite=None; Secure``, and some only those that are partitioned as well.
    """
    frame = "SameSite=None; Partitioned" if house.secure else "SameSite=Lax"
    _set(house, response, f"{name}={value}; Max-Age={seconds}; {frame}")


def _set(house: House, response: web.StreamResponse, cookie: str) -> None:
    """Written by hand, as Python's own cookies do not know ``Partitioned`` yet. What we keep is
    letters, digits, dots, ``-`` and ``_``.
    """
    secure = "; Secure" if house.secure else ""
    response.headers.add("Set-Cookie", f"{cookie}; Path={house.root}/; HttpOnly{secure}")
