"""How somebody wants the pages to look: size of the type, light or dark; kept in a cookie."""

from dataclasses import dataclass

SIZES = ("normal", "large", "huge")
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Looks:
    """``size`` is one of SIZES. ``theme`` is one of THEMES; empty: as the device has it."""

    size: str = "normal"
    theme: str = ""

    def to_cookie(self) -> str:
        """As the cookie holds it: ``huge.dark``."""
        return f"{self.size}.{self.theme}"

    @classmethod
    def from_cookie(cls, cookie: str) -> "Looks":
        """What a cookie holds; the usual for anything that is none of ours."""
        size, _, theme = cookie.partition(".")
        return cls(size if size in SIZES else "normal", theme if theme in THEMES else "")
