"""The cookies of the console: who is signed in, which browser asked, how the pages look."""

from aiohttp import web

from bot.web.console.house import House

SESSION, BROWSER, LANGUAGE, THEME = (
    "yike_console",
    "yike_browser",
    "yike_console_language",
    "yike_console_theme",
)
_A_DAY, _A_YEAR = 24 * 3600, 365 * 24 * 3600


def keep_session(house: House, response: web.StreamResponse, name: str) -> None:
    """Sign the browser in, for as long as it is open."""
    _keep(house, response, SESSION, name, None)


def drop_session(house: House, response: web.StreamResponse) -> None:
    """Sign the browser out."""
    _keep(house, response, SESSION, "", 0)


def keep_browser(house: House, response: web.StreamResponse, name: str) -> None:
    """Know the browser again that asks for a link."""
    _keep(house, response, BROWSER, name, _A_DAY)


def keep_look(house: House, response: web.StreamResponse, which: str, value: str) -> None:
    """Keep a language or a theme for a year."""
    _keep(house, response, which, value, _A_YEAR)


def _keep(
    house: House, response: web.StreamResponse, name: str, value: str, seconds: int | None
) -> None:
    """Lax: a link in chat leads here from outside, and must find its browser again."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=house.root or "/",
        httponly=True,
        secure=house.secure,
        samesite="Lax",
    )
