"""Callbacks to an official account's server, and what becomes of its answers.

Source: reference/wechat.md section 2: an answer within 5 s, else the same again, three in all.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_crypto import sign
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_media import find, shown
from adapters.simulator.wechat_xml import (
    AnswerError,
    Passive,
    read_passive,
    to_xml,
    unseal_answer,
)

DELIVERIES = 3
FAILURE = "该公众号提供的服务出现故障，请稍后再试"
_SUCCESS = re.compile(r"\s*(success)?\s*")


@dataclass(frozen=True, slots=True)
class Callback:
    """One thing to tell the account's server. ``mine`` is the person's bubble, if it has one.

    ``report``: no act in the chat caused it, so that nobody waits for an answer.
    """

    openid: str
    fields: Mapping[str, Any]
    mine: Bubble | None = None
    report: bool = False

    @property
    def is_event(self) -> bool:
        """Whether it is an event, not a message."""
        return bool(self.fields["MsgType"] == "event")

    @property
    def answerable(self) -> bool:
        """Whether an answer can be shown: nobody is there any more after an unsubscribe."""
        return not self.report and self.fields.get("Event") != "unsubscribe"


class Callbacks:
    """Brings callbacks to the servers.

    ``patience`` is how long an answer may take, ``pause`` how long the next delivery waits after
    one that failed (undocumented; none), both in real seconds.
    """

    def __init__(self) -> None:
        """As patient as WeChat."""
        self.patience = 5.0
        self.pause = 0.0
        self._session: ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, session: ClientSession) -> None:
        """Begin to deliver."""
        self._session = session

    async def stop(self) -> None:
        """Break off what is under way, as the platform's end would."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._session = None

    def put(self, account: WechatAccount, callback: Callback) -> asyncio.Future[bool]:
        """Deliver it; the future is true once the server answered as the rules want it."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        account.world.begin()
        if not callback.report:
            account.answering.add(callback.openid)
        task = asyncio.create_task(self._carry(account, callback, future), name="wechat callback")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        account.world.touch()
        return future

    async def verify(self, account: WechatAccount) -> bool:
        """The console's check of the callback URL: GET with echostr, answered unchanged."""
        echo = secrets.token_hex(10)
        query = self._query(account, "") | {"echostr": echo}
        try:
            async with self._client().get(
                account.console.callback_url, params=query, timeout=ClientTimeout(self.patience)
            ) as answer:
                return answer.status == 200 and await answer.text() == echo
        except (ClientError, TimeoutError, OSError):
            return False

    async def _carry(
        self, account: WechatAccount, callback: Callback, future: asyncio.Future[bool]
    ) -> None:
        taken = False
        try:
            taken = await self._deliver(account, callback)
        finally:
            account.answering.discard(callback.openid)
            if not future.done():
                future.set_result(taken)
            account.world.end()

    async def _deliver(self, account: WechatAccount, callback: Callback) -> bool:
        body = to_xml(callback.fields)
        why = ""
        for delivery in range(DELIVERIES):
            await asyncio.sleep(self.pause if delivery else 0)
            try:
                answer = await self._post(account, callback.openid, body)
            except (ClientError, TimeoutError, OSError) as error:
                why = "没有按时回答" if isinstance(error, TimeoutError) else "连不上机器人"
                continue
            if answer is None:
                why = "机器人回答了错误"
                continue
            return self._take(account, callback, answer)
        self._fail(account, callback, why)
        return False

    async def _post(self, account: WechatAccount, openid: str, body: str) -> str | None:
        """Post as often as is arranged; the last answer counts, None for an HTTP error."""
        world = account.world
        times = max(1, world.deliver_times)
        if world.deliver_together:
            posts = (self._post_once(account, openid, body) for _ in range(times))
            return (await asyncio.gather(*posts))[-1]
        for _ in range(times - 1):
            await self._post_once(account, openid, body)
        return await self._post_once(account, openid, body)

    async def _post_once(self, account: WechatAccount, openid: str, body: str) -> str | None:
        query = self._query(account, openid)
        if account.console.mode != "plain":
            sealed = account.safe.seal(body, secrets.token_hex(8).encode())
            query |= {
                "encrypt_type": "aes",
                "msg_signature": sign(
                    account.console.token, query["timestamp"], query["nonce"], sealed
                ),
            }
            body = self._wrap(account, body, sealed)
        async with self._client().post(
            account.console.callback_url,
            params=query,
            data=body.encode(),
            headers={"Content-Type": "text/xml"},
            # Not in total: that many wait for a connection here is no delay of the server's.
            timeout=ClientTimeout(total=None, sock_connect=self.patience, sock_read=self.patience),
            allow_redirects=False,
        ) as answer:
            text = await answer.text(errors="replace")
            return text if answer.status == 200 else None

    @staticmethod
    def _wrap(account: WechatAccount, body: str, sealed: str) -> str:
        if account.console.mode == "mixed":
            return body.replace("</xml>", f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>")
        return to_xml({"ToUserName": account.gh_id, "Encrypt": sealed})

    @staticmethod
    def _query(account: WechatAccount, openid: str) -> dict[str, str]:
        stamp = str(int(account.world.now().timestamp()))
        nonce = str(secrets.randbelow(2_000_000_000))
        query = {
            "signature": sign(account.console.token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
        }
        return query | {"openid": openid} if openid else query

    def _take(self, account: WechatAccount, callback: Callback, answer: str) -> bool:
        """Show what was answered; a malformed answer is not asked for again."""
        account.failing = ""
        if _SUCCESS.fullmatch(answer):
            account.world.record("wechat:answer", {"touser": callback.openid, "text": ""})
            return True
        try:
            passive = self._read(account, callback, answer)
        except AnswerError:
            self._fail(account, callback, "机器人的回答读不懂")
            return False
        account.world.record("wechat:answer", {"touser": callback.openid, "text": passive.text})
        if callback.answerable:
            account.show(callback.openid, _bubble(account, passive))
        return True

    @staticmethod
    def _read(account: WechatAccount, callback: Callback, answer: str) -> Passive:
        mode = account.console.mode
        if mode == "safe" or (mode == "mixed" and "<Encrypt>" in answer):
            answer = unseal_answer(answer, account.safe, account.console.token)
        passive = read_passive(answer, callback.openid, account.gh_id, to_event=callback.is_event)
        for media_id, kinds in passive.media:
            try:
                find(account, media_id, *kinds)
            except WechatRefusal as error:
                raise AnswerError("no such media") from error
        return passive

    @staticmethod
    def _fail(account: WechatAccount, callback: Callback, why: str) -> None:
        account.failing = why
        if callback.mine is not None:
            callback.mine.failed = True
        if callback.answerable:
            account.show(
                callback.openid,
                Bubble("", mine=False, text=FAILURE, at=account.world.now(), via="system"),
            )
        account.world.touch()

    def _client(self) -> ClientSession:
        if self._session is None:
            raise ClientError
        return self._session


def _bubble(account: WechatAccount, passive: Passive) -> Bubble:
    """A passive reply as the person sees it."""
    media = passive.picture
    if passive.media:
        media_id, kinds = passive.media[0]
        media = shown(find(account, media_id, *kinds))
    return Bubble(
        "",
        mine=False,
        text=passive.text,
        title=passive.title,
        at=account.world.now(),
        via="passive",
        buttons=passive.buttons,
        media=media,
        links=passive.links,
    )
