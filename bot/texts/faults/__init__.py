"""What is wrong with files that people wrote, in the words of their writers' language.

A folder per language; ``places.ftl`` says where a fault stands, ``files.ftl`` what is wrong with any
file, YAML, key or value, ``packs.ftl`` with packs, lessons and questions, ``competitions.ftl`` with
competitions and announcements, ``banks.ftl`` with question banks.
"""

from functools import cache

from bot.texts.catalogue import ENGLISH, SIMPLIFIED, Texts, texts_of

LANGUAGES = (SIMPLIFIED, ENGLISH)


def fault_texts(language: str | None) -> Texts:
    """The faults in English for who reads English, else in Simplified Chinese.

    The first call for a language reads its catalogues; they are kept for the process.
    """
    return _texts(ENGLISH if language == ENGLISH else SIMPLIFIED)


@cache
def _texts(language: str) -> Texts:
    return texts_of(__package__, language)
