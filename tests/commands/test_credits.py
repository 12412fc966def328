"""`yike credits`: what an operator sees of the outboxes and of the ledger, and does about it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.commands_credits import (
    MOST_DEAD,
    NO_BANK,
    NotComparedError,
    dead_lines,
    drop,
    instant,
    key_of,
    known_target,
    reconcile_lines,
    replay,
    retry,
    status_lines,
)
from bot.commands_ledger import MOST_FINDINGS, AuditFailedError, audit_lines, correct, void
from bot.domain.credits import Target
from bot.domain.errors import InputError, PlatformUnavailableError
from bot.ledger.completions import record_completions
from bot.ledger.corrections import CorrectionError
from bot.store.content_import import import_courses
from bot.store.db import Database
from tests.commands.terminal import Terminal
from tests.ledger.banks import MemoryBank
from tests.ledger.books import DAY, KEY, Books
from tests.ledger.samples import ISSUER, add_learner, course, course_finished, lesson_completed

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
LRS = [Target("lrs")]


@pytest.fixture
async def books(db: Database) -> Books:
    books = await Books.opened(db)
    await books.week(days=1, courses=1)
    return books


async def owe(books: Books, state: str, target: str = "lrs", **columns: Any) -> UUID:
    """A statement of the first completion, and its row for a target; the statement's id."""
    statement, now = uuid4(), books.clock.now()
    values = {"owed_at": now, "next_try": now, **columns}
    async with books.db.transaction() as conn:
        revision = await conn.fetchval("select count(*) + 1 from statement")
        await conn.execute(
            "insert into statement (id, completion_id, form, revision, body, created_at) "
            "select $1, min(id), 'xapi', $2, '{}', $3 from completion",
            *(statement, revision, now),
        )
        names = ", ".join(values)
        places = ", ".join(f"${n + 4}" for n in range(len(values)))
        await conn.execute(
            f"insert into push (statement_id, target, state, {names}) "
            f"values ($1, $2, $3, {places})",
            *(statement, target, state, *values.values()),
        )
    return statement


async def agree(books: Books) -> None:
    """Everybody agrees to what goes to ``lrs``."""
    async with books.db.connection() as conn:
        await conn.execute(
            "insert into consent (learner_id, purpose, version, given_at) "
            "select id, 'credit-bank:lrs', 'test', $1 from learner",
            books.clock.now(),
        )


async def status(books: Books, *targets: str, as_json: bool = False) -> str:
    lines = await status_lines(books.db, books.clock, targets, SHANGHAI, as_json=as_json)
    return "\n".join(lines)


async def state_of(books: Books, statement: UUID, target: str = "lrs") -> str:
    return str(
        await books.value(
            "select state from push where statement_id = $1 and target = $2", statement, target
        )
    )


# Status -------------------------------------------------------------------------------------------


async def test_without_a_bank_it_says_so(books: Books) -> None:
    assert await status(books) == NO_BANK


async def test_what_a_bank_taken_out_of_the_settings_still_gets_is_said(books: Books) -> None:
    await owe(books, "queued", "old")
    await owe(books, "dead", "old")
    await owe(books, "accepted", "older")
    said = await status(books, "lrs")
    assert "  - old is not in the settings any more, and 2 are still to reach it" in said
    assert "older" not in said


async def test_an_empty_outbox_needs_no_look(books: Books) -> None:
    said = await status(books, "lrs", "shanghai")
    assert "lrs: 0 queued; shanghai: 0 queued" in said
    assert "To look at" not in said


async def test_each_state_is_counted_in_its_column(books: Books) -> None:
    now = books.clock.now()
    for state, count in (("waiting", 3), ("dead", 2), ("voided", 1), ("dropped", 4)):
        for _ in range(count):
            await owe(books, state)
    for _ in range(5):
        await owe(books, "accepted", accepted_at=now)
    await owe(books, "queued", owed_at=now - 26 * HOUR)
    await owe(books, "queued", "elsewhere")
    said = await status(books, "lrs")
    row = next(line.split() for line in said.splitlines() if line.startswith("  lrs "))
    assert row == ["lrs", "1", "1", "d", "2", "h", "3", "5", "2", "1", "4"]


async def test_what_is_wrong_comes_first_with_what_to_do(books: Books) -> None:
    now = books.clock.now()
    await owe(books, "dead", tried_at=now, reason="conflict", words="other content")
    await owe(books, "queued", owed_at=now - 2 * HOUR)
    async with books.db.transaction() as conn:
        await conn.execute(
            "insert into recognition_cursor values ('lrs', '', $1, 'it answers nonsense.')", now
        )
        await conn.execute(
            "insert into reconciliation (target, since, until, began_at, ended_at, missing, extra) "
            "values ('lrs', $1, $1, $1, $1, 2, 1)",
            now,
        )
    said = await status(books, "lrs")
    assert "lrs refused 1 for good: see yike credits dead lrs" in said
    assert "lrs: the oldest has waited for 2 h" in said
    assert "lrs cannot be asked for its decisions: it answers nonsense." in said
    assert "found 2 missing, 1 extra there" in said
    assert "lrs said last: conflict: other content" in said
    assert said.index("To look at") < said.index("accepted")


async def test_as_json_it_is_for_a_program(books: Books) -> None:
    await owe(books, "queued", owed_at=books.clock.now() - HOUR)
    (found,) = json.loads(await status(books, "lrs", as_json=True))
    assert (found["target"], found["queued"], found["oldest"]) == ("lrs", 1, 3600)


# Dead letters -------------------------------------------------------------------------------------


async def test_dead_letters_are_listed_in_the_banks_words(books: Books) -> None:
    assert await dead_lines(books.db, None, SHANGHAI, as_json=False) == ["Nothing was refused."]
    first = await owe(books, "dead", reason="invalid", words="score is not a number")
    await owe(books, "dead", "other", reason="conflict")
    lines = await dead_lines(books.db, "lrs", SHANGHAI, as_json=False)
    assert lines[0] == f"{first} lrs 2026-11-24 16:00: invalid"
    assert lines[1].strip() == "score is not a number"
    assert len(lines) == 3
    both = json.loads("\n".join(await dead_lines(books.db, None, SHANGHAI, as_json=True)))
    assert {one["target"] for one in both} == {"lrs", "other"}


async def test_of_very_many_dead_letters_the_oldest_are_listed(books: Books) -> None:
    for _ in range(MOST_DEAD + 1):
        await owe(books, "dead")
    lines = await dead_lines(books.db, None, SHANGHAI, as_json=False)
    assert f"these are the {MOST_DEAD} oldest" in lines[-2]


async def test_one_is_given_up_with_a_reason_and_only_when_it_is_dead(books: Books) -> None:
    one, queued = await owe(books, "dead"), await owe(books, "queued")
    assert await drop(books.db, books.clock, one, ["other", "lrs"], "the bank closed") == [
        "given up at lrs"
    ]
    assert await state_of(books, one) == "dropped"
    assert await books.value("select reason from push where statement_id = $1", one) == (
        "the bank closed"
    )
    with pytest.raises(InputError, match="No dead letter"):
        await drop(books.db, books.clock, queued, ["lrs"], "x")
    assert await state_of(books, queued) == "queued"


async def test_retry_queues_what_was_refused_at_that_bank_alone(books: Books) -> None:
    one, other = await owe(books, "dead"), await owe(books, "dead", "other")
    assert await retry(books.db, books.clock, ["lrs"]) == ["1 queued again"]
    assert (await state_of(books, one), await state_of(books, other, "other")) == (
        "queued",
        "dead",
    )
    assert await retry(books.db, books.clock, ["lrs", "other"]) == ["1 queued again"]


async def test_replay_queues_what_was_accepted_since_then(books: Books) -> None:
    now = books.clock.now()
    before = await owe(books, "accepted", accepted_at=now - 2 * HOUR)
    after = await owe(books, "accepted", accepted_at=now - HOUR)
    await agree(books)
    lines = await replay(books.db, books.clock, LRS, now - HOUR)
    assert lines[0].startswith("1 queued again")
    assert (await state_of(books, before), await state_of(books, after)) == ("accepted", "queued")


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2026-11-22", datetime(2026, 11, 21, 16, tzinfo=UTC)),
        ("2026-11-22T08:30", datetime(2026, 11, 22, 0, 30, tzinfo=UTC)),
        ("2026-11-22T08:30Z", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_deployments_unless_it_says_otherwise(words: str, at: datetime) -> None:
    assert instant(words, SHANGHAI) == at


def test_what_is_no_time_key_or_bank_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="is no day or time"):
        instant("yesterday", SHANGHAI)
    with pytest.raises(InputError, match="is no key"):
        key_of("17")
    with pytest.raises(InputError, match="known are: lrs"):
        known_target(["lrs"], "other")


# The audit ----------------------------------------------------------------------------------------


async def audit(books: Books, heads: Path | None = None) -> list[str]:
    said: list[str] = []
    await audit_lines(books.db, books.clock, KEY, heads=heads, since=None, say=said.append)
    return said


async def test_an_audit_that_finds_nothing_keeps_the_heads(books: Books, tmp_path: Path) -> None:
    file = tmp_path / "heads"
    said = await audit(books, file)
    assert said[0] == "3 entries, 2 seals, 2 days"
    assert "Everything is as it was written" in said[2]
    before = file.read_text()
    assert [line.split()[0::2] for line in before.splitlines()] == [
        ["2026-11-22", "1"],
        ["2026-11-23", "2"],
    ]
    books.clock.move(DAY)
    await books.week(days=1, courses=1)
    await audit(books, file)
    assert file.read_text().startswith(before)
    assert len(file.read_text().splitlines()) == 4


async def test_an_audit_that_finds_something_fails_and_leaves_the_heads(
    books: Books, tmp_path: Path
) -> None:
    file = tmp_path / "heads"
    await audit(books, file)
    before = file.read_text()
    await books.behind("delete from journal_seal", "delete from journal", "delete from completion")
    await books.behind("delete from claim", "delete from person", "delete from ledger_person")
    said: list[str] = []
    with pytest.raises(AuditFailedError, match="2 faults;"):
        await audit_lines(books.db, books.clock, KEY, heads=file, since=None, say=said.append)
    assert "2026-11-23 is in the heads kept outside and not here" in said[3]
    assert file.read_text() == before


async def test_of_very_many_findings_the_first_are_said_and_all_counted(books: Books) -> None:
    await books.behind(
        "insert into completion (key, person, kind, registration, content_version, seconds, "
        "notional_minutes, platform, completed_at, recorded_at) select gen_random_uuid(), "
        "gen_random_uuid(), 'lesson', gen_random_uuid(), '1', 1, 1, 'wechat', now(), now() "
        f"from generate_series(1, {MOST_FINDINGS + 5})"
    )
    said: list[str] = []
    with pytest.raises(AuditFailedError):
        await audit_lines(books.db, books.clock, KEY, heads=None, since=None, say=said.append)
    assert len(said) == 2 + MOST_FINDINGS + 1
    assert said[-1] == f"  and more; in all: {MOST_FINDINGS + 5} entry without a journal row"


# Comparing and correcting ------------------------------------------------------------------------


async def compare(books: Books, bank: MemoryBank) -> list[str]:
    said: list[str] = []
    await reconcile_lines(books.db, books.clock, [bank], None, SHANGHAI, said.append)
    return said


async def test_a_comparison_says_what_was_found_and_queues_what_is_missing(books: Books) -> None:
    bank = MemoryBank()
    assert (await compare(books, bank))[0].endswith("its books and ours agree")
    at = books.clock.now() - 2 * HOUR
    books.clock.move(timedelta(seconds=1))
    lost = await owe(books, "accepted", accepted_at=at)
    await agree(books)
    bank.stored[str(uuid4())] = b"{}"
    said = await compare(books, bank)
    assert "1 missing, 1 extra" in said[0]
    assert sorted(line.split()[0] for line in said[1:]) == ["extra", "missing"]
    assert await state_of(books, lost) == "queued"
    assert "1 missing, 1 extra there" in await status(books, "lrs")


async def test_a_bank_that_cannot_be_asked_fails_in_words(books: Books) -> None:
    bank = MemoryBank()
    bank.stored[str(uuid4())] = b"{}"
    bank.trouble = PlatformUnavailableError("it does not answer")
    said: list[str] = []
    with pytest.raises(NotComparedError, match="lrs"):
        await reconcile_lines(books.db, books.clock, [bank], None, SHANGHAI, said.append)
    assert said[-1].strip() == "not compared to the end: it does not answer"


async def recorded(books: Books) -> UUID:
    """A passed course as the program records it, which one bank has; the key of its entry."""
    learner = await add_learner(books.db)
    async with books.db.transaction() as conn:
        fact = course_finished(learner=learner)
        await record_completions(conn, [fact], ISSUER, LRS, books.clock.now())
        await conn.execute("update push set state = 'accepted', accepted_at = now()")
        key = await conn.fetchval("select key from completion order by id desc limit 1")
    return UUID(str(key))


async def test_an_entry_is_voided_once_and_says_who_is_asked(books: Books) -> None:
    entry = await recorded(books)
    claim = await books.value("select key from claim order by id desc limit 1")
    lines = await void(books.db, books.clock, claim, "entered twice", ISSUER, LRS)
    assert lines == [f"voided {entry}; asked back at 1 credit bank"]
    assert await books.value("select reason || '/' || by from voiding") == "entered twice/operator"
    with pytest.raises(CorrectionError, match="voided already"):
        await void(books.db, books.clock, claim, "again", ISSUER, LRS)


async def test_a_claim_that_rests_on_what_is_voided_is_named(books: Books) -> None:
    learner = await add_learner(books.db)
    async with books.db.transaction() as conn:
        for fact in (lesson_completed(learner=learner), course_finished(learner=learner)):
            await record_completions(conn, [fact], ISSUER, LRS, books.clock.now())
    lesson = await books.value("select key from completion where kind = 'lesson'")
    claim = await books.value("select key from claim order by id desc limit 1")
    first, second = await void(books.db, books.clock, lesson, "entered twice", ISSUER, LRS)
    assert first == f"voided {lesson}; no credit bank had it"
    assert second.startswith(f"  the claim {claim} rests on it and still counts")


async def test_an_entry_is_corrected_to_the_course_as_it_is_taught_now(books: Books) -> None:
    entry = await recorded(books)
    async with books.db.transaction() as conn:
        await import_courses(conn, [course(hours=8)], at=books.clock.now(), approver="somebody")
    said = await correct(books.db, books.clock, entry, "wrong hours", ISSUER, LRS)
    assert said[0] == f"voided {entry}; asked back at 1 credit bank"
    assert said[1].endswith("in its place, as the course is taught now")
    async with books.db.connection() as conn:
        row = await conn.fetchrow(
            "select c.key, c.revision, l.hours from completion c join claim l "
            "on l.completion_id = c.id order by c.id desc limit 1"
        )
    assert row is not None
    assert (str(row["key"]), row["revision"], row["hours"]) == (said[1].split()[1], 2, 8)
    await books.sealer.run()
    assert (await books.audit()).well


# At the terminal ----------------------------------------------------------------------------------


async def test_the_commands_speak_in_words_and_exit_codes(
    books: Books, terminal: Terminal
) -> None:
    statement = await owe(books, "dead", reason="invalid", words="no")
    assert "lrs: 0 queued" in terminal.done("credits", "status")
    assert str(statement) in terminal.done("credits", "dead", "lrs")
    assert "1 queued again" in terminal.done("credits", "retry", "lrs")
    assert "No dead letter" in terminal.refused(
        2, "credits", "drop", str(statement), "--reason", "x"
    )
    assert "0 queued again" in terminal.done("credits", "replay", "--since", "2026-11-22")
    assert "is no day or time" in terminal.refused(2, "credits", "replay", "--since", "soon")
    assert "no credit bank" in terminal.refused(2, "credits", "dead", "other")
    assert "Not compared to the end: lrs" in terminal.refused(1, "credits", "reconcile")
    assert "has no entry" in terminal.refused(1, "credits", "void", str(uuid4()), "--reason", "x")
    for command in ("void", "correct"):
        said = " ".join(terminal.done("credits", command, "--help").replace("│", " ").split())
        assert "the learner reads it, and whoever opens the certificate's page" in said


async def test_the_audit_at_the_terminal(db: Database, terminal: Terminal, tmp_path: Path) -> None:
    said = terminal.done("credits", "audit", "--heads", "heads.txt")
    assert "0 entries, 0 seals, 0 days" in said
    assert (tmp_path / "heads.txt").read_text() == ""
    books = await Books.opened(db)
    await books.week(days=1, courses=1)
    assert "2 faults;" in terminal.refused(1, "credits", "audit")  # sealed with another key


async def test_keys_at_the_terminal(terminal: Terminal) -> None:
    assert "0 account numbers" in terminal.done("keys", "status")
    assert "0 of 0 account numbers sealed anew" in terminal.done("keys", "renew")
