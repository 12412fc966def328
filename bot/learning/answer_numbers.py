"""Numbers and quantities as people write them: 九六一一零, 二十五, 一千五百, 1.5 公里."""

import re
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = {c: n for n, cs in enumerate(("零〇", "一幺", "二两俩", *"三四五六七八九")) for c in cs}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_HAN = "".join(_DIGITS) + "".join(_TENS)
_MOST = 40
"""Characters of one number; a longer run is no number."""
_RUN = re.compile(
    rf"(?<![0-9.{_HAN}])[{_HAN}]{{1,{_MOST}}}+(?:点[{''.join(_DIGITS)}]+)?(?![0-9{_HAN}])"
)
_MIXED = re.compile(r"(?<![0-9.])([0-9]{1,9}(?:\.[0-9]{1,4})?)([百千万亿])(?![0-9十百千万亿])")
_PERCENT = re.compile(r"百分之([0-9.]+)")
_GROUPED = re.compile(r"(?<![0-9])([0-9]{1,3}(?:,[0-9]{3})+)(?![0-9])")
_LETTER_O = re.compile(rf"(?<=([0-9{''.join(_DIGITS)}]))o(?![a-z])")

_MONTHS, _DAYS = 12, 31
_DATE = re.compile(r"(?<![0-9])([0-9]{1,2})月([0-9]{1,2})[日号]")
_DATE_SAID = re.compile(
    r"([0-9]{1,2})(?:月|[./-])([0-9]{1,2})[日号]?|([01]?[0-9])([0-3][0-9])[日号]?"
)

_UNITS: dict[str, tuple[str, Fraction]] = {
    name: (measure, Fraction(size))
    for measure, size, names in (
        ("length", "1000", ("公里", "千米", "km")),
        ("length", "500", ("里", "里地")),
        ("length", "1", ("米", "m", "公尺")),
        ("length", "0.01", ("厘米", "公分", "cm")),
        ("money", "1", ("元", "块", "块钱", "元钱", "圆", "蚊", "元人民币", "rmb", "yuan")),
        ("money", "0.1", ("角", "毛", "毛钱")),
        ("time", "1", ("秒", "秒钟", "s")),
        ("time", "60", ("分钟", "分", "min", "mins", "minutes")),
        ("time", "3600", ("小时", "个小时", "钟头", "个钟头", "个钟", "h", "hours")),
        ("days", "1", ("天", "日", "d", "days")),
        ("months", "1", ("个月", "月")),
        ("months", "12", ("年",)),
        ("age", "1", ("岁", "周岁")),
        ("weight", "1000", ("公斤", "千克", "kg")),
        ("weight", "500", ("斤", "市斤")),
        ("weight", "50", ("两",)),
        ("weight", "1", ("克", "g")),
        ("weight", "0.001", ("毫克", "mg")),
        ("volume", "1", ("升", "l")),
        ("volume", "0.001", ("毫升", "ml")),
        ("heat", "1", ("度", "摄氏度", "°c", "℃", "c")),
        ("share", "0.01", ("%",)),
        (
            "speed",
            "1",
            ("公里每小时", "公里/小时", "公里/h", "千米每小时", "km/h", "kmh", "迈", "码"),
        ),
        ("count", "1", ("个", "次", "项", "条", "种", "名", "位", "人", "遍", "回", "步")),
    )
    for name in names
}
_QUANTITY = re.compile(
    rf"([0-9]{{1,15}}(?:\.[0-9]{{1,6}})?)({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})?"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of something, in the measure's own unit; ``measure`` is empty for a bare number."""

    number: Fraction
    size: Fraction
    measure: str

    def same(self, other: "Quantity") -> bool:
        """Whether both say as much. A number without a unit takes that of the other."""
        if not (self.measure and other.measure):
            return self.number == other.number
        mine, theirs = self.number * self.size, other.number * other.size
        return self.measure == other.measure and mine == theirs


def fold_numbers(text: str) -> str:
    """``text`` with Chinese numbers in digits: 九六一一零 to 96110, 二十五 to 25, 百分之二 to 2%.

    Meant for comparing two texts folded alike: 一定 becomes 1定 in both.
    """
    zeros = _LETTER_O.sub(lambda found: "0" if found[1].isascii() else "〇", text)
    digits = _GROUPED.sub(lambda found: found[1].replace(",", ""), zeros)
    return _PERCENT.sub(r"\1%", _keep_percent(digits))


def _keep_percent(text: str) -> str:
    """``text`` in digits, 百分之 left as it is."""
    text = _MIXED.sub(lambda found: str(Fraction(found[1]) * _TENS[found[2]]), text)
    return "百分之".join(_RUN.sub(_in_digits, part) for part in text.split("百分之"))


def _in_digits(found: re.Match[str]) -> str:
    whole, _, part = found[0].partition("点")
    number = _value(whole) if any(c in _TENS for c in whole) else "".join(map(_digit, whole))
    return f"{number}.{''.join(map(_digit, part))}" if part else str(number)


def _digit(char: str) -> str:
    return str(_DIGITS[char])


def _value(numeral: str) -> int:
    """What a numeral with its tens counts: 十五, 二百零五, 三万二."""
    total, section, digit, last = 0, 0, 0, 1
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last = 10 if digit == 0 else last
            continue
        ten = _TENS[char]
        if ten >= 10_000:
            counted = section + digit or 1
            total, section = total + counted * ten if total >= ten else (total + counted) * ten, 0
        else:
            section += (digit or 1) * ten
        digit, last = 0, ten
    # 二百五 is 250, but 二百零五 is 205.
    return total + section + digit * max(last // 10, 1)


def date_in(text: str) -> tuple[int, int] | None:
    """The month and day of the only date that ``text`` (folded) holds: 9月30日; None for others."""
    found = _DATE.findall(text)
    return (int(found[0][0]), int(found[0][1])) if len(found) == 1 else None


def date_said(text: str) -> tuple[int, int] | None:
    """The month and day of a reply (folded) that is a date and nothing else, as people write it
    where a date was asked for: 9月30, 9.30, 9/30, 0930. Month 0 where there is no such day.
    """
    found = _DATE_SAID.fullmatch(text)
    if found is None:
        return None
    month, day = (int(one) for one in found.groups() if one)
    return (month, day) if 1 <= month <= _MONTHS and 1 <= day <= _DAYS else (0, 0)


def quantity(text: str) -> Quantity | None:
    """What ``text`` (folded, without spaces) measures, if it is one number with or without a unit."""
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    measure, size = _UNITS.get(found[2] or "", ("", Fraction(1)))
    return Quantity(Fraction(found[1]), size, measure)


def amounts_in(text: str) -> list[str]:
    """Each number in ``text`` (folded), with its unit where it has one."""
    return [found[0] for found in _QUANTITY.finditer(text)]
