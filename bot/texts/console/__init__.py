"""What the staff reads in the console: a folder per language, a catalogue per section in it."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from bot.texts.catalogue import ENGLISH, LOCALES, SIMPLIFIED, Texts

LANGUAGES = (SIMPLIFIED, ENGLISH)


def console_texts(language: str | None) -> Texts:
    """The console in English for who reads English, else in Simplified Chinese.

    The first call for a language reads its catalogues; they are kept for the process.
    """
    return _texts(ENGLISH if language == ENGLISH else SIMPLIFIED)


@cache
def _texts(language: str) -> Texts:
    bundle = FluentBundle([LOCALES[language]], use_isolating=False)
    folder = files(__package__).joinpath(language)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return Texts(language, bundle)
