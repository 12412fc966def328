"""Replies that judge the options one by one, and questions that ask for the wrong ones."""

import re

from bot.learning.answer_options import value
from bot.learning.answer_words import NUMERALS

_ONE = rf"[0-9]|[a-l]|[{''.join(NUMERALS)}]"
_DO = r"[^\s,、;。!?0-9a-l#]{0,2}"
_WRONG = rf"(?:不(?:对|正确)|错误?|是错|唔(?:啱|岩)|×|x|不(?:能|该|应该|要|可以|算|适合|得){_DO})"
_RIGHT = rf"(?:没错|对|正确|啱|岩|√|(?:可以|应该|能|该){_DO})"
_ASKED = re.compile(
    r"哪[些几][^。?]{0,4}?(?P<denial>不对|不正确|错|不(?:能|该|应该|要|可以|算|适合|得)[^,。?]?)"
)
_JUDGED = re.compile(
    rf"\s*#?(?P<which>(?:(?:{_ONE})[\s和与跟、,.:#]*)+?)[都也全是均]*(?:(?P<wrong>{_WRONG})|(?P<right>{_RIGHT}))的?"
    r"(?:[\s,;。.!、]+|(?=[0-9a-l#一二三四五六])|$)"
)
_IS_WRONG = frozenset({"不对", "不正确", "错", "错误", "是错"})
SAYS_RIGHT = re.compile(r"没错|对|正确|√|可以|能|应该|是的?$")
"""Where the wrong ones are asked for, with this a reply may name a right one."""

Judgement = tuple[int, str]
"""An option, and the word that calls it wrong; empty where it is called right."""


def asked_for(stem: str) -> str:
    """The denial with which a question asks for the wrong ones: 不对 in 哪些做法不对; else empty."""
    found = _ASKED.search(stem)
    return found["denial"] if found else ""


def judgements(said: str, most: int) -> list[Judgement]:
    """What "1对2错" says of each of ``most`` options; empty unless it judges every one, once."""
    judged: list[Judgement] = []
    at = 0
    while found := _JUDGED.match(said, at):
        numbers = [value(one) for one in re.findall(_ONE, found["which"])]
        judged += [(number, found["wrong"] or "") for number in numbers]
        at = found.end()
    every = sorted(number for number, _ in judged) == list(range(1, most + 1))
    return judged if at == len(said) and every else []


def chosen_by(judged: list[Judgement], denial: str) -> set[int]:
    """The options that judgements choose: the right ones, or, where a question asks for wrong ones
    (``denial``), those that are judged wrong in its own words.
    """
    if not denial:
        return {number for number, wrong in judged if not wrong}
    same = all(_same(wrong, denial) for _, wrong in judged if wrong)
    return {number for number, wrong in judged if wrong} if same else set()


def without_denial(said: str, denial: str) -> str:
    """``said`` without the question's own denial: 2、4不能写 names 2 and 4, and so does
    不能写降血糖 what it speaks of. As it is where a part of it is denied and a later one is not:
    "1不对，2" may take back the first.
    """
    if denial in _IS_WRONG:
        words, before = r"(?:不对|不正确|错误?)的?", ""
    else:
        # 不要2 may mean that 2 is not chosen; 2不要发 says what the question says.
        longer = len(denial) > len("不要") and denial[:2] != "不要"
        words = f"{re.escape(denial[:-1] if longer else denial)}{_DO}"
        before = (
            rf"^(?:{re.escape(denial)}|{words.removesuffix(_DO)})(?!\s?[0-9a-l])|^{words}(?=\s?#)|"
        )
    pattern = re.compile(rf"{before}(?:(?<=[0-9a-l])|(?<=#[0-9]\s))[都也]?是?{words}$")
    pieces = re.split(r"([,;。!]+)", said.strip(" ,;。!"))
    clauses = [pattern.sub(" ", clause.strip()) for clause in pieces[::2]]
    denied = [clause != piece.strip() for clause, piece in zip(clauses, pieces[::2], strict=True)]
    if denied != sorted(denied):
        return said
    return "".join(one for pair in zip(clauses, [*pieces[1::2], ""], strict=True) for one in pair)


def _same(wrong: str, denial: str) -> bool:
    return wrong in _IS_WRONG if denial in _IS_WRONG else wrong[:2] == denial[:2]
