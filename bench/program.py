"""A deployment of Yike to measure: its folder, its settings, its process."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.embedded import embedded_servers
from bench.http import answers
from bench.processes import ROOT, Running, python, running, timed
from bot.config import Settings, load_settings

PACK = ROOT / "packs" / "yike-basics"
YIKE = python("-m", "bot")

ACCOUNT = "bench"
BOT_TOKEN = "42:bench-token-of-no-worth"
WEBHOOK_SECRET = "bench-secret"
APP_ID, TOKEN = "wxbench0123456789a", "benchtoken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

_WECHAT = f"""
[[wechat]]
name = "{ACCOUNT}"
kind = "service"
verified = true
app_id = "{APP_ID}"
app_secret = "bench"
token = "{TOKEN}"
aes_key = "{AES_KEY}"
api_url = "{{platforms}}/wechat-api"
"""
_TELEGRAM = f"""
[[telegram]]
name = "{ACCOUNT}"
token = "{BOT_TOKEN}"
webhook_secret = "{WEBHOOK_SECRET}"
api_url = "{{platforms}}/telegram-api"
rate = 10000
chat_rate = 1000
"""
_BANK = """
[[credit_bank]]
name = "lrs"
kind = "xapi"
url = "{platforms}/xAPI"
username = "bench"
password = "bench"
"""


def settings(folder: Path, port: int, platforms: str, *, telegram: bool) -> Path:
    """A settings file for one account and a credit bank; embedded servers under ``folder``."""
    file = folder / "bench.toml"
    server = f'[server]\nport = {port}\npublic_url = "http://127.0.0.1:{port}"\n'
    accounts = (_TELEGRAM if telegram else _WECHAT) + _BANK
    file.write_text(server + accounts.replace("{platforms}", platforms), encoding="utf-8")
    return file


def read_settings(file: Path, folder: Path) -> Settings:
    """The settings as a program in ``folder`` has them, for who looks at its data from here."""
    read = load_settings(file)
    storage = read.storage.model_copy(update={"data_dir": folder / "var"})
    return read.model_copy(update={"storage": storage})


@asynccontextmanager
async def data_folder() -> AsyncIterator[Path]:
    """A folder of our own on the machine's disk; no server is left in it at the end, also when
    a program that used one had to be killed.
    """
    with tempfile.TemporaryDirectory(prefix="yike-bench-") as name:
        folder = Path(name)
        try:
            yield folder
        finally:
            for data in (folder / "var", folder / "var" / "demo"):
                if (data / "postgres" / "data" / "postmaster.pid").exists():
                    async with embedded_servers(data):
                        pass


@asynccontextmanager
async def deployed(
    folder: Path, port: int, file: Path, roles: Sequence[str]
) -> AsyncIterator[Running]:
    """`yike run` in ``folder`` with the shipped courses, ready to answer."""
    command = [*YIKE, "run", "--config", str(file)]
    for role in roles:
        command += ["--role", role]
    async with running(command, folder) as one:
        await answers(one, port, "/readyz")
        await timed([*YIKE, "pack", "import", str(PACK), "--config", str(file)], folder)
        yield one
