"""The emulator as a test has it: installed once, started on loopback, spoken to as a person."""

import asyncio
import hashlib
import json
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from aiohttp import ClientSession

HERE = Path(__file__).parent
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
NODE, NPM = shutil.which("node"), shutil.which("npm")

USER = 7123456789
"""The person who writes to the bot."""


async def install(cache: Path) -> Path:
    """The folder with the emulator's packages, as the lock file names them; made at the first
    call. Several may call at the same time.
    """
    lock = b"".join((HERE / name).read_bytes() for name in PACKAGES)
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    if folder.exists():
        return folder
    making = Path(mkdtemp(dir=cache))
    for name in PACKAGES:
        shutil.copy(HERE / name, making)
    npm = await asyncio.create_subprocess_exec(
        str(NPM), "ci", "--ignore-scripts", cwd=making, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    _, words = await npm.communicate()
    assert npm.returncode == 0, f"npm ci failed: {words.decode()}"
    try:
        making.rename(folder)
    except OSError:  # somebody else was faster
        shutil.rmtree(making)
    return folder


@dataclass
class Emulator:
    """A running emulator and one person in it, who talks to one bot in a private chat."""

    process: Process
    http: ClientSession
    url: str
    token: str

    @classmethod
    async def start(cls, packages: Path, token: str) -> "Emulator":
        process = await asyncio.create_subprocess_exec(
            str(NODE), str(HERE / "server.js"), str(packages), stdin=PIPE, stdout=PIPE
        )
        assert process.stdout is not None
        port = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()
        assert port.isdecimal(), "the emulator did not start"
        return cls(process, ClientSession(), f"http://127.0.0.1:{port}", token)

    async def stop(self) -> None:
        await self.http.close()
        self.process.terminate()
        await self.process.communicate()

    # what the person does

    async def writes(self, text: str) -> None:
        message = {**self._said(), "text": text}
        if text.startswith("/"):
            command = {
                "offset": 0,
                "length": len(text.split(maxsplit=1)[0]),
                "type": "bot_command",
            }
            await self._client("sendCommand", {**message, "entities": [command]})
        else:
            await self._client("sendMessage", message)

    async def touches(self, label: str) -> None:
        """Touch the newest button with that label."""
        bubble, data = next(
            (one, button["callback_data"])
            for one in reversed(await self.sees())
            for row in one["message"].get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if button["text"] == label
        )
        under = {**self._said(), "message_id": bubble["messageId"]}
        await self._client("sendCallback", {**self._said(), "message": under, "data": data})

    async def sees(self) -> list[dict[str, Any]]:
        """The bot's messages that stand in the chat, oldest first."""
        history = await self._client("getUpdatesHistory", {"token": self.token})
        sent = [one for one in history if str(one.get("message", {}).get("chat_id")) == str(USER)]
        return sorted(sent, key=lambda one: int(one["messageId"]))

    async def texts(self) -> list[str]:
        """What those messages say."""
        return [one["message"]["text"] for one in await self.sees()]

    # how the emulator answers

    async def answers(self, method: str) -> tuple[int, Any]:
        """Status and JSON of a Bot API method called without fields."""
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", json={}) as response:
            return response.status, await response.json()

    async def called(self) -> set[str]:
        """The Bot API methods that were called so far."""
        async with self.http.get(f"{self.url}/called") as response:
            return set(json.loads(await response.read()))

    async def _client(self, path: str, body: dict[str, Any]) -> Any:
        async with self.http.post(f"{self.url}/{path}", json=body) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    def _said(self) -> dict[str, Any]:
        """Sender, chat and time, as the emulator's own client gives them."""
        person = {"id": USER, "first_name": "小李", "username": "li", "is_bot": False}
        chat = {"id": USER, "type": "private", "first_name": "小李", "title": "小李"}
        return {"botToken": self.token, "date": 1_795_390_200, "from": person, "chat": chat}
