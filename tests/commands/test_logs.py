"""What the log says of a fault of ours: where it was, and none of its words."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from asyncpg import UniqueViolationError

from bot.logs import WithoutWords, set_up_logs
from bot.store.db import Database
from tests.followers.people import follower


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    structlog.reset_defaults()


async def test_a_database_s_words_quote_rows_and_are_not_logged(
    db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await follower(db, "oSomebody")
    again = """insert into address (learner_id, account, channel, platform_id, created_at)
        select learner_id, account, channel, platform_id, created_at from address"""
    set_up_logs()
    with pytest.raises(UniqueViolationError, match="oSomebody") as caught:
        async with db.connection() as conn:
            await conn.execute(again)
    structlog.get_logger("test").error("it failed", exc_info=caught.value)
    line = json.loads(capsys.readouterr().err)
    assert "oSomebody" not in str(line)
    assert "UniqueViolationError" in line["exception"]
    assert "test_logs.py" in line["exception"]


WORDS = "what somebody wrote"


def _fail() -> None:
    try:
        dict[str, int]()[WORDS]
    except KeyError as first:
        raise RuntimeError(WORDS) from first


def _logged() -> None:
    set_up_logs()
    try:
        _fail()
    except RuntimeError:
        structlog.get_logger("test").exception("it failed")


def test_what_an_exception_came_from_is_named_too(capsys: pytest.CaptureFixture[str]) -> None:
    _logged()
    line = json.loads(capsys.readouterr().err)
    kinds = [one for one in line["exception"].splitlines() if one.endswith("Error")]
    assert kinds == ["KeyError", "RuntimeError"]
    assert WORDS not in line["exception"]


def test_a_terminal_shows_no_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    _logged()
    shown = capsys.readouterr().err
    assert "KeyError" in shown
    assert WORDS not in shown


def test_what_libraries_log_is_kept_to_the_same() -> None:
    with pytest.raises(RuntimeError) as caught:
        _fail()
    about = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, WORDS, (), about)
    shown = WithoutWords("%(levelname)s %(name)s").format(record)
    assert shown.startswith("ERROR asyncio\n")
    assert "KeyError" in shown
    assert WORDS not in shown
