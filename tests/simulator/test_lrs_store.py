"""The store behind the bank: what survives, what is cut off, and what it costs."""

import json
import signal
import subprocess
import sys
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession

from adapters.simulator import Simulator
from adapters.simulator.lrs_body import parse
from adapters.simulator.lrs_line import Arriving, arriving
from adapters.simulator.lrs_store import Sought, StatementStore
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.conftest import BEGIN, BankClient
from tests.simulator.statements import COURSE, LESSON, QUIZ, changed, raw

VOID = LESSON | {
    "id": "3f7c1b1e-6a0f-5c8e-9d1c-2f4a9e3b7c14",
    "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
    "object": {"objectType": "StatementRef", "id": LESSON["id"]},
}


def ready(statement: dict[str, Any], indent: int | None = None) -> Arriving:
    text = json.dumps(statement, ensure_ascii=False, indent=indent)
    return arriving(statement["id"], text, parse(text.encode()))


def texts(store: StatementStore) -> list[str]:
    return [store.text(row) for row in store.rows()]


def test_everything_is_found_again_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "simulator.statements"
    first = StatementStore(path)
    first.add([ready(LESSON, indent=1), ready(QUIZ)], BEGIN)
    first.add([ready(VOID)], BEGIN + timedelta(seconds=1))
    second = StatementStore(path)
    assert texts(second) == texts(first)
    assert "\n" in texts(second)[0]
    row = second.find(LESSON["id"])
    assert row is not None
    assert (second.id(row), second.stored(row)) == (LESSON["id"], BEGIN)
    assert second.means(row, ready(LESSON).meaning)
    assert not second.means(row, ready(QUIZ).meaning)
    assert second.is_voided(row)
    assert path.stat().st_mode & 0o777 == 0o600


async def test_an_answered_statement_is_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "simulator.json"
    sim = Simulator(FrozenClock(BEGIN), file)
    sim.add_bank("bot", "bank-password")
    await sim.start()
    async with ClientSession(base_url=sim.url) as http:
        client = BankClient(http)
        for statement in (LESSON, QUIZ):
            assert (await client.request("POST", raw(statement)))[0] == 200
            assert Simulator(FrozenClock(BEGIN), file).bank.raw == sim.bank.raw
        assert not file.exists(), "the rest of the world is not written for a statement"
    await sim.stop()


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.simulator.test_lrs_store import *\n"
        "StatementStore(Path(sys.argv[1])).add([ready(LESSON), ready(QUIZ)], BEGIN)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = tmp_path / "simulator.statements"
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(StatementStore(path)) == 2


@pytest.mark.parametrize("left", range(1, 900, 37))
def test_what_a_kill_left_of_a_batch_is_cut_off(tmp_path: Path, left: int) -> None:
    path = tmp_path / "simulator.statements"
    store = StatementStore(path)
    store.add([ready(LESSON)], BEGIN)
    whole = path.read_bytes()
    store.add([ready(QUIZ), ready(COURSE)], BEGIN)
    path.write_bytes(path.read_bytes()[: len(whole) + left])
    again = StatementStore(path)
    assert len(again) == 1, "of a batch that was not answered nothing is kept"
    assert path.read_bytes() == whole
    again.add([ready(QUIZ), ready(COURSE)], BEGIN)
    assert len(StatementStore(path)) == 3


def test_a_batch_without_its_last_line_is_no_batch(tmp_path: Path) -> None:
    path = tmp_path / "simulator.statements"
    StatementStore(path).add([ready(LESSON), ready(QUIZ)], BEGIN)
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert len(StatementStore(path)) == 0


@pytest.mark.parametrize(
    "line", [b"what\n", b".what\n", b".-\tno-such-id\n", b".1\t2\t3\t4\t5\t6\n"]
)
def test_a_spoilt_file_is_refused_and_kept(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "simulator.statements"
    StatementStore(path).add([ready(LESSON)], BEGIN)
    content = line + path.read_bytes()
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"simulator\.statements"):
        Simulator(FrozenClock(BEGIN), path.with_suffix(".json"))
    assert path.read_bytes() == content


def test_what_was_forgotten_and_altered_stays_so(tmp_path: Path) -> None:
    file = tmp_path / "simulator.json"
    sim = Simulator(FrozenClock(BEGIN), file)
    for statement in (LESSON, QUIZ, VOID):
        sim.bank.plant(changed("context", {"language": "zh"}, statement))
    sim.bank.alter(QUIZ["id"], result={"success": False})
    assert sim.bank.is_voided(LESSON["id"])
    sim.bank.forget(VOID["id"])
    again = Simulator(FrozenClock(BEGIN), file)
    assert again.bank.raw == sim.bank.raw
    assert list(again.bank.raw) == [LESSON["id"], QUIZ["id"]]
    assert not again.bank.is_voided(LESSON["id"]), "what took it back is lost"
    assert again.bank.statements[1]["result"] == {"success": False}


def test_statements_of_the_older_state_file_move_over(tmp_path: Path) -> None:
    file = tmp_path / "simulator.json"
    kept = {
        one["id"]: {"text": json.dumps(one), "at": "2026-11-20T08:00:00Z"}
        for one in (LESSON, changed("context", {"language": "zh"}, VOID))
    }
    file.write_text(json.dumps({"bank": {"statements": kept, "voided": [LESSON["id"]]}}))
    for _ in range(2):
        sim = Simulator(FrozenClock(BEGIN), file)
        assert list(sim.bank.raw) == list(kept)
        assert sim.bank.is_voided(LESSON["id"])
        assert sim.bank.kept[-1][1].isoformat() == "2026-11-20T08:00:00+00:00"


async def test_an_instant_of_storing_is_never_before_an_earlier_one() -> None:
    store = StatementStore(None)
    store.add([ready(LESSON)], BEGIN)
    store.add([ready(QUIZ)], BEGIN - timedelta(hours=1))
    assert [store.stored(row) for row in store.rows()] == [BEGIN, BEGIN]
    rows, more = await store.search(Sought(since=BEGIN - timedelta(seconds=1)), None, 10)
    assert (len(rows), more) == (2, False)


def test_a_full_disk_keeps_nothing_of_the_batch(tmp_path: Path) -> None:
    """With a limit of the process's own on what a file may hold, in a process of its own."""
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.simulator.test_lrs_store import *\n"
        "path = Path(sys.argv[1])\n"
        "store = StatementStore(path)\n"
        "store.add([ready(LESSON)], BEGIN)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 900,) * 2)\n"
        "try:\n"
        "    store.add([ready(QUIZ), ready(COURSE)], BEGIN)\n"
        "except OSError:\n"
        "    print(len(store), len(StatementStore(path)))\n"
    )
    path = str(tmp_path / "simulator.statements")
    run = [sys.executable, "-c", code, path]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "1"]


def test_a_statement_costs_little_memory() -> None:
    """The texts, 1.3 KB each, stay on the disk."""
    store = StatementStore(None)
    made = [ready(changed("id", str(uuid4()))) for _ in range(50)]
    store.add(made, BEGIN)
    tracemalloc.start()
    for _ in range(40):
        store.add([ready(changed("id", str(uuid4()))) for _ in range(50)], BEGIN)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(store) == 2050
    assert grown < 2000 * 500
