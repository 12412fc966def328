"""`yike deliveries` at the terminal: what it says, and how it ends."""

import json
from datetime import timedelta

from bot.clock import SystemClock
from bot.store.db import Database
from tests.commands.owed import count, held, past, people, planned
from tests.commands.terminal import Terminal


async def test_with_nothing_owed_it_is_one_line(terminal: Terminal) -> None:
    said = terminal.done("deliveries", "status")
    assert said.startswith("Nothing is owed")
    assert said.count("\n") == 1
    assert terminal.done("deliveries", "retry") == "0 planned again\n"
    said = terminal.done("deliveries", "cancel", "--kind", "lesson", "--yes")
    assert said == "Nothing of that is planned or held.\n"


async def test_status_retry_and_cancel_one_after_the_other(
    terminal: Terminal, db: Database
) -> None:
    now = SystemClock().now()
    learners = await people(db, 6)
    await past(db, learners[:2], "failed", due=now, late=-60, reason="bad request 400 too long")
    await past(db, learners[:1], "failed", due=now, late=-60, kind="reminder", reason="gone 403")
    await held(db, learners[2:4], due=now, late=-60)
    await planned(db, learners[4:], kind="reminder", due=now + timedelta(hours=1))

    said = terminal.done("deliveries", "status")
    assert "2 owed, 0 in flight, 2 held in inboxes" in said
    assert "2 city lesson failed: bad request (400 too long: 2)" in said
    found = json.loads(terminal.done("deliveries", "status", "--json"))
    assert {one["kind"]: one["held"] for one in found["open"]} == {"lesson": 2, "reminder": 0}
    assert len(found["troubles"]) == 2

    said = terminal.done("deliveries", "retry", "--kind", "lesson", "--account", "city")
    assert said == "2 planned again\n  city lesson: 2\n"
    assert await count(db, "delivery_past", "state = 'failed'") == 1

    said = terminal.done("deliveries", "cancel", "--kind", "lesson", "--subject", "course")
    assert "4 would be cancelled" in said
    assert await count(db, "delivery_past", "state = 'expired'") == 0
    words = ("deliveries", "cancel", "--kind", "lesson", "--subject", "course", "--yes")
    assert terminal.done(*words) == "4 cancelled\n  city lesson: 4\n"
    assert await count(db, "delivery_past", "state = 'expired'") == 4
    assert await count(db, "delivery", "kind = 'reminder'") == 2


async def test_bad_usage_ends_with_2_and_a_sentence(terminal: Terminal) -> None:
    assert "--kind" in terminal.refused(2, "deliveries", "cancel")
    assert 'no kind "song"' in terminal.refused(2, "deliveries", "cancel", "--kind", "song")
    assert 'no kind "song"' in terminal.refused(2, "deliveries", "retry", "--kind", "song")
    refused = terminal.refused(2, "deliveries", "retry", "--account", "vilage")
    assert 'no account "vilage"' in refused
    assert "city" in refused


async def test_a_database_that_is_away_ends_with_1(terminal: Terminal) -> None:
    away = Terminal(terminal.folder, "postgres://yike@127.0.0.1:9/yike", "redis://127.0.0.1:9")
    assert "PostgreSQL" in away.refused(1, "deliveries", "status")
