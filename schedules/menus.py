"""What stands in the menu below a chat, by who somebody said to be. Pure.

The platform allows 3 entries with 5 under each, labels of 16 bytes at the top and 60 below
(reference/wechat.md section 7).
"""

from bot.ports import MenuItem
from bot.texts.catalogue import SIMPLIFIED, texts

_T = texts(SIMPLIFIED)
"""The menu below a WeChat account is one for all who follow it, or for all with a tag."""

_OWN: dict[str, tuple[MenuItem, ...]] = {
    "couriers": (
        MenuItem(_T("menu-time"), "time"),
        MenuItem(_T("menu-pause"), "pause"),
        MenuItem(_T("menu-progress"), "progress"),
        MenuItem(_T("menu-competitions"), "competitions"),
        MenuItem(_T("menu-help"), "help"),
    ),
    "seniors": (
        MenuItem(_T("menu-progress"), "progress"),
        MenuItem(_T("menu-competitions"), "competitions"),
        MenuItem(_T("menu-help"), "help"),
    ),
}
"""Under 更多: couriers move their breaks and pause; seniors have little to choose from."""

_USUAL = (
    MenuItem(_T("word-courses"), "courses"),
    MenuItem(_T("menu-progress"), "progress"),
    MenuItem(_T("menu-credits"), "credits"),
    MenuItem(_T("menu-competitions"), "competitions"),
    MenuItem(_T("menu-help"), "help"),
)

TRACKS_WITH_A_MENU = tuple(_OWN)
"""These get a tag, so that the platform shows them a menu of their own."""


def menu_of(track: str | None, page: str = "") -> tuple[MenuItem, ...]:
    """The menu of everybody on ``track``; None: of who has not said. ``page`` is where a
    person's own page is, which then stands for the word about progress: it shows that and more.
    """
    more = _OWN.get(track or "", _USUAL)
    if page:
        own = MenuItem(_T("menu-page"), url=page)
        more = tuple(own if one.key == "progress" else one for one in more)
    return (
        MenuItem(_T("word-today"), "today"),
        MenuItem(_T("word-quiz"), "quiz"),
        MenuItem(_T("menu-more"), children=more),
    )
