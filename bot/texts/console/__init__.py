"""What the staff reads in the console: a folder per language, a catalogue per section in it."""

from functools import cache

from bot.texts.catalogue import ENGLISH, SIMPLIFIED, Texts, texts_of

LANGUAGES = (SIMPLIFIED, ENGLISH)


def console_texts(language: str | None) -> Texts:
    """The console in English for who reads English, else in Simplified Chinese.

    The first call for a language reads its catalogues; they are kept for the process.
    """
    return _texts(ENGLISH if language == ENGLISH else SIMPLIFIED)


@cache
def _texts(language: str) -> Texts:
    return texts_of(__package__, language)
