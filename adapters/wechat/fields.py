"""Facts fitted to the fields of notices and template messages (参数值限制 of both, section 6.3).

The platform refuses the whole message (47003) when one value breaks its field's rule.
"""

import re
from collections.abc import Callable, Mapping

from adapters.wechat.cut import inside
from adapters.wechat.render import clean

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_NOT_HAN = re.compile(f"[^{_HAN}]")
_EVERY_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""With places that are still empty: not every machine's tables know which are."""
_ANY_HAN = re.compile(f"[{_EVERY_HAN}]")
_NO_SYMBOL = re.compile(rf"[\w\s{_EVERY_HAN}]")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?", re.ASCII)
_AMOUNT = re.compile(r"[¥￥$€£]?\d{1,10}(?:\.\d{1,2})?元?", re.ASCII)
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_TIME = re.compile(
    rf"(?:{_DAY}(?: {_CLOCK})?|{_CLOCK})(?:~(?:{_DAY}(?: {_CLOCK})?|{_CLOCK}))?", re.ASCII
)
_DATE = re.compile(rf"{_DAY}(?: {_CLOCK})?(?:~{_DAY}(?: {_CLOCK})?)?", re.ASCII)
_FIELD = re.compile(r"([a-z_]+?)_?\d+")

_WIDE_TO_PLAIN = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

NOTHING = "—"
"""What stands where a fact is empty; the platform takes no empty value."""


class UnfitError(ValueError):
    """No value of the field's kind can be made of the fact; ``field`` is the field's name."""

    def __init__(self, field: str) -> None:
        """Name the field, never what should have filled it."""
        super().__init__(f"the template's field {field} cannot hold the fact it is set to")
        self.field = field


def filled_fields(
    fields: Mapping[str, str], facts: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The ``data`` of a notice or template message: each of ``fields`` with its fact.

    Raises UnfitError when a fact has no form that its field takes.
    """
    return {name: {"value": fitted(name, facts.get(fact, ""))} for name, fact in fields.items()}


def fitted(field: str, fact: str) -> str:
    """``fact`` as the value of ``field`` (``thing1``); raises UnfitError.

    A field of a kind that section 6.3 does not name is held to the rule of ``thing``, the most
    common one.
    """
    kind = _FIELD.fullmatch(field)
    make = _KINDS.get(kind[1] if kind else "", _thing)
    value = make(" ".join(clean(fact).split()))
    if not value:
        raise UnfitError(field)
    return value


def shortened(text: str, most: int) -> str:
    """``text`` in at most ``most`` characters, counted as UTF-16 does, the strictest reading;
    what is cut off leaves an ellipsis, and no character is torn.
    """
    if _units(text) <= most:
        return text
    return _begun(text, most - 1).rstrip() + "…"


def _begun(text: str, most: int) -> str:
    """The whole characters of ``text`` that fit."""
    end = min(len(text), most)
    while end > 0 and (_units(text[:end]) > most or (end < len(text) and inside(text, end))):
        end -= 1
    return text[:end]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _thing(fact: str) -> str:
    return shortened(fact or NOTHING, 20)


def _plain(fact: str) -> str:
    """ASCII only: digits, letters and signs, full-width ones made narrow."""
    return "".join(c for c in fact.translate(_WIDE_TO_PLAIN) if " " <= c <= "~").strip()


def _character_string(fact: str) -> str:
    return _plain(fact)[:32].rstrip()


def _number(fact: str) -> str:
    found = _NUMBER.search(_plain(fact))
    number = found[0].replace(",", "") if found else ""
    return number if len(number) <= 32 else ""


def _letter(fact: str) -> str:
    return re.sub(r"[^A-Za-z]", "", _plain(fact))[:32]


def _phrase(fact: str) -> str:
    return _NOT_HAN.sub("", fact)[:5]


def _name(fact: str) -> str:
    """A name, also a mixed one, has 10 characters; one without Han 20. It is cut without an
    ellipsis, which is no part of a name.
    """
    return _begun(fact, 10 if _ANY_HAN.search(fact) else 20).rstrip()


def _symbol(fact: str) -> str:
    return _begun(_NO_SYMBOL.sub("", fact), 5)


def _amount(fact: str) -> str:
    found = _AMOUNT.fullmatch(fact.replace(",", "").replace(" ", ""))
    return found[0] if found else ""


def _time(fact: str) -> str:
    return fact if _TIME.fullmatch(fact) else ""


def _date(fact: str) -> str:
    return fact if _DATE.fullmatch(fact) else ""


_KINDS: dict[str, Callable[[str], str]] = {
    "thing": _thing,
    "character_string": _character_string,
    "number": _number,
    "letter": _letter,
    "phrase": _phrase,
    "name": _name,
    "symbol": _symbol,
    "amount": _amount,
    "time": _time,
    "date": _date,
}
