"""What is read aloud of a lesson: its words without signs that sound odd, in parts of under a minute."""

import re

LONGEST = 200
"""Characters a part has at most: Mandarin is read at some 240 a minute, and WeChat's voices last at
most 60 seconds (reference/wechat.md).
"""
_SIGNS = re.compile(r"[“”‘’\"'《》〈〉「」『』【】\[\]()（）*_#>`~^|\\]")
_BULLETS = re.compile(r"^[ \t·•●○■□◆◇※★☆✓✔✅❌→-]+", re.MULTILINE)
_CIRCLED = {chr(0x2460 + n): f"{n + 1}，" for n in range(20)}
_URL = re.compile(r"(?:https?://|www\.)[\w./?=&%#-]+", re.ASCII)
_DIGITS = str.maketrans("0123456789", "零幺二三四五六七八九")
_CALLED = re.compile(r"(?:(?<=打)|(?<=拨)|(?<=电话)|(?<=热线))(\d{3,12})(?!\d)")
"""A number behind a word for calling is called, whatever follows."""
_NUMBER = re.compile(
    r"(?<![\d.])(\d{3,})(?![\d.])(?!\s*[%％元块角分年月日天岁个克斤两米里度秒分小时课条章步次人家户户卡卷张万亿千百])"
)
_HOTLINE = re.compile(r"1[12]\d|1\d{4}|9\d{4}|[48]00\d{7}|1[3-9]\d{9}|0\d{9,11}")
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+|\n+|$)")


def read_aloud(title: str, text: str) -> tuple[str, ...]:
    """The parts of a lesson as they are read, each a few whole sentences."""
    parts = [""]
    for sentence in _sentences(f"{title}。\n{_spoken(text)}"):
        if parts[-1] and len(parts[-1]) + len(sentence) > LONGEST:
            parts.append("")
        parts[-1] += sentence
    return tuple(part.strip() for part in parts if part.strip())


def halves(part: str) -> tuple[str, str]:
    """A part that lasts too long, in two: at a sentence's end near its middle where there is one."""
    sentences = list(_sentences(part))
    if len(sentences) < 2:
        return part[: len(part) // 2], part[len(part) // 2 :]
    ends = [len("".join(sentences[:n])) for n in range(1, len(sentences))]
    middle = min(ends, key=lambda end: abs(end - len(part) / 2))
    return part[:middle], part[middle:]


def _spoken(text: str) -> str:
    """Hotlines digit by digit, as people say them (96110: 九六幺幺零); signs left out."""
    for sign, words in _CIRCLED.items():
        text = re.sub(rf"{sign}\s?", words, text)
    text = _BULLETS.sub("", _URL.sub("", text))
    text = _CALLED.sub(lambda found: found[1].translate(_DIGITS), _SIGNS.sub("", text))
    return _NUMBER.sub(_digit_by_digit, text)


def _digit_by_digit(found: re.Match[str]) -> str:
    number = found[1]
    return number.translate(_DIGITS) if _HOTLINE.fullmatch(number) else number


def _sentences(text: str) -> list[str]:
    return [one for one in _SENTENCE.findall(text) if one]
