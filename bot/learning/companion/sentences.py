"""A text in its sentences."""

import re

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”’」』）)】]*|[^。！？!?\n]+")
_CLAUSE = re.compile(r"[^，,；;：:、]*[，,；;：:、]+|[^，,；;：:、]+")


def sentences(text: str) -> list[str]:
    """The sentences of ``text`` in order, each with the mark that ends it; a line ends one too."""
    return [part for one in _SENTENCE.findall(text) if (part := one.strip())]


def clauses(sentence: str) -> list[str]:
    """The parts of a sentence between its commas, each with the one that ends it."""
    return _CLAUSE.findall(sentence)
