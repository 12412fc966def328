"""What ``yike token`` and ``yike hook`` do; how they are called stands in ``bot/cli_tokens.py`` and
``bot/cli_hooks.py``.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.api import HookEvent, Scope, Token, new_hook_key, new_hook_secret
from bot.domain.errors import InputError
from bot.domain.hook_urls import fault_of_url
from bot.keys.vault import HOOK_SECRET, Vault
from bot.ports import Clock
from bot.store.api import hooks, tokens
from bot.store.api.hooks import Hook
from bot.store.audit import COMMAND_LINE
from bot.store.db import Database

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LONGEST = 3650
"""Days."""


def scopes_of(named: Collection[str]) -> frozenset[Scope]:
    """The scopes that were named. Raises InputError that lists what there is."""
    if unknown := [one for one in named if one not in set(Scope)]:
        known = ", ".join(scope.value for scope in Scope)
        raise InputError(f'There is no scope "{unknown[0]}"; there are: {known}.')
    if not named:
        raise InputError("A token needs at least one --scope, for example completions:read.")
    return frozenset(Scope(one) for one in named)


def events_of(named: Collection[str]) -> frozenset[HookEvent]:
    """The events that were named. Raises InputError that lists what there is."""
    if unknown := [one for one in named if one not in set(HookEvent)]:
        known = ", ".join(event.value for event in HookEvent)
        raise InputError(f'There is no event "{unknown[0]}"; there are: {known}.')
    if not named:
        raise InputError("A subscriber needs at least one --event, for example course.passed.")
    return frozenset(HookEvent(one) for one in named)


async def create_token(
    db: Database, clock: Clock, name: str, scopes: Collection[str], days: int
) -> list[str]:
    """`yike token create NAME`: the token, shown this once; ``days`` 0: it does not expire.

    Raises InputError.
    """
    if _NAME.fullmatch(name) is None:
        raise InputError("A token's name is 1 to 40 of a-z, 0-9 and -, for example city-hall.")
    if not 0 <= days <= LONGEST:
        raise InputError(f"A token is good for 1 to {LONGEST:,} days; 0: until it is revoked.")
    wanted, now = scopes_of(scopes), clock.now()
    async with db.transaction() as conn:
        token, made = await tokens.make_token(
            conn,
            name=name,
            scopes=wanted,
            expires_at=now + timedelta(days=days) if days else None,
            actor=COMMAND_LINE,
            at=now,
        )
    return [
        f"{name}: may {', '.join(sorted(made.scopes))}",
        "The token, which is shown this once and kept nowhere:",
        token,
    ]


async def list_tokens(db: Database, clock: Clock, zone: ZoneInfo) -> list[str]:
    """`yike token list`: a line for each."""
    async with db.connection() as conn:
        found = await tokens.all_tokens(conn)
    now = clock.now()
    return [_line(one, now, zone) for one in found] or [
        "There is no token yet; make one with: yike token create"
    ]


async def revoke_token(db: Database, clock: Clock, name: str) -> list[str]:
    """`yike token revoke NAME`. Raises InputError where there is none."""
    async with db.transaction() as conn:
        new = await tokens.revoke_token(conn, name=name, actor=COMMAND_LINE, at=clock.now())
    return [f"{name}: revoked" if new else f"{name}: was revoked before; nothing changed"]


async def add_hook(
    db: Database, clock: Clock, vault: Vault, url: str, events: Collection[str], *, private: bool
) -> list[str]:
    """`yike hook add URL`: a subscriber with its secret, shown this once. Raises InputError."""
    if fault := fault_of_url(url, private=private):
        raise InputError(fault)
    wanted, secret = events_of(events), new_hook_secret()
    async with db.transaction() as conn:
        made = await hooks.make_hook(
            conn,
            key=new_hook_key(),
            url=url,
            sealed=vault.seal(HOOK_SECRET, secret),
            events=wanted,
            token=None,
            actor=COMMAND_LINE,
            at=clock.now(),
        )
    return [
        f"{made.key}: is told of {', '.join(made.events)}",
        "The secret that requests are signed with, which is shown this once:",
        secret,
    ]


async def list_hooks(db: Database) -> list[str]:
    """`yike hook list`: a line for each."""
    found: list[Hook] = []
    async with db.connection() as conn:
        while page := await hooks.hooks_after(conn, found[-1].row if found else 0, 200):
            found += page
    lines = [
        f"{one.key}  {one.url}  {', '.join(one.events)}"
        + (f"  ended: {one.end_reason}" if one.ended_at else "")
        for one in found
    ]
    return lines or ["There is no subscriber yet; add one with: yike hook add"]


async def end_hook(db: Database, clock: Clock, key: str) -> list[str]:
    """`yike hook end KEY`. Raises InputError where there is none."""
    async with db.transaction() as conn:
        if await hooks.hook_by_key(conn, key) is None:
            raise InputError(f'There is no subscriber "{key}"; see: yike hook list.')
        new = await hooks.end_hook(
            conn, key, reason="ended by the operator", actor=COMMAND_LINE, at=clock.now()
        )
    return [f"{key}: ended" if new else f"{key}: had ended before; nothing changed"]


def _line(one: Token, now: datetime, zone: ZoneInfo) -> str:
    def local(at: datetime) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"

    if one.revoked_at is not None:
        state = f"revoked {local(one.revoked_at)}"
    elif one.expires_at is None:
        state = "good until it is revoked"
    else:
        state = f"{'good until' if one.stands(now) else 'expired'} {local(one.expires_at)}"
    used = f"last used {local(one.last_used_at)}" if one.last_used_at else "never used"
    return "  ".join([one.name, f"{one.prefix}…", state, used, ", ".join(sorted(one.scopes))])
