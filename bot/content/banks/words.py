"""Text as banks hold it: cleaned for people, and folded for comparing."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c]")
_BLANKS = re.compile(r"[^\S\n\u3000]")
_BETWEEN = re.compile(r"[\W_]+")
_RAISED = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u209f]+")
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
    """A heading or another name for comparing: NFKC, small letters, no blanks, no marks at all.

    Where nothing but marks is left they stay, so that ``√`` and ``×`` differ.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join([c for c in plain if c.isalnum() or unicodedata.category(c)[0] in "LN"])
    return bare or "".join(plain.split())


def wording(text: str) -> str:
    """A stem for comparing: NFKC, small letters, without blanks and punctuation.

    Signs stay, and so do marks inside formulas: ``1-2``, ``1+2`` and ``12`` are three questions, as
    are ``2×(3+4)`` and ``2×3+4``; but ``甲，对吗？`` and ``甲对吗`` are one.
    """
    plain = _plain(text)
    return _BETWEEN.sub(_kept_between, plain) or "".join(plain.split())


def _kept_between(found: re.Match[str]) -> str:
    """What stays of the marks and blanks between two words, figures or letters."""
    run, text = found[0], found.string
    bare = "".join(run.replace("_", " ").split())
    before, after = text[: found.start()][-1:], text[found.end() : found.end() + 1]
    formula = [beside.isascii() and beside.isalnum() for beside in (before, after)]
    signs = "".join(char for char in bare if _is_sign(char))
    if signs:
        return bare if any(formula) else signs
    figures = before.isdecimal() and after.isdecimal()
    return bare if all(formula) and (figures or bare == run) else ""


def _is_sign(char: str) -> bool:
    return char in "-*/%‰" or unicodedata.category(char)[0] == "S"


def exact(text: str) -> str:
    """``text`` for telling options apart: NFKC and without blanks; signs and marks count."""
    return "".join(_plain(text).split())


def _plain(text: str) -> str:
    """NFKC and small letters, but x² is not x2, and a minus is a hyphen."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _RAISED.sub(r"^\g<0>", text))
        text = text.replace("\u2212", "-").replace("\u2013", "-")
    return text.casefold()


def means_all_others(option: str) -> bool:
    """Whether an option says that all the others are right, such as 以上都对."""
    denies = re.search(r"不|没|沒|错|錯|none|neither", option, re.IGNORECASE)
    return speaks_of_others(option) and denies is None


def speaks_of_others(option: str) -> bool:
    """Whether an option means the others, such as 以上都对, and so must stay behind them."""
    bare = option.strip()
    return bool(_ALL_OF_ABOVE.match(bare) or _OF_ABOVE.match(bare))
