"""Moodle XML to questions, one question at a time.

Source: docs.moodle.org, *Moodle XML format*. DTDs, entities and outside references are refused
before they are read. Penalties for a second try, numbering of options and hints mean nothing here.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element
from xml.sax import SAXParseException

from defusedxml import DefusedXmlException

from bot.content.banks.gift import category_path
from bot.content.banks.model import (
    Advance,
    Bank,
    BankFormat,
    BankQuestion,
    LeftOut,
    Place,
    refused,
)
from bot.content.banks.moodle_tree import Found, questions
from bot.content.banks.notes import Gathering, Notes
from bot.content.banks.shares import FULL, accepted, all_right, one_right
from bot.content.wrong import wrong
from bot.domain.content import Question, QuestionKind

_UNASKED = {
    "matching": (wrong("bank-no-matching"), wrong("bank-mend-single-choices")),
    "essay": (wrong("bank-no-essay"), wrong("bank-mend-short-or-choice")),
    "cloze": (wrong("bank-no-cloze"), wrong("bank-mend-one-at-a-time")),
}
_OTHER = (wrong("bank-no-such-type"), wrong("bank-mend-choice-or-short"))
_FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain"}


def read_moodle_xml(data: bytes, name: str, advance: Advance) -> Bank:
    """The questions of a Moodle XML file.

    What cannot be asked becomes a doubt with its line; descriptions and hidden (old) versions are
    skipped, with the reason. Raises BankRefusedError for broken XML, and for XML with a DTD,
    entities or tags nested too deep.
    """
    gathering = Gathering(name, BankFormat.MOODLE_XML)
    category = ""
    try:
        for found in questions(data, name, advance):
            if found.element.get("type") == "category":
                category = category_path(_inner(found.element, "category"))
            else:
                _take(found, category, gathering)
    except DefusedXmlException as error:
        raise refused(name, wrong("moodle-entities")) from error
    except (SAXParseException, ValueError, LookupError) as error:
        line = error.getLineNumber() if isinstance(error, SAXParseException) else 1
        raise refused(name, wrong("moodle-not-xml"), line) from error
    return gathering.bank()


def _take(found: Found, category: str, gathering: Gathering) -> None:
    element, kind = found.element, found.element.get("type", "")
    place = Place(gathering.name, row=found.line)
    if element.findtext("hidden", "0").strip() == "1":
        gathering.skipped.append((place, wrong("bank-skip-old-version")))
        return
    notes = Notes(place)
    if kind == "description":
        gathering.skipped.append((place, wrong("bank-skip-text")))
        return
    reader = _READERS.get(kind)
    if reader is None:
        notes.stop(_inner(element, "questiontext"), *_UNASKED.get(kind, _OTHER))
        given = element.findtext("idnumber", "").strip() or _inner(element, "name")
        gathering.take(notes, None, known=LeftOut(given, _inner(element, "questiontext")))
        return
    question = _question(element, reader, notes)
    title = _inner(element, "name")
    gathering.take(notes, _placed(question, element, category, notes), title)


def _placed(question: Question, element: Element, category: str, notes: Notes) -> BankQuestion:
    fixed = element.findtext("shuffleanswers", "1").strip().lower() in {"0", "false"}
    return BankQuestion(
        question,
        notes.place,
        category,
        given=element.findtext("idnumber", "").strip(),
        keep_last=tuple(range(1, len(question.options) + 1)) if fixed else (),
        html=notes.html,
    )


_Reader = Callable[[Element, list[Element], str, str, Notes], Question]


def _question(element: Element, reader: _Reader, notes: Notes) -> Question:
    stem = _text(element.find("questiontext"), notes, "questiontext")
    if not stem and not notes.fatal:
        notes.stop(
            "",
            wrong("bank-question-without-text"),
            wrong("bank-mend-what-is-asked"),
            "questiontext",
        )
    answers = element.findall("answer")
    return reader(element, answers, stem, _why(element, answers, notes), notes)


def _choice(
    element: Element, answers: list[Element], stem: str, why: str, notes: Notes
) -> Question:
    worths = [_worth(answer, notes) for answer in answers]
    options = tuple(_text(answer, notes, f"option {n}") for n, answer in enumerate(answers, 1))
    if len(options) < 2:
        notes.stop(stem, wrong("bank-not-two-options"), wrong("bank-mend-at-least-two"), "answer")
    elif not all(options) and not notes.fatal:
        notes.stop(
            stem, wrong("bank-option-without-text"), wrong("bank-mend-write-or-take-out"), "answer"
        )
    single = element.findtext("single", "true").strip().lower() not in {"0", "false"}
    kind, right = (one_right if single else all_right)(worths, stem, notes)
    return Question("", kind, stem, why, options, right)


def _true_false(
    _element: Element, answers: list[Element], stem: str, why: str, notes: Notes
) -> Question:
    words = [(answer.findtext("text") or "").strip().lower() for answer in answers]
    full = [word for word, one in zip(words, answers, strict=True) if _worth(one, notes) >= FULL]
    if len(full) != 1 or full[0] not in {"true", "false"}:
        notes.stop(stem, wrong("bank-true-or-false-unsaid"), wrong("bank-mend-it"), "answer")
    right = (1,) if full == ["true"] else (2,)
    return Question("", QuestionKind.TRUE_FALSE, stem, why, right=right)


def _short(
    _element: Element, answers: list[Element], stem: str, why: str, notes: Notes
) -> Question:
    texts = [(_text(answer, notes, "answer"), _worth(answer, notes)) for answer in answers]
    took = accepted(texts, stem, notes)
    return Question("", QuestionKind.SHORT, stem, why, accepted=took)


def _numerical(
    element: Element, answers: list[Element], stem: str, why: str, notes: Notes
) -> Question:
    for answer in answers:
        tolerance = answer.findtext("tolerance", "0").strip() or "0"
        if _worth(answer, notes) > 0 and tolerance.strip("0.") != "":
            notes.stop(
                f"{_inner(answer)} ± {tolerance}",
                wrong("bank-number-in-range"),
                wrong("bank-mend-exact-number"),
                "answer",
            )
    return _short(element, answers, stem, why, notes)


_READERS: dict[str, _Reader] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numerical,
}


def _why(element: Element, answers: list[Element], notes: Notes) -> str:
    """The general feedback and the remarks on right answers."""
    right, wrong = [element.find("generalfeedback")], list[Element | None]()
    for answer in answers:
        remark = answer.find("feedback")
        (right if _worth(answer, Notes(notes.place)) > 0 else wrong).append(remark)
    told = dict.fromkeys(_text(one, notes, "feedback") for one in right)
    notes.leave_out(_inner(one) for one in wrong)
    return "\n".join(text for text in told if text)


def _worth(answer: Element, notes: Notes) -> float:
    written = answer.get("fraction", "0").strip()
    try:
        return float(written)
    except ValueError:
        notes.stop(
            written, wrong("bank-mark-no-number"), wrong("bank-mend-hundred-or-zero"), "fraction"
        )
        return 0.0


def _text(element: Element | None, notes: Notes, part: str) -> str:
    """The words of an element that has ``text`` and a format; files beside it are noted."""
    if element is None:
        return ""
    form = _FORMATS.get(element.get("format", ""), "moodle")
    if part == "answer":
        # A short answer is compared as it stands; Moodle gives it a format all the same.
        form = "plain"
    return notes.plain(_inner(element), form, part)


def _inner(element: Element | None, name: str = "") -> str:
    found = element.find(name) if element is not None and name else element
    return "" if found is None else (found.findtext("text") or "").strip()
