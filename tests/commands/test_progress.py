"""A bar on a terminal, plain lines elsewhere, and nothing of either on stdout."""

import io
import os
import pty
from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.progress import progress
from tests.commands.terminal import Terminal


class Pipe(io.StringIO):
    """Where there is no terminal."""


class Watch:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_in_a_pipe_a_long_command_says_a_line_now_and_then() -> None:
    out, watch = Pipe(), Watch()
    with progress("Cancelling", 5000, out=out, elapsed=watch) as advance:
        for _ in range(5):
            advance(1000)
            watch.at += 4
    assert out.getvalue() == "Cancelling: 4000 of 5000\n"


def test_in_a_pipe_a_short_command_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Cancelling", 2) as advance:
        advance(1)
        advance(1)
    assert capsys.readouterr() == ("", "")


def test_where_nobody_knows_how_much_there_is_the_line_says_so() -> None:
    out, watch = Pipe(), Watch()
    with progress("Reading", out=out, elapsed=watch) as advance:
        watch.at = 11
        advance(3)
    assert out.getvalue() == "Reading: 3\n"


def fail() -> None:
    raise LookupError


def on_a_terminal(total: int | None, then: Callable[[], None] = lambda: None) -> str:
    """What a terminal is shown."""
    ours, theirs = pty.openpty()
    with (
        os.fdopen(theirs, "w") as out,
        suppress(LookupError),
        progress("Cancelling [all]", total, out=out) as advance,
    ):
        advance(total or 1)
        then()
    shown = b""
    with suppress(OSError):  # that is how a terminal's end reads on Linux
        while more := os.read(ours, 10_000):
            shown += more
    os.close(ours)
    return shown.decode()


def test_on_a_terminal_there_is_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = on_a_terminal(20)
    assert "Cancelling [all]" in shown
    assert "20/20" in shown
    assert shown.rstrip().endswith("\x1b[2K")  # its line is wiped
    assert "\x1b[?25h" in shown  # the cursor is back


def test_a_bar_without_an_end_has_no_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = on_a_terminal(None)
    assert "Cancelling" in shown
    assert "/" not in shown


def test_the_bar_goes_away_by_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[?25h" in on_a_terminal(20, fail)


def test_commands_in_a_pipe_show_no_bar(terminal: Terminal) -> None:
    ended = terminal.yike("migrate")
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert "\x1b" not in ended.stdout
