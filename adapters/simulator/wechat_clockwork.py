"""What the platform does by its clock: mass messages end, results are reported."""

import asyncio
import contextlib
import functools
import itertools
from datetime import datetime
from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_callback import Callback, Callbacks
from adapters.simulator.wechat_mass_jobs import end_job, running
from adapters.simulator.world import World

PATIENCE = 3600.0
"""Real seconds after which it looks again although nothing changed."""


class Clockwork:
    """Looks what is due whenever the clock was moved or has come to it."""

    def __init__(
        self, world: World, accounts: dict[str, WechatAccount], callbacks: Callbacks
    ) -> None:
        """Stands still until started."""
        self._world = world
        self._accounts = accounts
        self._callbacks = callbacks
        self._task: asyncio.Task[None] | None = None
        self._looking = False
        # At once, not when the task wakes: who moves the clock and then waits until all is quiet
        # must find this under way.
        world.clock.when_moved(self.look)

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name="wechat clockwork")

    async def stop(self) -> None:
        """Look no more; what is due stays in the state."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def look(self) -> None:
        """Do what is due."""
        if self._task is None or self._looking:
            return
        self._looking = True
        try:
            now = self._world.now()
            for account in self._accounts.values():
                for job in running(account):
                    if job.due <= now:
                        end_job(account, job)
                self._tell(account, now)
        finally:
            self._looking = False

    def _tell(self, account: WechatAccount, now: datetime) -> None:
        """Tell the reports that are due, in their order."""
        reports = account.state.reports
        due = list(itertools.takewhile(lambda one: one.due <= now, reports))
        del reports[: len(due)]
        for one in due:
            fields: dict[str, Any] = {
                "ToUserName": account.gh_id,
                "FromUserName": one.openid,
                "CreateTime": int(one.due.timestamp()),
                "MsgType": "event",
                "Event": one.event,
            }
            self._callbacks.put(account, Callback(one.openid, fields | one.content, report=True))

    def _next(self) -> datetime | None:
        """When something is due next."""
        dues = [job.due for account in self._accounts.values() for job in running(account)]
        dues += [a.state.reports[0].due for a in self._accounts.values() if a.state.reports]
        return min(dues, default=None)

    async def _run(self) -> None:
        while True:
            self.look()
            due, revision = self._next(), self._world.revision
            if due is None:
                await self._world.changed_since(revision, PATIENCE)
            else:
                await self._world.reach(due, functools.partial(self._changed, revision))

    def _changed(self, revision: int) -> bool:
        return self._world.revision != revision
