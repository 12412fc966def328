"""Held statements as an answer shows them: the sender's text, and what the store adds to it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from adapters.simulator.lrs_store import StatementStore

AUTHORITY: dict[str, Any] = {
    "objectType": "Agent",
    "account": {"homePage": "http://localhost/bank", "name": "bank"},
}
_AUTHORITY_TEXT = json.dumps(AUTHORITY)


def written(at: datetime) -> str:
    """An instant in UTC with three decimals."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(store: StatementStore, row: int, version: str) -> str:
    """One statement as JSON; ``version`` is what stands for a missing one.

    The sender's text is not parsed again where nothing in it has to be replaced: a page of 500
    would take tens of milliseconds.
    """
    text, stored, lacks = store.text(row), written(store.stored(row)), store.lacks(row)
    added: dict[str, Any] = {}
    if "i" in lacks:
        added["id"] = store.id(row)
    if "t" in lacks:
        added["timestamp"] = stored
    if "v" in lacks:
        added["version"] = version
    if "r" in lacks:
        whole = json.loads(text) | added | {"stored": stored, "authority": AUTHORITY}
        return json.dumps(whole, ensure_ascii=False)
    more = "".join(f',"{name}":{json.dumps(value)}' for name, value in added.items())
    return f'{text[:-1]}{more},"stored":"{stored}","authority":{_AUTHORITY_TEXT}}}'


def page(store: StatementStore, rows: Sequence[int], version: str, more: str) -> str:
    """A StatementResult; ``more`` is the path that leads on, '' at the end."""
    listed = ",".join(shown(store, row, version) for row in rows)
    return f'{{"statements":[{listed}],"more":{json.dumps(more)}}}'
