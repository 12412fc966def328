"""`yike token` and `yike hook`."""

import subprocess
from pathlib import Path

import pytest

from bot.store.audit import Wanted, acts
from bot.store.db import Database
from tests.api.town_hall import TownHall
from tests.commands.terminal import Terminal
from tests.delivery.owing import rows


@pytest.fixture
def terminal(tmp_path: Path, database_url: str, redis_url: str) -> Terminal:
    return Terminal(tmp_path, database_url, redis_url)


async def test_a_token_from_the_first_call_to_the_last(hall: TownHall, terminal: Terminal) -> None:
    made = terminal.done("token", "create", "city-hall", "--scope", "groups:read", "--days", "0")
    token = made.splitlines()[-1]
    assert token.startswith("yike_")
    assert (await hall.call("GET", "/groups", token=token)).status == 200
    assert (await hall.call("GET", "/learners", token=token)).status == 403
    listed = terminal.done("token", "list")
    (line,) = [one for one in listed.splitlines() if one.startswith("city-hall")]
    assert line.split("  ")[1:3] == [f"{token[:12]}…", "good until it is revoked"]
    assert "groups:read" in line
    assert token not in listed
    assert terminal.done("token", "revoke", "city-hall") == "city-hall: revoked\n"
    assert (await hall.call("GET", "/groups", token=token)).status == 401
    assert "nothing changed" in terminal.done("token", "revoke", "city-hall")
    assert "revoked 20" in terminal.done("token", "list")
    async with hall.db.connection() as conn:
        found = await acts(conn, Wanted(kind="token", about="city-hall"))
    assert [(one.actor, one.act) for one in found] == [
        ("command line", "token.revoke"),
        ("command line", "token.create"),
    ]


def test_what_is_wrong_with_a_token(terminal: Terminal) -> None:
    for words, said in (
        (("create", "City Hall", "--scope", "groups:read"), "a token's name"),
        (("create", "a", "--scope", "everything"), 'no scope "everything"'),
        (("create", "a"), "at least one --scope"),
        (("create", "a", "--scope", "groups:read", "--days", "-1"), "days"),
        (("revoke", "nobody"), 'no token "nobody"'),
    ):
        assert said.lower() in terminal.refused(2, "token", *words).lower()
    assert "no token yet" in terminal.done("token", "list")


async def test_a_subscriber_of_the_operator(db: Database, terminal: Terminal) -> None:
    url = "https://data.example.org/yike"
    made = terminal.done("hook", "add", url, "--event", "course.passed")
    key, secret = made.split(":")[0], made.splitlines()[-1]
    assert secret.startswith("whsec_")
    listed = terminal.done("hook", "list")
    assert listed == f"{key}  {url}  course.passed\n"
    assert terminal.done("hook", "end", key) == f"{key}: ended\n"
    assert "nothing changed" in terminal.done("hook", "end", key)
    assert "ended by the operator" in terminal.done("hook", "list")
    (kept,) = await rows(db, "select token_id, made_by from hook")
    assert tuple(kept.values()) == (None, "command line")


def test_what_is_wrong_with_a_subscriber(terminal: Terminal) -> None:
    for words, said in (
        (("add", "https://10.0.0.1/", "--event", "course.passed"), "private"),
        (("add", "http://example.org/", "--event", "course.passed"), "https://"),
        (("add", "https://example.org/", "--event", "all"), 'no event "all"'),
        (("add", "https://example.org/"), "at least one --event"),
        (("end", "h-1"), 'no subscriber "h-1"'),
    ):
        assert said in terminal.refused(2, "hook", *words)
    done: subprocess.CompletedProcess[str] = terminal.yike("hook", "list")
    assert done.returncode == 0
