"""What stands in the menu below a chat, by who somebody said to be. Pure.

The platform allows 3 entries with 5 under each, labels of 16 bytes at the top and 60 below
(reference/wechat.md section 7).
"""

from bot.ports import MenuItem
from bot.texts import zh_hans as t

_OWN: dict[str, tuple[MenuItem, ...]] = {
    "couriers": (
        MenuItem(t.MENU_TIME, "time"),
        MenuItem(t.MENU_PAUSE, "pause"),
        MenuItem(t.MENU_PROGRESS, "progress"),
        MenuItem(t.MENU_COMPETITIONS, "competitions"),
        MenuItem(t.MENU_HELP, "help"),
    ),
    "seniors": (
        MenuItem(t.MENU_PROGRESS, "progress"),
        MenuItem(t.MENU_COMPETITIONS, "competitions"),
        MenuItem(t.MENU_HELP, "help"),
    ),
}
"""Under 更多: couriers move their breaks and pause; seniors have little to choose from."""

_USUAL = (
    MenuItem(t.COURSES, "courses"),
    MenuItem(t.MENU_PROGRESS, "progress"),
    MenuItem(t.MENU_CREDITS, "credits"),
    MenuItem(t.MENU_COMPETITIONS, "competitions"),
    MenuItem(t.MENU_HELP, "help"),
)

TRACKS_WITH_A_MENU = tuple(_OWN)
"""These get a tag, so that the platform shows them a menu of their own."""


def menu_of(track: str | None, page: str = "") -> tuple[MenuItem, ...]:
    """The menu of everybody on ``track``; None: of who has not said. ``page`` is where a
    person's own page is, which then stands for the word about progress: it shows that and more.
    """
    more = _OWN.get(track or "", _USUAL)
    if page:
        own = MenuItem(t.MENU_PAGE, url=page)
        more = tuple(own if one.key == "progress" else one for one in more)
    return (
        MenuItem(t.TODAY, "today"),
        MenuItem(t.QUIZ, "quiz"),
        MenuItem(t.MORE_MENU, children=more),
    )
