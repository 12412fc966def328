"""What people read: one catalogue per language, ``LANGUAGE.ftl`` beside this file (Project Fluent,
https://projectfluent.org/fluent/guide/).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number

from bot.domain.errors import YikeError

SIMPLIFIED, TRADITIONAL, ENGLISH = "zh-Hans", "zh-Hant", "en"
LANGUAGE_NAMES: Mapping[str, str] = {
    SIMPLIFIED: "简体中文",
    TRADITIONAL: "繁體中文",
    ENGLISH: "English",
}
"""The languages we speak, as ``learner.language`` names them, each in its own words."""

LOCALES: Mapping[str, str] = {SIMPLIFIED: "zh-CN", TRADITIONAL: "zh-HK", ENGLISH: "en-GB"}
"""Whose rules for plurals, dates and numbers hold (Unicode CLDR)."""

DECIMALS = 6
"""Of a number in a text; credits have two."""


class MissingTextError(YikeError):
    """A catalogue has no text by a name, or the text needs a value it was not given."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All that is said in one language: ``texts("zh-Hans")("lesson-complete", right=3, total=4)``.

    A text that this language has not is said in Simplified Chinese. Numbers are written without
    separators and choose the plural form.
    """

    language: str
    _bundle: FluentBundle = field(repr=False, compare=False)
    _said: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """What needs no values, once it was said: a page of the console asks for hundreds."""

    def __call__(self, name: str, /, **values: object) -> str:
        """The text called ``name`` with ``values`` filled in.

        Raises MissingTextError for a name that no catalogue has, or a value that is missing.
        """
        if not values and (known := self._said.get(name)) is not None:
            return known
        if not self._bundle.has_message(name):
            return _elsewhere(self.language, name)(name, **values)
        pattern = self._bundle.get_message(name).value
        if pattern is None:
            raise MissingTextError(f"The text {name} in {self.language}.ftl is empty; write it.")
        said, faults = self._bundle.format_pattern(pattern, _numbered(values))
        if faults:
            raise MissingTextError(f"The text {name} in {self.language}.ftl: {faults[0]}.")
        if not values:
            self._said[name] = str(said)
        return str(said)

    def has(self, name: str) -> bool:
        """Whether there is a text called ``name``, in this language or in Simplified Chinese."""
        if self._bundle.has_message(name):
            return True
        return self.language != SIMPLIFIED and texts(SIMPLIFIED).has(name)

    def several(self, name: str) -> tuple[str, ...]:
        """All of ``name-1``, ``name-2``, and so on: different words for one thing, in their order.

        Raises MissingTextError where there is none.
        """
        said: list[str] = []
        while self.has(following := f"{name}-{len(said) + 1}"):
            said.append(self(following))
        if not said:
            raise MissingTextError(f"There is no text {name}-1 in {self.language}.ftl; write it.")
        return tuple(said)


def texts(language: str | None) -> Texts:
    """What is said in ``language``; Simplified Chinese for one that we do not speak.

    The first call for a language reads its catalogue (some 80 ms); it is kept for the process.
    """
    return _texts(language if language in LANGUAGE_NAMES else SIMPLIFIED)


@cache
def _texts(language: str) -> Texts:
    bundle = FluentBundle([LOCALES[language]], use_isolating=False)
    source = files(__package__).joinpath(f"{language}.ftl").read_text("utf-8")
    bundle.add_resource(FluentResource(source))
    return Texts(language, bundle)


def _elsewhere(language: str, name: str) -> Texts:
    if language == SIMPLIFIED or not texts(SIMPLIFIED).has(name):
        raise MissingTextError(f"There is no text {name} in {SIMPLIFIED}.ftl; write it.")
    return texts(SIMPLIFIED)


def _numbered(values: Mapping[str, object]) -> dict[str, Any]:
    """Numbers without separators (a year is 2026, not 2,026) with no more than DECIMALS decimals."""
    return {
        name: fluent_number(value, useGrouping=False, maximumFractionDigits=DECIMALS)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        else value
        for name, value in values.items()
    }


def texts_of(package: str, language: str) -> Texts:
    """What the catalogues in the folder ``language`` of ``package`` say, one catalogue a section."""
    bundle = FluentBundle([LOCALES[language]], use_isolating=False)
    for file in sorted(files(package).joinpath(language).iterdir(), key=lambda one: one.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return Texts(language, bundle)
