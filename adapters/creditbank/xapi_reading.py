"""What an LRS tells: the versions it takes, one statement, and pages of them.

Source: xAPI-Spec 1.0.3, Communication, sections 2.1.3 (GET statements, ``more``), 2.1.4 (voided
statements) and 2.8 (about); the same in IEEE 9274.1.1 (xAPI 2.0).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from adapters.creditbank.answers import Response
from bot.domain.credits import Holding
from bot.domain.errors import PlatformUnavailableError

PREFERRED = "1.0.3"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"


def chosen_version(about: Response) -> str:
    """The version for the header, from the answer of /about: 1.0.3 where it is offered or nothing
    can be read (some LRS have no /about), else the highest 1.0.x, else the highest 2.0.x; 1.0.3
    again where none of these is there.
    """
    parsed = _parsed(about.body) if about.status == 200 else None
    offered = parsed.get("version") if isinstance(parsed, dict) else None
    listed = offered if isinstance(offered, list) else []
    versions: list[str] = [one for one in listed if _is_version(one)]
    for family in ("1.0.", "2.0."):
        ours = [one for one in versions if one.startswith(family)]
        if ours and PREFERRED not in ours:
            return max(ours, key=lambda one: [int(part) for part in one.split(".")])
        if ours:
            break
    return PREFERRED


def _is_version(value: Any) -> bool:
    parts = value.split(".") if isinstance(value, str) and len(value) < 20 else []
    return len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)


def statement_in(body: bytes, statement_id: str) -> Mapping[str, Any] | None:
    """The statement of that id in an answer; None where there is none that can be read.

    By the specification the answer is the statement; Ralph wraps it in a StatementResult.
    """
    parsed = _parsed(body)
    wrapped = parsed.get("statements") if isinstance(parsed, dict) else None
    for one in wrapped if isinstance(wrapped, list) else [parsed]:
        if isinstance(one, dict) and str(one.get("id")).lower() == statement_id.lower():
            return one
    return None


def page_of(name: str, body: bytes) -> tuple[list[Any], str]:
    """The statements of one page, and the link to the next ('' at the end).

    Raises PlatformUnavailableError for anything else than a StatementResult.
    """
    parsed = _parsed(body)
    statements = parsed.get("statements") if isinstance(parsed, dict) else None
    more = (parsed.get("more") or "") if isinstance(parsed, dict) else ""
    if not isinstance(statements, list) or not isinstance(more, str):
        raise PlatformUnavailableError(
            f"Credit bank {name} does not list statements as xAPI says; it was asked in vain."
        )
    return statements, more


def next_page(name: str, base: str, more: str) -> str:
    """The address that ``more`` leads to, on the same host as ``base``.

    Raises PlatformUnavailableError where it leads to another host (which would get our
    credentials), or nowhere.
    """
    try:
        found = urljoin(base, more)
        here, there = urlsplit(base), urlsplit(found)
    except ValueError:
        raise PlatformUnavailableError(
            f"Credit bank {name} leads nowhere for the rest of its statements."
        ) from None
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        raise PlatformUnavailableError(
            f"Credit bank {name} leads to another host for the rest of its statements."
        )
    return found


def holdings_in(statements: list[Any], id_base: str) -> Iterator[Holding]:
    """Ours among what is listed: said of our learners, or by the deployment itself. One that takes
    another back tells of both: the other is not listed any more.
    """
    for one in statements:
        if not isinstance(one, dict) or not _is_ours(one.get("actor"), id_base):
            continue
        yield Holding(str(one.get("id")), json.dumps(one).encode())
        verb, what = one.get("verb"), one.get("object")
        if isinstance(verb, dict) and verb.get("id") == VOIDED and isinstance(what, dict):
            yield Holding(str(what.get("id")), b"", voided=True)


def _is_ours(actor: Any, id_base: str) -> bool:
    account = actor.get("account") if isinstance(actor, dict) else None
    home = account.get("homePage") if isinstance(account, dict) else None
    return isinstance(home, str) and home in (id_base, f"{id_base}/learners")


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
