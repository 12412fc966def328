"""The audit log: who did what, when, with before and after."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bot.store import audit
from bot.store.audit import AuditEntry, Wanted
from bot.web.console.staff import OPERATORS
from bot.web.console.visit import Shown, Visit, read_instant
from bot.web.console.ways import look

A_PAGE = 50
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
"""As ``datetime.isoformat`` writes it, wherever it stands in a text."""


async def show(visit: Visit) -> Shown:
    """The newest acts first; what stands behind the last one on the next page."""
    wanted = Wanted(
        actor=visit.query.get("actor") or None,
        act=visit.query.get("act") or None,
        about=visit.query.get("about") or None,
    )
    written = visit.query.get("before", "")
    before = (
        int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None
    )
    async with visit.reading() as conn:
        entries = await audit.acts(conn, wanted, before=before, most=A_PAGE + 1)
    after = ""
    if len(entries) > A_PAGE:
        entries = entries[:A_PAGE]
        filters = {k: v for k, v in visit.query.items() if k in {"actor", "act", "about"} and v}
        after = f"{visit.house.root}/audit?{urlencode({**filters, 'before': entries[-1].row})}"

    def words(act: str) -> str:
        name = f"act-{act.replace('.', '-')}"
        return visit.t(name) if visit.t.has(name) else act

    return Shown(
        "audit",
        {
            "entries": entries,
            "wanted": wanted,
            "after": after,
            "changes": lambda one: list(changes(visit, one)),
            "words": words,
        },
    )


def changes(visit: Visit, one: AuditEntry) -> Iterator[tuple[str, str, str]]:
    """What differs between before and after, by its name in words."""
    was, became = one.before or {}, one.after or {}
    for name in sorted({*was, *became}):
        if was.get(name) != became.get(name):
            word = f"audit-field-{name.replace('_', '-')}"
            known = visit.t(word) if visit.t.has(word) else name
            said = _state if name == "state" else _text
            yield known, said(visit, was.get(name)), said(visit, became.get(name))


def _state(visit: Visit, value: Any) -> str:
    """A state in words, where it has some."""
    word = f"audit-state-{value}"
    return visit.t(word) if visit.t.has(word) else _text(visit, value)


def _text(visit: Visit, value: Any) -> str:
    """A value as people write it: an instant in the deployment's zone, yes and no."""
    match value:
        case None:
            return ""
        case bool():
            return visit.t("audit-yes" if value else "audit-no")
        case list():
            return ", ".join(_text(visit, one) for one in value)
        case dict():
            return "; ".join(f"{name}: {_text(visit, one)}" for name, one in value.items())
        case str():
            return _INSTANT.sub(lambda found: _local(visit, found[0]), value)
        case _:
            return str(value)


def _local(visit: Visit, written: str) -> str:
    found = read_instant(written)
    return f"{found.astimezone(visit.house.zone):%Y-%m-%d %H:%M}" if found else written


WAYS = [look("audit", show, OPERATORS)]
