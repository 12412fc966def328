"""Personal numbers are taken out of a question before it is kept or leaves."""

import re

MOST = 200
"""Characters of a question that are kept; nothing is asked in more."""
NUMBER, ADDRESS = "〔号码〕", "〔邮箱〕"

_MAIL = re.compile(r"(?:[\w.+-]+|[\u3400-\u9fff]{1,4})@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_DIGIT = r"[\d零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖貳參陸]"
_BETWEEN = r"(?:[^\w\n:：]|_){0,3}"
"""A mark, a space or a picture, also one that is drawn of several signs; never a letter, nor what
stands between hours and minutes."""
_LONG = re.compile(rf"\+?{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{5,}}(?:[ \-]?[xX](?![a-zA-Z]))?")
_AMOUNT = re.compile(r"\s*(?:万|亿|元|块|人民币|rmb)", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![a-zA-Z])(?:wxid_|@)[\w-]{4,}", re.ASCII)
_SECRET = re.compile(
    r"(?P<named>(?:密码|密碼|口令|验证码|驗證碼|动态码|校验码|qq号?|微信号|微信號|護照|护照号?|账号|帳號)"
    rf"(?:[:：=]|\s|是|为|系|係)*)(?:(?=[a-z0-9_@#$%!.\-]*\d|[a-z0-9_@#$%!.\-]{{5,}})[a-z0-9_@#$%!.\-]{{3,}}|{_DIGIT}{{3,}})",
    re.IGNORECASE | re.ASCII,
)
"""What follows such a word is one, however short; a word of Han characters is not."""


def masked(question: str) -> str:
    """``question`` without mail addresses, handles and numbers of six digits or more (telephones,
    identity and bank cards, codes), also spelt out or with anything but letters between; nor what is named a password, a code or
    the name of an account. Sums of money, hotlines, dates, people's names and streets stay.
    Control characters are gone, white space is one space, and it is at most 200 characters long.
    """
    text = "".join(char if char.isprintable() else " " for char in question)
    text = _HANDLE.sub(NUMBER, _MAIL.sub(ADDRESS, text))
    text = _SECRET.sub(rf"\g<named>{NUMBER}", text)
    text = _LONG.sub(lambda found: _number(found, text), text)
    return " ".join(text.split())[:MOST]


def without_masks(question: str) -> str:
    """A masked question as it is looked up: what stands for a number is not what it is about."""
    return question.replace(NUMBER, " ").replace(ADDRESS, " ")


def _number(found: re.Match[str], text: str) -> str:
    """A sum of money stays, as long as it is short enough to be one."""
    is_sum = len(found.group()) <= 9 and _AMOUNT.match(text, found.end())
    return found.group() if is_sum else NUMBER
