"""GIFT against files with a known reading: what Moodle's format means, item by item."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.banks.gift import read_gift
from bot.content.banks.gift_syntax import Answer, Broken, Item, Phrase, Shape, items
from bot.content.banks.model import BankRefusedError, silent
from bot.domain.content import QuestionKind

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "gift"
FILES = sorted(FOLDER.glob("*.gift"))
NAMES = {
    Shape.CHOICE: "MC",
    Shape.TRUE_FALSE: "TF",
    Shape.SHORT: "Short",
    Shape.NUMERICAL: "Numerical",
    Shape.MATCHING: "Matching",
    Shape.ESSAY: "Essay",
    Shape.DESCRIPTION: "Description",
}
ASKED = {"MC", "TF", "Short", "Numerical"}

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/data/gift is not there")


def wanted(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.with_suffix(".json").read_text("utf-8"))
    return found


def read(file: Path) -> list[Item | Broken]:
    return list(items(file.read_bytes().decode()))


def phrase(said: dict[str, Any] | None) -> Phrase | None:
    return Phrase(said["text"], said["format"]) if said and said["text"] else None


def mine(said: Phrase) -> Phrase | None:
    return said if said.text else None


def number(said: dict[str, Any]) -> str:
    match said.get("type"):
        case "simple":
            return str(said["number"])
        case "range":
            return f"{said['number']}:{said['range']}"
        case _:
            return str(said["text"])


def choices(want: dict[str, Any]) -> list[tuple[object, ...]]:
    """The answers as the known reading has them."""
    match want["type"]:
        case "MC" | "Short":
            return [
                (one["isCorrect"], one["weight"], phrase(one["text"]), phrase(one["feedback"]))
                for one in want["choices"]
            ]
        case "Numerical":
            found = want["choices"]
            listed = found if isinstance(found, list) else [{"isCorrect": True, "text": found}]
            return [(one["isCorrect"], number(one["text"])) for one in listed]
        case "Matching":
            return [(phrase(one["subquestion"]), one["subanswer"]) for one in want["matchPairs"]]
        case "TF":
            return [(want["isTrue"], phrase(want["trueFeedback"]), phrase(want["falseFeedback"]))]
        case _:
            return []


def answers(item: Item) -> list[tuple[object, ...]]:
    """The same of what we read."""

    def one(answer: Answer) -> tuple[object, ...]:
        match item.shape:
            case Shape.NUMERICAL:
                return answer.equals, answer.text.text
            case Shape.MATCHING:
                return mine(answer.text), answer.pair
            case _:
                return answer.equals, answer.share, mine(answer.text), mine(answer.feedback)

    if item.shape is Shape.TRUE_FALSE:
        remarks = [mine(remark) for remark in item.remarks]
        return [(item.true, *remarks, *[None] * (2 - len(remarks)))]
    return [one(answer) for answer in item.answers]


def known(want: dict[str, Any]) -> tuple[object, ...]:
    return (
        want["type"],
        want.get("title") or "",
        phrase(want["stem"]),
        want["hasEmbeddedAnswers"],
        phrase(want.get("globalFeedback")),
        want.get("id") or "",
        tuple(want.get("tags") or ()),
        choices(want),
    )


def told(item: Item | Broken) -> tuple[object, ...]:
    assert isinstance(item, Item), item
    return (
        NAMES[item.shape],
        item.title,
        mine(item.stem),
        item.gap,
        mine(item.feedback),
        item.ident,
        item.tags,
        answers(item),
    )


def test_all_files_are_there() -> None:
    assert len(FILES) == 31


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reads_as_known(file: Path) -> None:
    want = [one for one in wanted(file) if one["type"] != "Category"]
    assert [told(item) for item in read(file)] == [known(one) for one in want]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_lost_silently(file: Path) -> None:
    """Each item is a question, a fatal doubt at its line, or skipped with a reason."""
    want = [one for one in wanted(file) if one["type"] != "Category"]
    if not want:  # a category and nothing to ask
        with pytest.raises(BankRefusedError, match="holds no questions"):
            read_gift(file.read_bytes(), file.name, silent)
        return
    bank = read_gift(file.read_bytes(), file.name, silent)
    rows = {one.place.row for one in bank.questions}
    rows |= {doubt.place.row for doubt in bank.fatal} | {place.row for place, _ in bank.skipped}
    assert rows == {item.line for item in read(file) if isinstance(item, Item)}
    assert len(rows) == len(want)
    assert len(bank.questions) <= sum(one["type"] in ASKED for one in want)


def test_the_right_options_are_those_of_the_known_reading() -> None:
    """Over all files: a question kept as a choice has right what the known reading calls so."""
    compared = 0
    for file in FILES:
        want = {item.line: one for item, one in _pairs(file)}
        bank = read_gift(file.read_bytes(), file.name, silent) if want else None
        for kept in bank.questions if bank else ():
            one, question = want[kept.place.row], kept.question
            if one["type"] == "TF":
                assert question.kind is QuestionKind.TRUE_FALSE
                assert question.right == ((1,) if one["isTrue"] else (2,))
            elif one["type"] == "MC":
                assert question.right == _right(one["choices"])
                assert len(question.options) == len(one["choices"])
            elif one["type"] == "Short":
                assert len(question.accepted) == len(_right(one["choices"]))
            compared += 1
    assert compared >= 45


def _pairs(file: Path) -> list[tuple[Item, dict[str, Any]]]:
    want = [one for one in wanted(file) if one["type"] != "Category"]
    return [
        (item, one) for item, one in zip(read(file), want, strict=True) if isinstance(item, Item)
    ]


def _right(found: list[dict[str, Any]]) -> tuple[int, ...]:
    whole = [
        place
        for place, one in enumerate(found, 1)
        if one["isCorrect"] and one["weight"] in (None, 100)
    ]
    shared = [place for place, one in enumerate(found, 1) if (one["weight"] or 0) > 0]
    return tuple(whole or shared)
