"""From what was written or touched to what is meant. Pure, and never a guess."""

import re
from dataclasses import dataclass

from bot.domain.content import Question, QuestionKind
from bot.domain.learners import Dialog
from bot.learning.plain import plain
from bot.learning.read_answer import read_answer, read_number, read_option
from bot.texts.words import ARGUMENTS, COMMANDS, QUESTION, WITH_ARGUMENT, WORDS
from handlers.minutes_words import read_each, read_minutes


@dataclass(frozen=True, slots=True)
class Intent:
    """What is meant: a route's name and what goes with it."""

    name: str
    argument: str = ""


FREE = "free"
"""The route for text that names nothing: an answer to the open question, or not understood."""

UNKNOWN = "unknown"
"""The route for a command or button that does not exist (any more)."""

IN_FULL = {"forget": (("确认", "confirm"), "forget_sure")}
"""What is asked for in one word, by what the dialog notes: the words, one of which it is, and the route it leads to. Nothing
like it will do, neither a number nor a part of it.
"""

_AROUND = re.compile(
    r"^(?:请|我要|我想|想要?|麻烦|老师|[,。!~. ])+|(?:吧|啊|呀|啦|了|谢谢[您你]?|老师|[,。!~. ])+$"
)
_AS_WRITTEN = {"start", "companion"}
"""Intents whose argument is no word of ours."""
_MARKS = " .,。!~\"'“”「」"
_COMMAND = re.compile(r"/([a-z_]+)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL)
_LONGEST_WORD = 40


def of_tap(data: str) -> Intent:
    """A touched option or menu entry: ``name`` or ``name:argument``. A client can forge it."""
    if not data.isprintable():
        return Intent(UNKNOWN)
    name, _, argument = data.partition(":")
    return Intent(name, argument)


def tap_data(name: str, argument: str = "") -> str:
    """What an option carries for ``of_tap`` to read."""
    return f"{name}:{argument}" if argument else name


def of_text(text: str, dialog: Dialog, question: Question | None = None) -> Intent:
    """What a reply means, given what was said before; ``question`` is the open one.

    In this order: a command; what is on offer, by its text or number; a known word, alone or
    with what it is about; a telling part of what is on offer; else free text, which answers the
    open question if there is one.
    """
    said = plain(text)
    if command := _COMMAND.fullmatch(said):
        name = COMMANDS.get(command[1], UNKNOWN)
        argument = _payload(text) if name in _AS_WRITTEN else (command[2] or "").strip()
        return Intent(name, argument)
    labels = [plain(option.label) for option in dialog.options]
    if dialog.asking in IN_FULL and said not in labels:
        wanted, route = IN_FULL[dialog.asking]
        if said.strip(_MARKS) in wanted:
            return Intent(route)
        return _word(said, question, answering=False) or Intent(FREE, text)
    answering = question is not None and _are_answers(dialog)
    if said and said in labels:
        return Intent(FREE, text) if answering else of_tap(dialog.options[labels.index(said)].data)
    if not answering and (number := read_number(text, len(labels))):
        return of_tap(dialog.options[number - 1].data)
    word = _word(said, question, answering=answering)
    part = None if answering else read_option(text, labels)
    if part and (word is None or len(labels) == 1):
        return of_tap(dialog.options[part - 1].data)
    return word or _question(text) or Intent(FREE, text)


def _question(text: str) -> Intent | None:
    """What is asked of us in so many words: 问 手机丢了怎么办, 请问…; a word behind 请问 is that word."""
    found = QUESTION.fullmatch(text.strip())
    if found is None:
        return None
    return _word(plain(found[1]), None, answering=False) or Intent("companion", found[1])


def _payload(text: str) -> str:
    """What stands behind a command, as it was written: in a link's signature A is not a."""
    _, *behind = text.split(maxsplit=1)
    return behind[0].strip() if behind else ""


def _are_answers(dialog: Dialog) -> bool:
    """Whether what was shown last is the open question, with or without options."""
    return all(option.data.startswith("ans:") for option in dialog.options)


def _word(said: str, question: Question | None, *, answering: bool) -> Intent | None:
    if len(said) > _LONGEST_WORD:
        return None
    bare = _AROUND.sub("", said)
    if name := WORDS.get(said) or WORDS.get(bare):
        # 同意 can be an answer to true or false: it gives no consent unless that was asked last.
        judging = question is not None and question.kind is QuestionKind.TRUE_FALSE
        an_answer = judging and name in {"consent", "refuse"}
        return None if an_answer or (answering and name == "fine") else of_tap(name)
    for word, named in WITH_ARGUMENT.items():
        rest = bare.removeprefix(word)
        if rest != bare and re.fullmatch(ARGUMENTS[named], rest):
            return Intent(named, rest.strip(" :"))
    return _break(said, question)


def _break(said: str, question: Question | None) -> Intent | None:
    """Somebody is free for some minutes, now or each time: 有三分钟, 每次三分钟; unless that answers
    the open question.
    """
    if each := read_each(said):
        return Intent("break_length", str(each))
    free = read_minutes(said)
    if free is None:
        return None
    if question is not None:
        short, reading = question.kind is QuestionKind.SHORT, read_answer(said, question)
        answers = reading.accepted if short else reading.clear
        if answers or (short and not free.plainly):
            return None
    return Intent("minutes", str(free.minutes or ""))
