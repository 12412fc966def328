"""Reading a reply leniently, and never guessing (reference/learning.md section 4).

A reply is read whole or not at all: what is left after politeness must be one way of naming an
option. Whatever hesitates, denies, asks, or could mean two things is asked again.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.content import Question, QuestionKind
from bot.learning.answer_clauses import read_clauses, read_forms
from bot.learning.answer_english import from_english
from bot.learning.answer_options import (
    Offer,
    bare,
    by_name,
    by_words,
    exact,
    letters,
    named,
    numbered,
    offer,
    sum_said,
    unbroken,
    value,
)
from bot.learning.answer_several import read_several
from bot.learning.answer_short import read_short
from bot.learning.answer_words import (
    DEEDS,
    DENIED,
    DOUBT,
    DOUBTFUL_EMOJI,
    FALSE,
    LONGEST,
    SOUNDS,
    STICKERS,
    TRUE,
    VERDICT_SOUNDS,
)
from bot.learning.plain import plain


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply was understood to say; ``clear`` is False when it must be asked again.

    ``chosen`` are option numbers from 1 (1 true, 2 false for true_false). ``accepted`` tells
    for a short answer whether it is one of the accepted texts. ``maybe`` is the one option that
    an unclear reply sounds like (必 for B, as speech is written down): to be asked back, and
    counted only when that was confirmed.
    """

    clear: bool
    chosen: frozenset[int] = frozenset()
    accepted: bool = False
    maybe: int | None = None


UNCLEAR = Reading(clear=False)

_ASKING = re.compile(r"[?吗么咩乜]|呢$")
_NO_WAY = re.compile("不[会是]吧")
_ALLOWED = {"可以": 1, "不可以": 2, "唔可以": 2}
_LABELLED_VERDICT = re.compile(r"([12一二ab])[.、,:]?(.+)")
_REPEATED = re.compile(r"(?![啱非真岩])(.{1,3}?)\1+")


def read_number(text: str, most: int) -> int | None:
    """The option number a reply names (1 to ``most``), or None: "２", "b。", "第二个", "选B吧"."""
    return numbered(bare(plain(text)), most)


def read_option(text: str, labels: Sequence[str]) -> int | None:
    """The number of the one label that a reply repeats, or is a telling part of; else None."""
    return by_name(bare(plain(text)), [offer(label) for label in labels])


def read_answer(text: str, question: Question) -> Reading:
    """What a reply says to ``question``. Ambiguous replies are unclear, never guessed."""
    stripped = text.strip()
    texts = (*question.options, *question.accepted)
    if len(stripped) > LONGEST + max(map(len, texts), default=0):
        return UNCLEAR
    if DOUBTFUL_EMOJI.search(stripped):
        return UNCLEAR
    said = STICKERS.sub(" ", plain(stripped)).strip()
    if question.kind is QuestionKind.SHORT:
        accepted = read_short(
            said, [plain(one) for one in question.accepted], plain(question.stem)
        )
        return UNCLEAR if accepted is None else Reading(True, accepted=accepted)
    offers = [offer(option) for option in question.options]
    chosen = _chosen(said, question, offers)
    if not chosen and (other := from_english(said)) != said:
        chosen = _chosen(other, question, offers)
    if chosen:
        return Reading(True, frozenset(chosen))
    return replace(UNCLEAR, maybe=_sounds_like(said, question.kind, offers))


def _chosen(said: str, question: Question, offers: Sequence[Offer]) -> set[int]:
    match question.kind:
        case QuestionKind.MULTIPLE:
            return read_several(said, offers, plain(question.stem))
        case QuestionKind.TRUE_FALSE:
            whether = _asks_whether_allowed(plain(question.stem))
            return _read_one(said, lambda form: _verdict(form, whether=whether), ())
        case _:
            return _read_single(said, offers)


def _read_one(said: str, read: Callable[[str], int | None], offers: Sequence[Offer]) -> set[int]:
    """The choice of a reply: of the whole, or of the only clause that makes one."""
    if _doubtful(said, offers):
        return set()
    if whole := read_forms(said, read):
        return {whole}
    return read_clauses(said, read, offers)


def _doubtful(said: str, offers: Sequence[Offer]) -> bool:
    """Whether a reply hesitates; 删掉 takes nothing back where an option tells to do so."""
    return any(
        found[0] not in DEEDS or not any(found[0] in one.written for one in offers)
        for found in DOUBT.finditer(said)
    )


def _read_single(said: str, offers: Sequence[Offer]) -> set[int]:
    word = bare(said)
    if same := _repeated(said, offers):
        # The text of one option can be the number of another: "3" where option 1 reads "3".
        return {same} if numbered(word, len(offers)) in {None, same} else set()
    if (total := sum_said(word, offers)) is not None:
        saying = {n for n, one in enumerate(offers, 1) if one.sums is total}
        return saying if len(saying) == 1 else set()
    one = _read_one(said, lambda form: _named_or_judged(form, offers), offers)
    latin = None if one or _doubtful(said, offers) else by_words(said, offers)
    return {latin} if latin else one


def _repeated(said: str, offers: Sequence[Offer]) -> int | None:
    """The option whose whole text a reply is, with or without politeness around it."""
    if "?" in said:
        return None
    for form in unbroken(said):
        words = letters(form)
        if same := exact(words, offers):
            around = letters(said).replace(words, "", 1)
            asking = _ASKING.search(around) or (around and _NO_WAY.search(said))
            return None if asking else same
    return None


def _named_or_judged(word: str, offers: Sequence[Offer]) -> int | None:
    """An option's number, or 没错 where the options are 对 and 错."""
    if word in TRUE | FALSE:
        same_words = TRUE if word in TRUE else FALSE
        judging = [n for n, one in enumerate(offers, 1) if one.flat in same_words]
        other = any(one.flat in (TRUE | FALSE) - same_words for one in offers)
        if len(judging) == 1 and other:
            return judging[0]
    return named(word, offers)


def _asks_whether_allowed(stem: str) -> bool:
    """Whether 可以 says that the statement is true: its last clause says so and denies nothing."""
    last = re.split(r"[,;。!?]", stem.rstrip("。!? "))[-1]
    return "可以" in last and not DENIED.search(last)


def _verdict(word: str, *, whether: bool) -> int | None:
    """1 for true, 2 for false; also with its number before it: "2（错）". Where ``whether`` is
    asked, also 可以 and 不可以.
    """
    if whether and word in _ALLOWED:
        return _ALLOWED[word]
    repeated = _REPEATED.fullmatch(word)
    said = repeated[1] if repeated and repeated[1] in TRUE | FALSE else word
    if said in TRUE or said in FALSE:
        return 1 if said in TRUE else 2
    numbered_one = _LABELLED_VERDICT.fullmatch(word)
    if numbered_one and numbered_one[2] in TRUE | FALSE:
        verdict = 1 if numbered_one[2] in TRUE else 2
        return verdict if verdict == value(numbered_one[1]) else None
    return numbered(word, 2)


def _sounds_like(said: str, kind: QuestionKind, offers: Sequence[Offer]) -> int | None:
    """The option whose letter a reply of one character sounds like, or None.

    Not where an option holds that very character: then it may be meant.
    """
    word = bare(said)
    if len(word) != 1 or DOUBT.search(said) or any(word in one.flat for one in offers):
        return None
    if kind is QuestionKind.TRUE_FALSE:
        return VERDICT_SOUNDS.get(word)
    number = value(SOUNDS[word]) if word in SOUNDS else 0
    return number if 1 <= number <= len(offers) else None
