"""Subscribers, each the own of the token that made it."""

from typing import Any

from bot.domain.api import READING, Scope, new_hook_key, new_hook_secret
from bot.domain.hook_urls import fault_of_url
from bot.keys.vault import HOOK_SECRET
from bot.store.api import hooks
from bot.store.api.hooks import Hook
from bot.web.api.models_hooks import HookIn, HookMade, HookOut, HookPage, HookPlace, HookQuery
from bot.web.api.operation import Answer, Call, Operation
from bot.web.api.problems import not_found, unusable

MOST = 20
"""Subscribers of one token that stand."""


async def _list(call: Call) -> Answer:
    asked = call.asks(HookQuery)
    (after,) = call.after(asked.cursor, [0])
    found = await hooks.hooks_after(call.conn, after, asked.limit + 1, token=call.token.row)
    page = found[: asked.limit]
    more = [page[-1].row] if len(found) > asked.limit else None
    items = [HookOut(**_facts(one)) for one in page]
    return Answer(HookPage(items=items, next=call.next(more)))


async def _one(call: Call) -> Answer:
    found = await hooks.hook_by_key(call.conn, call.path["id"], token=call.token.row)
    if found is None:
        raise not_found("subscriber of this token")
    return Answer(HookOut(**_facts(found)))


async def _create(call: Call) -> Answer:
    wanted = call.says(HookIn)
    if fault := fault_of_url(wanted.url, private=call.house.private_hooks):
        raise unusable(fault, "url")
    events = frozenset(wanted.events)
    for event in sorted(events):
        call.may(READING[event])
    standing = await hooks.hooks_after(call.conn, 0, 1000, token=call.token.row)
    if sum(one.ended_at is None for one in standing) >= MOST:
        raise unusable(f"A token has at most {MOST} subscribers; end one first.", "url")
    secret = new_hook_secret()
    made = await hooks.make_hook(
        call.conn,
        key=new_hook_key(),
        url=wanted.url,
        sealed=call.house.vault.seal(HOOK_SECRET, secret),
        events=events,
        token=call.token.row,
        actor=call.token.actor,
        at=call.now,
    )
    said = HookMade(**_facts(made), secret=secret)
    return Answer(said, location=f"/api/v1/hooks/{made.key}")


async def _end(call: Call) -> Answer:
    key = call.path["id"]
    found = await hooks.hook_by_key(call.conn, key, token=call.token.row)
    if found is None:
        raise not_found("subscriber of this token")
    await hooks.end_hook(
        call.conn, key, reason="ended by its token", actor=call.token.actor, at=call.now
    )
    ended = await hooks.hook_by_key(call.conn, key)
    return Answer(HookOut(**_facts(ended or found)))


def _facts(one: Hook) -> dict[str, Any]:
    return {
        "id": one.key,
        "url": one.url,
        "events": list(one.events),
        "made_at": one.made_at,
        "ended_at": one.ended_at,
        "end_reason": one.end_reason,
    }


OPERATIONS = (
    Operation(
        "listHooks",
        "GET",
        "/hooks",
        Scope.HOOKS_READ,
        "The token's own subscribers",
        _list,
        HookPage,
        query=HookQuery,
    ),
    Operation(
        "getHook",
        "GET",
        "/hooks/{id}",
        Scope.HOOKS_READ,
        "One subscriber",
        _one,
        HookOut,
        place=HookPlace,
    ),
    Operation(
        "createHook",
        "POST",
        "/hooks",
        Scope.HOOKS_WRITE,
        "Be told of what happens",
        _create,
        HookMade,
        status=201,
        body=HookIn,
    ),
    Operation(
        "endHook",
        "DELETE",
        "/hooks/{id}",
        Scope.HOOKS_WRITE,
        "Be told nothing more",
        _end,
        HookOut,
        place=HookPlace,
    ),
)
