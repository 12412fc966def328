"""Reads what stands in a call's JSON; what is of the wrong shape is refused with 47001."""

from typing import Any

from adapters.simulator.wechat_errors import WechatRefusal


def string(body: dict[str, Any], name: str) -> str:
    """A string field. Raises WechatRefusal 47001."""
    value = body.get(name)
    if not isinstance(value, str):
        raise WechatRefusal(47001)
    return value


def number(body: dict[str, Any], name: str) -> int:
    """A whole number, also written as a string, as the real API takes it. Raises 47001."""
    value = body.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise WechatRefusal(47001)
    return value


def mapping(body: dict[str, Any], name: str) -> dict[str, Any]:
    """An object. Raises WechatRefusal 47001."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise WechatRefusal(47001)
    return value


def strings(body: dict[str, Any], name: str, refusal: int) -> list[str]:
    """A list of strings. Raises WechatRefusal ``refusal``."""
    value = body.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise WechatRefusal(refusal)
    return value


def objects(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects. Raises WechatRefusal 47001."""
    value = body.get(name)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise WechatRefusal(47001)
    return value
