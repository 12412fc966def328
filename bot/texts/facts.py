"""The facts of a delivery in the few words that a notice or a template message has room for.

Their names are ``bot.domain.delivery.FACTS``; an adapter fits them into its platform's fields.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.texts.catalogue import Texts


def facts(
    t: Texts,
    *,
    title: str,
    text: str,
    at: datetime,
    zone: str,
    organiser: str = "",
    url: str = "",
) -> dict[str, str]:
    """What it is about, one line on it, when, and who holds it; ``url`` is what opens when the
    message is touched. Without an organiser we speak for ourselves.
    """
    return {
        "title": title,
        "text": text,
        "time": full_instant(at, zone),
        "organiser": organiser or t("own-name"),
        "name": t("own-name"),
        "url": url,
    }


def full_instant(at: datetime, zone: str) -> str:
    """A date and time as the platforms' fields take it, in whatever language the rest is:
    2026年12月1日 15:01 (参数值限制 of notices, reference/wechat.md section 6.3).
    """
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
