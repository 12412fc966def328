"""The numbers a text names, by their value, so that 三天 and 3天 are one."""

import re
import unicodedata

_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_HAN = "零〇一二三四五六七八九两十百千万亿"
_UNITS = (
    "[天日号周月年岁时点分秒元块角次回遍片粒颗克斤吨升度米里个位名人家倍成折条款项级层楼杯勺碗瓶罐盒包滴"
    "种样步张只件根双道句课辆圈%]"
    "|小时|毫升|毫米|毫克|公里|公斤|厘米"
)
_SAID = re.compile(rf"百分之(?P<percent>[{_HAN}]+)|(?P<plain>[{_HAN}]+)(?=[多余来]?(?:{_UNITS}))")
_SPELT = re.compile(rf"[{_HAN}]{{2,}}")
"""Without a unit, as a telephone number is read out."""
_NO_NUMBER = {"万一", "千万", "一一", "十万", "百万", "万千", "万万", "千千万万"}
"""Words made of numerals; and round figures that count nothing."""
_FIGURES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_COUNTS_AS_A = {"一"}
"""一个, 一次: an article more often than a number."""


def numbers(text: str) -> set[str]:
    """The values in ``text``, as decimal strings: runs of digits of any width, and Chinese numerals
    where they count something (三天, 百分之二十, 第十九条) or are several (打一二零); a lone 一 and
    words made of numerals (万一, 千万) are none.
    """
    folded = unicodedata.normalize("NFKC", text)
    found = {_plain(one) for one in _DIGITS.findall(folded)}
    for one in _SAID.finditer(folded):
        said = one["percent"] or one["plain"]
        if said not in _COUNTS_AS_A:
            found.add(str(value(said)))
    spelt = _SPELT.findall(_SAID.sub(" ", folded))
    return found | {str(value(said)) for said in spelt if said not in _NO_NUMBER}


def value(said: str) -> int:
    """What a Chinese numeral says: 十二 12, 二百零三 203, 一万五千 15000, 二〇二六 2026."""
    if not any(char in _TENS or char in _MYRIADS for char in said):
        return int("".join(str(_FIGURES[char]) for char in said))
    total = section = figure = 0
    for char in said:
        if char in _FIGURES:
            figure = _FIGURES[char]
        elif char in _TENS:
            section += (figure or 1) * _TENS[char]
            figure = 0
        else:
            total += (section + figure or 1) * _MYRIADS[char]
            section = figure = 0
    return total + section + figure


def _plain(digits: str) -> str:
    whole, _, part = digits.replace(",", "").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))
