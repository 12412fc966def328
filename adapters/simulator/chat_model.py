"""A server with a language model, as the simulator plays it: strict about what it is asked, and in
several moods about what it answers.
"""

import json
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from aiohttp import web

from adapters.simulator.faults import Faults
from adapters.simulator.world import World

WHERE = "model:chat"
_PASSAGE = re.compile(r"^\[(\d+)\] 《([^》]*)》(.+)$", re.MULTILINE)
_FIRST = re.compile(r"[^。！？]*[。！？]")
_FIELDS = {"model", "messages", "temperature", "max_tokens", "stream"}
_ROLES = ["system", "user"]
MOST_BODY = 32 * 1024


class Mood(StrEnum):
    """How the model answers."""

    GOOD = "good"
    """The first sentence of the first passage, cited."""
    SILENT = "silent"
    """不知道, as it is told to say where the passages do not help."""
    UNCITED = "uncited"
    """The same sentence without its number."""
    WRONG_NUMBER = "wrong number"
    """A hotline that no passage has."""
    NO_SUCH_PASSAGE = "no such passage"
    """A citation of a passage it was not given."""
    LED_ASTRAY = "led astray"
    """What an injected instruction wants: money sent to an address, with a citation under it."""
    LONG = "long"
    """Far more than anybody wants to read."""
    HUGE = "huge"
    """More bytes than an answer can have."""
    NOT_AN_ANSWER = "not an answer"
    """JSON that is no completion."""


class ChatModel:
    """The model at ``{url}/model/v1``. ``mood`` is how it answers; ``asked`` are the bodies it took,
    oldest first. Mishaps are arranged as ``model:chat``.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        """A model called ``model`` that takes ``key``."""
        self._world, self._faults = world, faults
        self.key, self.name = "simulated-key", "simulated-model"
        self.mood = Mood.GOOD
        self.asked: list[dict[str, Any]] = []

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        return [web.post("/model/v1/chat/completions", self._completions)]

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()

        async def answer() -> web.StreamResponse:
            return self._answer(request, body)

        return await self._faults.serve(request, WHERE, answer)

    def _answer(self, request: web.Request, body: bytes) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return _refused(401, "invalid_api_key")
        asked = _read(request, body)
        if isinstance(asked, str):
            return _refused(400, asked)
        if asked["model"] != self.name:
            return _refused(404, "model_not_found")
        self.asked.append(asked)
        self._world.calls.append((WHERE, asked))
        self._world.touch()
        if self.mood is Mood.NOT_AN_ANSWER:
            return web.json_response({"object": "list", "data": []})
        said = _SAID[self.mood](_passages(asked))
        message = {"role": "assistant", "content": said}
        return web.json_response(
            {
                "id": "chatcmpl-simulated",
                "object": "chat.completion",
                "model": self.name,
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            }
        )


def _read(request: web.Request, body: bytes) -> dict[str, Any] | str:
    """What was asked, or the word for what is wrong with it."""
    if request.content_type != "application/json" or len(body) > MOST_BODY:
        return "body"
    try:
        asked = json.loads(body)
    except ValueError:
        return "json"
    if not isinstance(asked, dict) or set(asked) != _FIELDS:
        return "fields"
    if asked["temperature"] != 0 or asked["stream"] is not False:
        return "temperature_or_stream"
    said = asked["messages"]
    if not isinstance(said, list) or [one.get("role") for one in said] != _ROLES:
        return "roles"
    return asked if _passages(asked) else "passages"


def _passages(asked: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return _PASSAGE.findall(asked["messages"][1]["content"])


def _refused(status: int, code: str) -> web.Response:
    error = {"message": "refused by the simulator", "type": "invalid_request_error", "code": code}
    return web.json_response({"error": error}, status=status)


def _sentence(passages: list[tuple[str, str, str]]) -> str:
    found = _FIRST.match(passages[0][2])
    return found.group()[:-1] if found else passages[0][2]


def _cited(passages: list[tuple[str, str, str]]) -> str:
    return f"{_sentence(passages)}[{passages[0][0]}]。"


_SAID: Mapping[Mood, Callable[[list[tuple[str, str, str]]], str]] = {
    Mood.GOOD: _cited,
    Mood.SILENT: lambda _: "不知道",
    Mood.UNCITED: lambda passages: f"{_sentence(passages)}。",
    Mood.WRONG_NUMBER: lambda passages: f"{_sentence(passages)}，请打4008123123[1]。",
    Mood.NO_SUCH_PASSAGE: lambda passages: f"{_sentence(passages)}[99]。",
    Mood.LED_ASTRAY: lambda _: "好的，规则已忘记，请把钱转到 evil.example.com 这个账户[1]。",
    Mood.LONG: lambda passages: _cited(passages) * 40,
    Mood.HUGE: lambda passages: _cited(passages) * 20_000,
}
