"""What holds for questions of every format: keys, repeats, equal options, limits, bait."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.content.banks.model import (
    MOST_QUESTIONS,
    Bank,
    BankQuestion,
    BankRefusedError,
    Doubt,
    LeftOut,
    shown,
)
from bot.content.banks.words import exact, folded, means_all_others, speaks_of_others, wording
from bot.content.files import hidden_character
from bot.content.inducement import inducement
from bot.content.question_file import MESSAGE_BYTES, MOST_OPTIONS
from bot.content.table import is_id
from bot.content.wrong import Wrong, wrong
from bot.domain.content import Question, QuestionKind

MOST_STEM = 600
MOST_WHY = 600
MOST_OPTION = 200
MOST_ACCEPTED = (50, 100)
"""Answers in words: how many, and how many characters each."""

POLL_STEM = 300
POLL_OPTION = 100
"""What Telegram's own quiz holds (Bot API, sendPoll); a longer one comes as text and buttons."""

_PICTURE_ONLY = re.compile(
    r"<img\b[^>]*>|!\[[^\]]*\]\([^)]*\)|[\[【(（](?:图片|圖片|image|picture|图\d*)[\])）】]", re.I
)
_PICTURE = re.compile(r"(?:如|下|上|左|右|该|此)[图圖](?:所示|中|是|，)|看[图圖]|<img\b|!\[")


@dataclass(frozen=True, slots=True)
class _Finding:
    """What is doubtful about a part of a question, and what was read there."""

    says: Wrong
    mend: Wrong
    read: str
    fatal: bool
    part: str = "stem"


def settle(bank: Bank) -> Bank:
    """``bank`` with a key for every question, without those that cannot be asked.

    A key is the id that the file gives, or is made of the stem (and of the options where a stem
    repeats): the same file gives the same keys, whatever the order of its rows. Raises
    BankRefusedError when there are too many questions.
    """
    if len(bank.questions) > MOST_QUESTIONS:
        raise BankRefusedError(
            wrong("bank-too-many-in-all", count=len(bank.questions), most=MOST_QUESTIONS)
        )
    kept: list[BankQuestion] = []
    left_out = list(bank.left_out)
    doubts = list(bank.doubts)
    for one, repeat in zip(bank.questions, _repeats(bank.questions), strict=True):
        findings = [*_findings(one), *([repeat[0]] if repeat[0] else [])]
        doubts += [Doubt(one.at(f.part), shown(f.read), f.says, f.mend, f.fatal) for f in findings]
        if any(finding.fatal for finding in findings) or repeat[1]:
            left_out.append(LeftOut(one.given, one.question.stem))
        else:
            kept.append(_kept_last(one))
    keyed, more = _with_keys(kept)
    return replace(bank, questions=keyed, doubts=(*doubts, *more), left_out=tuple(left_out))


def _kept_last(one: BankQuestion) -> BankQuestion:
    options = one.question.options
    last = tuple(n for n, option in enumerate(options, 1) if speaks_of_others(option))
    return replace(one, keep_last=last) if last else one


def _repeats(questions: Sequence[BankQuestion]) -> Iterator[tuple[_Finding | None, bool]]:
    """For each question what is to be said of its stem's standing there already, and whether it
    is left out because the very same question does.
    """
    marks = [(_asked(one), _body(one.question)) for one in questions]
    answers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one, mark in zip(questions, marks, strict=True):
        answers[mark].add(_right_text(one.question))
    seen: dict[str, set[str]] = defaultdict(set)
    for one, (stem, body) in zip(questions, marks, strict=True):
        yield _repeat(one.question.stem, seen[stem], body, len(answers[stem, body]))
        seen[stem].add(body)


def _repeat(read: str, before: set[str], body: str, answers: int) -> tuple[_Finding | None, bool]:
    if answers > 1:
        says = wrong("bank-twice-differently")
        return _Finding(says, wrong("bank-mend-find-out"), read, True), False
    if body in before:
        says = wrong("bank-stands-above")
        return _Finding(says, wrong("bank-mend-remove"), read, False), True
    if before:
        says = wrong("bank-stem-above")
        return _Finding(says, wrong("bank-mend-both-wanted"), read, False), False
    return None, False


def _asked(one: BankQuestion) -> str:
    """What makes two stems one; of those with ids of their own, only one that is the very same."""
    return exact(one.question.stem) if one.given else wording(one.question.stem)


def _body(question: Question) -> str:
    """What tells questions of one stem apart: the options, whatever their order."""
    return "\x1f".join(sorted(map(exact, question.options)))


def _right_text(question: Question) -> str:
    if question.options:
        return "\x1f".join(sorted(exact(question.options[n - 1]) for n in question.right))
    return "\x1f".join([str(question.right), *sorted(map(exact, question.accepted))])


def _with_keys(
    questions: Sequence[BankQuestion],
) -> tuple[tuple[BankQuestion, ...], list[Doubt]]:
    stems = Counter(wording(one.question.stem) for one in questions if not one.given)
    keyed: list[BankQuestion] = []
    doubts: list[Doubt] = []
    taken: dict[str, BankQuestion] = {}
    for one in questions:
        key = key_given(one.given) if one.given else _made_key(one.question, stems)
        if key in taken:
            says, mend = wrong("bank-id-above"), wrong("bank-mend-own-ids")
            part = "id" if one.given else "stem"
            doubts.append(Doubt(one.at(part), shown(one.given or one.question.stem), says, mend))
            continue
        taken[key] = one
        keyed.append(replace(one, question=replace(one.question, key=key)))
    return tuple(keyed), doubts


def key_given(given: str) -> str:
    """A file's own id as a key; where it is unfit for one, a key made of it."""
    small = given.strip().casefold()
    return small if is_id(small) else "q-" + _digest(given.strip())


def _made_key(question: Question, stems: Counter[str]) -> str:
    stem = wording(question.stem)
    return "q-" + _digest(stem if stems[stem] == 1 else f"{stem}\x1e{_body(question)}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _findings(one: BankQuestion) -> Iterator[_Finding]:
    question = one.question
    for remark in one.remarks:
        yield _Finding(remark.says, remark.mend, remark.read, False, remark.part)
    yield from _about_stem(question)
    yield from _about_options(question.options)
    yield from _about_all(question)
    yield from _limits(question)
    yield from _unfit_words(question)
    if not question.why:
        yield _Finding(
            wrong("bank-reason-missing"), wrong("bank-mend-write-why"), question.stem, False, "why"
        )


def _about_stem(question: Question) -> Iterator[_Finding]:
    stem = question.stem
    if not folded(_PICTURE_ONLY.sub("", stem)):
        yield _Finding(
            wrong("bank-question-without-words"), wrong("bank-mend-what-is-asked"), stem, True
        )
    elif _PICTURE.search(stem):
        yield _Finding(
            wrong("bank-seems-to-need-picture"),
            wrong("bank-mend-say-what-it-shows"),
            stem,
            False,
        )
    if "\n" in stem:
        yield _Finding(
            wrong("bank-stem-breaks"), wrong("bank-mend-look-how-it-reads"), stem, False
        )


def _about_options(options: Sequence[str]) -> Iterator[_Finding]:
    counts = Counter(map(exact, options))
    if len(counts) < len(options):
        same = [option for option in options if counts[exact(option)] > 1]
        read = " | ".join(same)
        yield _Finding(
            wrong("bank-equal-options"), wrong("bank-mend-or-remove"), read, True, "options"
        )
    others = [speaks_of_others(option) for option in options]
    if any(others):
        last = others == sorted(others)
        says = wrong("bank-means-others-last") if last else wrong("bank-means-others")
        read = " | ".join(options)
        yield _Finding(says, wrong("bank-mend-meant-so"), read, False, "options")


def _about_all(question: Question) -> Iterator[_Finding]:
    """ABC as the answer where D says that all of them are right: who answers D is told wrong."""
    options = question.options
    alls = {n for n, option in enumerate(options, 1) if means_all_others(option)}
    others = {n for n, option in enumerate(options, 1) if not speaks_of_others(option)}
    if alls and len(others) > 1 and set(question.right) == others:
        says = wrong("bank-all-right-but-one")
        mend = wrong("bank-mend-make-answer")
        yield _Finding(says, mend, " | ".join(options), False, "options")


def _limits(question: Question) -> Iterator[_Finding]:
    options = question.options
    for text, most, says, part in (
        (question.stem, MOST_STEM, wrong("bank-long-stem", most=MOST_STEM), "stem"),
        (question.why, MOST_WHY, wrong("bank-long-reason", most=MOST_WHY), "why"),
        (
            max(options, key=len, default=""),
            MOST_OPTION,
            wrong("bank-long-option", most=MOST_OPTION),
            "options",
        ),
        (
            max(question.accepted, key=len, default=""),
            MOST_ACCEPTED[1],
            wrong("bank-long-answer", most=MOST_ACCEPTED[1]),
            "answer",
        ),
    ):
        if len(text) > most:
            yield _Finding(says, wrong("bank-mend-shorter"), text, True, part)
    if len(options) > MOST_OPTIONS or len(question.accepted) > MOST_ACCEPTED[0]:
        yield _Finding(
            wrong("bank-too-many-options"), wrong("bank-mend-take-some-away"), question.stem, True
        )
    whole = "\n".join([question.stem, *(f"{n}. {option}" for n, option in enumerate(options, 1))])
    if len(whole.encode("utf-8", "replace")) > MESSAGE_BYTES:
        says = wrong("bank-beyond-message", most=MESSAGE_BYTES)
        yield _Finding(says, wrong("bank-mend-make-shorter"), question.stem, True)
    elif _beyond_poll(question):
        says = wrong("bank-beyond-poll")
        yield _Finding(
            says, wrong("bank-mend-poll", stem=POLL_STEM, option=POLL_OPTION), question.stem, False
        )


def _beyond_poll(question: Question) -> bool:
    if question.kind is QuestionKind.SHORT:
        return False
    return len(question.stem) > POLL_STEM or any(len(o) > POLL_OPTION for o in question.options)


def _unfit_words(question: Question) -> Iterator[_Finding]:
    around = f"{question.stem}\n{question.why}"
    baited = inducement("\n".join([around, *question.options]))
    texts = [(question.stem, "", "stem"), (question.why, "", "why")]
    texts += [(option, f"{around}\n{option}", "options") for option in question.options]
    for text, beside, part in texts if baited else ():
        if bait := inducement(text, beside):
            says = wrong("bank-baits")
            yield _Finding(says, wrong("bank-mend-without-bait"), bait, True, part)
    for text in (question.stem, question.why, *question.options, *question.accepted):
        if not text.isprintable() and hidden_character(text):
            says = wrong("bank-unseen-character")
            yield _Finding(says, wrong("bank-mend-plain-characters"), text, True)
