"""Bytes of a text file to text, never by a guess that could garble what is read."""

from bot.content.banks.model import BankRefusedError, refused
from bot.content.wrong import wrong

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text in ``data`` with ``\\n`` line ends, and its encoding.

    A byte-order mark rules; else strict UTF-8, else strict GB18030 (what Excel saves CSV in on a
    Chinese computer). Raises BankRefusedError, naming the line, for anything else.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name)
    if b"\x00" in data:
        raise refused(name, wrong("bank-no-text"))
    try:
        return _lines(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as not_utf8:
        try:
            text = _as_gb18030(data)
        except UnicodeDecodeError as not_gb18030:
            # A mistake in a GB18030 file is where that fails; UTF-8 fails at the first Chinese word.
            start = max(not_utf8.start, not_gb18030.start)
            raise _refusal(data, start, name) from None
        if text is None:
            raise _refusal(data, not_utf8.start, name) from None
        return _lines(text), "gb18030"


def _strict(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return _lines(data.decode(encoding)), encoding.removesuffix("-sig")
    except UnicodeDecodeError as error:
        raise _refusal(data, error.start, name) from None


def _as_gb18030(data: bytes) -> str | None:
    """The text, when it reads as GB18030 and looks as Chinese does; None else.

    Western files (cp1252) often decode by chance, into rare characters between Latin letters;
    Chinese text, simplified or traditional, consists mostly of common characters. Raises
    UnicodeDecodeError where it does not read as GB18030.
    """
    text = data.decode("gb18030")
    wide = [char for char in text if ord(char) > 0x7F]
    common = sum(_is_common(char) for char in wide)
    return text if common >= 0.7 * len(wide) else None


def _is_common(char: str) -> bool:
    """Whether it is in GB2312's marks and first level, or in those of Big5."""
    simplified = _first_byte(char, "gb2312")
    if 0xA1 <= simplified <= 0xA3 or 0xB0 <= simplified <= 0xD7:
        return True
    return 0xA1 <= _first_byte(char, "big5") <= 0xC6


def _first_byte(char: str, encoding: str) -> int:
    try:
        return char.encode(encoding)[0]
    except UnicodeEncodeError:
        return 0


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refusal(data: bytes, start: int, name: str) -> BankRefusedError:
    line = data[:start].count(b"\n") + 1
    return refused(name, wrong("bank-encoding"), line)
