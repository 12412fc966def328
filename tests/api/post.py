"""The engine that tells subscribers, and what a subscriber does with what it gets."""

import asyncio
import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

from adapters.webhook import WebhookChannel
from bot.delivery.hooks import HookComposer
from bot.delivery.spool import Spool
from bot.delivery.worker import DeliveryWorker
from bot.domain.api import HOOKS, HookEvent
from bot.domain.delivery import Kind
from bot.store.api.hook_targets import HookTargets
from schedules.hooks import HookPlanner
from tests.api.town_hall import ISSUER, QUIET, SECRET, VAULT, Received, TownHall
from tests.delivery.office import NOWHERE, Turns
from tests.delivery.owing import rows


class Post:
    """The engine with its webhook channel, one step after the other."""

    def __init__(self, hall: TownHall, *, patience: float = 15) -> None:
        self.hall = hall
        targets = HookTargets(hall.db, VAULT, hall.clock)
        self.channel = WebhookChannel(targets, hall.clock, private=True, patience=patience)
        self.turns = Turns(hall.clock)
        self.worker = DeliveryWorker(
            hall.db,
            {HOOKS: self.channel},
            {Kind.HOOK: HookComposer(ISSUER.pseudonym)},
            hall.clock,
            QUIET,
            limiter=self.turns,
            spool=Spool(NOWHERE),
        )
        self.planner = HookPlanner(hall.db, hall.clock, lambda: None, SECRET)

    async def work(self) -> None:
        """Plan, and send until nothing is to be sent now."""
        await self.planner.sweep()
        await self.planner.plan()
        async with asyncio.timeout(20):
            while await self.worker.run_once():
                pass

    async def outcomes(self) -> list[tuple[str, str]]:
        """What ended, and why."""
        found = await rows(
            self.hall.db, "select state, reason from delivery_past where kind = 'hook' order by id"
        )
        return [(one["state"], one["reason"]) for one in found]


async def subscribe(hall: TownHall, url: str, *events: HookEvent, token: str | None = None) -> Any:
    """A new subscriber of all or some events, as the answer tells of it."""
    said = {"url": url, "events": [one.value for one in events or tuple(HookEvent)]}
    made = await hall.call("POST", "/hooks", said, token=token)
    assert made.status == 201, made.said
    return made.said


def verified(secret: str, got: Received) -> Any:
    """What a receiver makes of a request, by the text of Standard Webhooks alone."""
    message, timestamp = got.headers["webhook-id"], got.headers["webhook-timestamp"]
    signed = f"{message}.{timestamp}.{got.body.decode()}".encode()
    digest = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, sha256).digest()
    assert got.headers["webhook-signature"] == f"v1,{b64encode(digest).decode()}"
    assert got.headers["Content-Type"] == "application/json"
    return json.loads(got.body)
