"""How somebody wants the pages to look: size of the type, light or dark, and the language that
they were last seen in; kept in a cookie.
"""

from dataclasses import dataclass

from bot.texts.catalogue import LANGUAGE_NAMES, SIMPLIFIED

SIZES = ("normal", "large", "huge")
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Looks:
    """``size`` is one of SIZES. ``theme`` is one of THEMES; empty: as the device has it. ``language``
    speaks to who is not signed in any more.
    """

    size: str = "normal"
    theme: str = ""
    language: str = SIMPLIFIED

    def to_cookie(self) -> str:
        """As the cookie holds it: ``huge.dark.en``."""
        return f"{self.size}.{self.theme}.{self.language}"

    @classmethod
    def from_cookie(cls, cookie: str) -> "Looks":
        """What a cookie holds; the usual for anything that is none of ours."""
        size, theme, language, *_ = [*cookie.split("."), "", "", ""]
        return cls(
            size if size in SIZES else "normal",
            theme if theme in THEMES else "",
            language if language in LANGUAGE_NAMES else SIMPLIFIED,
        )
