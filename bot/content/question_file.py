"""A question as it stands in a lesson's front matter."""

from bot.content.faults import quoted
from bot.content.inducement import inducement
from bot.content.table import Table
from bot.content.wrong import Wrong, wrong
from bot.domain.content import Question, QuestionKind

REQUIRED = ("id", "kind", "stem", "answer", "why")
OPTIONAL = ("options", "family")
MESSAGE_BYTES = 2048
"""WeChat's limit for a text message (UTF-8); what must be read at once stays within it."""

MOST_OPTIONS = 12
_CHOSEN = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


def read_question(table: Table) -> Question:
    """The question in ``table``, whole when no fault was noted."""
    kind = table.choice("kind", QuestionKind)
    stem = table.text("stem", 600, lines=True)
    why = table.text("why", 600, lines=True)
    options = table.texts("options", 2, MOST_OPTIONS, 200)
    _lint(table, stem, why, options)
    _check_size(table, stem, options)
    return Question(
        key=table.id("id"),
        kind=kind or QuestionKind.SHORT,
        stem=stem,
        why=why,
        options=_fitting(table, kind, options),
        right=() if kind is None else _right(table, kind, len(options)),
        accepted=table.texts("answer", 1, 50, 100) if kind is QuestionKind.SHORT else (),
        family=table.id("family"),
    )


def _fitting(table: Table, kind: QuestionKind | None, options: tuple[str, ...]) -> tuple[str, ...]:
    """``options``, after noting a fault where the kind wants them otherwise."""
    if kind is None:
        return options
    if kind in _CHOSEN and "options" not in table:
        table.fault("options", wrong("options-missing", kind=kind.value))
    if kind not in _CHOSEN and "options" in table:
        table.fault("options", wrong("options-of-no-use", kind=kind.value))
    return options


def _right(table: Table, kind: QuestionKind, options: int) -> tuple[int, ...]:
    """The numbers of the right options; where the options are wrong, any number passes."""
    highest = options or MOST_OPTIONS
    match kind:
        case QuestionKind.SINGLE:
            return (table.whole("answer", 1, highest),)
        case QuestionKind.MULTIPLE:
            return tuple(sorted(table.wholes("answer", 1, highest, highest)))
        case QuestionKind.TRUE_FALSE:
            return (1,) if table.yes_no("answer") else (2,)
        case QuestionKind.SHORT:
            return ()


def _lint(table: Table, stem: str, why: str, options: tuple[str, ...]) -> None:
    around = f"{stem}\n{why}"
    found = [("stem", inducement(stem)), ("why", inducement(why))]
    found += [("options", inducement(option, f"{around}\n{option}")) for option in options]
    for key, words in found:
        if words is not None:
            table.fault(key, induces(words))


def induces(words: str) -> Wrong:
    """What is wrong with words that induce people to share."""
    return wrong("induces", words=quoted(words))


def _check_size(table: Table, stem: str, options: tuple[str, ...]) -> None:
    whole = "\n".join([stem, *(f"{n}. {option}" for n, option in enumerate(options, 1))])
    size = len(whole.encode())
    if size > MESSAGE_BYTES:
        table.fault("stem", wrong("question-too-long", size=size, most=MESSAGE_BYTES))
