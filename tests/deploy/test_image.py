"""The Dockerfile: a linter's word, what goes into the image, and its health check really run."""

import json
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.web.health import Health
from bot.web.measures import Measures
from bot.web.server import WebServer
from tests.deploy.files import DEPLOY, ROOT, image_environment, instructions, program


def values(keyword: str) -> list[str]:
    """What follows an instruction, each time it stands there."""
    return [rest for key, rest in instructions() if key == keyword]


def copied() -> list[tuple[str, str]]:
    """What is copied out of the checkout, and where to."""
    return [
        (words[0], words[1])
        for words in map(shlex.split, values("COPY"))
        if not words[0].startswith("--from")
    ]


def test_hadolint_has_nothing_to_say() -> None:
    ended = subprocess.run(
        [program("hadolint"), "--no-color", str(DEPLOY / "Dockerfile")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_the_image_is_named_unprivileged_and_locked() -> None:
    assert {each.split()[0] for each in values("FROM")} == {"python:3.11-slim"}
    assert values("USER") == ["10001:10001"]
    assert values("STOPSIGNAL") == ["SIGTERM"]
    [install] = [each for each in values("RUN") if "pip install" in each]
    assert {"--require-hashes", "--only-binary"} <= set(install.split())
    assert values("ENTRYPOINT") == ['["/usr/local/bin/yike"]']


def test_only_what_is_copied_is_sent_to_the_builder() -> None:
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    lines = [line for line in rules if line and not line.startswith("#")]
    assert lines[0] == "*"
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert let_in == {source for source, _ in copied()}
    assert all((ROOT / name).exists() for name in let_in)


def test_what_is_copied_is_enough_to_run(tmp_path: Path) -> None:
    """A tree of only the copied folders answers every command's help and finds its packs."""
    for source, target in copied():
        if target.startswith("/app/"):
            (tmp_path / target.removeprefix("/app/")).symlink_to(ROOT / source)
    code = (
        "import bot.app, bot.cli, bot.doctor, bot.store.migrations as m;"
        "from bot.content.load import load_pack; from pathlib import Path;"
        "print(len(load_pack(Path('packs/yike-basics')).courses))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout.strip(), ended.stderr) == ("9", "")


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    """Health on a free port."""
    routes = Health({}, dict, Measures()).routes()
    server = WebServer("127.0.0.1", 0, routes, {})
    await server.start()
    yield server
    await server.stop()


async def test_the_health_check_passes_while_we_answer_and_fails_when_not(
    server: WebServer,
) -> None:
    [rest] = values("HEALTHCHECK")
    command = json.loads(rest.partition("CMD ")[2])
    assert command[0] == "/opt/venv/bin/python"

    async def status(port: int) -> int:
        import asyncio

        # A proxy in the environment must not be asked for our own loopback.
        environment = image_environment() | {
            "YIKE_SERVER__PORT": str(port),
            "http_proxy": "http://127.0.0.1:9",
        }
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *command[1:],
            env=environment,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return await child.wait()

    port = server.port
    assert await status(port) == 0
    await server.stop()
    assert await status(port) != 0
