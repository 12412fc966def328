"""From what was written or touched to what is meant. Pure, and never a guess."""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.learners import Dialog
from bot.learning.read_answer import read_number, tidy
from bot.texts.words import COMMANDS, WITH_ARGUMENT, WORDS


@dataclass(frozen=True, slots=True)
class Intent:
    """What is meant: a route's name and what goes with it."""

    name: str
    argument: str = ""


FREE = "free"
"""The route for text that names nothing: an answer to the open question, or not understood."""

_AROUND = re.compile(
    r"^(?:请|請|我要|我想|想|麻烦|麻煩)+|(?:吧|啊|呀|谢谢|謝謝|。|！|!|~|，|,|\.)+$"
)
_COMMAND = re.compile(r"/([a-z_]+)(?:@\w+)?(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)


def of_tap(data: str) -> Intent:
    """A touched option or menu entry: ``name`` or ``name:argument``."""
    name, _, argument = data.partition(":")
    return Intent(name, argument)


def of_text(text: str, dialog: Dialog) -> Intent:
    """What a reply means, given what was said before.

    In this order: a command; a number or label of what is on offer; a known word, alone or
    with what it is about; else free text.
    """
    if command := _COMMAND.match(text.strip()):
        name = COMMANDS.get(command.group(1).lower(), "unknown")
        return Intent(name, (command.group(2) or "").strip())
    if chosen := _on_offer(text, dialog):
        return of_tap(chosen)
    return _word(text) or Intent(FREE, text)


def _on_offer(text: str, dialog: Dialog) -> str | None:
    """The data of the option that a reply numbers or names exactly."""
    plain = tidy(text)
    for option in dialog.options:
        if plain and plain == tidy(option.label):
            return option.data
    if dialog.question:
        return None
    number = read_number(text, len(dialog.options))
    return dialog.options[number - 1].data if number else None


def _word(text: str) -> Intent | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = _AROUND.sub("", plain).strip()
    for candidate in (plain, bare):
        if name := WORDS.get(candidate):
            return Intent(name)
    for word in WITH_ARGUMENT:
        if bare.startswith(word) and len(bare) <= len(word) + 20:
            return Intent(WORDS[word], bare[len(word) :].strip(" :"))
    return None
