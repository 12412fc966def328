"""Text as banks hold it: cleaned for people, and folded for comparing."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c]")
_BLANKS = re.compile(r"[^\S\n\u3000]")
_ALL_OF_ABOVE = re.compile(
    r"^(?:(?:以上|上述|前述|前面|所有)(?:的)?(?:选项|選項|各项|各項|答案|说法|說法|内容|情况|三项|两项|四项)*"
    r"(?:全部?|都|均|皆|全都)?(?:不|没有|沒有)?(?:对|對|是|正确|正確|错误|錯誤|错|錯|不对|可以|包括|可)?"
    r"|(?:[两兩二三四]者|[两兩二三四]项|都|全都?|全部|均|皆)(?:都|均|皆)?(?:不)?(?:对|對|是|正确|正確|错误|錯誤|错|錯)"
    r"|[A-Ha-h](?:[、,，和与及]?\s?[A-Ha-h])+(?:项)?(?:都|均|皆|全)?(?:不)?(?:对|對|是|正确|正確|错|错误)"
    r"|(?:all|none|both|neither) of the (?:above|options|answers|two)|all (?:are )?(?:correct|right)"
    r")[了的]?[。.!！]?$",
    re.IGNORECASE,
)
_OF_ABOVE = re.compile(r"^(?:以上|上述)[都全均皆各所选選]|^(?:所有|全部)(?:选项|選項)")


def clean(text: str) -> str:
    """``text`` as a learner reads it: ``\\n`` line ends, plain blanks, nothing invisible.

    Blanks at line ends, empty lines first and last and more than one empty line go. Format
    characters (zero-width blanks, byte-order and direction marks) go; private-use characters
    stay, for ``settle`` to name.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    kept = "\n".join(_BLANKS.sub(" ", _visible(line)).strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", kept).strip("\n")


def _visible(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(
        c for c in line if unicodedata.category(c) not in {"Cc", "Cf"} or c in "\t\u200d"
    )


def folded(text: str) -> str:
    """``text`` for comparing: NFKC, small letters, without blanks and without marks of any kind.

    Where nothing but marks is left they stay, so that ``√`` and ``×`` differ.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join([c for c in plain if c.isalnum() or unicodedata.category(c)[0] in "LN"])
    return bare or "".join(plain.split())


def exact(text: str) -> str:
    """``text`` for telling options apart: NFKC and without blanks; signs and marks count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def speaks_of_others(option: str) -> bool:
    """Whether an option means the others, such as 以上都对, and so must stay behind them."""
    bare = option.strip()
    return bool(_ALL_OF_ABOVE.match(bare) or _OF_ABOVE.match(bare))
