"""Personal numbers are taken out of a question before it is kept or leaves."""

import re

MOST = 200
"""Characters of a question that are kept; nothing is asked in more."""
NUMBER, ADDRESS = "〔号码〕", "〔邮箱〕"

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_DIGIT = r"[\d零〇一二三四五六七八九幺]"
_LONG = re.compile(
    rf"\+?{_DIGIT}(?:[ \t\u3000·.\-‐-―(（)）]{{0,2}}{_DIGIT}){{5,}}(?:[ \-]?[xX](?![a-zA-Z]))?"
)
_AMOUNT = re.compile(r"\s*(?:万|亿|元|块|人民币|rmb)", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![a-zA-Z])(?:wxid_|@)[\w-]{4,}", re.ASCII)


def masked(question: str) -> str:
    """``question`` without mail addresses, handles and numbers of six digits or more (telephones,
    identity and bank cards, codes), also spelt out or with gaps; sums of money and hotlines stay.
    Control characters are gone, white space is one space, and it is at most 200 characters long.
    """
    text = "".join(char if char.isprintable() else " " for char in question)
    text = _HANDLE.sub(NUMBER, _MAIL.sub(ADDRESS, text))
    text = _LONG.sub(lambda found: _number(found, text), text)
    return " ".join(text.split())[:MOST]


def without_masks(question: str) -> str:
    """A masked question as it is looked up: what stands for a number is not what it is about."""
    return question.replace(NUMBER, " ").replace(ADDRESS, " ")


def _number(found: re.Match[str], text: str) -> str:
    """A sum of money stays, as long as it is short enough to be one."""
    is_sum = len(found.group()) <= 9 and _AMOUNT.match(text, found.end())
    return found.group() if is_sum else NUMBER
