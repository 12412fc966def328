"""A model behind ``/chat/completions``: asked once, within its time, whatever the network does."""

import json
import re
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from adapters.openai_compatible.prompt import messages
from bot.model_ports import NumberedPassage, WriteResult, Written

MOST_TOKENS = 400
"""Of an answer: 200 characters and their citations, with room to spare."""
MOST_BYTES = 64 * 1024
"""Of a response; an answer of 200 characters with all that servers put around it is 4 KiB."""
CONNECT_SECONDS = 5

_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class ChatWriter:
    """Implements ``bot.ports.Writer``. The session is made at the first question and closed by
    ``stop``.
    """

    def __init__(self, url: str, key: str, model: str, seconds: float) -> None:
        """``url`` ends before ``/chat/completions``; ``key`` may be empty for a server of one's own;
        ``seconds`` is how long an answer may take.
        """
        self._url, self._model = f"{url.rstrip('/')}/chat/completions", model
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._timeout = ClientTimeout(total=seconds, sock_connect=min(seconds, CONNECT_SECONDS))
        self._session: ClientSession | None = None

    async def write(self, question: str, passages: Sequence[NumberedPassage]) -> Written:
        """Ask for an answer by ``passages``; see ``bot.ports.Writer``.

        Redirects are not followed: they could carry the key and the question to another host.
        """
        body = {
            "model": self._model,
            "messages": messages(question, passages),
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "stream": False,
        }
        try:
            async with self._open().post(
                self._url, json=body, headers=self._headers, allow_redirects=False
            ) as response:
                return await _answer(response)
        except TimeoutError:
            return Written(WriteResult.LATE, code="no answer in time")
        except (ClientError, OSError, ValueError) as error:
            return Written(WriteResult.UNAVAILABLE, code=type(error).__name__)

    async def stop(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> ClientSession:
        if self._session is None:
            # What does not unfold cannot be unfolded to gigabytes.
            self._session = ClientSession(timeout=self._timeout, auto_decompress=False)
        return self._session


async def _answer(response: ClientResponse) -> Written:
    status, code = response.status, str(response.status)
    if status in (408, 409, 425, 429) or status >= 500:
        return Written(WriteResult.UNAVAILABLE, code=code)
    if status != 200:
        return Written(WriteResult.REFUSED, code=code)
    body = await _read(response)
    if body is None:
        return Written(WriteResult.UNREADABLE, code="too large")
    text = _text(body)
    if text is None:
        return Written(WriteResult.UNREADABLE, code="no answer in it")
    return Written(WriteResult.WRITTEN, text)


async def _read(response: ClientResponse) -> bytes | None:
    """The body; None where it is larger than any answer, and the rest is left on the wire."""
    body = bytearray()
    while chunk := await response.content.read(MOST_BYTES + 1 - len(body)):
        body += chunk
        if len(body) > MOST_BYTES:
            response.close()
            return None
    return bytes(body)


def _text(body: bytes) -> str | None:
    """What the model said, without thoughts it spoke aloud; None: the server said something else."""
    try:
        said: Any = json.loads(body)
        text = said["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    if not isinstance(text, str) or any(0xD800 <= ord(char) < 0xE000 for char in text):
        return None  # lone surrogates cannot be stored
    return _THOUGHTS.sub("", text).replace("\0", "").strip()
