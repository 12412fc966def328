"""What a template's fields take (reference/wechat.md section 6.3: value limits)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from adapters.simulator.wechat_errors import WechatRefusal

_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
_DAY = r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2})"
_MOMENT = rf"({_DAY}( {_CLOCK})?|{_CLOCK})"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_ANY_HAN = re.compile(f"[{_HAN}]")


def _units(value: str) -> int:
    """Characters as UTF-16 counts them, the strictest reading of the documents."""
    return len(value.encode("utf-16-le")) // 2


def _fits(pattern: str) -> Callable[[str], bool]:
    whole = re.compile(pattern)
    return lambda value: whole.fullmatch(value) is not None


_RULES: dict[str, Callable[[str], bool]] = {
    "thing": lambda value: _units(value) <= 20,
    "const": lambda value: _units(value) <= 20,
    "number": _fits(r"(?=.{1,32}$)-?[0-9]+(\.[0-9]+)?"),
    "letter": _fits(r"[A-Za-z]{1,32}"),
    "symbol": _fits(rf"[^\w\s{_HAN}]{{1,5}}"),
    "character_string": _fits(r"[\x21-\x7e]([\x20-\x7e]{0,30}[\x21-\x7e])?"),
    "time": _fits(rf"{_MOMENT}([~～]{_MOMENT})?"),
    "date": _fits(rf"{_DAY}( {_CLOCK})?([~～]{_DAY}( {_CLOCK})?)?"),
    "amount": _fits(r"[^\d\s]?\d{1,10}(\.\d+)?元?"),
    "phone_number": _fits(r"[\d+\-() ]{1,17}"),
    "car_number": lambda value: 1 <= len(value) <= 8,
    "name": lambda value: _units(value) <= (10 if _ANY_HAN.search(value) else 20),
    "phrase": _fits(rf"[{_HAN}]{{1,5}}"),
}
"""By the field's name without its number. What is printed nowhere (whether a line may break,
whether a field may be unknown) is refused here, so that nobody comes to rely on it.
"""


def read_fields(known: Mapping[str, str], data: Any) -> dict[str, str]:
    """The values of ``data`` by field, in the template's order.

    ``known`` are the template's fields. Raises WechatRefusal 47003, naming the field, for one that
    is missing, unknown, empty, or does not fit its rule.
    """
    if not isinstance(data, dict):
        raise WechatRefusal(47003, "data is empty")
    for name in data:
        if name not in known:
            raise WechatRefusal(47003, f"data.{name} is not in the template")
    return {name: _value(name, data.get(name)) for name in known}


def _value(name: str, given: Any) -> str:
    value = given.get("value") if isinstance(given, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise WechatRefusal(47003, f"data.{name}.value is empty")
    rule = _RULES.get(name.rstrip("0123456789"))
    if rule is None or _CONTROL.search(value) or not rule(value):
        raise WechatRefusal(47003, f"data.{name}.value is invalid")
    return value
