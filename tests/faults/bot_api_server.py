"""Telegram's Bot API as it is played: it counts what it takes, and misbehaves as it is told."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from zlib import crc32

from tests.faults.bot_api_faults import TAKEN, Fault, Faults
from tests.faults.bot_api_limits import Limits
from tests.faults.bot_api_tally import Message, Tally
from tests.faults.bot_api_wire import Call

QUIET = 0.3
"""Seconds without a call after which nothing is going on."""
DONE = b'{"ok":true,"result":true}'
SERVER_ERROR = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
ME = b'{"ok":true,"result":{"id":101,"is_bot":true,"first_name":"Fault","username":"fault_bot"}}'


@dataclass
class Hold:
    """From the ``at``-th message on, calls of ``sender`` are not answered: they stand in the
    middle of a send, taken before if ``accept``, else not. From ``all_at`` on everybody's
    calls stand still, not taken.
    """

    sender: str
    at: int
    accept: bool
    all_at: int

    def stops(self, sender: str, total: int) -> bool | None:
        """Whether a call now is taken before it stands still; None: it does not."""
        if sender == self.sender and total >= self.at:
            return self.accept
        return False if total >= self.all_at else None


class BotApiServer:
    """What all connections share."""

    def __init__(self) -> None:
        """Everything goes well."""
        self.tally = Tally()
        self.faults = Faults()
        self.limits = Limits()
        self.hold: Hold | None = None
        self._held: list[tuple[Call, Message, bool]] = []
        self._nameless: set[Call] = set()
        self._open: defaultdict[str, set[Call]] = defaultdict(set)
        self._number = 0
        self._stirred = asyncio.Event()

    # Connections ---------------------------------------------------------------------------

    def opened(self, call: Call) -> None:
        """Somebody connected."""
        self._nameless.add(call)

    def named(self, call: Call, sender: str) -> None:
        """He has said who he is."""
        if call.sender != sender:
            call.sender = sender
            self._nameless.discard(call)
            self._open[sender].add(call)

    def closed(self, call: Call) -> None:
        """A connection is no more."""
        self._nameless.discard(call)
        self._open[call.sender].discard(call)
        self._stirred.set()
        self.tally.look()

    def gone(self, sender: str) -> bool:
        """Whether ``sender`` cannot be heard any more, nor anybody who has not said his name."""
        return not self._open[sender] and not self._nameless

    async def quiet(self, senders: Sequence[str]) -> None:
        """Wait until these have neither called for a moment nor wait for an answer."""
        while True:
            self._stirred.clear()
            try:
                async with asyncio.timeout(QUIET):
                    await self._stirred.wait()
            except TimeoutError:
                if not any(call.busy for sender in senders for call in self._open[sender]):
                    return

    # Calls -----------------------------------------------------------------------------------

    def take(self, call: Call, bot: str, method: str, body: bytes) -> None:
        """One call to the Bot API."""
        self._stirred.set()
        if method == "sendMessage":
            given = json.loads(body)
            message = (bot, int(given["chat_id"]), crc32(given["text"].encode()))
            self._send_message(call, message)
        else:
            call.answer(200, ME if method == "getMe" else DONE)

    def _send_message(self, call: Call, message: Message) -> None:
        accept = self.hold.stops(call.sender, self.tally.total) if self.hold else None
        if accept is not None:
            self._stand_still(call, message, accept=accept)
            return
        bot, chat, _ = message
        if self.limits.refuses(bot, chat, time.monotonic()):
            self._throttle(call, self.faults.retry_after)
            return
        fault = self.faults.draw()
        if fault is None:
            self.tally.accept(message, call.sender, told=True)
            call.answer(200, self._sent(chat))
        else:
            self._go_wrong(call, message, fault)

    def _go_wrong(self, call: Call, message: Message, fault: Fault) -> None:
        self.tally.dealt[fault] += 1
        if fault in TAKEN:
            self.tally.accept(message, call.sender, told=False)
        match fault:
            case Fault.SERVER_ERROR:
                call.answer(500, SERVER_ERROR)
            case Fault.CHAT_RESTS:
                self._throttle(call, self.faults.retry_after)
            case Fault.ACCOUNT_RESTS:
                self._throttle(call, self.faults.account_retry_after)
            case Fault.SLOW:
                call.answer_later(self.faults.slow_seconds, lambda: self._tell(call, message))
            case Fault.DROPPED | Fault.DROPPED_TAKEN:
                call.drop()
            case Fault.SILENT | Fault.SILENT_TAKEN:
                pass

    def _throttle(self, call: Call, seconds: int) -> None:
        words = f"Too Many Requests: retry after {seconds}"
        refusal = {"ok": False, "error_code": 429, "description": words}
        call.answer(429, json.dumps(refusal | {"parameters": {"retry_after": seconds}}).encode())

    def _sent(self, chat: int) -> bytes:
        self._number += 1
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":1795000000,'
            b'"chat":{"id":%d,"type":"private"},"text":"."}}' % (self._number, chat)
        )

    def _tell(self, call: Call, message: Message) -> None:
        """Answer one that was taken some time ago."""
        if call.open:
            self.tally.tell(message)
        call.answer(200, self._sent(message[1]))

    # Standing still ----------------------------------------------------------------------------

    def _stand_still(self, call: Call, message: Message, *, accept: bool) -> None:
        self._held.append((call, message, accept))
        self.tally.held[call.sender] += 1
        if accept:
            self.tally.accept(message, call.sender, told=False)
        self.tally.look()

    def release(self) -> None:
        """Answer those who were held and still listen; what was not taken before is now."""
        self.hold = None
        held, self._held = self._held, []
        for call, message, accepted in held:
            if call.open:
                if not accepted:
                    self.tally.accept(message, call.sender, told=False)
                call.answer_later(0, partial(self._tell, call, message))
